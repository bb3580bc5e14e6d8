#pragma once
// A session with its transport, as a face needs it: what plays and how fast, what is selected, what is plotted.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "lab/queries.hpp"
#include "view/follow.hpp"
#include "view/plots.hpp"
#include "view/session.hpp"

namespace evenkeel::view {

inline constexpr double least_speed = 0.1;
inline constexpr double most_speed = 1000;
/// After a wait no minutes are caught up.
inline constexpr double most_caught_up_s = 0.25;

/// Play, pause, and whether simulating keeps up with the clock.
struct Transport {
    bool playing = false;
    double speed = 1;               ///< simulated seconds a real one, 0.1 to 1000
    double owed_ns = 0;             ///< simulated time that is due and not yet played
    double real_s = 0;              ///< of the measurement under way
    double simulated_s = 0;
    double measured = 0;            ///< speed over the last full second; 0: not yet known
};

struct Desk {
    std::optional<Session> session;
    Transport transport;
    Plots plots;
    RivalPlots rival_plots;
    std::vector<Query> measures;    ///< of the lab's objectives
    std::vector<Query> step_queries;    ///< of its steps
    std::vector<bool> steps_done;   ///< once done, a step stays so
    std::string selected;           ///< node
    Followed followed;              ///< the request that is followed, if any
    std::size_t hop = 0;            ///< where it is shown
    std::uint64_t changes = 0;      ///< rises with everything that a face may have to show anew
};

Desk begin_desk(Session session);

void play(Desk& desk);
void pause(Desk& desk);
void set_speed(Desk& desk, double speed);
/// What was measured of the speed counts no more: the page was out of sight, or plays otherwise from now on.
void measure_anew(Desk& desk);

/// Follows the next request (of the selected visitors, or of any); the run pauses and stays where it is.
void follow_next(Desk& desk);
/// Follows a request that is known by its number and when it began; nothing when there was none in the shown run.
void follow_request(Desk& desk, const std::string& visitors, std::uint64_t request, Instant began);
/// Goes to a hop of the followed request.
void go_to_hop(Desk& desk, std::size_t index);
/// The hop that the present shows; null: the present is another moment.
const Hop* hop_shown(const Desk& desk);

/// Some real time has passed: adds what is due, of a long wait at most `most_caught_up_s`; all of it counts for the measured speed,
/// so that a machine which stands still is seen to be behind. Then `play_some` until it says true or the time for a frame is over.
void elapse(Desk& desk, double real_s);
/// At most so many events of what is due; true when nothing is.
bool play_some(Desk& desk, std::uint64_t most_events);
/// The time for this frame is over: what is still due is given up, so that no debt grows.
void give_up_rest(Desk& desk);
/// True when simulating falls behind the wanted speed by more than 2 %.
bool is_behind(const Transport& transport);

/// One objective, as far as the run has come.
struct LiveObjective {
    bool has_value = false;
    double measured = 0;
    std::int64_t millipoints = 0;
    bool gate_holds = true;
};
LiveObjective live(const Desk& desk, std::size_t objective);

/// Ticks the steps whose condition holds now.
void tick_steps(Desk& desk);

}  // namespace evenkeel::view
