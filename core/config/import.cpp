#include "config/import.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "config/haproxy.hpp"
#include "config/nginx.hpp"
#include "config/token.hpp"

namespace evenkeel {

namespace {

bool is_haproxy_file(std::string_view path) { return path.ends_with("/haproxy.cfg"); }

void judge(installer::Import& import, const installer::WrittenFile& file)
{
    for (Diagnostic& diagnostic : haproxy::read_haproxy(file.text, file.path).diagnostics) {
        // What has no effect here is of no interest before the file belongs to a lab.
        if (haproxy::kind_of(diagnostic.id) == haproxy::SentenceKind::effect && diagnostic.severity == Severity::note) continue;
        diagnostic.at = installer::place_in_script(import, file, diagnostic.at.line, diagnostic.at.column);
        import.diagnostics.push_back(std::move(diagnostic));
    }
}

/// nginx.conf, and what Debian's includes in it: conf.d/*.conf, a site. Snippets and parameter files are read where a file includes them.
bool is_nginx_file(std::string_view path)
{
    constexpr std::string_view folder = "/etc/nginx/";
    if (!path.starts_with(folder)) return false;
    path.remove_prefix(folder.size());
    return path == "nginx.conf" || (path.starts_with("conf.d/") && path.ends_with(".conf")) || path.starts_with("sites-available/") || path.starts_with("sites-enabled/");
}

/// Where nginx would stop. Its warnings here are about what the simulator has not.
void judge_nginx(installer::Import& import, const installer::WrittenFile& file)
{
    std::vector<NginxFile> others;
    for (const installer::WrittenFile& other : import.files)
        if (other.known && other.path != file.path && !is_nginx_file(other.path)) others.push_back({other.path, other.text});
    for (Diagnostic& diagnostic : read_nginx(file.text, file.path, others).diagnostics) {
        if (diagnostic.severity != Severity::error || diagnostic.at.file != file.path) continue;
        if (diagnostic.at.line > 0) diagnostic.at = installer::place_in_script(import, file, diagnostic.at.line, std::max(diagnostic.at.column, 1));
        import.diagnostics.push_back(std::move(diagnostic));
    }
}

}  // namespace

installer::Import import_script(std::string_view text, std::string name)
{
    installer::Import import = installer::read_installer(text, std::move(name));
    for (const installer::WrittenFile& file : import.files) {
        if (file.known && is_haproxy_file(file.path)) judge(import, file);
        if (file.known && is_nginx_file(file.path)) judge_nginx(import, file);
    }
    return import;
}

std::string json_import(const installer::Import& import)
{
    using Json = nlohmann::ordered_json;
    Json files = Json::array();
    for (const installer::WrittenFile& file : import.files) {
        Json one{{"path", as_utf8(file.path)}, {"known", file.known}};
        if (file.known) one["text"] = as_utf8(file.text), one["lines"] = installer::line_map(import, file);
        files.push_back(std::move(one));
    }
    Json diagnostics = Json::array();
    for (const Diagnostic& each : import.diagnostics)
        diagnostics.push_back({{"severity", to_text(each.severity)}, {"id", each.id}, {"file", as_utf8(each.at.file)}, {"line", each.at.line}, {"column", each.at.column}, {"what", as_utf8(each.what)}, {"repair", as_utf8(each.repair)}});
    return Json{{"format", 1}, {"script", as_utf8(import.script)}, {"files", files}, {"diagnostics", diagnostics}}.dump(2) + "\n";
}

}  // namespace evenkeel
