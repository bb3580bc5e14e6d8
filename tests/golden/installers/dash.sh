#!/bin/sh
# /bin/sh is dash: its echo knows backslashes without -e.
echo "\nfrontend www\n\tbind *:80" >> /etc/haproxy/haproxy.cfg
echo -e "backend web" >> /etc/haproxy/haproxy.cfg
echo -n "no end" >> /etc/haproxy/haproxy.cfg
