#include "base/catalogue.hpp"

namespace evenkeel {

std::string fill(std::string_view text, std::span<const Argument> arguments)
{
    std::string result;
    while (!text.empty()) {
        const std::size_t open = text.find('{');
        const std::size_t close = open == std::string_view::npos ? open : text.find('}', open);
        if (close == std::string_view::npos) break;
        result += text.substr(0, open);
        const std::string_view name = text.substr(open + 1, close - open - 1);
        bool found = false;
        for (const Argument& argument : arguments) {
            if (argument.name != name) continue;
            result += argument.value;
            found = true;
            break;
        }
        if (!found) result += text.substr(open, close - open + 1);
        text.remove_prefix(close + 1);
    }
    return result.append(text);
}

Diagnostic say(Severity severity, const Sentence& sentence, Location at, std::initializer_list<Argument> arguments)
{
    return {severity, std::string(sentence.id), std::move(at), fill(sentence.text, arguments), fill(sentence.repair, arguments)};
}

}  // namespace evenkeel
