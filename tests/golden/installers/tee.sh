#!/usr/bin/env bash
sudo tee -a /etc/haproxy/haproxy.cfg > /dev/null <<EOT
frontend www
    bind *:80
    default_backend web
EOT
echo "backend web
    server a 192.0.2.11:80 check" | sudo tee --append /etc/haproxy/haproxy.cfg /root/copy.txt
echo replaced | tee /root/copy2.txt
