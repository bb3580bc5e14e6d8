#include "world/timeline.hpp"

#include <algorithm>
#include <utility>

namespace evenkeel {

namespace {

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
}

/// The last key frame that is not after an instant; before the beginning there is nothing, so then it is the beginning.
const World& frame_before(const Timeline& timeline, Instant at)
{
    const auto after = std::upper_bound(timeline.frames.begin(), timeline.frames.end(), at, [](Instant t, const World& frame) { return t < frame.now; });
    return after == timeline.frames.begin() ? *after : *(after - 1);
}

void keep_frame(Timeline& timeline)
{
    if (timeline.present.now < timeline.frames.back().now + timeline.distance) return;
    timeline.frames.push_back(timeline.present);
    if (timeline.frames.size() <= timeline.most_frames) return;
    std::vector<World> kept;
    for (std::size_t i = 0; i < timeline.frames.size(); i += 2) kept.push_back(std::move(timeline.frames[i]));
    timeline.frames = std::move(kept);
    timeline.distance = timeline.distance * 2;
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

Timeline begin_timeline(World world, Script script)
{
    Timeline timeline;
    timeline.script = std::move(script);
    play(world, timeline.script, world.now, true);
    timeline.frames.push_back(world);
    timeline.present = std::move(world);
    return timeline;
}

void seek(Timeline& timeline, Instant to)
{
    const World& nearest = frame_before(timeline, to);
    if (to < timeline.present.now || timeline.present.now < nearest.now) timeline.present = nearest;
    while (timeline.present.now < to && timeline.present.reached == Bound::none) {
        const Instant next_frame = timeline.frames.back().now + timeline.distance;
        play(timeline.present, timeline.script, timeline.present.now < next_frame ? std::min(to, next_frame) : to);
        keep_frame(timeline);
    }
}

World fork(const Timeline& timeline, Instant at)
{
    World world = frame_before(timeline, at);
    play(world, timeline.script, at);
    return world;
}

}  // namespace evenkeel
