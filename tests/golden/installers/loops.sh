#!/usr/bin/env bash
SERVERS=("192.0.2.11" "192.0.2.12" '192.0.2.13')
echo "backend web" >> /etc/haproxy/haproxy.cfg
n=1
for ip in "${SERVERS[@]}"; do
    echo "    server web-0$n $ip:80 check weight $((n * 10))" >> /etc/haproxy/haproxy.cfg
    n=$((n+1))
done
for i in {1..3} x; do [ "$i" = 2 ] && continue; echo "# $i of ${#SERVERS[@]}, last ${SERVERS[-1]}"; done >> /etc/haproxy/haproxy.cfg
for ((i = 0; i < 2; i++)); do echo "# count $i" >> /etc/haproxy/haproxy.cfg; done
k=3
while [ $k -gt 0 ]; do echo "# down $k"; ((k--)); done >> /etc/haproxy/haproxy.cfg
until [[ $k -ge 2 ]]; do let_it=1; k=$((k+1)); done
echo "# k $k" >> /etc/haproxy/haproxy.cfg
