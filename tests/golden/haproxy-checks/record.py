#!/usr/bin/env python3
"""Records what haproxy 2.6 sends as a health check and how it judges the answer: tests/golden/haproxy-checks/*.json (FORMAT.md).

Needs Linux, haproxy 2.6, iproute2. Runs in a network namespace of its own (unshare -rn). Every case is one backend with one server;
the servers say what the case tells them to.

    record.py            plays every case and writes what came of it
    record.py --check    plays them again and reports differences
"""
import csv, io, json, os, socket, struct, subprocess, sys, tempfile, threading, time

from format_cases import FORMATS
from mixed_cases import MIXED

HERE = os.path.dirname(os.path.abspath(__file__))
OK = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nX-State: Ready, steady\r\nContent-Length: 12\r\n\r\nstatus: fine"
LONG = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine"
SICK = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 4\r\n\r\nsick"
GONE = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
H = "option httpchk"
T = "option tcp-check"

# name: (lines of the backend, what the server answers to each thing it hears, more). A server that has said its last answer closes when
# "closes" or "resets" is in the third place, and stays silent otherwise; "banner: X" there is what it says before it hears anything, "then: X"
# a tenth of a second after its answer. A host that "is away" answers no SYN.
CASES = {
    "usual": ([H], [OK], "closes"),
    "usual-sick": ([H], [SICK], "closes"),
    "uri": (["option httpchk /health"], [OK], "closes"),
    "method-uri": (["option httpchk HEAD /health"], ["HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n"], "closes"),
    "version": (["option httpchk GET /health HTTP/1.1"], [OK], "closes"),
    "send-all": ([H, "http-check send meth POST uri /health ver HTTP/1.1 hdr Host shop.test hdr X-A b body a=1"], [OK], "closes"),
    "send-host-lower": ([H, "http-check send uri /x hdr host a.test hdr User-Agent probe"], [OK], "closes"),
    "send-body-get": ([H, "http-check send meth GET uri / body hello"], [OK], "closes"),
    "send-lf": ([H, "http-check send meth GET uri-lf /%[str(a)] body-lf %[str(bc)]"], [OK], "closes"),
    "send-state": ([H, "http-check send-state"], [OK], "closes"),
    "connection-header": ([H, "http-check send meth GET uri / ver HTTP/1.1 hdr Connection keep-alive hdr Content-Length 9 hdr Transfer-Encoding x"], [OK], "closes"),
    "status": ([H, "http-check expect status 200"], [OK], "closes"),
    "status-wrong": ([H, "http-check expect status 204"], [OK], "closes"),
    "status-not": ([H, "http-check expect ! status 200"], [OK], "closes"),
    "status-range": ([H, "http-check expect status 100-199,404"], [GONE], "closes"),
    "rstatus": ([H, "http-check expect rstatus ^2[0-9][0-9]"], [OK], "closes"),
    "rstatus-wrong": ([H, "http-check expect rstatus ^3"], [OK], "closes"),
    "rstatus-not": ([H, "http-check expect ! rstatus ^5"], [SICK], "closes"),
    "string": ([H, "http-check expect string fine"], [OK], "closes"),
    "string-wrong": ([H, "http-check expect string bad"], [OK], "closes"),
    "string-not": ([H, "http-check expect ! string fine"], [OK], "closes"),
    "string-not-passes": ([H, "http-check expect ! string bad"], [OK], "closes"),
    "string-at-503": ([H, "http-check expect string sick"], [SICK], "closes"),
    "string-of-head": ([H, "http-check expect string Ready"], [OK], "closes"),
    "string-no-body": ([H, "http-check expect string fine"], [GONE], "closes"),
    "string-not-no-body": ([H, "http-check expect ! string fine"], [GONE], "closes"),
    "string-late": ([H, "http-check expect string fine"], ["HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\nstatus: "], "then: fine"),
    "string-never": ([H, "http-check expect string fine"], ["HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\nstatus: "], ""),
    "rstring": ([H, "http-check expect rstring '^status: (fine|good)$'"], [OK], "closes"),
    "rstring-wrong": ([H, "http-check expect rstring ^fine"], [OK], "closes"),
    "rstring-not": ([H, "http-check expect ! rstring ^fine"], [OK], "closes"),
    "string-lf": ([H, "http-check expect string-lf %[str(fine)]"], [OK], "closes"),
    "min-recv": ([H, "http-check expect min-recv 12 string fine"], [OK], "closes"),
    "min-recv-more": ([H, "http-check expect min-recv 40 string nothing"], [OK], "closes"),
    "header": ([H, "http-check expect hdr name X-State"], [OK], "closes"),
    "header-missing": ([H, "http-check expect hdr name X-Other"], [OK], "closes"),
    "header-not": ([H, "http-check expect ! hdr name X-State"], [OK], "closes"),
    "header-not-missing": ([H, "http-check expect ! hdr name X-Other"], [OK], "closes"),
    "header-value": ([H, "http-check expect hdr name x-state value steady"], [OK], "closes"),
    "header-value-first": ([H, "http-check expect hdr name x-state value Ready"], [OK], "closes"),
    "header-value-wrong": ([H, "http-check expect hdr name x-state value ready"], [OK], "closes"),
    "header-full": ([H, 'http-check expect fhdr name x-state value "Ready, steady"'], [OK], "closes"),
    "header-full-part": ([H, "http-check expect fhdr name x-state value Ready"], [OK], "closes"),
    "header-begins": ([H, "http-check expect hdr name -m beg X-St value -m beg Rea"], [OK], "closes"),
    "header-sub": ([H, "http-check expect fhdr name -m end state value -m sub teady"], [OK], "closes"),
    "header-regex": ([H, "http-check expect hdr name -m reg ^X-S value -m reg ^s"], [OK], "closes"),
    "comment": ([H, "http-check expect status 204 comment \"needs 204\""], [OK], "closes"),
    "on-error": ([H, "http-check expect string bad on-error \"no good\""], [OK], "closes"),
    "on-success": ([H, "http-check expect string fine on-success \"all good\""], [OK], "closes"),
    "error-status": ([H, "http-check expect string bad error-status L7RSP"], [OK], "closes"),
    "error-status-l6": ([H, "http-check expect string bad error-status L6RSP"], [OK], "closes"),
    "ok-status": ([H, "http-check expect string fine ok-status L7OKC"], [OK], "closes"),
    "tout-status": ([H, "http-check expect string fine tout-status L6TOUT"], ["HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\nstatus: "], ""),
    "two-expects": ([H, "http-check expect status 200", "http-check expect string fine"], [OK], "closes"),
    "two-expects-second-wrong": ([H, "http-check expect status 200", "http-check expect string bad"], [OK], "closes"),
    "two-connections": ([H, "http-check connect", "http-check send meth GET uri /a", "http-check expect status 200", "http-check connect", "http-check send meth GET uri /b", "http-check expect status 503"], [OK], "closes"),
    "no-expect": ([H, "http-check send meth GET uri /a"], [SICK], "closes"),
    "connect-port": ([H, "http-check connect port 1", "http-check send meth GET uri /a"], [OK], "closes"),
    "disable-on-404": ([H, "http-check disable-on-404"], [GONE], "closes"),
    "disable-on-404-expect": ([H, "http-check disable-on-404", "http-check expect status 200"], [GONE], "closes"),
    "disable-on-404-string": ([H, "http-check disable-on-404", "http-check expect string fine"], [GONE], "closes"),
    "closes-at-once": ([H], [""], "closes"),
    "answers-nonsense": ([H], ["what?\r\n\r\n"], "closes"),
    "answers-half": ([H], ["HTTP/1.1 200 OK\r\nContent-"], "closes"),
    "answers-half-silent": ([H], ["HTTP/1.1 200 OK\r\nContent-"], ""),
    "silent": ([H], [], ""),
    "short-body-closes": ([H, "http-check expect string fine"], ["HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\nstatus: "], "closes"),
    "tcp": ([], [], ""),
    "tcp-check-alone": ([T], [], ""),
    "tcp-connect": ([T, "tcp-check connect"], [], ""),
    "tcp-connect-port": ([T, "tcp-check connect port 1"], [], ""),
    "tcp-send-expect": ([T, "tcp-check send PING\\r\\n", "tcp-check expect string +PONG"], ["+PONG\r\n"], ""),
    "tcp-send-expect-wrong": ([T, "tcp-check send PING\\r\\n", "tcp-check expect string +PONG"], ["-ERR\r\n"], ""),
    "tcp-send-expect-wrong-closes": ([T, "tcp-check send PING\\r\\n", "tcp-check expect string +PONG"], ["-ERR\r\n"], "closes"),
    "tcp-expect-closes": ([T, "tcp-check send PING\\r\\n", "tcp-check expect string +PONG"], [""], "closes"),
    "tcp-banner": ([T, "tcp-check expect rstring ^220"], [], "banner: 220 hello\r\n"),
    "tcp-banner-wrong": ([T, "tcp-check expect rstring ^220"], [], "banner: 500 no\r\n"),
    "tcp-banner-silent": ([T, "tcp-check expect rstring ^220"], [], ""),
    "tcp-not": ([T, "tcp-check send PING\\r\\n", "tcp-check expect ! string -ERR"], ["-ERR\r\n"], ""),
    "tcp-not-passes": ([T, "tcp-check send PING\\r\\n", "tcp-check expect ! string -ERR"], ["+PONG\r\n"], ""),
    "tcp-not-passes-closes": ([T, "tcp-check send PING\\r\\n", "tcp-check expect ! string -ERR"], ["+PONG\r\n"], "closes"),
    "tcp-binary": ([T, "tcp-check send-binary 50494e47", "tcp-check expect binary 504f4e47"], ["+PONG\r\n"], ""),
    "tcp-rbinary": ([T, "tcp-check send-binary 50494e47", "tcp-check expect rbinary 504f.*0d0a"], ["+PONG\r\n"], ""),
    "tcp-rbinary-wrong": ([T, "tcp-check send-binary 50494e47", "tcp-check expect rbinary ^504f"], ["+PONG\r\n"], ""),
    "tcp-send-lf": ([T, "tcp-check send-lf PING%[str(x)]", "tcp-check expect string-lf %[str(PONG)]"], ["+PONG\r\n"], ""),
    "tcp-send-binary-lf": ([T, "tcp-check send-binary-lf 50%[str(49)]", "tcp-check expect binary-lf 504f"], ["+PONG\r\n"], ""),
    "tcp-min-recv": ([T, "tcp-check send PING\\r\\n", "tcp-check expect min-recv 20 string +PONG"], ["+PONG\r\n"], ""),
    "tcp-min-recv-closes": ([T, "tcp-check send PING\\r\\n", "tcp-check expect min-recv 20 string +OTHER"], ["+PONG\r\n"], "closes"),
    "tcp-comments": ([T, "tcp-check comment greeting", "tcp-check send PING\\r\\n comment ping", "tcp-check expect string +PONG comment pong"], ["-ERR\r\n"], "closes"),
    "tcp-on-error": ([T, "tcp-check send PING\\r\\n", "tcp-check expect string +PONG on-error \"redis says %[str(no)]\" error-status L7STS"], ["-ERR\r\n"], "closes"),
    "tcp-on-success": ([T, "tcp-check send PING\\r\\n", "tcp-check expect string +PONG on-success fine ok-status L6OK"], ["+PONG\r\n"], ""),
    "tcp-status-code": ([T, "tcp-check send PING\\r\\n", "tcp-check expect string +PONG status-code int(207)"], ["+PONG\r\n"], ""),
    "tcp-tout-status": ([T, "tcp-check send PING\\r\\n", "tcp-check expect string +PONG tout-status L6TOUT"], [], ""),
    "tcp-dialogue": ([T, "tcp-check expect string 220", "tcp-check send HELO\\r\\n", "tcp-check expect string 250", "tcp-check send QUIT\\r\\n", "tcp-check expect string 221"], ["250 hi\r\n", "221 bye\r\n"], "banner: 220 hello\r\n"),
    "tcp-dialogue-breaks": ([T, "tcp-check expect string 220", "tcp-check send HELO\\r\\n", "tcp-check expect string 250", "tcp-check send QUIT\\r\\n", "tcp-check expect string 221"], ["250 hi\r\n", "500 no\r\n"], "banner: 220 hello\r\n"),
    "tcp-http": ([T, "tcp-check send \"GET / HTTP/1.0\\r\\n\\r\\n\"", "tcp-check expect rstring HTTP/1\\..\\ 200"], [OK], "closes"),
    "tcp-http-string": ([T, "tcp-check send \"GET / HTTP/1.0\\r\\n\\r\\n\"", "tcp-check expect string fine"], [OK], "closes"),
    "tcp-expect-twice": ([T, "tcp-check send x", "tcp-check expect string PO", "tcp-check expect string NG"], ["+PONG\r\n"], ""),
    "tcp-refused": ([], [], "refuses"),
    "http-refused": ([H], [], "refuses"),
    "http-connect-refused": ([H, "http-check connect", "http-check send meth GET uri /"], [], "refuses"),
    "tcp-check-refused": ([T], [], "refuses"),
    "tcp-check-refused-with-rules": ([T, "tcp-check send PING\\r\\n", "tcp-check expect string +PONG"], [], "refuses"),
    "tcp-check-refused-connect": ([T, "tcp-check connect", "tcp-check send PING\\r\\n"], [], "refuses"),
    "tcp-check-refused-comment": ([T, "tcp-check connect comment \"the port\""], [], "refuses"),
    "tcp-check-refused-second": ([T, "tcp-check connect", "tcp-check send PING\\r\\n", "tcp-check connect port 1"], ["+PONG"], ""),
    "mysql-refused": (["option mysql-check user checker"], [], "refuses"),
    "redis-refused": (["option redis-check"], [], "refuses"),
    "tcp-unreachable": ([], [], "is away"),
    "http-unreachable": ([H], [], "is away"),
    "tcp-check-unreachable": ([T, "tcp-check connect"], [], "is away"),
    "tcp-check-unreachable-implicit": ([T, "tcp-check send x"], [], "is away"),
    "redis-unreachable": (["option redis-check"], [], "is away"),
    "http-resets": ([H], [""], "resets"),
    "http-resets-string": ([H, "http-check expect string fine"], ["HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\nstatus: "], "resets"),
    "tcp-resets": ([T, "tcp-check send PING\\r\\n", "tcp-check expect string +PONG"], [""], "resets"),
    "tcp-resets-after-part": ([T, "tcp-check send PING\\r\\n", "tcp-check expect string +PONG"], ["+PO"], "resets"),
    "tcp-wrong-rstring": ([T, "tcp-check send PING", "tcp-check expect rstring ^x"], ["-ERR"], "closes"),
    "tcp-wrong-binary": ([T, "tcp-check send PING", "tcp-check expect binary 00ff"], ["-ERR"], "closes"),
    "tcp-wrong-rbinary": ([T, "tcp-check send PING", "tcp-check expect rbinary ^00FF"], ["-ERR"], "closes"),
    "tcp-wrong-string-lf": ([T, "tcp-check send PING", "tcp-check expect string-lf %[str(x)]"], ["-ERR"], "closes"),
    "tcp-wrong-binary-lf": ([T, "tcp-check send PING", "tcp-check expect binary-lf 00ff"], ["-ERR"], "closes"),
    "tcp-unwanted-rstring": ([T, "tcp-check send PING", "tcp-check expect ! rstring ^-E"], ["-ERR"], "closes"),
    "tcp-unwanted-binary": ([T, "tcp-check send PING", "tcp-check expect ! binary 4552"], ["-ERR"], "closes"),
    "tcp-unwanted-rbinary": ([T, "tcp-check send PING", "tcp-check expect ! rbinary ^2D45"], ["-ERR"], "closes"),
    "tcp-unwanted-string-lf": ([T, "tcp-check send PING", "tcp-check expect ! string-lf %[str(ERR)]"], ["-ERR"], "closes"),
    "tcp-rbinary-upper": ([T, "tcp-check send PING", "tcp-check expect rbinary ^2D45"], ["-ERR"], ""),
    "tcp-timeout-binary": ([T, "tcp-check send PING", "tcp-check expect binary 00ff"], ["-ERR"], ""),
    "tcp-timeout-string-lf": ([T, "tcp-check send PING", "tcp-check expect string-lf %[str(x)]"], ["-ERR"], ""),
    "tcp-timeout-comment": ([T, "tcp-check send PING", "tcp-check expect string x comment \"an x\""], ["-ERR"], ""),
    "tcp-connect-expect-silent": ([T, "tcp-check connect", "tcp-check expect string x"], [], ""),
    "tcp-last-is-send": ([T, "tcp-check send PING"], [], ""),
    "tcp-min-recv-conclusive": ([T, "tcp-check send PING", "tcp-check expect min-recv 2 string +PONG"], ["-ERR"], ""),
    "http-string-comment": ([H, "http-check expect string bad comment \"is it well?\""], [OK], "closes"),
    "http-status-on-error": ([H, "http-check expect status 204 on-error \"no\" comment why"], [OK], "closes"),
    "http-error-status-of-status": ([H, "http-check expect status 204 error-status L7RSP"], [OK], "closes"),
    "http-reason": ([H, "http-check expect status 204"], ["HTTP/1.1 200 All right\r\nContent-Length: 0\r\n\r\n"], "closes"),
    "http-no-reason": ([H, "http-check expect status 204"], ["HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n"], "closes"),
    "http-10": ([H, "http-check expect string fine"], ["HTTP/1.0 200 OK\r\n\r\nfine"], "closes"),
    "http-10-never-ends": ([H, "http-check expect string bad"], ["HTTP/1.0 200 OK\r\n\r\nfine"], ""),
    "http-status-body-late": ([H, "http-check expect status 200"], ["HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\nstatus: "], ""),
    "http-two-negated": ([H, "http-check expect ! string bad", "http-check expect ! status 500"], [OK], "closes"),
    "tcp-min-recv-mismatch": ([T, "tcp-check send PING", "tcp-check expect min-recv 2 string +PONG"], ["-ERROR"], ""),
    "tcp-min-recv-mismatch-regex": ([T, "tcp-check send PING", "tcp-check expect min-recv 2 rstring ^x"], ["-ERROR"], ""),
    "tcp-min-recv-mismatch-short": ([T, "tcp-check send PING", "tcp-check expect min-recv 9 rstring ^x"], ["-ERROR"], ""),
    "tcp-min-recv-negated": ([T, "tcp-check send PING", "tcp-check expect min-recv 2 ! string +PONG"], ["-ERROR"], ""),
    "tcp-min-recv-negated-short": ([T, "tcp-check send PING", "tcp-check expect min-recv 2 ! string +PONG"], ["-ERR"], ""),
    "tcp-min-recv-zero": ([T, "tcp-check send PING", "tcp-check expect min-recv 0 ! rstring ^x"], ["-ERR"], ""),
    "tcp-min-recv-zero-silent": ([T, "tcp-check send PING", "tcp-check expect min-recv 0 ! rstring ^x"], [], ""),
    "smtp-banner-no": (["option smtpchk"], [], "banner: 500 no\r\n"),
    "smtp-banner-nonsense": (["option smtpchk"], [], "banner: hello there\r\n"),
    "smtp-wrong-closes": (["option smtpchk"], ["550 no\r\n"], "closes"),
    "smtp-hello-refused": (["option smtpchk"], ["550-no\r\n550 never\r\n"], "banner: 220 hello\r\n"),
    "http-min-recv": ([H, "http-check expect min-recv 2 string bad"], ["HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\nstatus: "], ""),
    "http-min-recv-negated": ([H, "http-check expect min-recv 2 ! string bad"], ["HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\nstatus: "], ""),
    "pgsql-part": (["option pgsql-check user checker"], ["R\\x00\\x00"], ""),
    "ssl-hello-part": (["option ssl-hello-chk"], ["HTT"], ""),
    "redis": (["option redis-check"], ["+PONG\r\n"], ""),
    "redis-wrong": (["option redis-check"], ["-ERR unknown\r\n"], ""),
    "redis-loading": (["option redis-check"], ["-LOADING\r\n"], "closes"),
    "redis-http": (["option redis-check"], ["HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n"], "closes"),
    "mysql": (["option mysql-check user checker"], ["\\x07\\x00\\x00\\x02\\x00\\x00\\x00\\x02\\x00\\x00\\x00"], "banner: S\\x00\\x00\\x00\\x0a10.11.6-MariaDB\\x00\\x08\\x00\\x00\\x00abcdefgh\\x00\\xfe\\xf7\\x08\\x02\\x00\\xff\\x81\\x15\\x00\\x00\\x00\\x00\\x00\\x00\\x07\\x00\\x00\\x00ijklmnopqrst\\x00mysql_native_password\\x00"),
    "mysql-denied": (["option mysql-check user checker"], [")\\x00\\x00\\x02\\xff\\x15\\x04#28000Access denied for user 'checker'"], "banner: S\\x00\\x00\\x00\\x0a10.11.6-MariaDB\\x00\\x08\\x00\\x00\\x00abcdefgh\\x00\\xfe\\xf7\\x08\\x02\\x00\\xff\\x81\\x15\\x00\\x00\\x00\\x00\\x00\\x00\\x07\\x00\\x00\\x00ijklmnopqrst\\x00mysql_native_password\\x00"),
    "mysql-pre-41": (["option mysql-check user checker pre-41"], ["\\x07\\x00\\x00\\x02\\x00\\x00\\x00\\x02\\x00\\x00\\x00"], "banner: S\\x00\\x00\\x00\\x0a10.11.6-MariaDB\\x00\\x08\\x00\\x00\\x00abcdefgh\\x00\\xfe\\xf7\\x08\\x02\\x00\\xff\\x81\\x15\\x00\\x00\\x00\\x00\\x00\\x00\\x07\\x00\\x00\\x00ijklmnopqrst\\x00mysql_native_password\\x00"),
    "mysql-no-user": (["option mysql-check"], [], "banner: S\\x00\\x00\\x00\\x0a10.11.6-MariaDB\\x00\\x08\\x00\\x00\\x00abcdefgh\\x00\\xfe\\xf7\\x08\\x02\\x00\\xff\\x81\\x15\\x00\\x00\\x00\\x00\\x00\\x00\\x07\\x00\\x00\\x00ijklmnopqrst\\x00mysql_native_password\\x00"),
    "mysql-blocked": (["option mysql-check user checker"], [], "banner: \\x1d\\x00\\x00\\x00\\xffj\\x04Host '10.0.0.1' is blocked"),
    "mysql-http": (["option mysql-check user checker"], ["HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 157\r\n\r\n" + "x" * 157], "closes"),
    "mysql-silent": (["option mysql-check user checker"], [], ""),
    "mysql-closes": (["option mysql-check user checker"], [""], "closes"),
    "smtp": (["option smtpchk"], ["250 hi\r\n", "221 bye\r\n"], "banner: 220 hello\r\n"),
    "smtp-ehlo": (["option smtpchk EHLO lab.test"], ["250 hi\r\n", "221 bye\r\n"], "banner: 220 hello\r\n"),
    "smtp-wrong": (["option smtpchk"], ["550 no\r\n"], "banner: 220 hello\r\n"),
    "smtp-http": (["option smtpchk"], [], ""),
    "pgsql": (["option pgsql-check user checker"], ["R\\x00\\x00\\x00\\x08\\x00\\x00\\x00\\x00"], ""),
    "pgsql-error": (["option pgsql-check user checker"], ["E\\x00\\x00\\x00\\x08no\\x00\\x00"], ""),
    "pgsql-http": (["option pgsql-check user checker"], ["HTTP/1.1 400 Bad Request\r\n\r\n"], "closes"),
    "ldap-http": (["option ldap-check"], ["HTTP/1.1 400 Bad Request\r\n\r\n"], "closes"),
    "ldap": (["option ldap-check"], ["\\x30\\x0c\\x02\\x01\\x01\\x61\\x07\\x0a\\x01\\x00\\x04\\x00\\x04\\x00"], ""),
    "ssl-hello-http": (["option ssl-hello-chk"], ["HTTP/1.1 400 Bad Request\r\n\r\n"], "closes"),
    "ssl-hello": (["option ssl-hello-chk"], ["\\x16\\x03\\x00\\x00\\x02\\x02\\x28"], ""),
    "ssl-alert": (["option ssl-hello-chk"], ["\\x15\\x03\\x00\\x00\\x02\\x02\\x28"], ""),
    "spop-http": (["option spop-check"], ["HTTP/1.1 400 Bad Request\r\n\r\n"], "closes"),
}


