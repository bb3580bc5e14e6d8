#!/usr/bin/env bash
cp /etc/haproxy/haproxy.cfg{,.bak}
mv /etc/haproxy/haproxy.cfg /etc/haproxy/haproxy.cfg.old && touch /etc/haproxy/haproxy.cfg
cat > /tmp/new.cfg <<< "# a here-string"
cat /tmp/new.cfg /etc/haproxy/haproxy.cfg.old > /etc/haproxy/haproxy.cfg
rm -f /tmp/new.cfg
mkdir -p /root/{one,two}/deep
echo hello > /root/one/deep/file
cp -r /root/one /root/three
ln -sf /root/one/deep/file /root/link
echo again >> /root/link
install -m 644 /root/one/deep/file /root/two/
