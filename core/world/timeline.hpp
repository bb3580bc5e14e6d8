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
    std::uint64_t number = 0;       ///< of whoever writes scripts: deeds alike but for this are not the same
};

/// Deeds in order of time; those of one instant in the order in which they were written. A deed comes after everything else of
/// its instant, and what it brings about in this instant before the next deed.
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
    std::vector<World> frames;      ///< ordered by now; the first is the beginning, before any deed; of others all deeds until then are done
    Script script;
    std::size_t next_deed = 0;      ///< the first that the present has not had
    Duration distance{5 * ns_per_s};
    std::uint32_t most_frames = 128;
    World present;
};

/// Every second key frame is dropped and the distance doubles: half of the memory, and longer ways to an earlier instant.
void drop_every_second_frame(Timeline& timeline);

Timeline begin_timeline(World world, Script script);
/// Moves the present to an instant, forwards or back: the nearest key frame, then a run.
void seek(Timeline& timeline, Instant to);
/// The same, at most so many events of it; true when the instant is reached (or a bound of the world).
bool seek_some(Timeline& timeline, Instant to, std::uint64_t most_events);
/// Does something at the present, whatever the script says of the future: a deed at this instant, after those that are there.
/// Key frames of this instant and later ones are dropped.
void do_now(Timeline& timeline, Deed deed);
/// Another script from now on: what both do alike, in order, stays played; the present goes back to before the first difference
/// and on to `to`.
void change_script(Timeline& timeline, Script script, Instant to);

/// A world of its own as it was at an instant, with everything the script did until then.
World fork(const Timeline& timeline, Instant at);

}  // namespace evenkeel
