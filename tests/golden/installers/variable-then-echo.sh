#!/usr/bin/env bash
# A variable of several lines, then echo.
apt-get update
apt-get -y install haproxy
CONF="
frontend www
    bind *:80
    default_backend web

backend web
    balance roundrobin
    server 7001-web-01 192.0.2.11:80 check
    server 7001-web-02 192.0.2.12:80 check
"
echo "ENABLED=1" >> /etc/default/haproxy
echo "$CONF" >> /etc/haproxy/haproxy.cfg
service haproxy restart
