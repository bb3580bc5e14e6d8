#!/usr/bin/env bash
sudo bash <<'EOF'
cat >> /etc/haproxy/haproxy.cfg <<'INNER'
backend web
    server a 192.0.2.11:80 check
INNER
echo "ENABLED=1" >> /etc/default/haproxy
EOF
