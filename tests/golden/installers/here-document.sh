#!/usr/bin/env bash
apt-get install -y software-properties-common
add-apt-repository -y ppa:vbernat/haproxy-2.5
apt-get update && apt-get install -y haproxy=2.5.\*
SERVER1=192.0.2.11
SERVER2=192.0.2.12
cat > /etc/haproxy/haproxy.cfg <<EOF
defaults
    mode http
    timeout connect 5s
    timeout client 50s
    timeout server 50s

frontend www
    bind *:80
    http-request set-header X-Price \$5 if { path_beg /shop\ping }
    default_backend web

backend web
    server web-01 ${SERVER1}:80 check
    server web-02 $SERVER2:80 check
EOF
haproxy -c -f /etc/haproxy/haproxy.cfg
systemctl restart haproxy
