#!/usr/bin/env python3
"""Fill in (or check) the log lines and answers of scenario files by running the real HAProxy.

    record.py FILE.json...             run each scenario, write what HAProxy logged and said into the file
    record.py --check FILE.json...     run again, change nothing, exit 1 if something differs beyond the tolerance

See FORMAT.md. The servers, the clients and the configuration's rewriting are those of ../haproxy/record.py; what differs is
that the `log` lines of the scenario stay (sent to a socket of the recorder's) and that clients and servers can misbehave.
"""
import argparse, json, os, re, shutil, socket, struct, subprocess, sys, time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "haproxy"))
import record as base

MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
DATE = re.compile(r"\[(\d\d)/(\w{3})/(\d{4}):(\d\d):(\d\d):(\d\d)\.(\d{3})\]")
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
TIMERS = re.compile(r"(?<= )(\+?-?\d+(?:/\+?-?\d+){2,4})(?= )")


class Placed(base.Origin):
    """A server at the address and port of its line, in a network of the recorder's own."""

    def __init__(self, key, hub, place):
        self.place = place
        host = place[0]
        subprocess.run(["ip", "addr", "add", host, "dev", "lo"], stderr=subprocess.DEVNULL, timeout=5)
        super().__init__(key, hub)

    def start(self):
        if self.sock:
            return
        s = socket.socket(socket.AF_INET6 if ":" in self.place[0] else socket.AF_INET)
        s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        s.bind(self.place)
        s.listen(64)
        self.port, self.sock = self.place[1], s
        base.threading.Thread(target=self.accept, args=(s,), daemon=True).start()


