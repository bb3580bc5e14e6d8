#!/usr/bin/env bash
apt-get install -y haproxy
sed -i '$ a frontend www' /etc/haproxy/haproxy.cfg
sed -i '$a\    bind *:80\n    default_backend web' /etc/haproxy/haproxy.cfg
sed -i '$ a \\nbackend web\n\tbalance roundrobin' /etc/haproxy/haproxy.cfg
sed -i "$ a \ \ \ \ server web-01 192.0.2.11:80 check" /etc/haproxy/haproxy.cfg
sed -i '$ a\
    server web-02 192.0.2.12:80 check\
    server web-03 192.0.2.13:80 check' /etc/haproxy/haproxy.cfg
