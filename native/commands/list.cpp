#include "commands/list.hpp"

#include <array>

namespace evenkeel::cli {

namespace {

using enum ExitCode;

constexpr ExitMeaning wrong_use_of_lab{wrong_use, "an unknown option, lab or path; a lab.json with errors"};
constexpr ExitMeaning machine_failed{own_fault, "the program or its machine failed (disk full, output closed): no result"};

constexpr std::array labs_codes{
    ExitMeaning{done, "listed"},
    ExitMeaning{not_gradable, "a lab.json has errors; the other labs are listed"},
    ExitMeaning{wrong_use, "no labs were found"},
    machine_failed,
};
constexpr std::array start_codes{
    ExitMeaning{done, "the files are there"},
    ExitMeaning{wrong_use, "an unknown lab; a file that is there already; a place that cannot be written to"},
    machine_failed,
};
constexpr std::array check_codes{
    ExitMeaning{done, "clean, or warnings only"},
    ExitMeaning{not_gradable, "errors: the real program would refuse it, or it is no submission of this lab"},
    wrong_use_of_lab,
    machine_failed,
};
constexpr std::array import_codes{
    ExitMeaning{done, "taken apart: every file is known, and nothing in it would be refused"},
    ExitMeaning{not_gradable, "errors: part of the script is not understood, or the real program would refuse a file of it"},
    ExitMeaning{wrong_use, "a file that cannot be read or is too large; a place that cannot be written to"},
    machine_failed,
};
constexpr std::array run_codes{
    ExitMeaning{done, "the run came to its end"},
    ExitMeaning{not_gradable, "the submission has errors, or the run met a bound"},
    wrong_use_of_lab,
    machine_failed,
};
constexpr std::array grade_codes{
    ExitMeaning{done, "graded: at or above the pass mark (--only: all points), or --exit-zero"},
    ExitMeaning{below, "graded: below the pass mark"},
    ExitMeaning{not_gradable, "the submission has errors; reports say so, --exit-zero or not"},
    wrong_use_of_lab,
    ExitMeaning{own_fault, "the program or its machine failed: no result, and never a low grade"},
};
constexpr std::array explain_codes{
    ExitMeaning{done, "explained"},
    ExitMeaning{not_gradable, "the submission has errors, or the run met a bound"},
    ExitMeaning{wrong_use, "an unknown sentence, lab or objective"},
    machine_failed,
};
constexpr std::array decide_codes{
    ExitMeaning{done, "decided, whatever the decisions are"},
    ExitMeaning{not_gradable, "a file has errors"},
    ExitMeaning{wrong_use, "a file that cannot be read, an unknown backend or format"},
    machine_failed,
};
constexpr std::array replay_codes{
    ExitMeaning{done, "all was done again"},
    ExitMeaning{below, "some of what was done is not possible (another version of the lab); the rest was done"},
    ExitMeaning{not_gradable, "the file is no kept session, or one of another format or seed; the run met a bound"},
    ExitMeaning{wrong_use, "a file that cannot be read or is too large; an unknown lab or time; a lab.json with errors"},
    machine_failed,
};
constexpr std::array verify_codes{
    ExitMeaning{done, "every recording passed"},
    ExitMeaning{below, "a difference, or a kind of recording that is not built yet"},
    ExitMeaning{own_fault, "a file that cannot be read, or is no recording"},
};
constexpr std::array calc_codes{
    ExitMeaning{done, "reckoned"},
    ExitMeaning{wrong_use, "a question without an answer: a number out of range, no steady state"},
    machine_failed,
};
#ifndef __EMSCRIPTEN__
constexpr std::array serve_codes{
    ExitMeaning{done, "ended by Ctrl+C (SIGINT) or SIGTERM"},
    ExitMeaning{wrong_use, "the port is in use, an address that is not this machine's; no labs or no page found"},
    machine_failed,
};
constexpr std::string_view serve_examples =
    "  evenkeel serve                         # then open http://127.0.0.1:8080/\n"
    "  evenkeel serve --labs my-labs          # an author's own; the page follows each change\n"
    "  evenkeel serve --port 0                # any free port; the first line says which\n";
#endif
constexpr std::array bench_codes{
    ExitMeaning{done, "measured"},
    ExitMeaning{wrong_use, "an unknown policy or workload"},
    machine_failed,
};
constexpr std::array lab_new_codes{
    ExitMeaning{done, "the files are there"},
    ExitMeaning{wrong_use, "a file that is there already; a place that cannot be written to"},
    machine_failed,
};
constexpr std::array lab_lint_codes{
    ExitMeaning{done, "clean, or warnings only"},
    ExitMeaning{not_gradable, "errors"},
    ExitMeaning{wrong_use, "a folder that is no lab"},
    machine_failed,
};

constexpr std::array lab_bundle_codes{
    ExitMeaning{done, "the files are there"},
    ExitMeaning{not_gradable, "a lab has errors; nothing was written"},
    ExitMeaning{wrong_use, "an unknown lab; a place that cannot be written to"},
    machine_failed,
};

constexpr std::string_view labs_examples =
    "  evenkeel labs                          # id, minutes, title\n"
    "  evenkeel labs --format json\n"
    "  evenkeel labs --labs my-labs           # of another folder\n";
constexpr std::string_view start_examples =
    "  evenkeel start 7 my-answer             # makes my-answer/lb-01/haproxy.cfg …\n";
constexpr std::string_view check_examples =
    "  evenkeel check 7 my-answer\n"
    "  evenkeel check 7 my-answer/lb-01/haproxy.cfg\n"
    "  evenkeel check 7 my-answer --format text,sarif=check.sarif\n";
constexpr std::string_view import_examples =
    "  evenkeel import install.sh             # which files it would write; it is not run\n"
    "  evenkeel import install.sh --out files # makes files/etc/haproxy/haproxy.cfg …\n"
    "  evenkeel import install.sh --format json\n";
constexpr std::string_view run_examples =
    "  evenkeel run 7                         # the lab's start files, its first seed\n"
    "  evenkeel run 7 my-answer --seed 3 --journal run.jsonl --metrics run.prom\n"
    "  evenkeel run 7 --until 10s --capture - # the packets of ten seconds\n"
    "  evenkeel run 7 --log lb-01             # what its HAProxy writes into the system's log\n";
constexpr std::string_view grade_examples =
    "  evenkeel grade 7 my-answer\n"
    "  evenkeel grade 7 my-answer --format text,json=result.json,junit=result.xml\n"
    "  evenkeel grade 7 my-answer --hidden-seeds seeds.txt --exit-zero\n"
    "  evenkeel grade 7 my-answer --only notice-dead\n";
constexpr std::string_view explain_examples =
    "  evenkeel explain EK-HAP-0012           # what a message means, and what to do\n"
    "  evenkeel explain 7 my-answer --objective notice-dead\n";
constexpr std::string_view decide_examples =
    "  evenkeel decide haproxy.cfg requests.json            # a line a request: its server, and why\n"
    "  evenkeel decide haproxy.cfg requests.json --backend app --format json\n";
constexpr std::string_view replay_examples =
    "  evenkeel replay report.json            # where the session was when it was kept\n"
    "  evenkeel replay report.json --until 10s\n"
    "  evenkeel replay - --labs my-labs <report.json\n";
constexpr std::string_view verify_examples =
    "  evenkeel verify tests/golden/haproxy/*.json    # the last line counts them\n"
    "  evenkeel verify - <recording.json\n";
constexpr std::string_view capacity_examples =
    "  evenkeel calc capacity --servers 8 --load 0.9                # how long requests wait\n"
    "  evenkeel calc capacity --servers 8 --load 1.2 --capacity 20  # how many are refused\n";
constexpr std::string_view availability_examples =
    "  evenkeel calc availability --needed 2 --units 3 --mtbf 8760 --mttr 4\n"
    "  evenkeel calc availability --units 2 --crews 1 --switchover 0.99\n"
    "  evenkeel calc availability --load-balancers 2 --app-servers 3 --databases 2 --promotion\n";
constexpr std::string_view retry_examples =
    "  evenkeel calc retry --failures 0.3 --retries 3\n";
constexpr std::string_view failover_examples =
    "  evenkeel calc failover --writes 200 --delay 0.1 --promote 10\n";
constexpr std::string_view bench_examples =
    "  evenkeel bench leastconn 10000000 8 1  # a cluster of 8 servers; cpu_s is what it took\n"
    "  evenkeel bench leastconn 1000000 1000 1 --workload W3\n";
constexpr std::string_view lab_new_examples =
    "  evenkeel lab new labs/31-my-lab --title 'What I teach'\n";
constexpr std::string_view lab_lint_examples =
    "  evenkeel lab lint labs/31-my-lab\n"
    "  evenkeel lab lint labs/* --format sarif=lint.sarif\n";
constexpr std::string_view lab_bundle_examples =
    "  evenkeel lab bundle --into site/labs                # all labs\n"
    "  evenkeel lab bundle --labs my-labs --into site/labs\n";

}  // namespace

std::span<const Command> commands()
{
    static constexpr std::array all{
        Command{"labs", "list the labs", declare_labs, labs_examples, labs_codes},
        Command{"start", "copy a lab's start files", declare_start, start_examples, start_codes},
        Command{"check", "errors and warnings of configuration files; nothing is run", declare_check, check_examples, check_codes},
        Command{"import", "the configuration files inside an installer script, which is not run", declare_import, import_examples, import_codes},
        Command{"run", "one run: what happened, and the hash of its last state", declare_run, run_examples, run_codes},
        Command{"grade", "all objectives of a lab, over all its runs", declare_grade, grade_examples, grade_codes},
        Command{"explain", "what a message means; why an objective fell short", declare_explain, explain_examples, explain_codes},
        Command{"decide", "which server each request of a file would get, and why", declare_decide, decide_examples, decide_codes},
        Command{"replay", "what was done in the browser lab, done again", declare_replay, replay_examples, replay_codes},
        Command{"verify", "replay recordings of real systems, and compare", declare_verify, verify_examples, verify_codes},
        Command{"calc capacity", "waiting times, and what a bounded queue refuses, by formula", declare_calc_capacity, capacity_examples, calc_codes},
        Command{"calc availability", "downtime of units that fail and are repaired, or of a site of tiers", declare_calc_availability, availability_examples, calc_codes},
        Command{"calc retry", "what retries cost and bring", declare_calc_retry, retry_examples, calc_codes},
        Command{"calc failover", "writes lost and refused when a database's primary dies", declare_calc_failover, failover_examples, calc_codes},
#ifndef __EMSCRIPTEN__
        // Node's WebAssembly has no server's sockets.
        Command{"serve", "the browser lab from this machine", declare_serve, serve_examples, serve_codes},
#endif
        Command{"bench", "how fast this machine simulates: the workloads by which simulators are compared", declare_bench, bench_examples, bench_codes},
        Command{"lab new", "for authors: a small lab that runs", declare_lab_new, lab_new_examples, lab_new_codes},
        Command{"lab lint", "for authors: all problems of a lab's folder", declare_lab_lint, lab_lint_examples, lab_lint_codes},
        Command{"lab bundle", "for authors: labs as files for the browser lab on a static host", declare_lab_bundle, lab_bundle_examples, lab_bundle_codes},
    };
    return all;
}

}  // namespace evenkeel::cli
