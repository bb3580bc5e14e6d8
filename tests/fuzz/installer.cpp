#include "config/import.hpp"

#include <cstdlib>

#include "base/text.hpp"

/// Any bytes give an answer. Sentences are valid UTF-8, places lie inside the script, every byte of a file has its origin.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    using namespace evenkeel;
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    const installer::Import import = import_script(text, "install.sh");
    for (const Diagnostic& diagnostic : import.diagnostics) {
        if (first_invalid_utf8(diagnostic.what) || first_invalid_utf8(diagnostic.repair)) std::abort();
        if (diagnostic.at.line < 0 || diagnostic.at.column < 0) std::abort();
        if (diagnostic.at.file == "install.sh" && static_cast<std::size_t>(diagnostic.at.line) > size + 1) std::abort();
    }
    for (const installer::WrittenFile& file : import.files) {
        if (file.from.size() != file.text.size() || !file.path.starts_with('/') || file.path.find("/../") != std::string::npos) std::abort();
        for (const std::uint32_t at : file.from)
            if (at < installer::WrittenFile::no_place && at >= size) std::abort();
    }
    return json_import(import).empty() ? 1 : 0;
}
