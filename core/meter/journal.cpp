#include "meter/journal.hpp"

#include <array>
#include <utility>

namespace evenkeel {

namespace {

constexpr std::size_t kinds = static_cast<std::size_t>(JournalKind::count_);

constexpr std::array<std::string_view, kinds> words{"fault_begins", "fault_ends", "service_stopped", "service_started", "service_reloaded",
                                                    "reload_refused", "server_down", "server_up", "check_failed", "backend_down", "backend_up",
                                                    "request_failed", "response_error", "operator_command", "bound_reached"};

constexpr std::array<Sentence, kinds> sentences{{
    {"EK-JRN-0001", "{place}: {fault}", "", "A fault of the lab begins: what is done to the site from outside."},
    {"EK-JRN-0002", "{place}: over: {fault}", "", "A fault of the lab ends: the site's own part of the repair begins here."},
    {"EK-JRN-0003", "{place}: {service} stopped", "", "A service ended: its port answers RST, or nothing at all when its host has no power."},
    {"EK-JRN-0004", "{place}: {service} started", "", "A service runs and listens again."},
    {"EK-JRN-0005", "{place}: {service} reloaded", "", "A second generation took over; the first finishes its connections."},
    {"EK-JRN-0006", "{place}: {service} not reloaded: {reason}", "", "The new configuration was refused, so the old one goes on."},
    {"EK-JRN-0007", "{place}: Server {server} is DOWN, reason: {reason}", "", "The health checks of a balancer took a server out of its backend."},
    {"EK-JRN-0008", "{place}: Server {server} is UP, reason: {reason}", "", "The health checks of a balancer put a server back."},
    {"EK-JRN-0009", "{place}: Health check for server {server} failed, reason: {reason}", "", "One check failed; `fall` of them in a row take the server out."},
    {"EK-JRN-0010", "{place}: backend {backend} has no server available!", "", "Every request of this backend gets 503 until a server is UP again."},
    {"EK-JRN-0011", "{place}: backend {backend} has a server again", "", "The backend answers again."},
    {"EK-JRN-0012", "{place}: request {request} for {path} failed: {outcome}", "", "A visitor did not get a good answer."},
    {"EK-JRN-0013", "{place}: {server} answered {status}", "", "An answer with an error status reached the balancer."},
    {"EK-JRN-0014", "{place}: $ {command}", "", "What an operator typed."},
    {"EK-JRN-0015", "{place}: stopped: {bound} reached", "", "A run is bounded in events, time and memory; this one met a bound."},
}};

}  // namespace

EntryNumber record(Journal& journal, Instant at, JournalKind kind, std::string_view place, std::vector<Detail> details, EntryNumber cause)
{
    const auto number_of_kind = static_cast<std::uint16_t>(kind);
    if (++journal.count_of_kind[number_of_kind] > journal.most_of_a_kind) return no_entry;
    const EntryNumber number = size(journal);
    journal.open.push_back({at, number_of_kind, std::string(place), cause, std::move(details)});
    if (journal.open.size() == Journal::chunk_size) journal.sealed.push_back(std::make_shared<const Journal::Chunk>(std::exchange(journal.open, {})));
    return number;
}

std::uint64_t size(const Journal& journal) { return journal.sealed.size() * std::uint64_t{Journal::chunk_size} + journal.open.size(); }

const JournalEntry& entry(const Journal& journal, EntryNumber number)
{
    const std::uint64_t chunk = number / Journal::chunk_size;
    const auto offset = static_cast<std::size_t>(number % Journal::chunk_size);
    return chunk < journal.sealed.size() ? (*journal.sealed[static_cast<std::size_t>(chunk)])[offset] : journal.open[offset];
}

std::string_view to_word(JournalKind kind) { return words[static_cast<std::size_t>(kind)]; }

JournalKind journal_kind(std::string_view word)
{
    for (std::size_t i = 0; i < kinds; ++i)
        if (words[i] == word) return static_cast<JournalKind>(i);
    return JournalKind::count_;
}

std::string sentence(const JournalEntry& entry)
{
    std::vector<Argument> arguments{{"place", entry.place}};
    for (const Detail& detail : entry.details) arguments.push_back({detail.name, detail.value});
    return fill(sentences[entry.kind].text, arguments);
}

std::span<const Sentence> journal_sentences() { return sentences; }

}  // namespace evenkeel
