#!/usr/bin/env python3
"""Records what haproxy, socat and curl answer to lines that an operator types: tests/golden/console/*.json.

Needs Linux, haproxy 2.6, socat, curl, iproute2. Runs in a network namespace of its own (unshare -rn), where 10.0.1.10 is lb-01,
10.0.1.11 and .12 are servers, and 10.0.1.99 never answers a SYN (its queue is full). Process numbers and dates are replaced by PID and DATE.
"""
import json, os, re, socket, struct, subprocess, sys, threading, time

HERE = os.path.dirname(os.path.abspath(__file__))
FOLDER = "/tmp/haproxy"
CFG = f"""global
    stats socket {FOLDER}/admin.sock mode 600 level admin
    stats socket {FOLDER}/operator.sock mode 600 level operator
    stats socket {FOLDER}/user.sock mode 600 level user
    stats socket {FOLDER}/default.sock mode 600
    stats socket {FOLDER}/gone.sock mode 600
defaults
    mode http
    timeout connect 1s
    timeout client 5s
    timeout server 5s
    retries 0
frontend www
    bind 10.0.1.10:80
    http-request redirect location /x code 301 if {{ path /old }}
    http-request deny if {{ path /deny }}
    http-request return status 200 content-type text/plain string "fine" hdr X-A b if {{ path /fine }}
    http-request return status 200 content-type text/plain lf-string "<%[path]>" if {{ path /lf }}
    http-request deny deny_status 429 content-type text/plain string "slow down" if {{ path /slow }}
    use_backend none if {{ path /none }}
    default_backend web
backend none
    server web-09 10.0.1.11:9
backend web
    stick-table type ip size 10 store gpc0
    server web-01 10.0.1.11:8080
    server web-02 10.0.1.12:8080 disabled
"""
LEVELS = ["show version", "show backend", "get weight web/web-01", "set table web key 1.2.3.4 data.gpc0 1",
          "clear table web", "show table web", "disable server web/web-01", "enable server web/web-01", "set server web/web-01 state drain", "set server web/web-01 state ready",
          "set weight web/web-01 1", "set maxconn server web/web-01 4", "set maxconn frontend www 9", "set maxconn global 100", "clear counters", "clear counters all",
          "shutdown sessions server web/web-01", "shutdown session x", "disable frontend www", "enable frontend www", "disable agent web/web-01",
          "enable health web/web-01", "disable server nope/x", "shutdown frontend nope", "show errors; show version"]
SOCAT = ['echo "show version" | socat stdio /tmp/haproxy/admin.sock', 'echo "show version" | socat - UNIX-CONNECT:/tmp/haproxy/admin.sock',
         'echo "show version" | socat STDIO unix:/tmp/haproxy/admin.sock', 'echo "show version; show backend" | socat stdio /tmp/haproxy/admin.sock',
         "printf 'show version\\nshow backend\\n' | socat stdio /tmp/haproxy/admin.sock", 'echo "" | socat stdio /tmp/haproxy/admin.sock',
         'echo -n "show version" | socat stdio /tmp/haproxy/admin.sock',
         'echo "show version" | socat stdio /tmp/haproxy/nope.sock', 'echo "show version" | socat - UNIX-CONNECT:/tmp/haproxy/none.sock', 'echo "show version" | socat stdio /nowhere/admin.sock', 'echo "show version" | socat stdio /tmp/haproxy/gone.sock',
         'echo "show version" | socat stdio unix-connect:/tmp/haproxy/gone.sock', 'echo "show version" | socat stdio', 'echo "show version" | socat', 'echo "show version" | socat stdio foo:bar',
         'echo "show backend" | socat stdio /tmp/haproxy/admin.sock | grep web', 'echo "show backend" | socat stdio /tmp/haproxy/admin.sock | grep -c nope',
         'echo "show servers state web" | socat stdio /tmp/haproxy/admin.sock | tail -n 3 | cut -d" " -f2,4-6', 'echo "show backend" | socat stdio /tmp/haproxy/admin.sock | head -2 | wc -l',
         'echo "show backend" | socat stdio /tmp/haproxy/admin.sock | grep -v -i "WEB\\|none"', 'echo one two  three', 'echo "a b" | cut -d" " -f2', 'echo -e "a\\nb" | tail -1']
