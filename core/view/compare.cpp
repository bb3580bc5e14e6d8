#include "view/compare.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

namespace evenkeel::view {

std::string to_text(const Fate& fate, const World& world)
{
    const double ms = static_cast<double>((fate.ended - fate.began).ns) / 1e6;
    if (fate.status == 0) return fmt::format("{} after {:.0f} ms", to_word(fate.outcome), ms);
    const std::string from = fate.answered_by ? world.network.hosts[fate.answered_by.index].name : "the balancer";
    return fmt::format("{} from {} after {:.0f} ms", fate.status, from, ms);
}

std::vector<Difference> differences(const Session& session, std::size_t most)
{
    std::vector<Difference> found;
    if (!session.rival) return found;
    const World& here = present(session);
    const World& there = session.rival->timeline.present;
    for (std::size_t i = 0; i < std::min(here.visitors.size(), there.visitors.size()); ++i) {
        std::map<std::uint64_t, const Fate*> other;
        for (const Fate& fate : there.visitors[i].fates.latest) other[fate.request] = &fate;
        for (const Fate& fate : here.visitors[i].fates.latest) {
            const auto match = other.find(fate.request);
            if (match == other.end()) continue;
            const Fate& rival = *match->second;
            if (rival.outcome == fate.outcome && rival.status == fate.status && rival.answered_by == fate.answered_by) continue;
            found.push_back({here.visitors[i].settings->name, fate.request, fate.began, to_text(fate, here), to_text(rival, there)});
        }
    }
    std::sort(found.begin(), found.end(), [](const Difference& a, const Difference& b) { return a.began != b.began ? a.began > b.began : a.request > b.request; });
    if (found.size() > most) found.resize(most);
    return found;
}

}  // namespace evenkeel::view
