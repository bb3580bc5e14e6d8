#include "serve/lab_watch.hpp"

#include <set>

#include <sys/stat.h>

#include "base/hash.hpp"
#include "files.hpp"

namespace evenkeel::cli {

namespace {

constexpr int most_depth = 12;

void add_folder(Hash& hash, const std::string& folder, int depth)
{
    for (const std::string& name : names_in(folder)) {
        struct stat status {};
        const std::string path = join_path(folder, name);
        // Editors keep their half-written files under hidden names.
        if (name.starts_with('.') || ::lstat(path.c_str(), &status) != 0) continue;
        add(hash, name);
        if (S_ISDIR(status.st_mode)) {
            if (depth < most_depth) add_folder(hash, path, depth + 1);
            continue;
        }
        add(hash, static_cast<std::int64_t>(status.st_size));
        add(hash, static_cast<std::int64_t>(status.st_mtim.tv_sec));
        add(hash, static_cast<std::int64_t>(status.st_mtim.tv_nsec));
    }
}

}  // namespace

LabStamps stamp_labs(const std::vector<LabPlace>& labs)
{
    LabStamps stamps;
    for (const LabPlace& lab : labs) {
        Hash hash;
        add_folder(hash, lab.folder, 0);
        stamps[lab.id] = hash.value();
    }
    return stamps;
}

std::vector<std::string> changed_labs(const LabStamps& before, const LabStamps& after)
{
    std::set<std::string> ids;
    for (const auto& [id, stamp] : before)
        if (const auto now = after.find(id); now == after.end() || now->second != stamp) ids.insert(id);
    for (const auto& [id, stamp] : after)
        if (!before.contains(id)) ids.insert(id);
    return {ids.begin(), ids.end()};
}

}  // namespace evenkeel::cli
