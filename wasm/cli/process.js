// What Emscripten's runtime shall take from Node's process, and give back to it. Compiled into evenkeel.js (--pre-js).

// The environment the program was started with (NO_COLOR, a CI service's variables), not an invented one. There is
// no ENV in a program that never asks.
Module["preRun"] = [() => typeof ENV !== "undefined" && Object.assign(ENV, process.env)];

// A broken invariant, or no memory left, is the grader's own fault: exit code 4. Emscripten would give 1, which means "below the
// pass mark". Which of the three ways it takes depends on its version.
function endWithOwnFault(reason)
{
    if (reason instanceof ExitStatus) return;
    console.error("evenkeel: this is a fault of evenkeel itself, not of what it was given");
    process.exit(4);
}
Module["quit"] = (status, reason) => {
    endWithOwnFault(reason);
    process.exit(status);
};
process.on("uncaughtException", endWithOwnFault);
process.on("unhandledRejection", endWithOwnFault);
