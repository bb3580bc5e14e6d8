"""Kinds of scenarios beside the usual one of generate_scenarios.py: connections that are kept, mode tcp, rules, several frontends.

Each function takes a scenario made by chance and turns it into one of its kind; all that is random comes from the seed.
"""
PORTS = [80, 81, 8080]
SOURCES = ["198.51.100.0/28", "203.0.113.0/26", "198.51.100.7", "2001:db8::/126"]


def defaults_line(made, line):
    """One more line in the defaults section."""
    made["cfg"].insert(made["cfg"].index("defaults") + 1, "    " + line)


def section(made, keyword):
    """Where the lines of the first such section begin and end."""
    first = next(i for i, line in enumerate(made["cfg"]) if line.split()[:1] == [keyword])
    last = first + 1
    while last < len(made["cfg"]) and made["cfg"][last].startswith(" "):
        last += 1
    return first + 1, last


def into(made, keyword, lines):
    made["cfg"][section(made, keyword)[1]:section(made, keyword)[1]] = ["    " + line for line in lines]


def kept(made, r):
    """Clients that ask several times on one connection; servers that keep theirs. How long idle ones last is a matter of time."""
    made["loose"] = True
    made["ignore"] = made["ignore"] + ["srv_icur", "safe_conn_cur", "idle_conn_cur"]
    for line, chance in [("http-reuse " + r.choice(["never", "safe", "aggressive", "always"]), 0.7), ("option prefer-last-server", 0.3),
                         (r.choice(["option http-server-close", "option httpclose"]), 0.2), ("max-keep-alive-queue %d" % r.randint(0, 2), 0.2)]:
        if r.random() < chance:
            defaults_line(made, line)
    open_ones = []
    for step in made["steps"]:
        if step["op"] != "req":
            continue
        if step.get("method") == "HEAD":
            del step["method"]
        if step.get("reply") in (204, 302):
            step["reply"] = 404
        if r.random() < 0.75:
            step["keep"] = True
        if open_ones and r.random() < 0.6:
            step["on"] = r.choice(open_ones)
            step.pop("src", None)
        if not step.get("hold") and "on" not in step and step.get("keep"):
            open_ones.append(step["id"])
    return made


def can_go_on(run, step):
    """Drops `on` where the connection that was kept is closed by now, or in use."""
    if "on" not in step:
        return
    kept_one = run.kept.get(step["on"])
    try:
        kept_one.setblocking(False)
        kept_one.recv(1)
        usable = False
    except BlockingIOError:
        usable = not any(p.sock is kept_one and not p.over for p in run.pending.values())
    except (AttributeError, OSError):
        usable = False
    if not usable:
        del step["on"]


def tcp(made, r):
    """The same servers in mode tcp: nothing that looks into requests."""
    out, kept_words = [], ("bind", "default_backend", "server", "timeout", "retries", "option", "fullconn", "log", "stats", "nbthread", "maxconn")
    sticky = r.random() < 0.4
    for line in made["cfg"]:
        w = line.split()
        if w[:1] == ["mode"]:
            line = "    mode tcp"
        elif w == ["option", "httplog"]:
            line = "    option tcplog"
        elif w == ["option", "dontlognull"]:
            continue        # the recorder's clients have always said something, for the PROXY protocol comes first
        elif w[:1] == ["balance"]:
            line = "    balance " + r.choice(["roundrobin", "static-rr", "leastconn", "first", "source", "hash src"])
            if sticky:
                line += "\n    stick-table type ip size 100 expire 5m\n    stick %s src" % r.choice(["on", "on", "match", "store-request"])
        elif w and line.startswith(" ") and w[0] not in kept_words:
            continue
        elif w[:1] == ["server"] and "cookie" in w:
            line = line[:line.index(" cookie")]
        out += line.split("\n")
    made["cfg"] = out
    extra = []
    if r.random() < 0.3:
        extra.append("tcp-request content reject if { src %s }" % r.choice(SOURCES))
    if r.random() < 0.3:
        extra += ["tcp-request inspect-delay 2s", "tcp-request content %s if { src %s }" % (r.choice(["reject", "accept"]), r.choice(SOURCES)),
                  "tcp-request content reject if { req.len gt %d }" % r.choice([10, 3000])]
    if r.random() < 0.3:
        extra += ["stick-table type ip size 100 expire 5m store conn_cur,conn_cnt,sess_cnt", "tcp-request content track-sc0 src",
                  "tcp-request content reject if { sc_%s(0) gt %d }" % (r.choice(["conn_cnt", "conn_cur", "sess_cnt"]), r.randint(1, 4))]
    if any(line == "backend other" for line in made["cfg"]):
        extra.append("use_backend other if { src %s }" % r.choice(SOURCES))
    if r.random() < 0.2:
        extra.append("maxconn %d" % r.randint(3, 9))
    into(made, "frontend", extra)
    return made


