#!/usr/bin/env bash
cat >> /etc/haproxy/haproxy.cfg <<EOF
backend web
    server a 192.0.2.1:80 check
  EOF
service haproxy restart
