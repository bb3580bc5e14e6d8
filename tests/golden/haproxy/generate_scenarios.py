#!/usr/bin/env python3
"""Makes scenarios that nobody thought of, and records them: a random backend, random requests, operators and failing servers.

    generate_scenarios.py FOLDER FIRST COUNT                writes FOLDER/by-seed-NNNN.json for COUNT seeds from FIRST on
    generate_scenarios.py --log FOLDER FIRST COUNT          the same with lines of the log and statistics, as ../haproxy-log has them
    generate_scenarios.py --kind KIND FOLDER FIRST COUNT    the same, of one of the kinds of scenario_kinds.py: kept, tcp, rules, frontends
"""
import argparse, importlib.util, os, random, shutil, subprocess

import record
import scenario_kinds

place = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "haproxy-log", "record.py")
spec = importlib.util.spec_from_file_location("log_record", place)
log_record = importlib.util.module_from_spec(spec)
spec.loader.exec_module(log_record)

NEAR = {"srv_time_since_last_change": 60, "rate": 40, "rate_max": 40, "req_rate": 40, "req_rate_max": 40, "conn_rate": 40, "conn_rate_max": 40, "lastchg": 60, "downtime": 60, "lastsess": 60,
        "qtime": 20000, "ctime": 20000, "rtime": 20000, "ttime": 20000, "qtime_max": 20000, "ctime_max": 20000, "rtime_max": 20000, "ttime_max": 20000, "throttle": 3}
IGNORE = ["iid", "ssl_sess", "ssl_reused_sess", "ssl_failed_handshake", "h1_open_connections", "h1_open_streams", "h1_total_connections", "h1_total_streams", "h1_bytes_in", "h1_bytes_out",
          "used_conn_cur", "need_conn_est", "last_chk", "hrsp_other", "exp", "bin", "bout", "used_max", "need_est"]

BALANCE = ["roundrobin", "static-rr", "leastconn", "first", "source", "uri", "uri depth 2", "uri len 5", "uri whole", "uri path-only", "url_param id", "hdr(x-key)",
           "hdr(host) use_domain_only", "hash src", "hash path,lower", "hash req.cook(uid)", "hash url_param(id),field(1,-)"]
HASHED = BALANCE[4:]
FUNCTIONS = ["sdbm", "djb2", "wt6", "crc32"]
PATHS = ["/", "/a", "/a/b", "/a/b/c.php", "/img/x.png", "/img/y.png", "/api/v1/items", "/login", "/Static/B.css"]


def servers(r, backend, checked):
    names = ["s%d" % i for i in range(1, r.randint(2, 6) + 1)]
    limits, lines = r.random() < 0.4, []
    for i, name in enumerate(names):
        line = "    server %s 10.0.%d.%d:80" % (name, 1 if backend == "app" else 2, 11 + i)
        if r.random() < 0.6:
            line += " weight %d" % r.choice([0, 1, 1, 2, 3, 5, 10, 50, 100, 255, 256])
        if limits and r.random() < 0.8:
            most = r.randint(1, 4)
            line += " maxconn %d" % most
            if r.random() < 0.3:
                line += " minconn %d" % r.randint(1, most)
            if r.random() < 0.3:
                line += " maxqueue %d" % r.randint(1, 3)
        if r.random() < 0.15 and i > 0:
            line += " backup"
        if r.random() < 0.08:
            line += " disabled"
        if r.random() < 0.08:
            line += " id %d" % r.randint(2000, 9000)
        if checked:
            line += " check inter 100ms fall %d rise %d" % (r.randint(1, 3), r.randint(1, 3))
            if r.random() < 0.2:
                line += r.choice([" on-marked-down shutdown-sessions", " on-marked-up shutdown-backup-sessions"])
        lines.append(line)
    return names, lines, limits


