#pragma once
// What a person would tell of a run: what happened, when, where, and because of what.

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/catalogue.hpp"
#include "base/time.hpp"

namespace evenkeel {

/// The number of an entry in its journal, from 0; `no_entry` where there is none.
using EntryNumber = std::uint64_t;
inline constexpr EntryNumber no_entry = UINT64_MAX;

/// A named value of an entry's sentence.
struct Detail {
    std::string name;
    std::string value;
};

/// `kind` is the public word that lab files and JSON lines use ("server_down"); its sentence stands in the table of
/// journal.cpp under a catalogue id.
struct JournalEntry {
    Instant at;
    std::uint16_t kind = 0;         ///< JournalKind
    std::string place;              ///< host or "host/service"
    EntryNumber cause = no_entry;
    std::vector<Detail> details;
};

enum class JournalKind : std::uint16_t {
    fault_begins,
    fault_ends,
    service_stopped,
    service_started,
    service_reloaded,
    reload_refused,
    server_down,
    server_up,
    check_failed,
    backend_down,
    backend_up,
    request_failed,
    response_error,
    operator_command,
    bound_reached,
    count_,
};

/// Bounded: at most `most_of_a_kind` entries of one kind are kept, the rest is counted. A full chunk is sealed and shared
/// between copies of the world.
struct Journal {
    static constexpr std::uint32_t chunk_size = 256;
    using Chunk = std::vector<JournalEntry>;

    std::vector<std::shared_ptr<const Chunk>> sealed;
    Chunk open;
    std::vector<std::uint64_t> count_of_kind = std::vector<std::uint64_t>(static_cast<std::size_t>(JournalKind::count_));
    std::uint64_t most_of_a_kind = 2'000;
};

/// Adds an entry and gives its number; `no_entry` when the kind's bound is reached (it is counted all the same).
EntryNumber record(Journal& journal, Instant at, JournalKind kind, std::string_view place, std::vector<Detail> details, EntryNumber cause = no_entry);

std::uint64_t size(const Journal& journal);
const JournalEntry& entry(const Journal& journal, EntryNumber number);

/// The public word of a kind, and back (count_ for an unknown word).
std::string_view to_word(JournalKind kind);
JournalKind journal_kind(std::string_view word);
/// The entry as a sentence: "web-02: nginx killed".
std::string sentence(const JournalEntry& entry);
/// The table behind it, for the catalogue.
std::span<const Sentence> journal_sentences();

}  // namespace evenkeel
