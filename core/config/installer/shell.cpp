// Bounds, and what there is to say.

#include "config/installer/shell.hpp"

#include <algorithm>

#include "config/installer/sentences.hpp"

namespace evenkeel::installer {

namespace {

constexpr std::size_t most_said = 100;

}  // namespace

bool Shell::spend(std::size_t amount, Offset at)
{
    if (stopped) return false;
    work += static_cast<std::int64_t>(std::min<std::size_t>(amount, most_work + 1));
    if (work <= most_work) return true;
    stopped = true;
    say(Severity::error, sentence::too_much_work, at, {{"most", std::to_string(most_work)}});
    return false;
}

void Shell::say(Severity severity, const Sentence& sentence, Offset at, std::initializer_list<Argument> arguments)
{
    const auto equal = [&](const auto& each) { return each.first == at && each.second.id == sentence.id; };
    if (said.size() >= most_said || std::any_of(said.begin(), said.end(), equal)) return;
    said.emplace_back(at, evenkeel::say(severity, sentence, {}, arguments));
}

void Shell::note_reason(Offset at, const Sentence& sentence, std::string_view what)
{
    reasons.emplace(at, Reason{&sentence, std::string(what.substr(0, 200))});
}

Traced Shell::unknown(Offset at, const Sentence& sentence, std::string_view what)
{
    note_reason(at, sentence, what);
    return unknown_text(at);
}

}  // namespace evenkeel::installer
