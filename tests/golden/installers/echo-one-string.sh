#!/usr/bin/env bash
echo -e "\nfrontend www\n\tbind *:80\n\tdefault_backend web\nbackend web\n\tserver web-01 192.0.2.11:80 check\n" >> /etc/haproxy/haproxy.cfg
echo "a \\ b \" c \$d \`e\` \n \t" 'single \n "quotes"' unquoted\ blank >> /etc/haproxy/haproxy.cfg
echo -ne 'no end \x41\060\0101\\' >> /etc/haproxy/haproxy.cfg
