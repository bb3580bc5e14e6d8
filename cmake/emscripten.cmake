# Finds Emscripten's own toolchain file: the one of EMSDK if that is set, else the one beside the emcc of the PATH (Debian keeps
# it under /usr/share/emscripten).
if(DEFINED ENV{EMSDK})
  set(evenkeel_emscripten "$ENV{EMSDK}/upstream/emscripten")
else()
  find_program(EVENKEEL_EMCC emcc REQUIRED)
  file(REAL_PATH "${EVENKEEL_EMCC}" evenkeel_emcc)
  cmake_path(GET evenkeel_emcc PARENT_PATH evenkeel_emscripten)
  if(NOT EXISTS "${evenkeel_emscripten}/cmake")
    set(evenkeel_emscripten /usr/share/emscripten)
  endif()
endif()
include("${evenkeel_emscripten}/cmake/Modules/Platform/Emscripten.cmake")