VALUES = ["path", "url", "query", "src", "method", "req.hdr(x-key)", "hdr(host),lower", "path,crc32,mod(7)", "url_param(id)", "req.cook(uid)", "req.hdr_cnt(cookie)", "var(txn.a)", "dst_port", "src,ipmask(24)",
          "path,field(2,/)", "path,length", "str(ab)", "int(5),add(3)", "base", "req.ver", "unique-id", "path,regsub(a,b,g)", "url,url_dec", "path,bytes(1,3)", "path,word(1,/)", "rand(1)", "nbsrv(app)", "be_conn(app)",
          "srv_conn(app/s1)", "fe_conn", "connslots(app)", "avg_queue(app)", "queue(app)", "srv_is_up(app/s2)", "be_id", "fe_name", "capture.req.method", "capture.req.uri", "http_first_req"]
ANSWERS = ["status", "res.hdr(x-server)", "res.hdr_cnt(set-cookie)", "var(txn.a)", "srv_name", "srv_id", "be_name", "res.ver", "res.fhdr(content-length)", "res.hdr(content-length),mul(2)", "capture.res.ver"]
TESTS = ["path_beg /a", "path_end .png .php", "path -i /LOGIN", "hdr(x-key) k1 k2", "method POST PUT", "src 198.51.100.0/25", "url_param(n) -m int ge 6", "hdr_cnt(cookie) gt 0", "var(txn.a) -m found", "path_reg ^/[a-z]+/",
         "hdr_sub(cookie) uid=", "req.cook(uid) -m beg u", "path,length gt 5", "nbsrv(app) lt 3", "always_false", "http_first_req"]


def condition(r, answers=False):
    if r.random() < 0.35:
        return ""
    tests = ["status ge 400", "res.hdr(x-server) s1", "var(txn.a) -m found"] if answers else TESTS
    return " %s { %s }" % (r.choice(["if", "if", "unless"]), " } { ".join(r.sample(tests, r.choice([1, 1, 2]))))


def request_rule(r):
    return r.choice([
        lambda: "set-header x-r%d %%[%s]" % (r.randint(1, 3), r.choice(VALUES)),
        lambda: "add-header x-r1 a-%%[%s]" % r.choice(VALUES),
        lambda: "del-header %s" % r.choice(["x-r1", "x-key", "x-r -m beg", "^x-r[12]$ -m reg"]),
        lambda: "set-var(%s.a) %s" % (r.choice(["txn", "req", "txn"]), r.choice(VALUES)),
        lambda: "unset-var(txn.a)",
        lambda: "set-path %s" % r.choice(["/p%[path]", "%[path,lower]", "/%[url_param(id)]"]),
        lambda: "set-query %s" % r.choice(["id=%[src]", "%[query]&z=1", "n=3"]),
        lambda: "set-uri %s" % r.choice(["/u%[path]?%[query]", "http://a.b/c"]),
        lambda: "set-method %s" % r.choice(["GET", "POST"]),
        lambda: "replace-header x-key (k)(.) \\2\\1",
        lambda: "replace-value cookie u([0-9]) v\\1",
        lambda: "replace-path (.*)/([^/]*) \\1/x\\2",
        lambda: "replace-uri ([^?]*)(.*) \\1/q\\2",
        lambda: "replace-pathq (.*) /r\\1",
        lambda: "capture %s len %d" % (r.choice(VALUES), r.choice([4, 20])),
        lambda: "deny deny_status %d" % r.choice([400, 403, 404, 429, 503]),
        lambda: "return status %d content-type text/plain string \"%s\"" % (r.choice([200, 404, 503]), r.choice(["hello", "gone"])),
        lambda: "return status 200 content-type text/plain lf-string \"%%[%s]\" hdr x-a %%[src]" % r.choice(VALUES),
        lambda: "redirect %s" % r.choice(["location /new code 302", "prefix https://a.example code 301", "scheme https", "location /%[path] code 303 set-cookie A=1", "prefix / drop-query append-slash"]),
        lambda: "allow",
        lambda: "set-nice 5",
        lambda: "set-log-level %s" % r.choice(["silent", "debug", "err"]),
    ])()


