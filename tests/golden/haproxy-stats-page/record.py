#!/usr/bin/env python3
"""record.py > page.json: one look at HAProxy's statistics page and at `show stat`, of servers in every state. Needs haproxy.

Takes over a minute: so long a server is down for its time to have minutes. Ports 21080 to 21091 must be free.
"""
import html
import json
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

CONFIG = """
global
    stats socket {socket} level admin
defaults
    mode http
    timeout connect 1s
    timeout client 5s
    timeout server 5s
frontend www
    bind 127.0.0.1:21080
    maxconn 300
    http-request deny if {{ path /denied }}
    default_backend app
backend app
    balance roundrobin
    option httpchk GET /
    server up 127.0.0.1:21081 check inter 500ms weight 2 maxconn 10
    server down 127.0.0.1:21082 check inter 500ms
    server spare 127.0.0.1:21081 check inter 500ms backup maxqueue 5
    server unchecked 127.0.0.1:21081
    server maintained 127.0.0.1:21081 check inter 500ms
    server drained 127.0.0.1:21081 check inter 500ms
    server tracker 127.0.0.1:21081 track app/up
    server warming 127.0.0.1:21081 check inter 500ms slowstart 600s
    server tcpcheck 127.0.0.1:21083 check inter 500ms rise 4
listen raw
    mode tcp
    bind 127.0.0.1:21084
    server raw1 127.0.0.1:21081 check inter 500ms
listen idle
    bind 127.0.0.1:21085
    balance leastconn
    server idle1 127.0.0.1:21081 check inter 500ms observe layer7
listen page
    bind 127.0.0.1:21090
    stats enable
    stats uri /
"""


class Answer(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        try:
            self.wfile.write(b"ok")
        except ConnectionResetError:
            pass        # a check has seen enough

    def log_message(self, *_):
        pass


def ask_socket(path, command):
    with socket.socket(socket.AF_UNIX) as s:
        s.connect(path)
        s.sendall((command + "\n").encode())
        return b"".join(iter(lambda: s.recv(65536), b"")).decode()


def get(path):
    try:
        return urllib.request.urlopen(f"http://127.0.0.1:{path}").read().decode()
    except urllib.error.HTTPError as answered:
        return str(answered)


def tables(page):
    title = []
    page = re.sub(r"<div class=tips>.*?</div>", "", page, flags=re.S)
    for table in re.findall(r'<table class="tbl" width="100%">.*?</table>', page, flags=re.S):
        rows = []
        for row in re.findall(r"<tr.*?</tr>", table, flags=re.S):
            cells = []
            for attributes, cell in re.findall(r"<t[dh]([^>]*)>(.*?)(?=<t[dh][ >]|</tr>)", row, flags=re.S):
                text = html.unescape(re.sub(r"<[^>]*>", "", cell)).replace("\u00a0", " ").strip()
                span = re.search(r"colspan=(\d+)", attributes)
                cells += [text] + [""] * (int(span.group(1)) - 1 if span else 0)
            rows.append(cells)
        if len(rows) == 1:
            title = rows
        else:
            yield title + rows


def main():
    server = ThreadingHTTPServer(("127.0.0.1", 21081), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with tempfile.TemporaryDirectory() as folder:
        path = folder + "/admin"
        with open(folder + "/haproxy.cfg", "w") as file:
            file.write(CONFIG.format(socket=path))
        haproxy = subprocess.Popen(["haproxy", "-db", "-f", folder + "/haproxy.cfg"], stderr=subprocess.DEVNULL)
        try:
            time.sleep(3)
            ask_socket(path, "set server app/maintained state maint")
            ask_socket(path, "set server app/drained state drain")
            ask_socket(path, "disable server app/warming")
            for _ in range(12):
                get("21080/")
            get("21080/denied")
            get("21084/")
            time.sleep(62)
            ask_socket(path, "enable server app/warming")
            late = ThreadingHTTPServer(("127.0.0.1", 21083), Answer)
            threading.Thread(target=late.serve_forever, daemon=True).start()
            time.sleep(1.2)
            # Both of the same second, or times would differ.
            for _ in range(20):
                stat = ask_socket(path, "show stat")
                page = get("21090/")
                again = ask_socket(path, "show stat")
                if [line.split(",")[:24] for line in stat.splitlines() if not line.startswith("page")] == [line.split(",")[:24] for line in again.splitlines() if not line.startswith("page")]:
                    break
            version = subprocess.run(["haproxy", "-v"], capture_output=True, text=True).stdout.split()[2]
            # The page's own proxy counts the looking.
            kept = "\n".join(line for line in stat.splitlines() if not line.startswith("page,"))
            rows = [rows for rows in tables(page) if rows[0][0] != "page"]
            json.dump({"source": f"HAProxy {version}", "show_stat": kept, "tables": rows}, sys.stdout, indent=1, ensure_ascii=False)
            print()
        finally:
            haproxy.kill()


main()
