#!/usr/bin/env bash
exec 2>/dev/null
cat /etc/haproxy/haproxy.cfg | sed '/^defaults/,$d' | grep -v '^$' | tee /root/global.txt > /etc/haproxy/haproxy.cfg.new
cat /etc/haproxy/haproxy.cfg.new - > /etc/haproxy/haproxy.cfg <<X
# appended by cat -
X
{ echo out; echo err >&2; } > /root/both.txt 2>&1
{ echo out; echo err >&2; } &> /root/both2.txt
{ echo out; echo err >&2; } 2> /root/err.txt > /root/out.txt
! false && echo "# negated" >> /etc/haproxy/haproxy.cfg; true | false || echo "# failed" >> /etc/haproxy/haproxy.cfg
