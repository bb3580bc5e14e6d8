#!/usr/bin/env bash
echo "backend web" >> /etc/haproxy/haproxy.cfg
if true; then echo "    server a 192.0.2.1:80 check" >> /etc/haproxy/haproxy.cfg; fi
done
echo "never" >> /etc/haproxy/haproxy.cfg
