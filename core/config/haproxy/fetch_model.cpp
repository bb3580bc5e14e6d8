// Which fetches of HAProxy's the simulator's conditions can look at.

#include "balancer/stick_table.hpp"
#include "base/text.hpp"
#include "config/haproxy/reader.hpp"

namespace evenkeel::haproxy {

namespace {

/// sc_NAME(N[,TABLE]), scN_NAME[(TABLE)], src_NAME(TABLE), where NAME is a counter's or get_, inc_, clr_ of one.
bool in_model_counter(const Reader& reader, const Sample& sample, Criterion& criterion)
{
    std::string_view name = sample.fetch->name;
    const auto argument = [&](std::size_t i) { return i < sample.arguments.size() ? sample.arguments[i] : std::string{}; };
    CounterFetch& counter = criterion.counter;
    criterion.fetch = Fetch::counter;
    if (name.starts_with("sc_")) {
        const auto slot = parse_integer(argument(0), 0, tracked_slots - 1);
        if (!slot) return false;
        counter.slot = static_cast<std::uint32_t>(*slot);
        criterion.argument = argument(1);
        name.remove_prefix(3);
    } else if (name.starts_with("src_")) {
        counter.slot = tracked_slots;
        criterion.argument = argument(0).empty() ? reader.current_name() : argument(0);
        name.remove_prefix(4);
    } else if (name.size() > 4 && name.starts_with("sc") && name[2] >= '0' && name[2] <= '2' && name[3] == '_') {
        counter.slot = static_cast<std::uint32_t>(name[2] - '0');
        criterion.argument = argument(0);
        name.remove_prefix(4);
    } else {
        return false;
    }
    if (name == "tracked") return counter.use = CounterFetch::Use::is_tracked, true;
    if (name.starts_with("inc_")) counter.use = CounterFetch::Use::increment;
    if (name.starts_with("clr_")) counter.use = CounterFetch::Use::clear;
    if (name.starts_with("inc_") || name.starts_with("clr_") || name.starts_with("get_")) name.remove_prefix(4);
    for (std::size_t i = 0; i < counter_kinds; ++i) {
        if (name_of(static_cast<Counter>(i)) != name) continue;
        counter.counter = static_cast<Counter>(i);
        return criterion.argument.find('/') == std::string::npos;
    }
    return false;
}

}  // namespace

bool in_model_fetch(const Reader& reader, const Sample& sample, Criterion& criterion)
{
    const std::string_view name = sample.fetch->name;
    const auto argument = [&](std::size_t i) { return i < sample.arguments.size() ? sample.arguments[i] : std::string{}; };
    if (sample.has_converters) return false;
    if (name == "path") criterion.fetch = Fetch::path;
    else if (name == "url") criterion.fetch = Fetch::url;
    else if (name == "method") criterion.fetch = Fetch::method;
    else if (name == "src") criterion.fetch = Fetch::source;
    else if (name == "dst_port") criterion.fetch = Fetch::destination_port;
    else if (name == "ssl_fc") criterion.fetch = Fetch::tls_frontend;
    else if (name == "always_true") criterion.fetch = Fetch::always_true;
    else if (name == "always_false") criterion.fetch = Fetch::always_false;
    else if (name == "hdr" || name == "req.hdr") criterion.fetch = Fetch::header, criterion.argument = argument(0);
    else if (name == "hdr_cnt" || name == "req.hdr_cnt") criterion.fetch = Fetch::header_count, criterion.argument = argument(0);
    else if (name == "nbsrv") criterion.fetch = Fetch::servers_up, criterion.argument = argument(0);
    else if (name == "srv_is_up") criterion.fetch = Fetch::server_is_up, criterion.argument = argument(0);
    else if (name == "status") criterion.fetch = Fetch::status;
    else if (name == "res.hdr" || name == "shdr") criterion.fetch = Fetch::response_header, criterion.argument = argument(0);
    else return in_model_counter(reader, sample, criterion);
    const bool header = criterion.fetch == Fetch::header || criterion.fetch == Fetch::header_count || criterion.fetch == Fetch::response_header;
    return !header || (!criterion.argument.empty() && (sample.arguments.size() < 2 || sample.arguments[1].empty()));
}

}  // namespace evenkeel::haproxy