class Run(base.Run):
    def __init__(self, scenario, binary):
        super().__init__(scenario, binary)
        self.lines, self.idle, self.muted, self.kept = [], {}, {}, {}

    def render(self):
        out, section, name = [], "", ""
        for line in self.sc["cfg"]:
            w = line.split()
            if w and not line[0].isspace():
                section, name = w[0], (w[1] if len(w) > 1 else "")
                out.append(line)
                continue
            if w and w[0] == "log" and w[1] != "global":
                line = "    log %s/log.sock %s" % (self.dir, " ".join(w[2:]))
            if w[:2] == ["stats", "socket"]:
                # Where it stands decides about the numbers of the sections behind it.
                line = "    stats socket %s/own.sock %s" % (self.dir, " ".join(w[3:]))
            if w and w[0] == "bind":
                s = socket.socket()
                s.bind(("127.0.0.1", 0))
                port = s.getsockname()[1]
                s.close()
                self.ports.append((int(w[1].rsplit(":", 1)[1]), port))
                limit = " maxconn " + w[w.index("maxconn") + 1] if "maxconn" in w else ""
                line = "    bind 127.0.0.1:%d accept-proxy%s" % (port, limit)
            if w and self.sc.get("own_network") and w[0] in ("server", "dispatch"):
                place, key = (w[2], name + "/" + w[1]) if w[0] == "server" else (w[1], name + "/dispatch")
                host, port = place.rsplit(":", 1)
                self.origins[key] = Placed(key, self.hub, (host.strip("[]"), int(port)))
                self.origins[key].shown = place
                if w[0] == "dispatch":
                    self.origins[key].name = "s0"       # as long as the servers' names, so that answers are as large
            elif w and w[0] == "server":
                key = name + "/" + w[1]
                self.origins[key] = base.Origin(key, self.hub)
                self.origins[key].shown = w[2]
                w[2] = "127.0.0.1:%d" % self.origins[key].port
                if "agent-port" in w:
                    self.agents[key] = base.Agent()
                    w[w.index("agent-port") + 1] = str(self.agents[key].port)
                line = "    " + " ".join(w)
            out.append(line)
        # Behind the scenario's own lines, so that their numbers stay: `show map` and `show acl` name them.
        out += ["global", "    stats socket %s/cli.sock mode 600 level admin" % self.dir, "    stats timeout 60s"]
        return "\n".join(out) + "\n"

    def launch(self):
        super().launch()
        self.began = time.time()

    # -- dates in persistence cookies ----------------------------------------------------------
    def with_dates(self, step):
        """The step with `{date-3600}` in its headers as such a cookie has it: five letters, four seconds each."""
        def letters(m):
            units = (int(self.began) + int(m.group(1)) + 3) >> 2
            return "".join(ALPHABET[units >> shift & 63] for shift in (24, 18, 12, 6, 0))
        headers = {k: re.sub(r"\{date([+-]\d+)\}", letters, v) for k, v in step.get("headers", {}).items()}
        return dict(step, headers=headers) if headers else step

    def without_dates(self, text):
        """The same backwards, to the nearest 100 s."""
        def date(m):
            units = 0
            for letter in m.group(1):
                units = units << 6 | ALPHABET.index(letter)
            return "|{date%+d}" % (round((units * 4 - self.began) / 100.0) * 100)
        return re.sub(r"\|([A-Za-z0-9+/]{5})(?![A-Za-z0-9+/])", date, text) if self.sc.get("cookie_dates") else text

    # -- what is written down ------------------------------------------------------------------
    def plain(self, message):
        text = re.sub(r"^<\d+>\w{3} [ \d]\d \d\d:\d\d:\d\d (?:\S+ )?\S+?\[\d+\]: ", "", message.rstrip("\n"))
        for origin in self.origins.values():
            text = text.replace("127.0.0.1:%d" % origin.port, origin.shown)

        def since(m):
            day, month, year, hour, minute, second, ms = m.groups()
            at = time.mktime((int(year), MONTHS.index(month) + 1, int(day), int(hour), int(minute), int(second), 0, 0, -1))
            return "[+%d]" % max(0, round((at + int(ms) / 1000.0 - self.began) * 1000))
        # The Apache format has a date without milliseconds, and these as a field of their own.
        text = re.sub(r"\[\d\d/\w{3}/\d{4}:[\d:]{8} \+0000\]", "[date]", text)
        text = re.sub(r'( "" "" \d+) \d{3} ', r"\1 [ms] ", text)
        return DATE.sub(since, self.without_dates(text))

    def pump(self):
        moved = False
        for a in self.hub.take():
            moved = True
            if a.rid in self.pending:
                self.pending[a.rid].arrival = a
        live = [p.sock for p in list(self.pending.values()) + list(self.idle.values()) if not p.over]
        for s in (base.select.select(live, [], [], 0)[0] if live else []):
            p = next(q for q in list(self.pending.values()) + list(self.idle.values()) if q.sock is s)
            moved = True
            try:
                more = s.recv(65536)
            except OSError:
                more = b""
            p.data += more
            if not more:
                p.over = True
                if not p.step.get("lingers"):
                    p.sock.close()
            elif p.step.get("keep") and self.is_whole(p.data):
                p.over = True
        while True:
            try:
                self.lines.append(self.plain(self.log.recv(65536).decode("latin-1")))
                moved = True
            except BlockingIOError:
                return moved

    @staticmethod
    def is_whole(data):
        head, found, body = data.partition(b"\r\n\r\n")
        length = re.search(rb"(?i)content-length: *(\d+)", head)
        return bool(found) and length is not None and len(body) >= int(length.group(1))

    def settle(self, fresh=None):
        end = time.time() + base.STEP_LIMIT
        calm = 0
        while True:
            if time.time() > end:
                raise base.Gone("a step did not settle in time: " + repr(fresh))
            moved = self.pump()
            waiting = [p for p in self.pending.values() if not p.over]
            parked = [p for p in waiting if p.arrival and not p.arrival.go.is_set()]
            rows = self.stat()
            queued = sum(int(r["qcur"] or 0) for r in rows if r["type"] in ("1", "2"))
            back = sum(int(r["scur"]) for r in rows if r["type"] == "1")
            early = sum(1 for p in self.idle.values() if p.step.get("early") and not p.over)
            ok = len(parked) + queued == len(waiting) and (self.sc.get("loose") or back - early == len(waiting))
            calm = calm + 1 if ok and not moved else 0
            if calm >= 4:
                return rows
            time.sleep(0.003)

    # -- steps ---------------------------------------------------------------------------------
    def step(self, st):
        op, res = st["op"], {}
        if op == "req":
            st = self.with_dates(st)
            p = self.send(st, self.kept[st["on"]]) if "on" in st else self.send(st)
            (self.idle if st.get("early") else self.pending)[st["id"]] = p
            if st.get("keep"):
                self.kept[st["id"]] = p.sock
        elif op == "say":
            p = self.idle[st["id"]]
            text = st.get("text")
            if text is None:
                self.idle.pop(st["id"])
                self.pending[st["id"]] = self.send(dict(p.step, **st), p.sock)
                p.sock.setblocking(False)
            else:
                p.sock.sendall(text.encode("latin-1"))
                time.sleep(0.03)
        elif op == "shut":
            p = self.pending.get(st["id"]) or self.idle[st["id"]]
            p.sock.shutdown(socket.SHUT_WR)
            time.sleep(0.02)
        elif op == "connect":
            want = self.ports[0][0]
            s = socket.create_connection(("127.0.0.1", self.ports[0][1]), 5)
            s.sendall(("PROXY TCP4 %s 192.0.2.10 %d %d\r\n" % (st.get("src", "198.51.100.1"), 10000 + st["id"], want)).encode())
            time.sleep(0.02)
            self.idle[st["id"]] = base.Pending(st, s)
        elif op in ("hangup", "reset"):
            p = self.pending.pop(st["id"], None) or self.idle.pop(st["id"])
            if op == "reset":
                p.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            p.sock.close()
            time.sleep(0.02)
            if p.arrival:
                self.pump()
                p.arrival.go.set()
        elif op == "release":
            self.pending[st["id"]].arrival.go.set()
        elif op == "drop":
            arrival = self.pending[st["id"]].arrival
            self.origins[arrival.server].answer = lambda *_: st.get("answer", "").encode("latin-1")
            arrival.go.set()
            if self.pending[st["id"]].step.get("lingers"):
                self.idle[st["id"]] = self.pending.pop(st["id"])
        elif op == "backend":
            o = self.origins[st["server"]]
            {"stop": o.stop, "start": o.start, "mute": lambda: self.mute(o),
             "sick": lambda: setattr(o, "sick", True), "well": lambda: setattr(o, "sick", False)}[st["do"]]()
        elif op == "agent":
            self.agents[st["server"]].say = st["say"]
        elif op == "admin":
            out = self.cli(st["cmd"])
            for origin in self.origins.values():
                out = out.replace("127.0.0.1:%d" % origin.port, origin.shown)
            for key, origin in self.origins.items():
                host, port = origin.shown.rsplit(":", 1)
                name = key.split("/")[1]
                if st["cmd"].startswith("set server %s addr" % key):
                    out = out.replace("'127.0.0.1'", "'%s'" % host).replace("'%d'" % origin.port, "'%s'" % port)
                if st["cmd"].startswith("show servers"):
                    out = re.sub(r"(?m)^(.*\b%s\b.*) 127\.0\.0\.1 (.*)\b%d\b" % (name, origin.port), r"\1 %s \g<2>%s" % (host, port), out)
            # Addresses in the process's memory: what differs from run to run.
            if st["cmd"].startswith("show errors"):
                # It names the connection's own peer, not whom the PROXY protocol names: a replay's clients have no proxy before them.
                out = re.sub(r", src \S+", ", src #", DATE.sub("[date]", out))
                # One of these bits says whether the peer was still being listened to, which is chance.
                out = re.sub(r"(H1 stream flags 0x)(\w+)", lambda m: "%s%08x" % (m[1], int(m[2], 16) & ~8), out)
            elif not st["cmd"].startswith("show schema"):
                out = re.sub(r"0x[0-9a-f]{8,}", "0x#", out)
            for path in ("cli.sock", "log.sock"):
                out = out.replace(self.dir + "/" + path, "/run/haproxy/" + path)
            res["out"] = out.split("\n")
        elif op == "wait":
            time.sleep(st["ms"] / 1000.0)
        else:
            raise base.Gone("unknown step " + op)
        if "until" in st:
            self.until(st)
        self.settle(st)
        for p in list(self.pending.values()):
            if p.over:
                del self.pending[p.step["id"]]
        for p in list(self.idle.values()):
            if p.over and not p.step.get("lingers"):
                del self.idle[p.step["id"]]
        if self.lines:
            res["log"], self.lines = self.lines, []
        for origin in self.origins.values():
            origin.__dict__.pop("answer", None)
        return res

    def mute(self, origin):
        """A port that answers no SYN: its accept queue is full."""
        origin.stop()
        s = socket.socket()
        s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        s.bind(("127.0.0.1", origin.port))
        s.listen(0)
        fill = []
        for _ in range(3):
            c = socket.socket()
            c.setblocking(False)
            c.connect_ex(("127.0.0.1", origin.port))
            fill.append(c)
        self.muted[origin.key] = (s, fill)


