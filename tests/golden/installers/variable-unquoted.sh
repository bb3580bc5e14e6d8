#!/usr/bin/env bash
# Without quotes around the variable everything is one line.
CONF='frontend www
    bind *:80
    default_backend   web'
echo $CONF >> /etc/haproxy/haproxy.cfg
