// labs/schema/lab.schema.json and the readers must know the same keys.

#include <set>
#include <string>

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "lab/folder.hpp"
#include "lab/lab_keys.hpp"

using namespace evenkeel;

namespace {

using nlohmann::json;
using Words = std::set<std::string>;

json schema() { return json::parse(folder("labs/schema").at("lab.schema.json"), nullptr, false); }

Words keys_of(const json& object)
{
    Words words;
    for (const auto& [key, value] : object.at("properties").items()) words.insert(key);
    return words;
}

Words words_of(std::span<const std::string_view> table) { return Words(table.begin(), table.end()); }

Words plus(Words a, const Words& b)
{
    a.insert(b.begin(), b.end());
    return a;
}

/// Every key that is defined anywhere below a part of the schema.
void collect(const json& part, Words& words)
{
    if (part.is_object() && part.contains("properties"))
        for (const auto& [key, value] : part.at("properties").items()) words.insert(key);
    if (part.is_structured())
        for (const json& inner : part) collect(inner, words);
}

/// The words in the tables of keys of a source file: `std::array<std::string_view, 3> keys{"a", "b", "c"}`.
Words tables_in(const std::string& source)
{
    Words words;
    for (std::size_t at = source.find("keys{\""); at != std::string::npos; at = source.find("keys{\"", at + 1)) {
        const std::size_t end = source.find('}', at);
        for (std::size_t quote = source.find('"', at); quote < end; quote = source.find('"', quote + 1)) {
            const std::size_t close = source.find('"', quote + 1);
            words.insert(source.substr(quote + 1, close - quote - 1));
            quote = close;
        }
    }
    return words;
}

}  // namespace

TEST_CASE("the schema of lab.json has the keys that the reader has", "[lab][schema]")
{
    const json all = schema();
    REQUIRE(all.is_object());
    const json& parts = all.at("$defs");
    CHECK(keys_of(all) == words_of(lab_keys));
    CHECK(keys_of(parts.at("phase")) == words_of(phase_keys));
    CHECK(keys_of(parts.at("hidden")) == words_of(hidden_keys));
    CHECK(keys_of(parts.at("objective")) == words_of(objective_keys));
    CHECK(keys_of(parts.at("gate")) == words_of(gate_keys));
    CHECK(keys_of(parts.at("fault")) == plus(words_of(fault_keys), words_of(action_keywords())));
}

TEST_CASE("the schema of each action has the keys that the reader has", "[lab][schema]")
{
    const json actions = schema().at("$defs").at("fault").at("properties");
    CHECK(keys_of(actions.at("slow")) == words_of(slow_keys));
    CHECK(keys_of(actions.at("errors")) == words_of(errors_keys));
    CHECK(keys_of(actions.at("cut")) == words_of(cut_keys));
    CHECK(keys_of(actions.at("impair")) == words_of(impair_keys));
    CHECK(keys_of(actions.at("partition")) == words_of(partition_keys));
    CHECK(keys_of(actions.at("surge")) == words_of(surge_keys));
    CHECK(keys_of(actions.at("change_name")) == words_of(change_name_keys));
}

TEST_CASE("the schema lists the words that because, look_at and permute may hold", "[lab][schema]")
{
    const json objective = schema().at("$defs").at("objective").at("properties");
    CHECK(objective.at("because").at("items").at("enum").get<Words>() == words_of(journal_words()));
    CHECK(objective.at("look_at").at("enum").get<Words>() == words_of(look_at_words));
    CHECK(schema().at("$defs").at("hidden").at("properties").at("permute").at("items").at("enum").get<Words>() == words_of(permute_words));
}

TEST_CASE("the schema of a topology has the keys that its reader has", "[lab][schema]")
{
    const json parts = schema().at("$defs");
    Words in_schema;
    for (const char* part : {"topology", "network", "host", "app", "name", "visitors", "path"}) collect(parts.at(part), in_schema);
    Words in_reader;
    for (const auto& [path, source] : folder("core/config"))
        if (path.starts_with("topology")) in_reader = plus(in_reader, tables_in(source));
    CHECK(in_schema == in_reader);
}
