#pragma once

/// A broken invariant (assert), an exception nobody caught or no memory left end the program with a sentence and exit code 4, the
/// grader's own fault: never with a code that a script could take for a low grade. Call it first in main.
void install_last_resort();
