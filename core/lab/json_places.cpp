#include "lab/json_places.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

namespace evenkeel {

/// Walks over valid JSON and notes where things begin.
struct JsonScanner {
    std::string_view text;
    JsonPlaces& places;
    std::size_t at = 0;

    void skip_space()
    {
        while (at < text.size() && std::string_view{" \t\r\n"}.find(text[at]) != std::string_view::npos) ++at;
    }

    /// The raw text of the string that begins here, with its quotes.
    std::string_view raw_string()
    {
        const std::size_t begin = at++;
        while (at < text.size() && text[at] != '"') at += text[at] == '\\' ? 2 : 1;
        at = std::min(at + 1, text.size());
        return text.substr(begin, at - begin);
    }

    std::string decoded_string()
    {
        const std::string_view raw = raw_string();
        if (raw.find('\\') == std::string_view::npos) return raw.size() < 2 ? std::string{} : std::string(raw.substr(1, raw.size() - 2));
        const auto decoded = nlohmann::json::parse(raw, nullptr, false);
        return decoded.is_string() ? decoded.get<std::string>() : std::string(raw);
    }

    void value(const std::string& pointer)
    {
        skip_space();
        places.places_[pointer].value = at;
        if (at >= text.size()) return;
        if (text[at] == '{') object(pointer);
        else if (text[at] == '[') list(pointer);
        else if (text[at] == '"') raw_string();
        else
            while (at < text.size() && std::string_view{",]} \t\r\n"}.find(text[at]) == std::string_view::npos) ++at;
    }

    /// True when another element follows; steps over the comma or the closing bracket.
    bool another(char closing)
    {
        skip_space();
        if (at >= text.size() || text[at] == closing) {
            at = std::min(at + 1, text.size());
            return false;
        }
        if (text[at] == ',') ++at;
        skip_space();
        return at < text.size();
    }

    void object(const std::string& pointer)
    {
        ++at;
        while (another('}')) {
            const std::size_t key_at = at;
            const std::string inner = pointer_to(pointer, decoded_string());
            if (places.places_.contains(inner)) places.repeated_.emplace_back(inner, key_at);
            places.places_[inner].key = key_at;
            skip_space();
            if (at < text.size()) ++at;  // the colon
            value(inner);
        }
    }

    void list(const std::string& pointer)
    {
        ++at;
        for (std::size_t index = 0; another(']'); ++index) {
            const std::string inner = pointer_to(pointer, index);
            value(inner);
            places.places_[inner].key = places.places_[inner].value;
        }
    }
};

JsonPlaces::JsonPlaces(std::string_view text, std::string file) : file_(std::move(file))
{
    for (std::size_t i = 0; i < text.size(); ++i)
        if (text[i] == '\n') line_starts_.push_back(i + 1);
    JsonScanner{text, *this}.value("");
}

Location JsonPlaces::at(std::size_t offset) const
{
    const auto line = std::upper_bound(line_starts_.begin(), line_starts_.end(), offset) - 1;
    return {file_, static_cast<int>(line - line_starts_.begin()) + 1, static_cast<int>(offset - *line) + 1};
}

Location JsonPlaces::value(std::string_view pointer) const
{
    while (true) {
        const auto found = places_.find(pointer);
        if (found != places_.end()) return at(found->second.value);
        if (pointer.empty()) return {file_, 1, 1};
        pointer = pointer.substr(0, pointer.rfind('/'));
    }
}

Location JsonPlaces::key(std::string_view pointer) const
{
    const auto found = places_.find(pointer);
    return found != places_.end() && !pointer.empty() ? at(found->second.key) : value(pointer);
}

std::string pointer_to(std::string_view parent, std::string_view key)
{
    std::string pointer = std::string(parent) + '/';
    for (const char c : key) {
        if (c == '~') pointer += "~0";
        else if (c == '/') pointer += "~1";
        else pointer += c;
    }
    return pointer;
}

std::string pointer_to(std::string_view parent, std::size_t index) { return std::string(parent) + '/' + std::to_string(index); }

std::size_t json_depth(std::string_view text)
{
    std::size_t depth = 0;
    std::size_t deepest = 0;
    bool in_string = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (in_string) {
            if (c == '\\') ++i;
            else if (c == '"') in_string = false;
        } else if (c == '"') {
            in_string = true;
        } else if (c == '{' || c == '[') {
            deepest = std::max(deepest, ++depth);
        } else if ((c == '}' || c == ']') && depth > 0) {
            --depth;
        }
    }
    return deepest;
}

}  // namespace evenkeel
