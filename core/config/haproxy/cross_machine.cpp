// What HAProxy checks when the whole file is read and what hangs on the machine: certificates, ports of health checks, names.

#include <algorithm>

#include "base/text.hpp"
#include "config/haproxy/reader.hpp"
#include "config/haproxy/sentences.hpp"

namespace evenkeel::haproxy {

std::string place(const Reader& reader, int line) { return reader.file + ":" + std::to_string(line); }

void check_certificates(Reader& reader, const Proxy& proxy)
{
    for (const BindDraft& bind : proxy.binds) {
        if (bind.ssl && bind.verifies && !bind.has_ca) reader.cross_error_at(bind.line, 0, sentence::bind_verify_without_ca, {{"proxy", proxy.name}, {"bind", bind.text}, {"place", place(reader, bind.line)}});
        const bool bars = bind.bars_versions || reader.global.bars_versions;
        const bool has_range = bind.has_version_range || reader.global.has_version_range;
        if (bind.ssl && bind.crt > 0 && bars && has_range) reader.cross_warning_at(bind.line, 0, sentence::bind_versions_ignored, {{"proxy", proxy.name}, {"bind", bind.text}, {"place", place(reader, bind.line)}});
        if (!bind.ssl || bind.crt > 0 || bind.generate_certificates) continue;
        reader.cross_error_at(bind.line, 0, sentence::no_certificate, {{"proxy", proxy.name}, {"bind", bind.text}, {"place", place(reader, bind.line)}});
    }
}

void check_ports(Reader& reader)
{
    // Backends without check options share one rule set. HAProxy adds a connect rule to it behind the first of them, so that
    // its message about the later ones is another.
    bool shared_has_rule = false;
    for (const Proxy& proxy : reader.proxies) {
        if (proxy.disabled) continue;
        const CheckProtocol protocol = proxy.check_protocol;
        const bool ruled = protocol == CheckProtocol::none ? shared_has_rule : protocol == CheckProtocol::tcp_check ? proxy.tcp_check_rules > 0 : protocol != CheckProtocol::external;
        const bool connects_to_port = protocol == CheckProtocol::tcp_check && proxy.check_connect_has_port;
        for (const ServerDraft& server : proxy.servers) {
            if (!server.check || server.server.check_port != 0 || server.unix_socket || !server.has_address) continue;
            if (!server.maps_ports && server.server.port != 0) continue;
            if (connects_to_port) continue;
            reader.cross_error(ruled ? sentence::no_check_port_nor_rule : sentence::no_check_port, {{"kind", proxy.kind()}, {"name", proxy.name}, {"server", server.server.name}});
        }
        if (proxy.has(is_backend) && protocol == CheckProtocol::none) shared_has_rule = true;
    }
}

void resolve_names(Reader& reader)
{
    bool failed = false;
    for (const Proxy& proxy : reader.proxies) {
        if (proxy.disabled) continue;
        for (const ServerDraft& server : proxy.servers) {
            if (server.server.host_name.empty() || (server.init_addr_none && !server.init_addr_libc_then_none)) continue;
            const std::string_view name = server.server.host_name;
            const auto& hosts = reader.machine->hosts;
            if (equal_ignoring_case(name, "localhost") || std::any_of(hosts.begin(), hosts.end(), [&](const auto& host) { return equal_ignoring_case(host.first, name); })) continue;
            const std::string who = "'server " + proxy.name + "/" + server.server.name + "' : ";
            if (server.init_addr_libc_then_none) {
                reader.cross_warning_at(server.line, server.server.at.column, sentence::could_not_resolve_disabled, {{"who", who}, {"name", name}});
                continue;
            }
            reader.cross_error_at(server.line, server.server.at.column, sentence::could_not_resolve, {{"who", who}, {"name", name}});
            failed = true;
        }
    }
    if (failed) reader.cross_error(sentence::init_addresses);
}

void check_resolvers(Reader& reader)
{
    for (const Proxy& proxy : reader.proxies)
        for (const ServerDraft& server : proxy.servers) {
            if (!server.resolvers) continue;
            const auto& known = reader.sections["resolvers"];
            if (std::any_of(known.begin(), known.end(), [&](const NamedSection& s) { return s.name == server.resolvers_name; })) continue;
            reader.cross_error(sentence::resolvers_not_found, {{"kind", proxy.kind()}, {"name", proxy.name}, {"server", server.server.name}, {"resolvers", server.resolvers_name}});
        }
}

}  // namespace evenkeel::haproxy
