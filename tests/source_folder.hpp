#pragma once

#include <filesystem>

/// The top folder of the sources this program was built from: tests read labs, golden records and scenarios below it.
/// EVENKEEL_SOURCE_FOLDER in the environment overrides it, for a test program that was moved.
std::filesystem::path source_folder();
