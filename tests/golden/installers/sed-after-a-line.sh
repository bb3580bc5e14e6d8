#!/usr/bin/env bash
sed -i '/defaults/a\	maxconn 2000' /etc/haproxy/haproxy.cfg
sed -i "/option.*dontlognull/a\\\toption\tforwardfor\n\toption http-server-close" /etc/haproxy/haproxy.cfg
sed -i '/^global/i # changed by a script' /etc/haproxy/haproxy.cfg
sed -i '/timeout client/c\	timeout client  30s' /etc/haproxy/haproxy.cfg