CASES |= FORMATS | MIXED


def raw(text):
    """What a case says as bytes: \\xNN is one byte."""
    return text.encode("latin-1").decode("unicode_escape").encode("latin-1") if "\\x" in text else text.encode("latin-1")


def play_server(port, answers, more, heard):
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    listener.listen(20)

    def one(connection, log):
        try:
            if more.startswith("banner: "):
                connection.sendall(raw(more[8:]))
            for answer in answers:
                got = connection.recv(9999)
                if not got:
                    return
                log.append(got)
                connection.sendall(raw(answer))
                if more.startswith("then: "):
                    time.sleep(0.1)
                    connection.sendall(raw(more[6:]))
            if more == "closes":
                connection.shutdown(socket.SHUT_WR)
            if more == "resets":
                time.sleep(0.02)
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                return
            while True:
                got = connection.recv(9999)
                if not got:
                    return
                log.append(got)
        except OSError:
            pass
        finally:
            connection.close()

    def loop():
        while True:
            connection = listener.accept()[0]
            log = []
            heard.append(log)
            threading.Thread(target=one, args=(connection, log), daemon=True).start()

    threading.Thread(target=loop, daemon=True).start()


def ask(path, command):
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(10)
    connection.connect(path)
    connection.sendall((command + "\n").encode())
    parts = []
    while True:
        part = connection.recv(65536)
        if not part:
            return b"".join(parts).decode()
        parts.append(part)


