#include "bundles.hpp"

#include "base/text.hpp"
#include "files.hpp"
#include "lab/bundle.hpp"

namespace evenkeel::cli {

Parsed<std::string> read_bundle(const LabPlace& place)
{
    Parsed<std::string> bundle = bundle_lab(place.id, lab_files(place.folder));
    for (Diagnostic& diagnostic : bundle.diagnostics) diagnostic.at.file = join_path(printable(place.id, 1000), diagnostic.at.file);
    return bundle;
}

Parsed<std::string> read_index(const std::vector<LabPlace>& labs)
{
    std::vector<LabText> texts;
    for (const LabPlace& lab : labs) texts.push_back({lab.id, read_file(join_path(lab.folder, "lab.json"), {Trust::named_by_user, LabLimits::bytes, ExitCode::wrong_use})});
    return bundle_index(texts);
}

}  // namespace evenkeel::cli
