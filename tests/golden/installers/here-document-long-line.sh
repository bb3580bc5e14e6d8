#!/usr/bin/env bash
cat >> /etc/haproxy/haproxy.cfg << EOF; echo done
backend web
    server a 192.0.2.11:80 check \
inter 2s
    # it's a "comment" with \\ and $(echo "words  inside")
EOF
