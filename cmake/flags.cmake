# The flags of our own code. Libraries are compiled by cmake/libraries.cmake with the same ones, but for the warnings.

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Release or Debug" FORCE)
endif()

# No -DNDEBUG: a broken invariant must stop the grader, never become a grade, so our asserts stay in every build.
set(CMAKE_CXX_FLAGS_RELEASE "-O2")
# -g1 names the lines in a sanitizer's report; more would only make the build slower.
set(CMAKE_CXX_FLAGS_DEBUG "-O1 -g1 -fno-omit-frame-pointer")

# Results: a fused multiply-add rounds once where a multiplication and an addition round twice. Compilers fuse as they please,
# so one seed would give two runs.
add_compile_options(-ffp-contract=off)

# The bytes of a build do not depend on the folder it is made in (assert writes file names).
add_compile_options("-ffile-prefix-map=${PROJECT_SOURCE_DIR}/=" "-ffile-prefix-map=../../=")

option(EVENKEEL_SANITIZE "AddressSanitizer and UndefinedBehaviorSanitizer; the first problem ends the program" OFF)
if(EVENKEEL_SANITIZE)
  add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=all)
  add_link_options(-fsanitize=address,undefined)
  add_compile_definitions(_GLIBCXX_ASSERTIONS)
endif()

option(EVENKEEL_FUZZ "Build the libFuzzer targets of tests/fuzz (needs clang)" OFF)
if(EVENKEEL_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link,address -fno-sanitize-recover=all)
  add_link_options(-fsanitize=address)
endif()

if(EMSCRIPTEN)
  # WebAssembly's own exceptions: smaller and faster than the emulated ones; Node has them since 17, browsers since 2022.
  add_compile_options(-fwasm-exceptions)
  add_link_options(-fwasm-exceptions)
endif()

option(EVENKEEL_WARNINGS_ARE_ERRORS "Stop at the first warning in our own code" OFF)
add_library(evenkeel_warnings INTERFACE)
target_compile_options(evenkeel_warnings INTERFACE -Wall -Wextra -Wconversion -Wshadow -Wpedantic)
if(EVENKEEL_WARNINGS_ARE_ERRORS)
  target_compile_options(evenkeel_warnings INTERFACE -Werror)
endif()

# A compiler cache, if there is one, makes a second folder's first build take seconds.
find_program(EVENKEEL_CCACHE ccache)
if(EVENKEEL_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${EVENKEEL_CCACHE}")
endif()
