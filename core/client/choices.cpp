// What is drawn for each request and session of a class, and how its answers are counted.

#include <string>
#include <utility>
#include <vector>

#include "client/visitor.hpp"

namespace evenkeel {

namespace {

std::string_view path_name(const PathChoice& choice) { return choice.name.empty() ? std::string_view(choice.path) : choice.name; }

}  // namespace

std::uint32_t choose_path(const Visitors& visitors, std::uint64_t request, const Context& context)
{
    if (visitors.settings->paths.size() == 1) return 0;
    const std::uint64_t bits = draw(context.seed, {Purpose::path_choice, class_of(visitors, context)}, request);
    std::int64_t rest = below(bits, static_cast<std::uint32_t>(visitors.path_weights));
    for (std::uint32_t i = 0; i + 1 < visitors.settings->paths.size(); ++i) {
        rest -= visitors.settings->paths[i].weight;
        if (rest < 0) return i;
    }
    return static_cast<std::uint32_t>(visitors.settings->paths.size() - 1);
}

std::uint32_t choose_client(const Visitors& visitors, std::uint64_t session, const Context& context)
{
    const auto clients = static_cast<std::uint32_t>(visitors.name_caches.size());
    if (clients == 1) return 0;
    return below(draw(context.seed, {Purpose::client_choice, class_of(visitors, context)}, session), clients);
}

Address client_address(const Visitors& visitors, std::uint32_t client)
{
    Address address = visitors.first_address;
    std::uint32_t carry = client;
    for (std::size_t i = address.bytes.size(); i-- > 0 && carry > 0;) {
        carry += address.bytes[i];
        address.bytes[i] = static_cast<std::uint8_t>(carry & 0xff);
        carry >>= 8;
    }
    return address;
}

void record_failure(const Visitors& visitors, std::uint64_t request, std::uint32_t path, RequestOutcome outcome, HostId answered_by, std::int32_t status,
                    Context& context)
{
    std::vector<Detail> details;
    if (context.journal.count_of_kind[static_cast<std::size_t>(JournalKind::request_failed)] < context.journal.most_of_a_kind) {
        details = {{"request", std::to_string(request)}, {"path", visitors.settings->paths[path].path}, {"outcome", std::string(to_word(outcome))}};
        if (status != 0) {
            if (answered_by) details.push_back({"server", context.network.hosts[answered_by.index].name});
            details.push_back({"status", std::to_string(status)});
        }
    }
    record(context.journal, context.now, JournalKind::request_failed, visitors.settings->name, std::move(details), visitors.latest_fault);
}

void count_answer(Visitors& visitors, std::uint32_t path, HostId server, std::int32_t status, Context& context)
{
    const std::uint64_t key = static_cast<std::uint64_t>(path) << 48 | static_cast<std::uint64_t>(status & 0xffff) << 32 | server.index;
    if (const std::uint32_t* known = visitors.answer_meters.find(key)) return count(context.meters, {*known});
    const std::string_view name = server ? std::string_view(context.network.hosts[server.index].name) : std::string_view();
    const MeterId id = meter(context.meters, TruthMetric::client_responses_total,
                             {visitors.settings->name, path_name(visitors.settings->paths[path]), name, std::to_string(status)});
    visitors.answer_meters.add(key, id.index);
    count(context.meters, id);
}

}  // namespace evenkeel