def answer_rule(r):
    return r.choice([
        lambda: "set-header x-a%d %%[%s]" % (r.randint(1, 2), r.choice(ANSWERS)),
        lambda: "add-header x-a1 %%[%s]" % r.choice(ANSWERS),
        lambda: "del-header %s" % r.choice(["x-server", "x-a -m beg"]),
        lambda: "set-status %d%s" % (r.choice([200, 404, 503, 599]), r.choice(["", " reason \"So it is\""])),
        lambda: "set-var(txn.a) %s" % r.choice(ANSWERS),
        lambda: "capture %s id 0" % r.choice(ANSWERS),
        lambda: "replace-header x-server s(.) t\\1",
        lambda: "deny%s" % r.choice(["", " deny_status 404"]),
        lambda: "return status 503 content-type text/plain string \"no\"",
        lambda: "redirect location /r code 302",
        lambda: "allow",
    ])()


LOGGED = ["%ci", "%b", "%s", "%ST", "%B", "%ts", "%tsc", "%rc", "%sq/%bq", "%CC", "%CS", "%hr", "%hs", "%hrl", "%{+Q}r", "%HM", "%HP", "%HQ", "%HU", "%HV", "%HPO", "%[var(txn.a)]", "%{+X}ST", 
          "%ID", "%f", "%ft", "%fi", "%fp", "%ac/%fc/%bc/%sc", "%[capture.req.hdr(0)]", "%[capture.res.hdr(0)]", "%[srv_name]", "%[be_name]", "%{-M}B", "%%", 
          "%lc", "%[src,ipmask(16)]", "%{+X}ci"]


def rules(made, r):
    """Rules on requests and answers, seen through a log-format."""
    form = "log-format \"%s\"" % " ".join(r.sample(LOGGED, r.randint(4, 10))).replace("\"", "\\\"") if r.random() < 0.7 else ""
    lines = [form] if form else []
    if r.random() < 0.5:
        lines += ["capture request header X-Key len %d" % r.choice([1, 10]), "capture response header X-Server len 10"]
    else:
        lines += ["declare capture request len 12", "declare capture response len 12"]
    if r.random() < 0.3:
        lines.append("capture cookie uid len 8")
    if r.random() < 0.3:
        lines.append("unique-id-format %{+X}o%ci:%fp")
        lines.append("unique-id-header X-Unique")
    for _ in range(r.randint(1, 5)):
        lines.append("http-request " + request_rule(r) + condition(r))
    for _ in range(r.randint(0, 3)):
        lines.append("http-response " + answer_rule(r) + condition(r, True))
    if r.random() < 0.3:
        lines.append("http-after-response %s" % r.choice(["set-header x-b %[status]", "del-header location", "set-status 418", "set-var(txn.a) status"]) + condition(r, True))
    into(made, "frontend", lines)
    back = ["http-request " + request_rule(r).replace("capture ", "set-header x-c %[").replace(" len 4", "]").replace(" len 20", "]") + condition(r) for _ in range(r.randint(0, 3))]
    back += ["http-response " + answer_rule(r) + condition(r, True) for _ in range(r.randint(0, 2))]
    into(made, "backend", [line for line in back if " capture " not in line])
    return made


def frontends(made, r):
    """Several frontends and binds, sections that are both sides at once, backends by name."""
    first, last = section(made, "frontend")
    made["cfg"][first] = "    bind *:80\n    bind *:81"
    made["cfg"] = [one for line in made["cfg"] for one in line.split("\n")]
    names = [line.split()[1] for line in made["cfg"] if line.startswith("backend ")]
    kind = r.choice(["frontend second", "listen second"])
    lines = ["", kind, "    bind *:8080"]
    if r.random() < 0.5:
        lines.append("    maxconn %d" % r.randint(2, 6))
    if r.random() < 0.4:
        lines.append("    acl down nbsrv(app) lt %d" % r.randint(1, 4))
        lines.append("    http-request deny deny_status 503 if down")
    if r.random() < 0.5:
        lines.append("    use_backend %s if { path_beg /a } || { hdr(x-key) k1 }" % r.choice(names))
    if r.random() < 0.4:
        lines.append("    use_backend %s" % r.choice(["%[url_param(id),field(2,-)]", "%[hdr(x-key),lower]", "%[path,word(1,/)]"]))
    if kind.startswith("listen"):
        lines += ["    balance " + r.choice(["roundrobin", "leastconn", "source"]), "    default-server weight %d%s" % (r.randint(1, 9), r.choice(["", " maxconn 2"])),
                  "    server l1 10.0.3.11:80", "    server l2 10.0.3.12:80%s" % r.choice(["", " weight 20", " disabled", " backup"])]
    elif r.random() < 0.8:
        lines.append("    default_backend " + r.choice(names))
    made["cfg"] += lines
    for step in made["steps"]:
        if step["op"] == "req" and r.random() < 0.6:
            step["port"] = r.choice(PORTS)
    return made


KINDS = {"kept": kept, "tcp": tcp, "rules": rules, "frontends": frontends}
