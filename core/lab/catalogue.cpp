#include "lab/catalogue.hpp"

#include <algorithm>

#include "balancer/not_simulated.hpp"
#include "balancer/why.hpp"
#include "base/reflect.hpp"
#include "base/text.hpp"
#include "calc/sentences.hpp"
#include "config/haproxy.hpp"
#include "config/installer.hpp"
#include "config/nginx.hpp"
#include "config/topology_parts.hpp"
#include "console/sentences.hpp"
#include "lab/sentences.hpp"
#include "meter/journal.hpp"
#include "promql/sentences.hpp"
#include "world/build.hpp"

namespace evenkeel {

namespace {

template <class Sentences>
void add_fields(std::vector<Sentence>& all, const Sentences& sentences)
{
    for_each_field(sentences, [&](const Sentence& sentence) { all.push_back(sentence); });
}

void add_table(std::vector<Sentence>& all, std::span<const Sentence> table) { all.insert(all.end(), table.begin(), table.end()); }

}  // namespace

std::span<const Sentence> lab_sentences()
{
    static const std::vector<Sentence> all = [] {
        std::vector<Sentence> sentences;
        add_fields(sentences, lab_says);
        add_fields(sentences, submission_says);
        add_fields(sentences, grade_says);
        add_fields(sentences, answer_says);
        add_fields(sentences, page_says);
        add_fields(sentences, console::says);
        return sentences;
    }();
    return all;
}

const std::vector<Sentence>& all_sentences()
{
    static const std::vector<Sentence> all = [] {
        std::vector<Sentence> sentences;
        add_table(sentences, lab_sentences());
        add_table(sentences, journal_sentences());
        add_table(sentences, topology_sentences());
        add_table(sentences, haproxy::haproxy_sentences());
        add_table(sentences, installer::installer_sentences());
        add_table(sentences, nginx_sentences());
        add_table(sentences, promql_sentences());
        add_table(sentences, build_sentences());
        add_table(sentences, calc::calc_sentences());
        add_table(sentences, haproxy::not_simulated_sentences());
        add_table(sentences, haproxy::why_sentences());
        std::sort(sentences.begin(), sentences.end(), [](const Sentence& a, const Sentence& b) { return a.id < b.id; });
        return sentences;
    }();
    return all;
}

const Sentence* find_sentence(std::string_view id)
{
    for (const Sentence& sentence : all_sentences())
        if (equal_ignoring_case(sentence.id, id)) return &sentence;
    return nullptr;
}

}  // namespace evenkeel
