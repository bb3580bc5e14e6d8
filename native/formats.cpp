#include "formats.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"
#include "failure.hpp"
#include "files.hpp"
#include "sentences.hpp"

namespace evenkeel::cli {

namespace {

Format read_format(std::string_view written, std::span<const std::string_view> known)
{
    const std::size_t equals = written.find('=');
    Format format{std::string(written.substr(0, equals)), equals == std::string_view::npos ? "" : std::string(written.substr(equals + 1))};
    if (format.file == "-") format.file.clear();
    if (std::find(known.begin(), known.end(), format.name) != known.end()) return format;
    const auto nearest = nearest_word(format.name, known);
    const std::string hint = nearest ? fmt::format("did you mean '{}'?", *nearest) : fmt::format("there are {}", fmt::join(known, ", "));
    throw Failure(ExitCode::wrong_use, say(Severity::error, messages::unknown_format, {}, {{"format", printable(format.name)}, {"hint", hint}}));
}

void check_one_is_printed(const std::vector<Format>& formats)
{
    const Format* printed = nullptr;
    for (const Format& format : formats) {
        if (!format.file.empty()) continue;
        if (printed != nullptr)
            throw Failure(ExitCode::wrong_use, say(Severity::error, messages::two_formats, {}, {{"first", printed->name}, {"second", format.name}}));
        printed = &format;
    }
}

}  // namespace

std::vector<Format> read_formats(const std::vector<std::string>& written, std::span<const std::string_view> known)
{
    std::vector<Format> formats;
    for (const std::string& words : written)
        for (const std::string_view word : split(words, ',')) formats.push_back(read_format(word, known));
    if (formats.empty()) formats.push_back({std::string(known.front()), ""});
    check_one_is_printed(formats);
    for (const Format& format : formats)
        if (!format.file.empty()) check_writable(format.file);
    return formats;
}

void write_formats(const std::vector<Format>& formats, Console& console,
                   const std::function<std::string(const std::string&, bool)>& text_of)
{
    for (const Format& format : formats)
        write_text(format.file, text_of(format.name, format.file.empty() && console.colour), console);
}

void write_text(const std::string& file, std::string_view text, Console& console)
{
    if (file.empty() || file == "-") console.out.write(text);
    else write_file(file, text);
}

}  // namespace evenkeel::cli
