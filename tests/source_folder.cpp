#include "source_folder.hpp"

#include <cstdlib>

std::filesystem::path source_folder()
{
    const char* moved = std::getenv("EVENKEEL_SOURCE_FOLDER");
    return moved != nullptr ? moved : EVENKEEL_SOURCE_FOLDER;
}