CURL = ["curl -s -i http://10.0.1.10/fine", "curl -s http://10.0.1.10/lf", "curl -sI http://10.0.1.10/fine", "curl -s -i http://10.0.1.10/slow", "curl -s -o /dev/null -w '%{http_code} %{size_download}\\n' http://10.0.1.10/fine", "curl -s http://10.0.1.10/deny", "curl -sI http://10.0.1.10/deny", "curl -s -i http://10.0.1.10/old", "curl -sS -i http://10.0.1.10/none",
        "curl -sf http://10.0.1.10/deny", "curl -sSf -i http://10.0.1.10/deny", "curl -s http://10.0.1.11:8089/", "curl -sS http://10.0.1.11:8089/",
        "curl -sS http://nope.test/", "curl -sS http://10.0.1.11:8081/", "curl -sS http://10.0.1.11:8082/", "curl -sS -m 1 http://10.0.1.11:8083/", "curl -sS --max-time 0.5 http://10.0.1.11:8083/",
        "curl -sS --connect-timeout 1 http://10.0.1.99/", "curl -sS -m 1 http://10.0.1.99/", "curl -sS -m 2 --connect-timeout 1 http://10.0.1.99/", "curl -sS -m1 --connect-timeout 2 http://10.0.1.99/",
        "curl -s -o /dev/null -w '%{http_code}\\n' http://10.0.1.10/deny", "curl -so/dev/null -w '%{http_code} %{method} %{remote_ip}:%{remote_port} %{num_connects} %{url_effective} %{redirect_url}\\n' http://10.0.1.10/old",
        "curl -s -o /dev/null -w '%{http_code} %{exitcode} %{errormsg} %{size_download} %{num_connects} %{remote_port} 100%%\\n' http://10.0.1.11:8089/", "curl -s -o /dev/null -w '%{foo}%{size_download}\\n' http://10.0.1.10/deny",
        "curl -sX FOO -o /dev/null -w '%{method} %{http_code}' http://10.0.1.10/deny", "curl -s -d a=1 -d b=2 -o /dev/null -w '%{method} %{http_code}\\n' 10.0.1.10/deny",
        "curl", "curl -s", "curl --bogus http://10.0.1.10/", "curl -m", "curl -m x http://10.0.1.10/", "curl -sS foo://x", "curl -sS http://", "curl -sS http://10.0.1.10:99999/", "curl -sS 'http://a b/'",
        "curl -sI http://10.0.1.10/deny | grep -i type", "curl -s -w '%{http_code}\\n' http://10.0.1.10/deny | tail -1"]
VERDICTS = {
    "valid": "defaults\n mode http\n timeout connect 1s\n timeout client 1s\n timeout server 1s\nfrontend x\n bind :80\n default_backend y\nbackend y\n server a 127.0.0.1:1\n",
    "warned": "defaults\n mode http\nfrontend x\n bind :80\n default_backend y\nbackend y\n server a 127.0.0.1:1\n",
    "refused": "defaults\n mode http\n timeout connect 1s\n timeout client 1s\n timeout server 1s\nfrontend x\n bind :80\n default_backend y\nbackend y\n balance foo\n servr a 127.0.0.1:1\n",
    "no-backend": "defaults\n mode http\n timeout connect 1s\n timeout client 1s\n timeout server 1s\nfrontend x\n bind :80\n default_backend z\n",
    "no-listener": "defaults\n mode http\n timeout connect 1s\n timeout client 1s\n timeout server 1s\nbackend y\n server a 127.0.0.1:1\n",
}


