#!/usr/bin/env bash
# An editor's indent before the opening quote: the variable is empty, and the file too.
CONF= "frontend www
    bind *:80"
echo "$CONF" > /etc/haproxy/haproxy.cfg