def close_enough(kept, now, tolerance, steps):
    """Two lines are the same but for times within the tolerance."""
    number = re.compile(r"\[\+-?\d+\]|(?<= )\+?-?\d+(?:/\+?-?\d+){2,4}(?= )|T\w=-?\d+")
    if number.sub("#", kept) != number.sub("#", now):
        return False
    for a, b in zip(number.findall(kept), number.findall(now)):
        for x, y in zip(re.findall(r"-?\d+", a), re.findall(r"-?\d+", b)):
            if (int(x) < 0) != (int(y) < 0) or abs(int(x) - int(y)) > tolerance + (30 * steps if a[0] == "[" else 0):
                return False
    return True


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--haproxy", default=shutil.which("haproxy") or "haproxy")
    ap.add_argument("--check", action="store_true")
    ap.add_argument("files", nargs="+")
    a = ap.parse_args()
    if "EVENKEEL_NETWORK" not in os.environ and any(json.load(open(path)).get("own_network") for path in a.files):
        os.environ["EVENKEEL_NETWORK"] = "own"
        os.execvp("unshare", ["unshare", "-rn", "sh", "-c", 'ip link set lo up; exec "$@"', "sh", sys.executable] + sys.argv)
    version = subprocess.run([a.haproxy, "-v"], capture_output=True, text=True).stdout.split()[2]
    bad = 0
    for path in a.files:
        with open(path) as f:
            sc = json.load(f)
        run = Run(sc, a.haproxy)
        try:
            run.launch()
            results = [run.step(st) for st in sc["steps"]]
        except (base.Gone, OSError) as e:
            print("FAILED  %s: %s" % (path, e))
            bad += 1
            continue
        finally:
            run.close()
        if a.check:
            wrong = []
            for number, (st, r) in enumerate(zip(sc["steps"], results), 1):
                kept, now = st.get("log", []), r.get("log", [])
                if len(kept) != len(now) or not all(close_enough(x, y, sc["tolerance_ms"], number) for x, y in zip(kept, now)):
                    wrong.append((kept, now))
            print("%s %s" % ("DIFFERS" if wrong else "same   ", path))
            for kept, now in wrong:
                print("   file: %s\n   now:  %s" % (kept, now))
            bad += bool(wrong)
            continue
        sc["haproxy"] = version
        for st, r in zip(sc["steps"], results):
            st.pop("log", None)
            st.pop("out", None)
            st.update(r)
        with open(path, "w") as f:
            f.write(base.dump(sc))
        print("written " + path)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