def serve(port, answer):
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("10.0.1.11", port))
    listener.listen(9)

    def one(connection):
        connection.recv(9999)
        answer(connection)

    def loop():
        while True:
            threading.Thread(target=one, args=(listener.accept()[0],), daemon=True).start()

    threading.Thread(target=loop, daemon=True).start()


def reset(connection):
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def clean(text):
    text = re.sub(r"\d{4}/\d\d/\d\d \d\d:\d\d:\d\d socat\[\d+\]", "DATE socat[PID]", text)
    text = re.sub(r"\(\d{2,}\) :", "(PID) :", text)
    return re.sub(r"after (\d+) (ms|milliseconds)", lambda m: f"after {int(m[1]) // 100 * 100} {m[2]}", text)


def run(line):
    done = subprocess.run(["bash", "-c", line], capture_output=True, cwd=FOLDER, stdin=subprocess.DEVNULL)
    return {"line": line, "exit": done.returncode, "error": clean(done.stderr.decode()), "out": clean(done.stdout.decode())}


def inside():
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    for last in (10, 11, 12, 99):
        subprocess.run(["ip", "addr", "add", f"10.0.1.{last}/32", "dev", "lo"], check=True)
    os.makedirs(FOLDER, exist_ok=True)
    with open(f"{FOLDER}/haproxy.cfg", "w") as file:
        file.write(CFG)
    serve(8081, lambda connection: connection.close())
    serve(8082, reset)
    serve(8083, lambda connection: time.sleep(60))
    silent = socket.socket()
    silent.bind(("10.0.1.99", 80))
    silent.listen(0)
    fillers = [socket.socket() for _ in range(4)]
    for filler in fillers:
        filler.setblocking(False)
        filler.connect_ex(("10.0.1.99", 80))
    haproxy = subprocess.Popen(["haproxy", "-db", "-f", f"{FOLDER}/haproxy.cfg"], stderr=subprocess.DEVNULL)
    time.sleep(1)
    levels = []
    for level in ("user", "operator", "admin", "default"):
        for command in LEVELS:
            said = run(f'echo "{command}" | socat stdio {FOLDER}/{level}.sock')
            levels.append({"level": level, "command": command, "denied": said["out"].startswith("Permission denied")})
    gone = socket.socket(socket.AF_UNIX)
    os.unlink(f"{FOLDER}/gone.sock")
    gone.bind(f"{FOLDER}/gone.sock")
    gone.close()
    socat = [run(line) for line in SOCAT]
    curl = [run(line) for line in CURL]
    haproxy.terminate()
    haproxy.wait()
    verdicts = []
    for name, text in VERDICTS.items():
        with open(f"{FOLDER}/haproxy.cfg", "w") as file:
            file.write(text)
        for line in ("haproxy -c -f haproxy.cfg", "haproxy -c -q -f haproxy.cfg"):
            verdicts.append({"name": name, "cfg": text.split("\n"), **run(line)})
    verdicts.append({"name": "no-file", "cfg": [], **run("haproxy -c -f nope.cfg")})
    version = {tool: subprocess.run(command, capture_output=True, text=True, shell=True).stdout.split("\n")[0]
               for tool, command in {"haproxy": "haproxy -v", "curl": "curl --version", "socat": "socat -V | sed -n 2p"}.items()}
    for name, content in {"levels": levels, "socat": socat, "curl": curl, "verdicts": verdicts}.items():
        with open(f"{HERE}/{name}.json", "w") as file:
            json.dump({"recorded_with": version, "cfg": CFG.split("\n"), "cases": content}, file, indent=1)
            file.write("\n")


if __name__ == "__main__":
    if "--inside" in sys.argv:
        inside()
    else:
        sys.exit(subprocess.run(["unshare", "-rn", sys.executable, os.path.abspath(__file__), "--inside"]).returncode)
