#!/usr/bin/env bash
set -e
FILE=/etc/haproxy/haproxy.cfg
add() {
    local indent="    "
    printf '%s%s\n' "$indent" "$*" >> "$FILE"
}
function section { echo; echo "$1 $2"; } >> "$FILE"
section backend web
add balance roundrobin
for ip in 11 12; do add server "web-$ip" "192.0.2.$ip:80" check; done
section frontend www
add bind '*:80'
add "default_backend  web"
early() { echo "# before" >> $FILE; return 0; echo "# never" >> $FILE; }
early
grep -q "never" $FILE || echo "# not found" >> $FILE
if grep -q '^frontend www' "$FILE"; then echo "# found" >> "$FILE"; else echo "# lost" >> "$FILE"; fi
