// What rules change in maps and lists while they run.

#include "balancer/format.hpp"
#include "balancer/process.hpp"

namespace evenkeel::haproxy {

namespace {

bool has_key(const PatternSet& set, std::string_view key)
{
    for (const auto& [number, entry] : set.entries)
        if (entry.pattern == key) return true;
    return false;
}

}  // namespace

PatternSet& own_patterns(Process& p, std::uint32_t number)
{
    std::shared_ptr<const PatternSet>& set = p.balancer.patterns[number];
    // The settings and every copy of the world hold it too: whoever is alone with one made it, and not as a constant.
    if (set.use_count() != 1) set = std::make_shared<PatternSet>(*set);
    return const_cast<PatternSet&>(*set);
}

std::string add_patterns(Process& p, std::uint32_t number, PatternEntry entry)
{
    PatternSet& set = own_patterns(p, number);
    for (std::size_t use = 0; use < set.uses.size(); ++use) {
        const PatternFault value = fault_of_value(set.uses[use].value, entry.value);
        const PatternFault pattern = fault_of_pattern(set.uses[use].match, entry.pattern);
        const bool is_pattern = pattern == PatternFault::none || pattern == PatternFault::pcre_only;
        if (value == PatternFault::none && is_pattern) continue;
        // Such an entry goes again, and is one less; its patterns of the uses before this one stay in the count.
        set.count += static_cast<std::int64_t>(use) - 1;
        return value != PatternFault::none ? fault_text(value, entry.value) : fault_text(pattern, entry.pattern);
    }
    return add_entry(set, std::move(entry)) ? std::string{} : "out of memory error";
}

void change_patterns(Process& p, const Stream& stream, const Message* response, const HttpRule& rule)
{
    if (rule.table >= p.balancer.patterns.size()) return;      // HAProxy looks for the file only now, and does nothing without it
    const PatternSet& set = *p.balancer.patterns[rule.table];
    PatternEntry entry;
    entry.pattern = render(p, stream, response, rule.pattern);
    entry.version = set.version;
    const bool known = has_key(set, entry.pattern);
    switch (rule.action) {
    case RuleAction::set_map:
        entry.value = render(p, stream, response, rule.value);
        if (known) set_values(own_patterns(p, rule.table), entry.pattern, entry.value);
        else add_patterns(p, rule.table, std::move(entry));
        break;
    case RuleAction::add_acl:
        if (!known) add_patterns(p, rule.table, std::move(entry));
        break;
    case RuleAction::del_map:
    case RuleAction::del_acl:
        if (known) remove_entries(own_patterns(p, rule.table), entry.pattern);
        break;
    default: break;
    }
}

}  // namespace evenkeel::haproxy