def readable(data):
    return "".join(chr(b) if 32 <= b < 127 or b in (10, 13) else f"\\x{b:02x}" for b in data)


def record():
    folder = tempfile.mkdtemp()
    control = os.path.join(folder, "s")
    lines = ["global", "    node lab", f"    stats socket {control} level admin", "    log stderr format raw local0", "defaults", "    mode http", "    log global", "    timeout connect 400ms",
             "    timeout client 1s", "    timeout server 1s", "    timeout check 300ms", "    option log-health-checks"]
    heard = {}
    kept = []
    for number, (name, (rules, answers, more)) in enumerate(CASES.items()):
        heard[name] = []
        if more == "is away":
            play_away(20000 + number, kept)
        elif more != "refuses":
            play_server(20000 + number, answers, more, heard[name])
        lines += [f"backend {name}", *("    " + rule for rule in rules), f"    server s 127.0.0.1:{20000 + number} check inter 900ms fall 9"]
    file = os.path.join(folder, "haproxy.cfg")
    with open(file, "w") as stream:
        stream.write("\n".join(lines) + "\n")
    # A pipe that nobody reads would stop it.
    errors = os.path.join(folder, "errors")
    process = subprocess.Popen(["haproxy", "-db", "-f", file], stderr=open(errors, "w"))
    time.sleep(3.2)
    if process.poll() is not None:
        sys.exit(open(errors).read())
    result = {}
    logged = first_checks(open(errors).read())
    for name, row in rows_between_checks(control).items():
        rules, answers, more = CASES[name]
        first = next((log for log in heard[name] if log), [])
        result[name] = {"rules": rules, "port": int(row["addr"].split(":")[1]), "server": {"answers": answers, "more": more},
                        "heard": [readable(each) for each in first], "connections": len([rule for rule in rules if " connect" in rule and "port 1" not in rule]) or 1,
                        "status": {key: row[key].removeprefix("* ") for key in ("check_status", "check_code", "check_desc", "last_chk")},
                        "passed": row["check_status"].removeprefix("* ") in ("L4OK", "L6OK", "L7OK", "L7OKC")}
        if name in logged:
            text = logged[name]
            at = text.find("check duration: ")
            if at >= 0:
                end = text.find("ms", at)
                text = text[:at] + "check duration: Nms" + text[end + 2:]
            result[name]["log"] = text
        if not result[name]["passed"]:
            took = row["check_duration"]
            result[name]["after_timeout"] = took != "" and int(took) >= 250
    process.terminate()
    process.wait()
    version = subprocess.run(["haproxy", "-v"], capture_output=True, text=True).stdout.split("\n")[0]
    return {"record": "haproxy-checks", "format": 1, "version": version, "timeout_check_ms": 300, "inter_ms": 900, "cases": result}


