#include "base/time.hpp"

#include <cstdlib>

/// What parse_duration reads, to_text writes so that it is read as the same again.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    const auto duration = evenkeel::parse_duration(text);
    if (duration && evenkeel::parse_duration(evenkeel::to_text(*duration)) != duration) std::abort();
    return 0;
}
