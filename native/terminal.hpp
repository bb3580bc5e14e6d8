#pragma once

/// Whether this file descriptor (1 standard output, 2 standard error) is a terminal: progress and colour go only there. Emscripten's
/// own isatty says yes to every pipe.
bool is_terminal(int descriptor);
