#include "world/timeline.hpp"

#include <algorithm>
#include <utility>

namespace evenkeel {

namespace {

/// The deed, and what it brings about in this same instant: before the next deed, so that it matters not whether one is played
/// from a script or done by hand.
void perform(World& world, const Deed& deed)
{
    switch (deed.kind) {
    case Deed::Kind::action: apply(world, deed.action); break;
    case Deed::Kind::fault_begins: begin_fault(world, deed.fault, deed.action); break;
    case Deed::Kind::fault_ends:
        for (std::size_t i = world.faults.size(); i-- > 0;) {
            if (world.faults[i].name != deed.fault || world.faults[i].ends != never) continue;
            end_fault(world, i, deed.action);
            break;
        }
        break;
    }
    run_until(world, world.now);
}

/// The last key frame that is not after an instant; before the beginning there is nothing, so then it is the beginning.
std::size_t frame_before(const Timeline& timeline, Instant at)
{
    const auto after = std::upper_bound(timeline.frames.begin(), timeline.frames.end(), at, [](Instant t, const World& frame) { return t < frame.now; });
    return after == timeline.frames.begin() ? 0 : static_cast<std::size_t>(after - timeline.frames.begin()) - 1;
}

/// The first deed after an instant.
std::size_t deed_after(const Script& script, Instant at)
{
    const auto after = std::upper_bound(script.deeds.begin(), script.deeds.end(), at, [](Instant t, const Deed& deed) { return t < deed.at; });
    return static_cast<std::size_t>(after - script.deeds.begin());
}

/// Deeds of this instant, once all its events are over.
void do_due(Timeline& timeline)
{
    const std::vector<Deed>& deeds = timeline.script.deeds;
    while (timeline.next_deed < deeds.size() && deeds[timeline.next_deed].at <= timeline.present.now) perform(timeline.present, deeds[timeline.next_deed++]);
}

void go_to_frame(Timeline& timeline, std::size_t frame)
{
    timeline.present = timeline.frames[frame];
    const Instant now = timeline.present.now;
    timeline.next_deed = deed_after(timeline.script, frame == 0 ? Instant{now.ns - 1} : now);
    run_until(timeline.present, now);
    do_due(timeline);
}

/// Frames of this instant and later are those of another story.
void forget_from(Timeline& timeline, Instant at)
{
    while (timeline.frames.size() > 1 && timeline.frames.back().now >= at) timeline.frames.pop_back();
}

bool is_same(const Deed& a, const Deed& b) { return a.at == b.at && a.kind == b.kind && a.fault == b.fault && a.number == b.number; }

void keep_frame(Timeline& timeline)
{
    if (timeline.present.now < timeline.frames.back().now + timeline.distance) return;
    timeline.frames.push_back(timeline.present);
    if (timeline.frames.size() > timeline.most_frames) drop_every_second_frame(timeline);
}

}  // namespace

void add(Script& script, Deed deed)
{
    const auto later = std::upper_bound(script.deeds.begin(), script.deeds.end(), deed.at, [](Instant t, const Deed& other) { return t < other.at; });
    script.deeds.insert(later, std::move(deed));
}

void play(World& world, const Script& script, Instant until, bool including_now)
{
    for (const Deed& deed : script.deeds) {
        if (deed.at < world.now || (deed.at == world.now && !including_now)) continue;
        if (deed.at > until) break;
        run_until(world, deed.at);
        if (world.reached != Bound::none) return;
        perform(world, deed);
        including_now = true;
    }
    run_until(world, until);
}

void drop_every_second_frame(Timeline& timeline)
{
    if (timeline.frames.size() < 2) return;
    std::vector<World> kept;
    for (std::size_t i = 0; i < timeline.frames.size(); i += 2) kept.push_back(std::move(timeline.frames[i]));
    timeline.frames = std::move(kept);
    timeline.distance = timeline.distance * 2;
}

Timeline begin_timeline(World world, Script script)
{
    Timeline timeline;
    timeline.script = std::move(script);
    timeline.frames.push_back(std::move(world));
    go_to_frame(timeline, 0);
    return timeline;
}

bool seek_some(Timeline& timeline, Instant to, std::uint64_t most_events)
{
    World& present = timeline.present;
    const std::size_t nearest = frame_before(timeline, to);
    if (to < present.now || present.now < timeline.frames[nearest].now) go_to_frame(timeline, nearest);
    while (true) {
        Instant stop = to;
        if (const Instant next_frame = timeline.frames.back().now + timeline.distance; present.now < next_frame) stop = std::min(stop, next_frame);
        if (timeline.next_deed < timeline.script.deeds.size()) stop = std::min(stop, timeline.script.deeds[timeline.next_deed].at);
        const std::uint64_t before = present.events_handled;
        const bool done = run_some(present, stop, most_events);
        most_events -= present.events_handled - before;
        if (!done) return false;
        if (present.reached != Bound::none) return true;
        do_due(timeline);
        keep_frame(timeline);
        if (present.now >= to) return true;
    }
}

void seek(Timeline& timeline, Instant to)
{
    // A JavaScript engine replaces slow code only when it is entered anew.
    while (!seek_some(timeline, to, 4096)) {}
}

void do_now(Timeline& timeline, Deed deed)
{
    deed.at = timeline.present.now;
    forget_from(timeline, deed.at);
    perform(timeline.present, deed);
    add(timeline.script, std::move(deed));
    timeline.next_deed = deed_after(timeline.script, timeline.present.now);
}

void change_script(Timeline& timeline, Script script, Instant to)
{
    const std::vector<Deed>& before = timeline.script.deeds;
    const std::vector<Deed>& after = script.deeds;
    std::size_t alike = 0;
    while (alike < before.size() && alike < after.size() && is_same(before[alike], after[alike])) ++alike;
    Instant first_difference = never;
    if (alike < before.size()) first_difference = before[alike].at;
    if (alike < after.size()) first_difference = std::min(first_difference, after[alike].at);
    timeline.script = std::move(script);
    forget_from(timeline, first_difference);
    if (timeline.present.now >= first_difference) go_to_frame(timeline, frame_before(timeline, std::min(first_difference, to)));
    seek(timeline, to);
}

World fork(const Timeline& timeline, Instant at)
{
    const std::size_t frame = frame_before(timeline, at);
    World world = timeline.frames[frame];
    play(world, timeline.script, at, frame == 0);
    return world;
}

}  // namespace evenkeel
