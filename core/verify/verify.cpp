#include "verify/verify.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "verify/clients.hpp"
#include "verify/config_verdict.hpp"
#include "verify/haproxy.hpp"
#include "verify/promql.hpp"
#include "verify/theory.hpp"

namespace evenkeel {

namespace {

using Verify = std::vector<Outcome> (*)(const nlohmann::json& record, const ForEach& for_each);

/// A record that is replayed as one.
template <Outcome (*verify)(const nlohmann::json& record)>
std::vector<Outcome> whole(const nlohmann::json& record, const ForEach&)
{
    return {verify(record)};
}

std::vector<Outcome> clients(const nlohmann::json& record, const ForEach&) { return verify_clients(record); }
std::vector<Outcome> theory_table(const nlohmann::json& record, const ForEach& for_each) { return {verify_theory(record, for_each)}; }

/// THE list: record kind, set, and what replays it (nothing: not built yet).
struct Kind {
    std::string_view record;
    std::string_view set;
    Verify verify = nullptr;
};
constexpr Kind kinds[] = {
    {"haproxy", "haproxy", whole<verify_haproxy>},
    {"haproxy-log", "haproxy", whole<verify_haproxy_log>},
    {"nft", "nft"},
    {"nft-errors", "nft"},
    {"vrrp", "vrrp"},
    {"keepalived-errors", "vrrp"},
    {"replication", "replication"},
    {"promql", "promql", whole<verify_promql>},
    {"alert-rules", "promql"},
    {"promql-errors", "promql"},
    {"alertmanager-routes", "promql"},
    {"alertmanager-timeline", "promql"},
    {"tls", "tls"},
    {"nginx", "nginx"},
    {"nginx-errors", "nginx"},
    {"dns", "dns"},
    {"zone-verdicts", "dns"},
    {"clients", "clients", clients},
    {"config-verdict", "student-configs", whole<verify_config_verdict>},
    {"theory", "theory", theory_table},
};

const Kind* find_kind(std::string_view record)
{
    for (const Kind& kind : kinds)
        if (kind.record == record) return &kind;
    return nullptr;
}

/// Stops at the first value: only a document that begins with {"record": "…" gets as far as a text.
struct FirstValue : nlohmann::json_sax<nlohmann::json> {
    std::string record;
    bool begun = false;
    bool named = false;

    bool start_object(std::size_t) override { return !std::exchange(begun, true); }
    bool key(std::string& name) override { return named = name == "record"; }
    bool string(std::string& value) override
    {
        if (named) record = value;
        return false;
    }
    bool null() override { return false; }
    bool boolean(bool) override { return false; }
    bool number_integer(std::int64_t) override { return false; }
    bool number_unsigned(std::uint64_t) override { return false; }
    bool number_float(double, const std::string&) override { return false; }
    bool binary(nlohmann::json::binary_t&) override { return false; }
    bool end_object() override { return false; }
    bool start_array(std::size_t) override { return false; }
    bool end_array() override { return false; }
    bool parse_error(std::size_t, const std::string&, const nlohmann::json::exception&) override { return false; }
};

}  // namespace

std::optional<std::string> record_of(std::string_view json_text)
{
    FirstValue first;
    nlohmann::json::sax_parse(json_text, &first);
    if (first.record.empty() || !nlohmann::json::accept(json_text)) return std::nullopt;
    return first.record;
}

std::string set_of_record(std::string_view record)
{
    const Kind* kind = find_kind(record);
    return std::string(kind != nullptr ? kind->set : record);
}

std::vector<Outcome> verify_record(std::string_view json_text, const std::string& name, const ForEach& for_each)
{
    const std::string record = record_of(json_text).value_or("nothing");
    const Kind* kind = find_kind(record);
    if (kind == nullptr || kind->verify == nullptr) return {{Verdict::not_built, name, record}};
    std::vector<Outcome> outcomes = kind->verify(nlohmann::json::parse(json_text, nullptr, false), for_each);
    for (Outcome& outcome : outcomes) outcome.name = outcomes.size() == 1 ? name : name + ": " + outcome.name;
    return outcomes;
}

}  // namespace evenkeel
