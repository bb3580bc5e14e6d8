#pragma once
// One file of the site's folder as an answer: which one a path means, in which coding, with which type and tag.

#include <optional>
#include <string>
#include <string_view>

namespace evenkeel::cli {

/// What Accept-Encoding allows of what lies beside the files.
struct Codings {
    bool brotli = false;
    bool gzip = false;
};
Codings read_accept_encoding(std::string_view header);

/// The file below the site's folder that a request's path (percent signs undone) means: "/" is index.html. Nothing for a path that
/// leads elsewhere or to hidden files: "..", "//", names that begin with a dot, backslashes, control characters.
std::optional<std::string> site_path(std::string_view request_path);

/// "application/wasm" …; a type that no browser runs for an ending that is not known.
std::string_view content_type_of(std::string_view path);

struct SiteFile {
    std::string bytes;
    std::string_view coding;    ///< "br", "gzip", or empty
    std::string tag;            ///< ETag, with its quotes: changes with the bytes and the coding
};

/// The file in the best coding allowed; nothing where there is no such file, or only one that lies outside (a link). A
/// compressed copy older than its file is another file's, and is not used.
std::optional<SiteFile> read_site_file(const std::string& site, const std::string& path, Codings allowed);

std::string tag_of(std::string_view bytes, std::string_view coding);

/// Whether an If-None-Match names the tag.
bool names_tag(std::string_view if_none_match, std::string_view tag);

}  // namespace evenkeel::cli
