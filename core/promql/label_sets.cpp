// Label sets of results: parts of them, their order, duplicates.

#include <algorithm>

#include "promql/evaluator.hpp"
#include "promql/sentences.hpp"

namespace evenkeel::promql {

namespace {

bool contains(const std::vector<std::string>& names, std::string_view name)
{
    return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

SharedLabels without_name(const SharedLabels& labels)
{
    if (value_of(*labels, metric_name_label).empty()) return labels;
    return std::make_shared<const Labels>(drop_labels(*labels, {}, true));
}

Labels keep_labels(const Labels& labels, const std::vector<std::string>& names)
{
    Labels kept;
    for (const Label& label : labels)
        if (contains(names, label.name)) kept.push_back(label);
    return kept;
}

Labels drop_labels(const Labels& labels, const std::vector<std::string>& names, bool name_too)
{
    Labels kept;
    for (const Label& label : labels)
        if (!contains(names, label.name) && !(name_too && label.name == metric_name_label)) kept.push_back(label);
    return kept;
}

void set_label(Labels& labels, const std::string& name, std::string_view value)
{
    const auto at = std::lower_bound(labels.begin(), labels.end(), name,
                                     [](const Label& label, const std::string& wanted) { return label.name < wanted; });
    const bool exists = at != labels.end() && at->name == name;
    if (exists && value.empty())
        labels.erase(at);
    else if (exists)
        at->value = value;
    else if (!value.empty())
        labels.insert(at, Label{name, std::string(value)});
}

void sort_by_labels(Vector& vector)
{
    const auto before = [](const Element& a, const Element& b) { return compare(*a.labels, *b.labels) < 0; };
    if (!std::is_sorted(vector.begin(), vector.end(), before)) std::stable_sort(vector.begin(), vector.end(), before);
}

void refuse_duplicates(Evaluator& evaluator, const Vector& vector, NodeId at)
{
    std::vector<const Labels*> all;
    all.reserve(vector.size());
    for (const Element& element : vector) all.push_back(element.labels.get());
    std::sort(all.begin(), all.end(), [](const Labels* a, const Labels* b) { return compare(*a, *b) < 0; });
    const auto same = std::adjacent_find(all.begin(), all.end(), [](const Labels* a, const Labels* b) { return *a == *b; });
    if (same != all.end()) fail(evaluator, sentences::duplicate_result, at);
}

}  // namespace evenkeel::promql
