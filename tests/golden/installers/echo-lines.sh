#!/usr/bin/env bash
sudo apt-get -y install haproxy
echo "ENABLED=1" | sudo tee -a /etc/default/haproxy > /dev/null
echo "listen site" >> /etc/haproxy/haproxy.cfg
echo "	bind *:80" >> /etc/haproxy/haproxy.cfg
echo "	mode http"  >>/etc/haproxy/haproxy.cfg
echo '	balance roundrobin' >> /etc/haproxy/haproxy.cfg
echo -e "\tserver web-01 192.0.2.11:80 check\n\tserver web-02 192.0.2.12:80 check" >> /etc/haproxy/haproxy.cfg
echo -n "" >> /etc/haproxy/haproxy.cfg
sudo service haproxy restart
