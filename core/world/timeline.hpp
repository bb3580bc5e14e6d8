#pragma once
// Time travel: key frames and the list of actions; seek anywhere, fork anywhere.

#include <cstdint>
#include <vector>

#include "world/world.hpp"

namespace evenkeel {

/// Something done to the run at a moment: an action by itself, or the beginning or end of a fault.
struct Deed {
    enum class Kind : std::uint8_t { action, fault_begins, fault_ends };
    Instant at;
    Kind kind{};
    std::string fault;              ///< the fault's name, for the two last
    Action action;
};

/// Deeds in order of time; those of one instant in the order in which they were written.
struct Script {
    std::vector<Deed> deeds;
};
void add(Script& script, Deed deed);

/// Runs a world to an instant, doing the script's deeds that lie after `world.now` (or at it, if `including_now`) on the way.
/// A deed at `until` is done before it returns.
void play(World& world, const Script& script, Instant until, bool including_now = false);

/// A run that can be looked at anywhere. Key frames are kept at equal distances, at most `most_frames`; when they are used
/// up every second one is dropped and the distance doubles.
struct Timeline {
    std::vector<World> frames;      ///< ordered by now; the first is the beginning
    Script script;
    Duration distance{5 * ns_per_s};
    std::uint32_t most_frames = 128;
    World present;
};

Timeline begin_timeline(World world, Script script);
/// Moves the present to an instant, forwards or back: the nearest key frame, then a run.
void seek(Timeline& timeline, Instant to);
/// A world of its own as it was at an instant, with everything the script did until then.
World fork(const Timeline& timeline, Instant at);

}  // namespace evenkeel
