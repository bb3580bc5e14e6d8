// The files as the script sees them: those of the packages, and what it made of them.

#include <algorithm>
#include <iterator>

#include "base/text.hpp"
#include "config/installer/sentences.hpp"
#include "config/installer/shell.hpp"

namespace evenkeel::installer {

namespace {

/// Folders in which every file is known.
constexpr std::string_view known_folders[] = {"/etc/haproxy", "/root", "/tmp"};
constexpr std::string_view other_folders[] = {"/", "/etc", "/etc/default", "/etc/haproxy", "/etc/haproxy/errors", "/home", "/root", "/tmp", "/usr", "/var", "/var/log", "/var/www", "/var/lib/haproxy", "/opt", "/srv", "/etc/ssl", "/etc/ssl/private", "/etc/ssl/certs", "/etc/nginx", "/etc/mysql"};
constexpr std::string_view page = "/etc/haproxy/errors/";

bool is_one_of(std::span<const std::string_view> list, std::string_view text) { return std::find(list.begin(), list.end(), text) != list.end(); }

const PackagedFile* find_packaged(std::string_view path)
{
    const auto all = packaged_files();
    const auto found = std::find_if(all.begin(), all.end(), [&](const PackagedFile& file) { return file.path == path; });
    return found == all.end() ? nullptr : &*found;
}

std::string folder_of(std::string_view path)
{
    const std::size_t slash = path.rfind('/');
    return slash == 0 || slash == std::string_view::npos ? "/" : std::string(path.substr(0, slash));
}

/// A folder that was never named, but for what lies in it.
bool holds_something(const Memory& memory, const std::string& path)
{
    const std::string below = path + "/";
    for (auto each = memory.files.lower_bound(below); each != memory.files.end() && each->first.starts_with(below); ++each)
        if (each->second.exists) return true;
    return false;
}

}  // namespace

bool is_configuration(std::string_view path)
{
    return path.starts_with("/etc/") || path.ends_with(".cfg") || path.ends_with(".conf") || path.ends_with(".cnf") || path.ends_with(".rules");
}

/// Absolute, without "." and "..", links followed.
std::string Shell::full_path(std::string_view path) const
{
    std::string whole = path.starts_with('/') ? std::string(path) : memory.folder + "/" + std::string(path);
    for (int hops = 0; hops < 8; ++hops) {
        std::vector<std::string> parts;
        for (const std::string_view part : split(whole, '/')) {
            if (part.empty() || part == ".") continue;
            if (part != "..") parts.emplace_back(part);
            else if (!parts.empty()) parts.pop_back();
        }
        whole = "/" + join(parts, "/");
        const auto link = memory.links.find(whole);
        if (link == memory.links.end()) break;
        whole = link->second;
    }
    return whole;
}

std::optional<bool> Shell::exists(const std::string& path) const
{
    if (path == "/dev/null") return true;
    if (const auto found = memory.files.find(path); found != memory.files.end()) return found->second.exists;
    if (holds_something(memory, path)) return true;
    if (find_packaged(path) != nullptr || is_one_of(other_folders, path)) return true;
    if (path.starts_with(page)) {
        constexpr std::string_view pages[] = {"400.http", "403.http", "408.http", "500.http", "502.http", "503.http", "504.http"};
        return is_one_of(pages, std::string_view(path).substr(page.size()));
    }
    const std::string folder = folder_of(path);
    const auto above = memory.files.find(folder);
    if (above != memory.files.end() || is_one_of(known_folders, folder)) return false;
    return std::nullopt;
}

std::optional<bool> Shell::is_folder(const std::string& path) const
{
    if (const auto found = memory.files.find(path); found != memory.files.end()) return found->second.exists && found->second.folder;
    if (holds_something(memory, path)) return true;
    if (is_one_of(other_folders, path)) return true;
    if (exists(path) == false || find_packaged(path) != nullptr) return false;
    return std::nullopt;
}

std::optional<Traced> Shell::read(const std::string& path, Offset at)
{
    if (path == "/dev/null") return Traced{};
    if (const auto found = memory.files.find(path); found != memory.files.end()) {
        if (!found->second.exists || found->second.folder) return std::nullopt;
        spend(found->second.text.size(), at);
        return found->second.text;
    }
    if (const PackagedFile* file = find_packaged(path)) return traced(file->text, packaged);
    if (exists(path) == false) return std::nullopt;
    note_reason(at, sentence::unknown_base, path);
    return unknown_text(at);
}

void Shell::write(const std::string& path, Traced text, Offset at)
{
    if (path.starts_with("/dev/") || path.starts_with("/proc/") || path.starts_with("/sys/")) return;
    if (is_folder(path) == true) return say(Severity::warning, sentence::is_folder, at, {{"path", path}});
    for (std::string above = folder_of(path); above != "/"; above = folder_of(above))
        if (exists(above) == true && is_folder(above) == false) return say(Severity::warning, sentence::no_folder, at, {{"path", above}});
    if (!spend(text.size() + path.size(), at)) return;
    File& file = memory.files[path];
    file.text = std::move(text);
    file.exists = true;
    file.changed = true;
    if (memory.files.size() > 4 * most_files) {
        say(Severity::error, sentence::too_many_files, at, {{"most", std::to_string(most_files)}});
        stopped = true;
    }
}

void Shell::append(const std::string& path, const Traced& text, Offset at)
{
    if (path.starts_with("/dev/")) return;
    const auto found = memory.files.find(path);
    if (found != memory.files.end() && found->second.exists && !found->second.folder) {
        if (!spend(text.size(), at)) return;
        found->second.text.append(text);
        found->second.changed = true;
        return;
    }
    // A file that the script has not seen: a package's, a new one, or one that nobody knows.
    Traced whole = read(path, at).value_or(Traced{});
    whole.append(text);
    write(path, std::move(whole), at);
}

void Shell::remove(const std::string& path)
{
    if (exists(path) == false) return;
    memory.files[path] = {{}, false, false, true};
    const std::string below = path + "/";
    for (auto& [each, file] : memory.files)
        if (each.starts_with(below)) file = {{}, false, false, true};
}

void Shell::make_folder(const std::string& path)
{
    if (exists(path) == true) return;
    memory.files[path] = {{}, true, true, true};
    spend(64 + path.size(), nowhere);
}

void Shell::put(const Sink& sink, const Traced& text, Offset at)
{
    if (sink.kind == Sink::Kind::text && spend(text.size(), at)) sink.text->append(text);
    if (sink.kind == Sink::Kind::file) append(sink.path, text, at);
}

}  // namespace evenkeel::installer