def first_checks(log):
    """What the log says of each server's first check, by backend."""
    logged = {}
    for line in log.splitlines():
        mark = line.find("Health check for server ")
        if mark >= 0:
            text = line[mark:].strip()
            logged.setdefault(text.split("/")[0].split()[-1], text)
    return logged


def rows_between_checks(control):
    """A check under way has already lost its code, and shows a star: another look is taken."""
    rows = {}
    for _ in range(40):
        for row in csv.DictReader(io.StringIO(ask(control, "show stat").lstrip("# "))):
            if row["svname"] == "s" and (row["pxname"] not in rows or rows[row["pxname"]]["check_status"].startswith("* ")):
                rows[row["pxname"]] = row
        if not any(row["check_status"].startswith("* ") for row in rows.values()):
            break
        time.sleep(0.04)
    return rows


def play_away(port, kept):
    """Whose queue of new connections is full answers no SYN."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", port))
    listener.listen(0)
    kept.append(listener)
    for _ in range(4):
        client = socket.socket()
        client.setblocking(False)
        client.connect_ex(("127.0.0.1", port))
        kept.append(client)


def main():
    path = os.path.join(HERE, "checks.json")
    recorded = record()
    if "--check" in sys.argv:
        old = json.load(open(path))["cases"]
        differing = [name for name in recorded["cases"] if recorded["cases"][name] != old.get(name)]
        print("\n".join(f"{name}: {recorded['cases'][name]} was {old.get(name)}" for name in differing) or f"{len(old)} cases are as recorded")
        sys.exit(1 if differing else 0)
    with open(path, "w") as stream:
        json.dump(recorded, stream, indent=1, ensure_ascii=False)
        stream.write("\n")


main()
