#!/usr/bin/env bash
sed -i '2a \	maxconn 4096' /etc/haproxy/haproxy.cfg
sed -i "10i\\
	# ten" /etc/haproxy/haproxy.cfg
sed -i '1d;$d' /etc/haproxy/haproxy.cfg
sed -i -e '3,5d' -e '1i global' /etc/haproxy/haproxy.cfg
