#include "version.hpp"

namespace evenkeel {

std::string_view version()
{
    return EVENKEEL_VERSION;
}

}  // namespace evenkeel
