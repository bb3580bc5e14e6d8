#!/usr/bin/env bash
{
  echo "frontend www"
  echo "    bind *:80"
  echo "    default_backend web"; echo
  printf '%s\n' "backend web"
} >> /etc/haproxy/haproxy.cfg
(
  cd /etc/haproxy || exit 1
  echo "    server web-01 192.0.2.11:80 check" >> haproxy.cfg
)
( echo "    server web-02 192.0.2.12:80 check"; echo "# end" ) >> /etc/haproxy/haproxy.cfg
