#pragma once
// What is half-written while the program runs, so that an interruption can remove it.

#include <string>

namespace evenkeel::cli {

/// A path (a file, or a folder that is empty by then) that is removed unless keep() is called: by the destructor, or by the
/// handler of SIGINT, SIGTERM and SIGHUP. The newest goes first.
class Unfinished {
public:
    explicit Unfinished(std::string path);
    Unfinished(const Unfinished&) = delete;
    Unfinished& operator=(const Unfinished&) = delete;
    ~Unfinished();
    void keep();

private:
    std::string path_;
    std::size_t place_ = 0;
    bool kept_ = false;
};

/// From now on an interruption removes what is unfinished; then the program dies of the signal, as it would have anyway.
void remove_unfinished_when_interrupted();

}  // namespace evenkeel::cli
