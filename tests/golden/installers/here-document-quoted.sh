#!/usr/bin/env bash
cat <<'HERE' >> /etc/haproxy/haproxy.cfg

frontend www
    bind :80
    log-format "%ci $HOSTNAME `date` \"x\""
    default_backend web
HERE
cat <<"END" >> /etc/haproxy/haproxy.cfg
backend web
    server a ${IP}:80 check \
        inter 2s
END
