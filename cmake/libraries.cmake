# Libraries are compiled here, from the sources which script/setup unpacks: one version on every machine, native and WebAssembly,
# and never a header of the system's. Without script/setup, name a folder for each: -DEVENKEEL_FMT_DIR=… and so on.

set(EVENKEEL_DEPS_DIR "$ENV{EVENKEEL_DEPS_DIR}" CACHE PATH "Folder with the unpacked libraries; empty: .deps in the source folder")
if(NOT EVENKEEL_DEPS_DIR)
  set(EVENKEEL_DEPS_DIR "${PROJECT_SOURCE_DIR}/.deps")
endif()

# evenkeel_library_folder(FMT fmt include/fmt/core.h): sets EVENKEEL_FMT_DIR and checks that the file is in it.
function(evenkeel_library_folder variable folder witness)
  set(EVENKEEL_${variable}_DIR "${EVENKEEL_DEPS_DIR}/${folder}" CACHE PATH "Source folder of ${folder}")
  if(NOT EXISTS "${EVENKEEL_${variable}_DIR}/${witness}")
    message(FATAL_ERROR "${folder} is missing: there is no ${EVENKEEL_${variable}_DIR}/${witness}. "
      "Run script/setup, or name a folder with its sources: -DEVENKEEL_${variable}_DIR=FOLDER "
      "(the version is in cmake/libraries.lock).")
  endif()
endfunction()

# {fmt}: compiled once instead of FMT_HEADER_ONLY in every file; it is the same code, and the bytes it writes are equal.
evenkeel_library_folder(FMT fmt include/fmt/core.h)
add_library(fmt STATIC EXCLUDE_FROM_ALL "${EVENKEEL_FMT_DIR}/src/format.cc")
target_compile_options(fmt PRIVATE -w $<$<BOOL:${EMSCRIPTEN}>:-Oz>)
target_include_directories(fmt SYSTEM PUBLIC "${EVENKEEL_FMT_DIR}/include")

# RE2: its own CMakeLists wants threads and installs itself, so its files are listed here. NDEBUG: its debug checks are slow.
evenkeel_library_folder(RE2 re2 re2/re2.h)
set(re2_sources
  re2/bitstate.cc re2/compile.cc re2/dfa.cc re2/filtered_re2.cc re2/mimics_pcre.cc re2/nfa.cc re2/onepass.cc re2/parse.cc
  re2/perl_groups.cc re2/prefilter.cc re2/prefilter_tree.cc re2/prog.cc re2/re2.cc re2/regexp.cc re2/set.cc re2/simplify.cc
  re2/stringpiece.cc re2/tostring.cc re2/unicode_casefold.cc re2/unicode_groups.cc util/rune.cc util/strutil.cc)
list(TRANSFORM re2_sources PREPEND "${EVENKEEL_RE2_DIR}/")
add_library(re2 STATIC EXCLUDE_FROM_ALL ${re2_sources})
target_include_directories(re2 SYSTEM PUBLIC "${EVENKEEL_RE2_DIR}")
target_compile_definitions(re2 PRIVATE NDEBUG)
target_compile_options(re2 PRIVATE -w $<$<BOOL:${EMSCRIPTEN}>:-Oz>)
if(NOT EMSCRIPTEN)
  set(THREADS_PREFER_PTHREAD_FLAG ON)
  find_package(Threads REQUIRED)
  target_link_libraries(re2 PUBLIC Threads::Threads)
endif()

evenkeel_library_folder(JSON json include/nlohmann/json.hpp)
add_library(nlohmann_json INTERFACE)
target_include_directories(nlohmann_json SYSTEM INTERFACE "${EVENKEEL_JSON_DIR}/include")

evenkeel_library_folder(CLI11 cli11 include/CLI/CLI.hpp)
add_library(cli11 INTERFACE)
target_include_directories(cli11 SYSTEM INTERFACE "${EVENKEEL_CLI11_DIR}/include")

if(NOT EMSCRIPTEN)
  # `evenkeel serve`: plain HTTP; without OpenSSL, zlib and brotli, which it would use if it were told of them.
  evenkeel_library_folder(HTTPLIB httplib httplib.h)
  add_library(httplib INTERFACE)
  target_include_directories(httplib SYSTEM INTERFACE "${EVENKEEL_HTTPLIB_DIR}")
  target_link_libraries(httplib INTERFACE Threads::Threads)
endif()

if(NOT EMSCRIPTEN)
  evenkeel_library_folder(CATCH2 catch2 src/catch2/catch_all.hpp)
  add_subdirectory("${EVENKEEL_CATCH2_DIR}" "${PROJECT_BINARY_DIR}/catch2" EXCLUDE_FROM_ALL SYSTEM)
  # Over a hundred small files which include the same: as four large ones they compile in a third of the time.
  set_target_properties(Catch2 PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 28)
endif()

# The picture of the browser lab: Dear ImGui on SDL2, for WebAssembly compiled from the sources and small rather than fast.
evenkeel_library_folder(IMGUI imgui imgui.h)
if(EMSCRIPTEN)
  evenkeel_library_folder(SDL2 sdl2 include/SDL.h)
  set(CMAKE_POLICY_DEFAULT_CMP0077 NEW)
  set(SDL_SHARED OFF)
  set(SDL_STATIC ON)
  set(SDL_TEST OFF)
  foreach(part IN ITEMS AUDIO JOYSTICK HAPTIC SENSOR THREADS HIDAPI POWER FILESYSTEM LOCALE)
    set(SDL_${part} OFF)
  endforeach()
  set(SDL2_DISABLE_INSTALL ON)
  enable_language(C)
  add_subdirectory("${EVENKEEL_SDL2_DIR}" "${PROJECT_BINARY_DIR}/sdl2" EXCLUDE_FROM_ALL SYSTEM)
  target_compile_options(SDL2-static PRIVATE -Oz -w)
  # Drawing is OpenGL's: SDL's own ways to copy pixels are left out.
  target_compile_definitions(SDL2-static PRIVATE SDL_LEAN_AND_MEAN=1)
endif()
