#!/usr/bin/env bash
configure() {
  if ! grep -qF 'backend web' /etc/haproxy/haproxy.cfg; then
    echo 'backend web' >> /etc/haproxy/haproxy.cfg
  fi
  grep -q ENABLED /etc/default/haproxy || echo 'ENABLED=1' >> /etc/default/haproxy
}
configure && configure
configure || true
exit 0
echo "behind exit" >> /etc/haproxy/haproxy.cfg
