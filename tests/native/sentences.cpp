// The command line's own sentences: EK-CLI-….
#include "sentences.hpp"

#include "lab/catalogue.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace evenkeel;

TEST_CASE("every sentence of the command line has an id of its own and an explanation", "[catalogue]")
{
    std::string_view before;
    for (const Sentence& sentence : cli::sentences()) {
        INFO(sentence.id);
        CHECK(sentence.id.starts_with("EK-CLI-"));
        CHECK(sentence.id > before);
        CHECK_FALSE(sentence.explanation.empty());
        CHECK(find_sentence(sentence.id) == nullptr);
        before = sentence.id;
    }
}