def backend(r, name, checked):
    algorithm = r.choice(BALANCE)
    lines = ["backend " + name, "    balance " + algorithm]
    if algorithm in HASHED and r.random() < 0.6:
        kind = r.choice(["map-based", "consistent", "consistent"])
        lines.append("    hash-type %s %s%s" % (kind, r.choice(FUNCTIONS), r.choice(["", " avalanche"])))
        if kind == "consistent" and r.random() < 0.3:
            lines.append("    hash-balance-factor %d" % r.choice([110, 125, 150, 200]))
    if r.random() < 0.7:
        lines.append("    retries %d" % r.randint(0, 4))
    if r.random() < 0.5:
        lines.append("    option redispatch%s" % r.choice(["", "", " 1", " 2", " -1", " -2"]))
    if r.random() < 0.3:
        lines.append("    option allbackups")
    if r.random() < 0.15:
        lines.append("    option persist")
    if r.random() < 0.25:
        lines.append("    retry-on %s" % r.choice(["conn-failure", "conn-failure 503", "all-retryable-errors", "none", "500 503", "empty-response"]))
    lines.append("    timeout connect %dms" % r.choice([20, 50]))
    lines.append("    timeout queue 30s")
    persistence = r.choice(["none", "none", "cookie", "cookie", "table", "table", "both"])
    mode = ""
    if persistence in ("cookie", "both"):
        mode = r.choice(["insert", "insert indirect", "insert indirect nocache", "insert preserve indirect", "prefix", "rewrite", "insert postonly", "insert httponly secure", ""])
        lines.append(("    cookie SRV " + mode).rstrip())
    if persistence in ("table", "both"):
        kind, sample = r.choice([("ip", "src"), ("string len 20", "hdr(x-key)"), ("string len 8", "url_param(id)"), ("string", "req.cook(uid)"), ("integer", "url_param(n)"), ("ipv6", "src")])
        lines.append("    stick-table type %s size %d expire 5m%s" % (kind, r.choice([3, 100, 100]), r.choice(["", "", " nopurge"])))
        lines.append("    stick %s %s%s" % (r.choice(["on", "on", "on", "match", "store-request"]), sample, r.choice(["", "", " if { path_beg /a }", " unless { path /login }"])))
        if r.random() < 0.2:
            lines.append("    stick %s src" % r.choice(["match", "store-request"]) if kind in ("ip", "ipv6") else "    stick on hdr(x-other)" if "string" in kind else "    stick on url_param(id)")
    names, rows, limits = servers(r, name, checked)
    if mode or (persistence in ("cookie", "both")):
        rows = [row + (" cookie c%d" % i if r.random() < 0.9 else "") for i, row in enumerate(rows)]
    if r.random() < 0.25:
        lines.append("    use-server %s %s { %s }" % (r.choice(names), r.choice(["if", "if", "unless"]), r.choice(["path_end .png", "hdr(x-key) k1", "src 198.51.100.0/28", "url_param(id) -m found", "method POST"])))
    if r.random() < 0.15:
        lines.append("    %s if { %s }" % (r.choice(["force-persist", "ignore-persist"]), r.choice(["path_beg /img", "hdr(x-key) k2"])))
    if r.random() < 0.2 and limits:
        lines.append("    fullconn %d" % r.randint(2, 12))
    return lines + rows, names


def frontend(r, backends):
    lines = ["frontend web", "    bind *:80"]
    if r.random() < 0.25:
        lines += ["    stick-table type ip size 100 expire 5m store gpc0,http_req_cnt,conn_cnt", "    http-request track-sc0 src"]
        lines.append("    http-request deny deny_status 429 if { sc_http_req_cnt(0) gt %d }" % r.randint(2, 6))
    if r.random() < 0.2:
        lines.append("    http-request deny if { %s }" % r.choice(["path /login", "method DELETE", "hdr_cnt(x-key) gt 1", "src 203.0.113.0/26", "path_reg ^/[A-Z]"]))
    if r.random() < 0.2:
        lines.append("    http-request set-header x-key %[" + r.choice(["path,lower", "src", "url_param(id)", "hdr(host),lower", "path,crc32(1)"]) + "]")
    if r.random() < 0.15:
        lines.append("    http-request set-path /a%[path] if { path_beg /img }")
    if r.random() < 0.15:
        lines.append("    redirect location /login code %d if { path /api/v1/items }" % r.choice([301, 302, 303, 307, 308]))
    if len(backends) > 1:
        lines.append("    use_backend %s %s { %s }" % (backends[1], r.choice(["if", "unless"]), r.choice(["path_beg /img", "path_end .php", "hdr_dom(host) static.example.org", "hdr(x-key) -i K1", "src 198.51.100.0/24", "url_param(n) -m int gt 5"])))
    return lines + ["    default_backend " + backends[0]]


