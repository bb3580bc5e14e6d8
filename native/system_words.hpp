#pragma once

#include <string>

namespace evenkeel::cli {

/// What an error number of the system means, in words that are the same on every machine and in WebAssembly.
std::string words_of_error(int number);

}  // namespace evenkeel::cli
