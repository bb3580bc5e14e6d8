// What Debian 12's packages put where installers append: haproxy 2.6.12's configuration, as the labs begin with it (a test holds
// the two equal), and its service's settings.

#include <iterator>
#include <span>

#include "config/installer/shell.hpp"

namespace evenkeel::installer {

namespace {

constexpr PackagedFile files[] = {
    {"/etc/haproxy/haproxy.cfg",
     "global\n"
     "\tlog /dev/log\tlocal0\n"
     "\tlog /dev/log\tlocal1 notice\n"
     "\tchroot /var/lib/haproxy\n"
     "\tstats socket /run/haproxy/admin.sock mode 660 level admin\n"
     "\tstats timeout 30s\n"
     "\tuser haproxy\n"
     "\tgroup haproxy\n"
     "\tdaemon\n"
     "\n"
     "\t# Default SSL material locations\n"
     "\tca-base /etc/ssl/certs\n"
     "\tcrt-base /etc/ssl/private\n"
     "\n"
     "\t# See: https://ssl-config.mozilla.org/#server=haproxy&server-version=2.0.3&config=intermediate\n"
     "\tssl-default-bind-ciphers ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384\n"
     "\tssl-default-bind-ciphersuites TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256\n"
     "\tssl-default-bind-options ssl-min-ver TLSv1.2 no-tls-tickets\n"
     "\n"
     "defaults\n"
     "\tlog\tglobal\n"
     "\tmode\thttp\n"
     "\toption\thttplog\n"
     "\toption\tdontlognull\n"
     "\ttimeout connect 5000\n"
     "\ttimeout client  50000\n"
     "\ttimeout server  50000\n"
     "\terrorfile 400 /etc/haproxy/errors/400.http\n"
     "\terrorfile 403 /etc/haproxy/errors/403.http\n"
     "\terrorfile 408 /etc/haproxy/errors/408.http\n"
     "\terrorfile 500 /etc/haproxy/errors/500.http\n"
     "\terrorfile 502 /etc/haproxy/errors/502.http\n"
     "\terrorfile 503 /etc/haproxy/errors/503.http\n"
     "\terrorfile 504 /etc/haproxy/errors/504.http\n"},
    {"/etc/default/haproxy",
     "# Settings of HAProxy's service\n"
     "\n"
     "# Another configuration file\n"
     "#CONFIG=\"/etc/haproxy/haproxy.cfg\"\n"
     "\n"
     "# Further options of the program\n"
     "#EXTRAOPTS=\"-de -m 16\"\n"},
};

}  // namespace

std::span<const PackagedFile> packaged_files() { return files; }

}  // namespace evenkeel::installer
