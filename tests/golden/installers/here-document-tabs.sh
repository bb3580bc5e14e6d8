#!/usr/bin/env bash
if true; then
	cat >> /etc/haproxy/haproxy.cfg <<-EOF
	frontend www
	    bind *:80
			default_backend web
	EOF
fi