def request(r, number, held):
    step = {"op": "req", "id": number}
    if r.random() < 0.7:
        step["src"] = r.choice(["198.51.100.%d" % r.randint(1, 20), "203.0.113.%d" % r.randint(1, 120), "2001:db8::%x" % r.randint(1, 9)])
    if r.random() < 0.7:
        step["path"] = r.choice(PATHS)
    if r.random() < 0.4:
        step["query"] = "&".join(r.sample(["id=a%d-x" % r.randint(1, 6), "n=%d" % r.randint(0, 12), "x", "id=%d" % r.randint(1, 4)], r.randint(1, 2)))
    if r.random() < 0.2:
        step["host"] = r.choice(["static.example.org", "WWW.Example.org:8080", "a.b.example.com", "10.0.0.1"])
    if r.random() < 0.4:
        step["headers"] = {}
        if r.random() < 0.7:
            step["headers"]["X-Key"] = "k%d" % r.randint(1, 5)
        if r.random() < 0.3:
            step["headers"]["Cookie"] = r.choice(["uid=u%d", "SRV=c%d", "a=b; SRV=c%d; uid=u1", "SRV=c%d~x"]) % r.randint(0, 6)
    if "headers" not in step and r.random() < 0.4:
        step["jar"] = "j%d" % r.randint(1, 3)
        if r.random() < 0.3:
            step["headers"] = {"X-Lab-Answer-Cookie": r.choice(["SRV=app; path=/", "uid=u%d" % r.randint(1, 3), "SRV=c1"])}
    if r.random() < 0.12:
        step["method"] = r.choice(["POST", "DELETE", "HEAD", "PUT"])
    if r.random() < 0.15:
        step["reply"] = r.choice([204, 302, 404, 500, 503])
    if r.random() < 0.3 and len(held) < 12:
        step["hold"] = True
        held.append(number)
    return step


def command(r, server):
    return r.choice(["set server %s state maint", "set server %s state drain", "set server %s state ready", "set server %s state ready", "set server %s weight " + str(r.choice([0, 1, 5, 20, 100, 256])),
                     "set server %s weight " + str(r.choice([10, 50, 100])) + "%%", "set weight %s " + str(r.randint(0, 30)), "disable server %s", "enable server %s", "get weight %s",
                     "set maxconn server %s " + str(r.randint(1, 5)), "shutdown sessions server %s"]) % server


def scenario(seed):
    r = random.Random(seed)
    names = ["app"] + (["other"] if r.random() < 0.3 else [])
    checked = r.random() < 0.1
    cfg = ["global", "    nbthread 1", "    maxconn 2000", "", "defaults", "    mode http", "    timeout connect 1s", "    timeout client 60s", "    timeout server 60s", ""]
    cfg += frontend(r, names)
    places = []
    for name in names:
        lines, all_servers = backend(r, name, checked)
        cfg += [""] + lines
        places += ["%s/%s" % (name, server) for server in all_servers]
    steps, held, number = [], [], 0
    for _ in range(r.randint(30, 70)):
        dice = r.random()
        if dice < 0.62:
            number += 1
            steps.append(request(r, number, held))
        elif dice < 0.78 and held:
            steps.append({"op": r.choice(["release"] * 5 + ["hangup"]), "id": held.pop(r.randrange(len(held)))})
        elif dice < 0.92:
            steps.append({"op": "admin", "cmd": command(r, r.choice(places))})
        else:
            place = r.choice(places)
            step = {"op": "backend", "server": place, "do": r.choice(["stop", "start", "start"])}
            steps.append(step)
    steps += [{"op": "release", "id": one} for one in held]
    return {"record": "haproxy", "format": 1, "name": "by-seed-%04d" % seed, "about": "A scenario by chance, of generate_scenarios.py.", "haproxy": "", "compare": "exact", "cfg": cfg, "steps": steps}


