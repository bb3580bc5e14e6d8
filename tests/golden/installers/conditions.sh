#!/usr/bin/env bash
if [ "$(id -u)" -ne 0 ]; then
    echo "run me as root"
    exit 1
fi
if [[ $EUID -ne 0 ]]; then exit 1; fi
if ! command -v haproxy > /dev/null; then
    apt-get install -y haproxy
fi
if [ ! -f /etc/haproxy/haproxy.cfg.bak ]; then cp /etc/haproxy/haproxy.cfg /etc/haproxy/haproxy.cfg.bak; fi
[ -z "$1" ] && PORT=80 || PORT=$1
case "$PORT" in
    443|8443) echo "# tls" ;;
    [0-9]*) echo "# port $PORT" ;;
    *) echo "# other" ;;
esac >> /etc/haproxy/haproxy.cfg
[[ $PORT == 8? && -n $PORT ]] && echo "# pattern" >> /etc/haproxy/haproxy.cfg
test -e /etc/haproxy/haproxy.cfg && echo "# exists" >> /etc/haproxy/haproxy.cfg
