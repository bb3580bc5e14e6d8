#!/usr/bin/env bash
echo "frontend www" >> /etc/haproxy/haproxy.cfg
CONF="backend web
  server a 192.0.2.1:80 check"
echo "$CONF" >> /etc/haproxy/haproxy.cfg
