#pragma once
// Reads an nginx.conf, or a site file as it is included in http {}.

#include <span>
#include <string>
#include <string_view>

#include "base/catalogue.hpp"
#include "base/diagnostic.hpp"
#include "web/settings.hpp"

namespace evenkeel {

/// A file that an include may find, by its path on the host ("/etc/nginx/conf.d/shop.conf").
struct NginxFile {
    std::string path;
    std::string text;
};

/// The settings, and every problem. The first error is the one at which nginx -t would stop, at the same line, in its words;
/// what could not be looked up there comes last, as in nginx. A text without `http` and `events` at its top is a site file.
/// Debian's stock files (mime.types, proxy_params …) can be included without being given. Names in proxy_pass are left to
/// whoever knows the lab's hosts (`Location::proxy_address` stays any).
Parsed<nginx::Settings> read_nginx(std::string_view text, const std::string& file, std::span<const NginxFile> others = {});

/// All that read_nginx() says, for the catalogue.
std::span<const Sentence> nginx_sentences();

}  // namespace evenkeel
