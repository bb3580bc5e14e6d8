#include "config/haproxy/reader.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "config/haproxy/sentences.hpp"

namespace evenkeel::haproxy {

Fault fault(const Sentence& sentence, int column, std::initializer_list<Argument> arguments)
{
    return {&sentence, fill(sentence.text, arguments), fill(sentence.repair, arguments), column};
}

Fault wrap(Fault inner, std::string_view before, std::string_view behind)
{
    inner.text = std::string(before).append(inner.text).append(behind);
    return inner;
}

std::string_view Proxy::kind() const
{
    if (has(is_defaults)) return "defaults";
    if (has(is_frontend)) return has(is_backend) ? "proxy" : "frontend";
    return "backend";
}

Proxy& Reader::proxy() { return in_defaults ? defaults[current] : proxies[current]; }

std::string Reader::current_name() const { return in_defaults ? defaults[current].name : proxies[current].name; }

const Proxy& Reader::defaults_of_current() const
{
    const std::uint32_t from = in_defaults ? defaults[current].defaults : proxies[current].defaults;
    return defaults[from == no_index ? 0 : from];
}

void Reader::say_at(Severity severity, int at_line, int column, const Sentence& sentence, std::string text, std::string repair)
{
    // C strings end at a NUL, and so do HAProxy's messages about one.
    text.resize(std::min(text.size(), text.find('\0')));
    diagnostics.push_back({severity, std::string(sentence.id), {file, at_line, column}, as_utf8(text), as_utf8(repair)});
}

void Reader::fatal(const Fault& said)
{
    say_at(Severity::error, line, said.column, *said.sentence, said.text, said.repair);
    line_is_fatal = true;
    refused = true;
}
void Reader::fatal(const Token& at, const Sentence& sentence, std::initializer_list<Argument> arguments)
{
    fatal(fault(sentence, at.column, arguments));
}
void Reader::abort(const Fault& said)
{
    fatal(said);
    aborted = true;
}
void Reader::abort(const Token& at, const Sentence& sentence, std::initializer_list<Argument> arguments)
{
    abort(fault(sentence, at.column, arguments));
}
void Reader::alert(const Token& at, const Sentence& sentence, std::initializer_list<Argument> arguments)
{
    say_at(Severity::warning, line, at.column, sentence, fill(sentence.text, arguments), fill(sentence.repair, arguments));
}
void Reader::warn(const Fault& said) { say_at(Severity::warning, line, said.column, *said.sentence, said.text, said.repair); }
void Reader::warn(const Token& at, const Sentence& sentence, std::initializer_list<Argument> arguments)
{
    warn(fault(sentence, at.column, arguments));
}
void Reader::cross_error(const Sentence& sentence, std::initializer_list<Argument> arguments) { cross_error_at(0, 0, sentence, arguments); }
void Reader::cross_warning(const Sentence& sentence, std::initializer_list<Argument> arguments) { cross_warning_at(0, 0, sentence, arguments); }
void Reader::cross_error_at(int at_line, int column, const Sentence& sentence, std::initializer_list<Argument> arguments)
{
    say_at(Severity::error, at_line, column, sentence, fill(sentence.text, arguments), fill(sentence.repair, arguments));
    refused = true;
}
void Reader::cross_warning_at(int at_line, int column, const Sentence& sentence, std::initializer_list<Argument> arguments)
{
    say_at(Severity::warning, at_line, column, sentence, fill(sentence.text, arguments), fill(sentence.repair, arguments));
}
void Reader::note(const Token& at, const Sentence& sentence, std::initializer_list<Argument> arguments)
{
    say_at(Severity::note, line, at.column, sentence, fill(sentence.text, arguments), fill(sentence.repair, arguments));
}
void Reader::not_simulated(const Token& at, std::string_view what, std::string_view lost)
{
    const std::initializer_list<Argument> arguments = {{"what", what}, {"lost", lost}};
    say_at(Severity::warning, line, at.column, sentence::not_simulated, fill(sentence::not_simulated.text, arguments), "");
}

}  // namespace evenkeel::haproxy
