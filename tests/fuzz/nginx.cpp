#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "config/nginx.hpp"

/// Any text is read; diagnostics have places in the file; what is read without an error has a location for every request.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    using namespace evenkeel;
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    const std::vector<NginxFile> others{{"/etc/nginx/conf.d/a.conf", std::string(text)}};
    const Parsed<nginx::Settings> parsed = read_nginx(text, "nginx.conf", others);
    for (const Diagnostic& diagnostic : parsed.diagnostics)
        if (diagnostic.what.empty() || diagnostic.at.line < 0) std::abort();
    for (const nginx::Server& server : parsed.config.servers)
        if (server.locations.empty() || !server.locations.back().prefix.empty()) std::abort();
    return 0;
}
