#include "config/haproxy.hpp"

#include <cstdlib>

#include "base/text.hpp"

/// Any bytes give an answer. Sentences are valid UTF-8, places lie inside the text, references inside the settings.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    using namespace evenkeel;
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    const auto parsed = haproxy::read_haproxy(text, "haproxy.cfg");
    for (const Diagnostic& diagnostic : parsed.diagnostics) {
        if (first_invalid_utf8(diagnostic.what) || first_invalid_utf8(diagnostic.repair)) std::abort();
        if (diagnostic.at.line < 0 || diagnostic.at.column < 0 || static_cast<std::size_t>(diagnostic.at.line) > size + 1) std::abort();
        if (diagnostic.what.find('\0') != std::string::npos) std::abort();
    }
    for (const haproxy::Frontend& frontend : parsed.config.frontends) {
        if (frontend.default_backend != haproxy::no_index && frontend.default_backend >= parsed.config.backends.size()) std::abort();
        for (const haproxy::UseBackend& use : frontend.use_backend)
            if (use.backend >= parsed.config.backends.size()) std::abort();
        for (const haproxy::HttpRule& rule : frontend.request.rules)
            for (const auto& all : rule.condition.any)
                for (const haproxy::Term& term : all)
                    for (const std::uint32_t criterion : term.any_of)
                        if (criterion >= parsed.config.criteria.size()) std::abort();
    }
    return 0;
}
