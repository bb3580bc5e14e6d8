#pragma once
// The line of a submission that a student should look at. For feedback only: no points come from here.

#include <string>

#include "lab/lab.hpp"
#include "lab/submission.hpp"

namespace evenkeel {

/// Whom the feedback is about: a host of the topology or a balancer's own name for a server, as far as known.
struct Culprit {
    std::string server;
    std::string backend;
};

/// The place of what an objective names, for a culprit; the nearest thing that exists when that does not (no check: the
/// server; no server: its backend; no backend: the frontend). Line 0 when the site has no balancer.
Location place_to_look_at(const Submission& submission, LookAt what, const Culprit& culprit);

}  // namespace evenkeel
