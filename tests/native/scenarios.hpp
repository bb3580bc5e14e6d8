#pragma once

#include "native/program.hpp"
#include "source_folder.hpp"

/// The labs of tests/determinism/scenarios: 1 plain, 2 queues, 3 things die, 4 bad networks, 5 reload and surge, 6 closed loop.
inline std::string scenario_labs() { return (source_folder() / "tests/determinism/scenarios").string(); }

/// A command with those labs.
inline Ran run_with_scenarios(std::vector<std::string> arguments, const Start& start = {})
{
    arguments.insert(arguments.end(), {"--labs", scenario_labs()});
    return run_program(arguments, start);
}

/// The balancer's file of a scenario, changed: what a submission holds.
inline std::string haproxy_cfg(std::string_view lab)
{
    return text_of_file(std::filesystem::path(scenario_labs()) / lab / "files/lb-01/haproxy.cfg");
}
