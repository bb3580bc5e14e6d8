#pragma once
// The sub-commands: each `declare_NAME` is in NAME.cpp.

#include "command.hpp"

namespace evenkeel::cli {

Work declare_labs(CLI::App& app, const Shared& shared);
Work declare_start(CLI::App& app, const Shared& shared);
Work declare_check(CLI::App& app, const Shared& shared);
Work declare_import(CLI::App& app, const Shared& shared);
Work declare_run(CLI::App& app, const Shared& shared);
Work declare_grade(CLI::App& app, const Shared& shared);
Work declare_decide(CLI::App& app, const Shared& shared);
Work declare_explain(CLI::App& app, const Shared& shared);
Work declare_replay(CLI::App& app, const Shared& shared);
Work declare_verify(CLI::App& app, const Shared& shared);
Work declare_calc_capacity(CLI::App& app, const Shared& shared);
Work declare_calc_availability(CLI::App& app, const Shared& shared);
Work declare_calc_retry(CLI::App& app, const Shared& shared);
Work declare_calc_failover(CLI::App& app, const Shared& shared);
Work declare_serve(CLI::App& app, const Shared& shared);
Work declare_bench(CLI::App& app, const Shared& shared);
Work declare_lab_new(CLI::App& app, const Shared& shared);
Work declare_lab_lint(CLI::App& app, const Shared& shared);
Work declare_lab_bundle(CLI::App& app, const Shared& shared);

}  // namespace evenkeel::cli
