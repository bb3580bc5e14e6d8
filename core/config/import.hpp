#pragma once
// What a script would write, each file held against the reader of its program: every message stands at the script's own line.

#include <string>
#include <string_view>

#include "config/installer.hpp"

namespace evenkeel {

/// `installer::read_installer`, what HAProxy would say of the haproxy.cfg in it, and where nginx would stop in its nginx.conf and sites.
installer::Import import_script(std::string_view text, std::string name);

/// JSON: {"format": 1, "script", "files": [{"path", "known", "text", "lines": […]}], "diagnostics"}.
std::string json_import(const installer::Import& import);

}  // namespace evenkeel
