#!/usr/bin/env bash
PORT=8080
sed -i 's/ENABLED=0/ENABLED=1/' /etc/default/haproxy
sed -i.bak "s|^#CONFIG=.*|CONFIG=\"/etc/haproxy/haproxy.cfg\"|" /etc/default/haproxy
sed -i -r 's/timeout (connect|client|server)(\s+)([0-9]+)/timeout \1\2\31/g' /etc/haproxy/haproxy.cfg
sed -i "s/5000/& # port $PORT/;s/\t/    /" /etc/haproxy/haproxy.cfg
sed -i 's/[[:space:]]*daemon$//; /^$/d' /etc/haproxy/haproxy.cfg
sed -i '/errorfile 5/!b' /etc/nothing 2> /dev/null
sed -n '/^defaults/,/^$/p' /etc/haproxy/haproxy.cfg > /root/defaults.txt
