#!/usr/bin/env bash
FILE=/etc/haproxy/haproxy.cfg
name="web-01.example.org"
empty=
{
    echo "# ${name%%.*} ${name#*.} ${name##*.} ${name%.*} ${#name}"
    echo "# ${empty:-default} ${empty-unset} ${missing-unset} ${missing:=set} $missing ${name:+yes}"
    echo "# ${name/web/app} ${name//e/E} ${name:0:3} ${name: -3} ${name^^} ${name/#web/x} ${name/%org/net}"
    echo "# $(echo one; echo two) `echo three` $((1 + 2 * 3)) $(( (1+2)*3 % 4 ))"
    echo "# $'tab\there' $name$undefined '$name' \$name ~"
    echo ~/file $'tab\there' a{b,c}d{1..3} "{not,this}"
    text='a  b   c'; echo $text; echo "$text"
    set -- x "y z"; echo "$# $1 $2"; for a in "$@"; do echo "<$a>"; done; for a in $*; do echo "[$a]"; done
    text+=" d"; echo "$text"
    echo a\
b   c # a comment
} >> $FILE
