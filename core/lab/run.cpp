#include "lab/run.hpp"

#include <algorithm>

#include "lab/roles.hpp"
#include "lab/sentences.hpp"

namespace evenkeel {

namespace {

/// Streams of Purpose::fault_time: a fault's number, and this for the shift of a hidden run.
constexpr std::uint32_t shift_stream = 0xffff'ffff;

/// Whole milliseconds, so that a clock shows the instant as it is.
Duration to_milliseconds(Duration duration) { return {duration.ns / ns_per_ms * ns_per_ms}; }

Duration shift_of(const Lab& lab, const RunOptions& options)
{
    if (!options.hidden) return {};
    return to_milliseconds(uniform(draw(options.seed, {Purpose::fault_time, shift_stream}, 0), {}, lab.hidden.shift));
}

/// A reload of a lab reads the file that runs already again.
void put_in_settings(Reload& reload, const World& world)
{
    const ServiceId service = find_service(world, reload.service);
    if (!service) return;
    const Service& found = world.network.services[service.index];
    if (found.kind == ServiceKind::balancer) reload.haproxy = world.balancers[found.index].settings;
    if (found.kind == ServiceKind::nginx) reload.nginx = world.nginxes[found.index].settings;
}

/// Lines of a balancer's log that journalctl shows at least, where it has been written.
constexpr std::size_t log_kept = 200;

/// How often progress is told: each so much simulated time.
constexpr Duration step{5 * ns_per_s};

}  // namespace

Script script_of(const Lab& lab, const World& world, const RunOptions& options)
{
    Script script;
    const Roles roles = options.hidden && lab.hidden.permute_roles ? permuted_roles(lab.topology, options.seed) : Roles{};
    const Duration shift = shift_of(lab, options);
    for (std::uint32_t i = 0; i < lab.faults.size(); ++i) {
        const LabFault& fault = lab.faults[i];
        const std::uint64_t bits = draw(options.seed, {Purpose::fault_time, i}, 0);
        const Instant begins = fault.least + to_milliseconds(uniform(bits, {}, fault.most - fault.least)) + shift;
        Action action = with_roles(fault.action, roles);
        if (auto* reload = std::get_if<Reload>(&action)) put_in_settings(*reload, world);
        const Action undo = undo_of(action, world);
        add(script, {begins, Deed::Kind::fault_begins, fault.name, std::move(action)});
        if (fault.length != until_the_end) add(script, {begins + fault.length, Deed::Kind::fault_ends, fault.name, undo});
    }
    return script;
}

Script script_of(const Lab& lab, const Submission& submission, const World& world, const RunOptions& options)
{
    Script script = script_of(lab, world, options);
    for (const Deed& deed : submission.runbook) add(script, deed);
    return script;
}

Parsed<World> begin_run(const Lab& lab, const Submission& submission, const RunOptions& options)
{
    Parsed<World> world = build(submission.site, options.seed);
    world.config.bounds = options.bounds;
    if (std::find(lab.commands.begin(), lab.commands.end(), "journalctl") == lab.commands.end()) return world;
    for (Balancer& balancer : world.config.balancers) {
        balancer.keep_log = true;
        balancer.log_most = log_kept;
    }
    return world;
}

RunResult run_once(const Lab& lab, const Submission& submission, const RunOptions& options, const OnProgress& on_progress)
{
    RunResult run;
    Parsed<World> built = begin_run(lab, submission, options);
    run.world = std::move(built.config);
    run.diagnostics = std::move(built.diagnostics);
    if (has_error(run.diagnostics)) return run;
    run.shift = shift_of(lab, options);
    run.script = script_of(lab, submission, run.world, options);
    const Instant end = Instant{} + lab.duration;
    bool including_now = true;
    while (run.world.now < end && run.world.reached == Bound::none) {
        if (on_progress && !on_progress({0, 1, run.world.now, end})) {
            run.stopped = true;
            return run;
        }
        play(run.world, run.script, std::min(run.world.now + step, end), including_now);
        including_now = false;
    }
    if (run.world.reached != Bound::none) {
        const std::string when = options.hidden ? std::string{} : " at " + to_clock(run.world.now);
        run.diagnostics.push_back(say(Severity::error, grade_says.bound, {}, {{"when", when}, {"bound", to_text(run.world.reached)}}));
    }
    sample_now(run.world);
    return run;
}

}  // namespace evenkeel
