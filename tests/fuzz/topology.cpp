#include <cstdlib>
#include <string_view>

#include <nlohmann/json.hpp>

#include "config/topology.hpp"

/// Any JSON is read; every diagnostic names a place in the document; what is read without an error can be run.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    using namespace evenkeel;
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    const nlohmann::json document = nlohmann::json::parse(text, nullptr, false);
    if (document.is_discarded()) return 0;
    const Parsed<Topology> parsed = read_topology(document, "lab.json", "/topology");
    for (const Diagnostic& diagnostic : parsed.diagnostics)
        if (!diagnostic.at.file.starts_with("lab.json#/topology")) std::abort();
    if (has_error(parsed.diagnostics)) return 0;
    for (const VisitorSettings& visitors : parsed.config.visitors)
        if (visitors.paths.empty() || visitors.requests_per_session_least > visitors.requests_per_session_most) std::abort();
    return 0;
}
