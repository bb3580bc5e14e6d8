#!/usr/bin/env bash
printf "frontend www\n\tbind *:80\n\tdefault_backend %s\n" web >> /etc/haproxy/haproxy.cfg
printf 'backend %s\n\tbalance roundrobin\n' web >> /etc/haproxy/haproxy.cfg
printf '\tserver %s %s:%d check\n' web-01 192.0.2.11 80 web-02 192.0.2.12 8080 >> /etc/haproxy/haproxy.cfg
printf '%-10s|%5d|%05d|%.3s|100%%|%b|%s\n' left 42 42 truncate 'a\tb' "a\tb" >> /etc/haproxy/haproxy.cfg
printf "%s\n" "# one" "# two" "# \"three\"" >> /etc/haproxy/haproxy.cfg
printf '# no arguments: %s %d\n' >> /etc/haproxy/haproxy.cfg
printf "# octal \101\x42 \u00e9\n" >> /etc/haproxy/haproxy.cfg
