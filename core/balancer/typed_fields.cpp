#include "balancer/typed_fields.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/text.hpp"

namespace evenkeel::haproxy {

namespace {

/// Of a backend these are gauges, whatever the column says.
constexpr std::array<std::string_view, 4> gauges_of_backends{"act", "bck", "rate", "rate_max"};
constexpr std::string_view gauge = "MGP";
constexpr std::string_view rate = "MRP";

struct Named {
    char letter;
    std::string_view word;
};
constexpr std::array<Named, 5> origins{{{'M', "Metric"}, {'S', "Status"}, {'K', "Key"}, {'C', "Config"}, {'P', "Product"}}};
constexpr std::array<Named, 9> natures{{{'G', "Gauge"}, {'L', "Limit"}, {'M', "Max"}, {'C', "Counter"}, {'D', "Duration"}, {'A', "Age"}, {'N', "Name"}, {'O', "Output"}, {'R', "Rate"}}};
constexpr std::array<Named, 2> scopes{{{'P', "Process"}, {'S', "Service"}}};
constexpr std::array<Named, 3> objects{{{'F', "Frontend"}, {'B', "Backend"}, {'S', "Server"}}};

template <std::size_t N>
std::string_view word_of(const std::array<Named, N>& words, char letter)
{
    const auto found = std::find_if(words.begin(), words.end(), [&](const Named& named) { return named.letter == letter; });
    return found == words.end() ? "Avg" : found->word;     // the one letter of natures that is small
}

std::string json_text(std::string_view text)
{
    std::string quoted = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') quoted += '\\';
        quoted += c;
    }
    return quoted + "\"";
}

/// What stands behind `"field"` in JSON.
std::string json_field(std::int64_t place, std::string_view name, std::string_view tags, std::string_view type, std::string_view value)
{
    return fmt::format(R"("field":{{"pos":{},"name":{}}},"processNum":1,"tags":{{"origin":"{}","nature":"{}","scope":"{}"}},"value":{{"type":"{}","value":{}}}}})", place,
                       json_text(name), word_of(origins, tags[0]), word_of(natures, tags[1]), word_of(scopes, tags[2]), type,
                       type == "str" ? json_text(value) : std::string(value));
}

std::string described(const FieldKind& kind, const Shown& shown) { return shown.described ? fmt::format(":\"{}\"", kind.description) : std::string{}; }

}  // namespace

Shown shown_as(std::span<const std::string_view> words)
{
    Shown shown;
    for (const std::string_view word : words) {
        if (word == "typed" || word == "json") shown.as = word == "json" ? ShownAs::json : ShownAs::typed;
        shown.described = shown.described || word == "desc";
        shown.in_fractions = shown.in_fractions || word == "float";
    }
    return shown;
}

std::string object_text(const ShownObject& object, std::span<const ShownField> fields, const Shown& shown)
{
    std::string text;
    const std::span<const FieldKind> columns = stat_columns();
    std::size_t at = 0;
    std::int64_t place = 0;
    for (const ShownField& field : fields) {
        for (; columns[at].name != field.name; ++at) place += columns[at].name == "-" ? 0 : 1;
        const FieldKind& column = columns[at];
        if (column.name == "-") continue;
        const bool special = object.kind == 'B' && std::find(gauges_of_backends.begin(), gauges_of_backends.end(), column.name) != gauges_of_backends.end();
        const std::string_view tags = special ? gauge : column.tags;
        if (shown.as == ShownAs::typed) {
            text += fmt::format("{}.{}.{}.{}.{}.1:{}:{}:{}{}\n", object.kind, object.proxy, object.id, place, column.name, tags, column.type, field.value, described(column, shown));
        } else {
            text += fmt::format(R"({}{{"objType":"{}","proxyId":{},"id":{},)", text.empty() ? "" : ",", word_of(objects, object.kind), object.proxy, object.id) +
                    json_field(place, column.name, tags, column.type, field.value);
        }
    }
    return shown.as == ShownAs::json ? "[" + text + "]" : text;
}

std::string process_text(std::span<const ShownField> fields, const Shown& shown)
{
    std::string text;
    const std::span<const Figure> figures = info_figures();
    for (std::size_t i = 0; i < fields.size(); ++i) {
        const ShownField& field = fields[i];
        const FieldKind& kind = figures[i].kind;
        // What is a gauge of whole numbers is a rate of fractions.
        const std::string_view tags = field.is_fraction && kind.tags == gauge ? rate : kind.tags;
        const std::string_view type = field.is_fraction ? "flt" : kind.type;
        if (shown.as == ShownAs::text) text += fmt::format("{}: {}{}\n", field.name, field.value, described(kind, shown));
        else if (shown.as == ShownAs::typed) text += fmt::format("{}.{}.1:{}:{}:{}{}\n", figures[i].place, field.name, tags, type, field.value, described(kind, shown));
        else text += (text.empty() ? "{" : ",{") + json_field(figures[i].place, field.name, tags, type, field.value);
    }
    return shown.as == ShownAs::json ? "[" + text + "]\n" : text;
}

}  // namespace evenkeel::haproxy
