#pragma once
// Independent pieces of work on several processors: one world, one thread.

#include <cstddef>
#include <functional>

namespace evenkeel::cli {

/// How many threads --jobs 0 means: the machine's processors; 1 in WebAssembly, which has no threads.
unsigned processors();

/// Calls work(0) … work(count - 1), at most `jobs` at the same time, and returns when all are done. The first exception, in
/// order of the numbers, is thrown then; pieces that have not begun by then are left out.
void for_each_number(std::size_t count, unsigned jobs, const std::function<void(std::size_t)>& work);

/// Likewise, but of all calls together at most `jobs` pieces are worked at: calls made side by side share the processors, and the
/// last has them all. No piece may call it again.
std::function<void(std::size_t count, const std::function<void(std::size_t)>& work)> for_each_within(unsigned jobs);

}  // namespace evenkeel::cli
