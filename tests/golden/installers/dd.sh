#!/usr/bin/env bash
CFG=$(cat <<EOF
defaults
    mode http
    timeout connect 5s
    timeout client 50s
    timeout server 50s
listen site
    bind *:80
    server a 192.0.2.11:80 check


EOF
)
echo "$CFG" | sudo dd of=/etc/haproxy/haproxy.cfg status=none
echo "# appended" | dd of=/etc/haproxy/haproxy.cfg oflag=append conv=notrunc 2> /dev/null
