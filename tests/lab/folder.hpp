#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "lab/lab.hpp"
#include "lab/submission.hpp"

/// All files of a folder of the sources, by their path in it.
evenkeel::Files folder(std::string_view path);

/// The ids of the labs in the sources, sorted.
std::vector<std::string> lab_ids();

/// A small lab that is right in all, for tests that spoil one thing. Two alike servers behind a balancer.
std::string small_lab();
evenkeel::Files small_lab_files();

/// `text` with the first `what` replaced; the test fails if it is not there.
std::string with(std::string text, std::string_view what, std::string_view by);
