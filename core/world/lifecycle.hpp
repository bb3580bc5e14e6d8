#pragma once
// Services begin, reload and end; meters are sampled; what balancers notice is set beside what is really wrong.

#include "world/world.hpp"

namespace evenkeel {

/// The first life of a service: its component listens, schedules its first timers.
void begin_component(World& world, ServiceId service);

/// Starts a service again (or for the first time) as a new generation with fresh state. Nothing if its host has no power.
void start_service(World& world, ServiceId service);
/// Ends a process. In good order: it stops listening and finishes what it has begun.
void stop_service(World& world, ServiceId service, bool in_good_order);
/// A host's power goes: its services and connections are gone without a word.
void lose_power(World& world, HostId host);
/// A second generation with other settings; the first finishes its connections. False: refused, and nothing has changed, since the
/// file was refused or a name in it has no address.
bool reload_service(World& world, const Reload& reload);
/// What reached a hung service comes to it now.
void resume_service(World& world, ServiceId service);

/// Hands all notices over: after an action, which is no event.
void deliver_notices(World& world);

/// Drained generations end; server transitions of balancers become journal entries and truth.
void settle_services(World& world);

/// One sample of each meter, and the next one scheduled.
void sample_and_schedule(World& world);

}  // namespace evenkeel
