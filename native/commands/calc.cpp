// evenkeel calc capacity|availability|retry|failover: closed formulas, for a first estimate before anything is simulated.
#include <algorithm>
#include <memory>

#include <CLI/App.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "calc/availability.hpp"
#include "calc/capacity.hpp"
#include "calc/failover.hpp"
#include "calc/retry.hpp"
#include "commands/list.hpp"
#include "failure.hpp"

namespace evenkeel::cli {

namespace {

/// An answer on its way to be printed.
struct Answer {
    calc::Figures figures;
    std::string note;                               ///< what the figures are in, for people
    std::vector<std::string_view> single_points;    ///< of tiers
    bool has_tiers = false;
};

template <class Result>
const Result& answered(const Parsed<Result>& result)
{
    if (has_error(result.diagnostics)) throw Failure(ExitCode::wrong_use, result.diagnostics);
    return result.config;
}

std::string number_text(double value) { return fmt::format("{:.6g}", value); }

std::string text_of(const Answer& answer)
{
    std::size_t width = 0;
    for (const calc::Figure& figure : answer.figures) width = std::max(width, figure.words.size());
    std::string text;
    for (const calc::Figure& figure : answer.figures) text += fmt::format("{:<{}}  {}\n", figure.words, width, number_text(figure.value));
    if (answer.has_tiers) text += fmt::format("single points of failure: {}\n", fmt::join(answer.single_points, ", "));
    if (!answer.note.empty()) text += answer.note + "\n";
    return text;
}

std::string json_of(const Answer& answer)
{
    nlohmann::ordered_json json = nlohmann::ordered_json::object();
    for (const calc::Figure& figure : answer.figures) json[std::string(figure.name)] = figure.value;
    if (answer.has_tiers) json["single_points_of_failure"] = answer.single_points;
    return json.dump(2) + "\n";
}

ExitCode print(const Answer& answer, bool as_json, Console& console)
{
    console.out.write(as_json ? json_of(answer) : text_of(answer));
    return ExitCode::done;
}

void add_json(CLI::App& app, bool& as_json) { app.add_flag("--json", as_json, "one JSON object, with all digits"); }

struct CapacityOptions {
    std::int64_t servers = 1;
    double load = 0.5;
    std::int64_t capacity = 0;
    bool bounded = false;
    bool as_json = false;
};

Answer capacity(const CapacityOptions& options)
{
    Answer answer;
    if (options.bounded) answer.figures = calc::figures_of(answered(calc::bounded_queue({options.servers, options.capacity, options.load})));
    else answer.figures = calc::figures_of(answered(calc::queue({options.servers, options.load})));
    answer.note = "times in mean service times";
    return answer;
}

struct AvailabilityOptions {
    calc::RepairQuestion repair;
    calc::TiersQuestion tiers;
    bool limited = false;           ///< crews or switchover were given
    bool of_units = false;
    bool of_tiers = false;
    bool as_json = false;
};

Answer availability(const AvailabilityOptions& options)
{
    Answer answer;
    if (options.of_tiers) {
        const calc::Tiers tiers = answered(calc::tiers(options.tiers));
        answer.figures = calc::figures_of(tiers);
        answer.single_points = tiers.single_points_of_failure;
        answer.has_tiers = true;
    } else if (options.limited) answer.figures = calc::figures_of(answered(calc::repair_chain(options.repair)));
    else answer.figures = calc::figures_of(answered(calc::redundancy(options.repair.structure)));
    return answer;
}

}  // namespace

Work declare_calc_capacity(CLI::App& app, const Shared&)
{
    const auto options = std::make_shared<CapacityOptions>();
    app.add_option("--servers", options->servers, "how many alike servers, or workers, share the queue; 1 without it")->type_name("N");
    app.add_option("--load", options->load, "arrivals divided by what all servers can do")->type_name("RHO")->required();
    const CLI::Option* capacity_option = app.add_option("--capacity", options->capacity, "most requests in service and waiting; unbounded without it")->type_name("N");
    add_json(app, options->as_json);
    return [options, capacity_option](Console& console) {
        options->bounded = capacity_option->count() > 0;
        return print(capacity(*options), options->as_json, console);
    };
}

Work declare_calc_availability(CLI::App& app, const Shared&)
{
    const auto options = std::make_shared<AvailabilityOptions>();
    calc::RedundancyQuestion& units = options->repair.structure;
    calc::TiersQuestion& tiers = options->tiers;
    app.add_option("--needed", units.needed, "of the units, how many must work; 1 without it")->type_name("K");
    app.add_option("--units", units.units, "how many there are; 1 without it")->type_name("N");
    app.add_option("--mtbf", units.mtbf_h, "hours between failures of a unit; 1000 without it")->type_name("HOURS");
    app.add_option("--mttr", units.mttr_h, "hours of a repair; 4 without it")->type_name("HOURS");
    const CLI::Option* crews = app.add_option("--crews", options->repair.repair_crews, "repairs at the same time; one a unit without it")->type_name("N");
    const CLI::Option* switchover =
        app.add_option("--switchover", options->repair.switchover_success, "probability that a pair's switchover succeeds; 1 without it")->type_name("P");
    const std::vector<const CLI::Option*> of_tiers{
        app.add_option("--load-balancers", tiers.load_balancers, "a site of tiers: load balancers; 1 without it")->type_name("N"),
        app.add_option("--app-servers", tiers.app_servers, "application servers; 1 without it")->type_name("N"),
        app.add_option("--databases", tiers.databases, "databases; 1 without it")->type_name("N"),
        app.add_flag("--promotion", tiers.automatic_promotion, "a replica becomes the primary by itself"),
        app.add_option("--a-load-balancer", tiers.a_load_balancer, "availability of one; 0.999 without it")->type_name("A"),
        app.add_option("--a-app-server", tiers.a_app_server, "of one; 0.99 without it")->type_name("A"),
        app.add_option("--a-database", tiers.a_database, "of one; 0.998 without it")->type_name("A"),
        app.add_option("--a-switch", tiers.a_switch, "of the switch; 0.9999 without it")->type_name("A")};
    add_json(app, options->as_json);
    return [options, crews, switchover, of_tiers](Console& console) {
        options->of_tiers = std::any_of(of_tiers.begin(), of_tiers.end(), [](const CLI::Option* each) { return each->count() > 0; });
        options->limited = crews->count() > 0 || switchover->count() > 0;
        if (crews->count() == 0) options->repair.repair_crews = options->repair.structure.units;
        return print(availability(*options), options->as_json, console);
    };
}

Work declare_calc_retry(CLI::App& app, const Shared&)
{
    const auto question = std::make_shared<calc::RetryQuestion>();
    const auto as_json = std::make_shared<bool>(false);
    app.add_option("--failures", question->failure_probability, "probability that one attempt fails")->type_name("P")->required();
    app.add_option("--retries", question->retries, "most attempts after the first; 2 without it")->type_name("N");
    add_json(app, *as_json);
    return [question, as_json](Console& console) { return print({calc::figures_of(answered(calc::retry(*question))), {}, {}}, *as_json, console); };
}

Work declare_calc_failover(CLI::App& app, const Shared&)
{
    const auto question = std::make_shared<calc::FailoverQuestion>();
    const auto as_json = std::make_shared<bool>(false);
    app.add_option("--writes", question->writes_per_s, "writes a second")->type_name("RATE")->required();
    app.add_option("--delay", question->replication_delay_s, "seconds that the replica is behind")->type_name("SECONDS")->required();
    app.add_option("--promote", question->detect_and_promote_s, "seconds until a replica is the primary; 10 without it")->type_name("SECONDS");
    add_json(app, *as_json);
    return [question, as_json](Console& console) { return print({calc::figures_of(answered(calc::failover(*question))), {}, {}}, *as_json, console); };
}

}  // namespace evenkeel::cli
