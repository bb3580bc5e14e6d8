#!/usr/bin/env bash
IP1=192.0.2.11
sudo bash -c "echo -e '\nbackend web\n\tserver a $IP1:80 check' >> /etc/haproxy/haproxy.cfg"
sudo sh -c 'echo "# by \"sh\"" >> /etc/haproxy/haproxy.cfg'
bash -c 'for i in 1 2; do echo "# $0 $i $1"; done >> /etc/haproxy/haproxy.cfg' name argument
