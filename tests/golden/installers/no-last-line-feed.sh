#!/usr/bin/env bash
printf 'defaults\n  mode http\nlisten l\n  bind :80\n  server a 192.0.2.1:80 check' > /etc/haproxy/haproxy.cfg
sed -i 's/mode http/mode tcp/' /etc/haproxy/haproxy.cfg
sed -i '$ a \  # appended' /etc/haproxy/haproxy.cfg
printf 'last' >> /etc/haproxy/haproxy.cfg