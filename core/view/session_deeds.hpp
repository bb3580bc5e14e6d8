#pragma once
// How something done by hand is written into a session: what all such deeds share.

#include <vector>

#include "view/session.hpp"

namespace evenkeel::view {

/// Keeps the work as it is, for undo.
void remember(Session& session);
/// Deeds lie at whole milliseconds, so that a clock shows their instant as it is.
void go_to_whole_millisecond(Session& session);
/// Writes deeds at the present into the branch and carries them out. `running` are the texts that are in effect then.
void write_deeds(Session& session, const std::vector<Action>& actions, Said said, const Files* running);

}  // namespace evenkeel::view
