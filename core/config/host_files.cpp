#include "config/host_files.hpp"

#include <algorithm>
#include <vector>

#include "base/text.hpp"

namespace evenkeel {

namespace {

constexpr std::string_view home = "/etc/haproxy/";

bool is_plain_name(std::string_view name)
{
    if (name.empty() || name.size() > 100 || name.front() == '.') return false;
    return std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
    });
}

bool has_allowed_ending(std::string_view name)
{
    constexpr std::string_view endings[] = {".map", ".lst", ".acl", ".http"};
    return std::any_of(std::begin(endings), std::end(endings), [&](std::string_view ending) { return name.size() > ending.size() && name.ends_with(ending); });
}

/// Without dots; ".." above the root stays there.
std::string normalized(std::string_view path)
{
    std::vector<std::string_view> parts;
    for (const std::string_view part : split(path, '/')) {
        if (part.empty() || part == ".") continue;
        if (part != "..") parts.push_back(part);
        else if (!parts.empty()) parts.pop_back();
    }
    std::string whole;
    for (const std::string_view part : parts) whole.append("/").append(part);
    return whole;
}

}  // namespace

std::string configuration_beside(const Topology& topology, std::string_view path)
{
    const std::vector<std::string_view> parts = split(path, '/');
    const bool in_folder = parts.size() == 3 && (parts[1] == "errors" || parts[1] == "maps");
    if ((parts.size() != 2 && !in_folder) || !is_plain_name(parts.back()) || !has_allowed_ending(parts.back())) return {};
    for (const HostSettings& host : topology.hosts)
        for (const RunSettings& run : host.run)
            if (host.name == parts[0] && run.kind == ServiceKind::balancer && !run.file.empty()) return run.file;
    return {};
}

std::string path_on_host(std::string_view file)
{
    const std::size_t slash = file.find('/');
    return std::string(home).append(slash == std::string_view::npos ? file : file.substr(slash + 1));
}

std::string lab_path(std::string_view host, std::string_view path, std::string_view folder)
{
    if (path.empty()) return {};
    const std::string whole = normalized(path.front() == '/' ? std::string(path) : std::string(folder).append("/").append(path));
    if (!whole.starts_with(home)) return {};
    return std::string(host).append("/").append(whole.substr(home.size()));
}

std::optional<std::string> open_on_host(const std::map<std::string, std::string>& files, std::string_view host, std::string_view path, std::string_view folder)
{
    const auto found = files.find(lab_path(host, path, folder));
    return found == files.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace evenkeel
