#include "terminal.hpp"

#ifdef __EMSCRIPTEN__
#include <emscripten.h>

EM_JS(int, node_isatty, (int descriptor), { return require("tty").isatty(descriptor) ? 1 : 0; });

bool is_terminal(int descriptor)
{
    return node_isatty(descriptor) != 0;
}
#else
#include <unistd.h>

bool is_terminal(int descriptor)
{
    return isatty(descriptor) == 1;
}
#endif
