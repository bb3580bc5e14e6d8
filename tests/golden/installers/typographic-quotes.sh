#!/usr/bin/env bash
echo “frontend www” >> /etc/haproxy/haproxy.cfg
echo "    # it’s fine" >> /etc/haproxy/haproxy.cfg