def logged(seed):
    """The same scenario, looked at through the log, with clients and servers that end badly."""
    made, r = scenario(seed), random.Random(-seed)
    at = made["cfg"].index("defaults")
    made["cfg"][at - 1:at - 1] = ["    log 127.0.0.1:514 local0", "    stats socket /run/haproxy/admin.sock mode 660 level admin"]
    made["cfg"][at + 3:at + 3] = ["    log global", "    option httplog"] + (["    option %s" % r.choice(["dontlognull", "log-separate-errors", "dontlog-normal"])] if r.random() < 0.2 else [])
    steps = []
    for step in made["steps"]:
        step.pop("jar", None)       # the recorder of lines has no cookie jars
        if step["op"] == "release" and r.random() < 0.15:
            step["op"] = r.choice(["drop", "reset"])
        steps.append(step)
        if r.random() < 0.03:
            steps.append({"op": "wait", "ms": r.choice([30, 120])})
        if r.random() < 0.03:
            steps.append({"op": "admin", "cmd": r.choice(["show stat", "show servers state", "show servers conn app", "show table app", "show stat app 6 -1"])})
    steps.append({"op": "admin", "cmd": "show stat"})
    return dict(made, record="haproxy-log", tolerance_ms=20000, near=NEAR, ignore=IGNORE, steps=steps)


def is_possible(run, step):
    """A request that HAProxy answered itself is not held by anybody."""
    pending = run.pending.get(step.get("id"))
    if step["op"] in ("hangup", "reset"):
        return pending is not None
    return step["op"] not in ("release", "drop") or pending is not None and pending.arrival is not None


def play(run, made):
    """Plays what can be done, and writes what happened into the steps that remain."""
    run.lastq = {}
    run.launch()
    done = []
    for step in made["steps"]:
        if not is_possible(run, step):
            continue
        if made["record"] == "haproxy-log":
            scenario_kinds.can_go_on(run, step)
        result = run.step(step)
        done.append(step)
        if made["record"] == "haproxy-log":
            step.update(result)
        elif result:
            step["expect"] = result
    made["steps"] = done


def made_of(options, seed):
    made = logged(seed) if options.log or options.kind else scenario(seed)
    if options.kind:
        made["name"] = "%s-by-seed-%04d" % (options.kind, seed)
        made = scenario_kinds.KINDS[options.kind](made, random.Random("%s %d" % (options.kind, seed)))
    return made


def main():
    reader = argparse.ArgumentParser()
    reader.add_argument("--log", action="store_true")
    reader.add_argument("--kind", choices=sorted(scenario_kinds.KINDS))
    reader.add_argument("folder")
    reader.add_argument("first", type=int)
    reader.add_argument("count", type=int)
    options = reader.parse_args()
    binary = shutil.which("haproxy") or "haproxy"
    version = subprocess.run([binary, "-v"], capture_output=True, text=True).stdout.split()[2]
    for seed in range(options.first, options.first + options.count):
        made = made_of(options, seed)
        if any(" check " in line for line in made["cfg"]):      # what comes of it depends on when the checks fall
            continue
        of_log = made["record"] == "haproxy-log"
        run = log_record.Run(made, binary) if of_log else record.Run(made, binary)
        try:
            play(run, made)
        except (record.Gone, log_record.base.Gone, OSError, KeyError) as problem:
            print("left out %s: %s" % (made["name"], problem))
            continue
        finally:
            run.close()
        made["haproxy"] = version
        if not of_log:
            made["summary"] = record.summarise(made, [step.get("expect", {}) for step in made["steps"]])
        with open(os.path.join(options.folder, made["name"] + ".json"), "w") as out:
            out.write(record.dump(made))


main()
