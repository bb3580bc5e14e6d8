#pragma once
// Labs as JSON texts, for a reader that has no folders: the page, served by `evenkeel serve` or by any static host.

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "lab/lab.hpp"

namespace evenkeel {

/// `{"id": …, "files": {"lab.json": TEXT, "guide.md": TEXT, "files/lb-01/haproxy.cfg": TEXT, …}}`, paths in byte order.
/// `folder` holds every file by its path inside the lab's folder. Left out is what gives answers away or is only the author's:
/// solution/, also/, wrong/, sample/. JSON has no place for bytes that are not UTF-8: such a file is an error, and is left out.
Parsed<std::string> bundle_lab(std::string_view id, const Files& folder);

struct LabText {
    std::string id;             ///< the folder's name
    std::string lab_json;
};

/// `[{"id", "number", "title", "minutes", "requires", "concepts"}, …]` in the order given. The diagnostics are those of all
/// lab.json, with the file named "ID/lab.json". A lab with errors stays in the list, as far as it could be read, and has one key
/// more: "errors", their texts. So its author sees why it does not start.
Parsed<std::string> bundle_index(std::span<const LabText> labs);

/// "07-the-dead-server…" has the number 7; an id that does not begin with digits and a hyphen has none.
std::optional<std::int64_t> lab_number(std::string_view id);

}  // namespace evenkeel
