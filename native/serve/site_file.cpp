#include "serve/site_file.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>
#include <sys/stat.h>

#include "base/hash.hpp"
#include "base/text.hpp"
#include "files.hpp"

namespace evenkeel::cli {

namespace {

constexpr std::uint64_t most_bytes = 256u << 20;

/// "gzip;q=0" refuses it.
bool is_refused(std::string_view parameters)
{
    for (const std::string_view each : split(parameters, ';')) {
        const std::string_view parameter = trim(each);
        if (!parameter.starts_with("q=") && !parameter.starts_with("Q=")) continue;
        const auto quality = parse_number(parameter.substr(2));
        return !quality || *quality <= 0;
    }
    return false;
}

bool is_older(const std::string& path, const std::string& than)
{
    struct stat one {};
    struct stat other {};
    if (::stat(path.c_str(), &one) != 0 || ::stat(than.c_str(), &other) != 0) return true;
    return std::pair(one.st_mtim.tv_sec, one.st_mtim.tv_nsec) < std::pair(other.st_mtim.tv_sec, other.st_mtim.tv_nsec);
}

bool lies_in(const std::string& path, const std::string& folder)
{
    const std::string real_folder = real_path(folder);
    return !real_folder.empty() && real_path(path).starts_with(real_folder.ends_with('/') ? real_folder : real_folder + "/");
}

bool is_plain_file_of(const std::string& site, const std::string& place)
{
    return kind_of(place) == PathKind::file && lies_in(place, site);
}

}  // namespace

Codings read_accept_encoding(std::string_view header)
{
    Codings allowed;
    for (const std::string_view each : split(header, ',')) {
        const std::size_t semicolon = std::min(each.find(';'), each.size());
        const std::string name = lower(trim(each.substr(0, semicolon)));
        const bool wanted = !is_refused(each.substr(semicolon));
        if (name == "br") allowed.brotli = wanted;
        if (name == "gzip" || name == "x-gzip") allowed.gzip = wanted;
    }
    return allowed;
}

std::optional<std::string> site_path(std::string_view request_path)
{
    if (!request_path.starts_with('/')) return std::nullopt;
    const std::string path = std::string(request_path.substr(1)) + (request_path.ends_with('/') ? "index.html" : "");
    const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f || c == '\\'; };
    if (std::any_of(path.begin(), path.end(), is_control)) return std::nullopt;
    for (const std::string_view part : split(path, '/'))
        if (part.empty() || part.starts_with('.')) return std::nullopt;
    return path;
}

std::string_view content_type_of(std::string_view path)
{
    constexpr std::array<std::pair<std::string_view, std::string_view>, 14> types{{
        {".html", "text/html; charset=utf-8"},
        {".css", "text/css; charset=utf-8"},
        {".js", "text/javascript; charset=utf-8"},
        {".mjs", "text/javascript; charset=utf-8"},
        {".json", "application/json"},
        {".wasm", "application/wasm"},
        {".svg", "image/svg+xml"},
        {".png", "image/png"},
        {".ico", "image/x-icon"},
        {".woff2", "font/woff2"},
        {".ttf", "font/ttf"},
        {".webmanifest", "application/manifest+json"},
        {".txt", "text/plain; charset=utf-8"},
        {".md", "text/markdown; charset=utf-8"},
    }};
    for (const auto& [ending, type] : types)
        if (path.ends_with(ending)) return type;
    return "application/octet-stream";
}

std::string tag_of(std::string_view bytes, std::string_view coding)
{
    Hash hash;
    add(hash, std::string(bytes));
    return fmt::format("\"{:016x}{}{}\"", hash.value(), coding.empty() ? "" : "-", coding);
}

bool names_tag(std::string_view if_none_match, std::string_view tag)
{
    for (std::string_view each : split(if_none_match, ',')) {
        each = trim(each);
        if (each.starts_with("W/")) each.remove_prefix(2);
        if (each == tag || each == "*") return true;
    }
    return false;
}

std::optional<SiteFile> read_site_file(const std::string& site, const std::string& path, Codings allowed)
{
    const std::string place = join_path(site, path);
    if (!is_plain_file_of(site, place)) return std::nullopt;
    struct Coding {
        std::string_view name;
        std::string_view ending;
        bool allowed;
    };
    for (const Coding& coding : {Coding{"br", ".br", allowed.brotli}, Coding{"gzip", ".gz", allowed.gzip}, Coding{"", "", true}}) {
        const std::string coded = place + std::string(coding.ending);
        if (!coding.allowed || !is_plain_file_of(site, coded) || is_older(coded, place)) continue;
        SiteFile file{read_file(coded, {Trust::named_by_user, most_bytes, ExitCode::own_fault}), coding.name, {}};
        file.tag = tag_of(file.bytes, coding.name);
        return file;
    }
    return std::nullopt;
}

}  // namespace evenkeel::cli
