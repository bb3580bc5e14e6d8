#!/usr/bin/env python3
"""Writes samples-N.json beside this file: sample expressions of every kind over odd requests, by seed, without expectations.

    generate_samples.py && record.py samples-*.json

Each header line of the request that the server receives holds several expressions, parted by '|' in '<...>': what gives nothing,
what is empty and blanks at the ends are told apart. Expressions that the installed haproxy refuses are left out, and said."""
import json
import os
import random
import re
import subprocess
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
PER_HEADER = 5
PER_FILE = 75
REQUESTS = 20

# What every converter is tried on, beside the random chains below.
FETCHES = """path pathq query url base baseq method req.ver url_ip url_port base32 base32+src,hex url32 url32+src,hex
src   dst_port     src_is_local  fe_name fe_id fe_defbe fe_conn dst_conn  
nbsrv(app) be_conn(app)  queue(app) avg_queue(app) connslots(app) srv_conn(app/s1) srv_conn_free(app/s1)
srv_is_up(app/s1) srv_queue(app/s1) srv_weight(app/s2) srv_uweight(app/s2) srv_iweight(app/s2) srv_sess_rate(app/s1),div(1000)
fe_client_timeout
hdr(x-odd) req.hdr(x-odd,1) req.hdr(x-odd,-1) req.hdr(x-odd,2) req.hdr(x-odd,-2) req.hdr(x-odd,9) req.fhdr(x-odd) req.fhdr(x-odd,1) req.fhdr(x-odd,-2)
req.hdr_cnt(x-odd) req.fhdr_cnt(x-odd) req.hdr_cnt(x-none)  req.hdr_val(x-number) req.hdr_val(x-number,1) hdr_ip(x-address) hdr_ip(x-address,1)
     
cook(a) cook(b) cook(n) cook_cnt(a) cook_cnt cook_val(n) req.cook(a) req.cook_cnt(b) cookie(a) req.cook(none)
url_param(a) url_param(b) url_param(n) urlp_val(n) url_param(a,;) url_param(a,|) url_param
http_auth_user http_auth_pass http_auth_type http_auth_bearer http_auth_bearer(x-token) http_auth(people) http_auth_group(people)
http_first_req req.proto_http   fc_http_major  ssl_fc always_true always_false
str(text) int(-7) bool(true) bool(false) bool(0) ipv4(192.0.2.7) ipv6(2001:db8::1) bin(4142ff),hex bin(414243) meth(POST)
capture.req.method capture.req.uri capture.req.ver capture.req.hdr(0) capture.req.hdr(7)
prio_class prio_offset stopping nbproc proc thread  date,div(1000000000000) date_us,div(1000000) hostname,length,div(100) rand(1)
var(txn.text) var(txn.number) var(txn.address) var(txn.truth) var(txn.binary) var(txn.nothing) var(txn.nothing,else)
table_cnt(counts) table_avl(counts) src_conn_cnt(counts) src_http_req_cnt(counts) src_get_gpc0(counts) src_inc_gpc0(counts) src_clr_gpc0(counts)
  src_sess_cnt(counts) src_updt_conn_cnt(counts) src_http_fail_cnt(counts) src_http_err_cnt(counts)
src_get_gpt0(counts)     
sc0_http_req_cnt sc_http_req_cnt(0) sc0_conn_cnt sc0_conn_cur sc0_sess_cnt sc0_tracked sc1_tracked sc_tracked(2) sc0_trackers sc_trackers(1) sc0_get_gpc0 sc0_inc_gpc0
  sc0_http_fail_cnt sc0_http_err_cnt sc0_get_gpt0     
sc1_get_gpc0(counts) sc_http_req_cnt(1,counts) sc1_http_req_cnt sc2_http_req_cnt sc0_clr_gpc0 
unique-id""".split()

TEXT = ["hdr(x-odd)", "req.fhdr(x-odd)", "path", "query", "url_param(a)", "cook(a)", "hdr(x-long)", "req.fhdr(x-json)", "hdr(x-code)", "hdr(x-address)", "hdr(x-number)", "str(Hello World)", "hdr(host)"]
NUMBER = ["int(1234567)", "int(-5)", "urlp_val(n)", "hdr(x-number)", "req.hdr_cnt(x-odd)", "cook_val(n)", "path,length", "src", "hdr(x-odd)", "bool(true)"]
TEXT_CONVERTERS = """lower upper length hex base64 ub64enc b64dec,hex ub64dec,hex hex2i url_dec,hex url_dec(1),hex url_enc url_enc(query) json json(ascii) json(utf8) json(utf8s) json(utf8p) json(utf8ps)
field(1,/) field(2,/) field(-1,/) field(-2,/) field(1,/,0) field(2,/,2) field(-1,/,2) field(-1,/,0) field(2,'~') field(1,;:) field(9,/) field(2,a,3) field(-3,a,2)
word(1,/) word(2,/) word(-1,/) word(-2,/) word(1,/,0) word(2,/,2) word(-1,/,2) word(-1,/,0) word(2,'~') word(1,;:) word(9,/) word(2,a,3) word(-3,a,2) word(3,'~')
bytes(0) bytes(1) bytes(2,3) bytes(0,4) bytes(5,0) bytes(900) bytes(3,900)
regsub(a,b) regsub(a,b,g) regsub(A,b,i) regsub(A,b,ig) regsub([^a-z],_,g) regsub(o*,x,g) regsub(^.,Z) regsub(.$,Z) regsub('(l+)','[\\\\1]',g) regsub(/,,g)
concat(.) concat(<,txn.text,>) concat(,txn.number) concat(,txn.nothing,x) concat(,txn.binary) concat(,txn.address,) add_item(;,txn.text) add_item(;,txn.nothing,end) add_item(;,txn.text,end) add_item(',',,x)
strcmp(txn.text) strcmp(txn.none) secure_memcmp(txn.text) ltrim(/) rtrim(/) ltrim(ahH) rtrim(0d) ltrim('~') cut_crlf
crc32 crc32(1) crc32c crc32c(1) djb2 djb2(1) sdbm sdbm(1) wt6 wt6(1) xxh32 xxh32(7) xxh64 xxh64(7) xxh3 xxh3(7)
sha1,hex sha2,hex sha2(224),hex sha2(256),hex sha2(384),hex sha2(512),hex digest(md5),hex digest(sha1),hex digest(sha256),hex digest(SHA512),hex hmac(sha256,a2V5),hex hmac(sha1,txn.key),hex hmac(md5,a2V5),hex sha1,base64 sha1,bytes(0,4),be2dec(.,2) sha1
be2hex(.,1) be2hex(:,2) be2hex(,4) be2hex(:,2,1) be2dec(.,1) be2dec(-,4) be2dec(:,2,1) host_only port_only ipmask(24) ipmask(8,32) ipmask(255.255.0.0)
json_query('$.name') json_query('$.age','int') json_query('$.price') json_query('$.ok') json_query('$.none') json_query('$.list') json_query('$.list[1]') json_query('$.deep.er.name') json_query('$.age') json_query('$.price','int') json_query('$.esc') json_query('$.neg','int') json_query('$.null') json_query('$.big')
language(en;de;fr) language(en;de,en) nbsrv srv_queue in_table(words) table_http_req_cnt(words) table_conn_cnt(words) table_gpc0(words) table_server_id(words) table_trackers(words)
set-var(txn.kept) unset-var(txn.kept) capture-req(1) debug bool not add(1) htonl,hex
srv_queue""".split()
NUMBER_CONVERTERS = """add(3) add(txn.number) sub(10) sub(txn.none) mul(-3) mul(4000000000000) div(7) div(0) div(-1) mod(5) mod(0) neg cpl and(255) or(4096) xor(-1) not bool odd even iif(yes,no) iif(,no)
hex htonl,hex http_date http_date(3600) http_date(1000,ms) http_date(0,us) utime(%Y-%m-%dT%H:%M:%S) utime(%a_%d_%b_%y_%j_%U_%w_%p_%I_%%) utime(%D_%T_%R_%F_%e_%C_%G_%V_%u_%n,7) ltime(%c) ltime(%x_%X_%r_%h_%k_%l_%s)
length lower crc32 xxh32 be2hex(.,2) be2dec(.,2) bytes(4),hex base64 sha1,hex ipmask(24) concat(x) table_http_req_cnt(numbers)""".split()
ADDRESS = ["src", "ipv4(10.1.2.3)", "hdr(x-address)", "ipv6(2001:db8:1::2)"]
ADDRESS_CONVERTERS = """ipmask(24) ipmask(16,64) ipmask(255.255.255.240) ipmask(0) ipmask(32) ipmask(0,0) hex crc32 length lower add(1) in_table(counts) table_http_req_cnt(counts) table_conn_cnt(counts) table_conn_cur(counts)
table_gpc0(counts) table_gpt0(counts)   table_bytes_in_rate(counts),div(100000000) table_sess_cnt(counts)   table_trackers(counts) table_http_err_cnt(counts)
table_http_fail_cnt(counts) table_server_id(counts) table_idle(counts),div(100000) table_expire(counts),div(100000) table_expire(none3) table_idle(counts,7),div(100000) table_expire(counts,7),div(100000) xxh64 sha1,hex be2hex(.,1) be2dec(.,1) htonl,hex""".split()

CFG = ["global", "    nbthread 1", "    maxconn 2000", "", "userlist people", "    group staff users ann", "    user ann insecure-password secret", "    user bob insecure-password hidden", "",
       "defaults", "    mode http", "    timeout connect 1s", "    timeout client 60s", "    timeout server 50s", "    timeout tunnel 1h", "",
       "backend counts", "    stick-table type ip size 100 expire 1h store gpt0,gpc0,gpc0_rate(1h),conn_cnt,conn_cur,sess_cnt,http_req_cnt,http_err_cnt,http_fail_cnt,bytes_in_cnt,bytes_in_rate(1h),bytes_out_cnt", "",
       
       "backend spare", "    stick-table type ip size 100 expire 1h store gpc0,http_req_cnt", "",
       "backend words", "    stick-table type string len 20 size 100 expire 1h store gpc0,http_req_cnt,conn_cnt", "",
       "backend numbers", "    stick-table type integer size 100 expire 1h store http_req_cnt", "",
       "frontend web", "    bind *:80 name door id 77", "    id 55", "    unique-id-format %{+X}o\\ %ci:%fp\\ \\ %[path]%[hdr(x-none)]", "    unique-id-header X-Unique", "    capture request header x-odd len 12", "    capture request header x-none len 40",
       "    http-request track-sc0 src table counts", "    http-request track-sc1 src table spare", "    http-request track-sc2 hdr(x-odd) table words",
       "    http-request set-var(txn.text) str(Hello)", "    http-request set-var(txn.number) int(42)", "    http-request set-var(txn.address) src", "    http-request set-var(txn.truth) bool(true)",
       "    http-request set-var(txn.binary) bin(41ff)", "    http-request set-var(txn.key) str(a2V5)"]
TAIL = ["    default_backend app", "", "backend app", "    id 66", "    balance roundrobin", "    server s1 10.0.1.11:80 maxconn 100", "    server s2 10.0.1.12:80 weight 7", "    server s3 10.0.1.13:80 backup"]

ODD = ["plain", "a/b//c/", " two  words ", "Alpha, beta ,gamma", '"quoted, comma", x', "a=b; c=d", "", "0", "-12abc", "99999999999999999999", "a%20b%2Fc+d%zz", "//x//", "tab\tin", "caf\u00e9 \u2603", "%41%42",
       "HELLO hello hElLo", "aaa", "a;b:c;d", "e1; q=0.5, de;q=0.9, fr", "[2001:db8::1]:443", "example.org:8080", "::1", "true", "x" * 300, "aGVsbG8=", "aGVsbG8", "_-_-", "en-US,en;q=0.8,de;q=0.9", "10.20.30.40"]
JSON = ['{"name":"Ann","age":42,"price":1.5,"ok":true,"list":[1,"b",{"c":2}],"deep":{"er":{"name":"x"}},"esc":"a\\"b\\n\\u00e9","neg":-7,"null":null,"big":12345678901234567890}', '{"name":""}', "[1,2]", "{broken", '{"name":{"a":1},"age":"12","price":"x","ok":false}', "plain", '{ "name" : "sp ace" , "age" : 1e3, "list": [ ] , "esc": "\\u00e9"}']
CODES = ["aGVsbG8=", "aGVsbG8", "_-8", "+/8=", "deadBEEF", "zz", "7fffffffffffffff", "a b", "", "ffff_", "4142434445", "%e2%98%83?a+b", "YQ==", "YQ"]
ADDRESSES = ["10.20.30.40", "192.168.1.1, 10.0.0.1", "2001:db8::5", "not.an.address", "10.0.0.1:8080", "[2001:db8::1]:80", "", "1.2.3", "300.1.1.1", "unknown, 10.9.8.7"]
NUMBERS = ["0", "12", "-3", "1500000000", "99999999999999999999", "7 8", "12abc", "abc", "", "0x10", "4, 5, 6", "-9223372036854775808", "1234567890123"]
QUERIES = ["a=1&b=2&n=3", "a=", "a", "", "a=x%20y&a=second&n=-5", "b=&a=%41&n=12x", "A=upper&n=", "a=1;b=2?n=4", "x|a=bar|n=2", "a=caf%C3%A9", "&&a=1", "n=9999999999&a=/p/q", "=5&a==", "a=" + "y" * 120]
PATHS = ["/", "/a/b/c", "//a//b//", "/index.html", "/a;b=c/d", "/%41%20b", "/A/b.C", "/x" * 40, "http://www.other.org:81/abs/path", "http://10.1.2.3/", "/trail/", "/a+b", "*"]
COOKIES = ["a=1; b=2", "a=1;a=2; n=7", " b = x ; a=spaced ", "a=\"quo;ted\"; n=-1", "a=", "n=12x; a=x=y=z", "", "b", "a=1, b=2", "A=big; a=small"]
HOSTS = ["www.example.org", "WWW.Example.ORG:8080", "10.0.0.1", "[2001:db8::1]:80", "a", "example.org."]
AUTHORIZATIONS = [None, "Basic YW5uOnNlY3JldA==", "Basic Ym9iOmhpZGRlbg==", "Basic YW5uOndyb25n", "basic YW5uOnNlY3JldA==", "Bearer abc.def", "Basic", "Basic !!!!", "Basic bm9jb2xvbg==", "bearer  two words"]
SOURCES = ["198.51.100.1", "10.1.2.3", "2001:db8::77", "127.0.0.1", "203.0.113.254"]


def expressions(chance):
    made = list(FETCHES)
    made += [chance.choice(TEXT) + "," + c for c in TEXT_CONVERTERS] + [chance.choice(TEXT) + "," + c for c in TEXT_CONVERTERS]
    made += [j + "," + c for c in TEXT_CONVERTERS if c.startswith("json_query") for j in ["req.fhdr(x-json)"]]
    made += [chance.choice(["hdr(x-code)", "hdr(x-odd)"]) + "," + c for c in ("b64dec,hex", "ub64dec,hex", "hex2i", "url_dec,hex", "host_only", "port_only", "language(en;de;fr)")]
    made += [chance.choice(NUMBER) + "," + c for c in NUMBER_CONVERTERS]
    made += [a + "," + c for c in ADDRESS_CONVERTERS for a in [chance.choice(ADDRESS)]]
    every = [c for c in TEXT_CONVERTERS + NUMBER_CONVERTERS + ADDRESS_CONVERTERS if not c.startswith(("unset", "set-var", "capture", "table_idle", "table_expire", "table_bytes", "table_kbytes"))]
    for _ in range(110):
        made.append(",".join([chance.choice(TEXT + NUMBER + ADDRESS)] + chance.sample(every, chance.choice((2, 2, 3, 4)))))
    return list(dict.fromkeys(e.replace("'~'", "' '").replace("$", "\\$") for e in made))


def valid(all_expressions):
    """Without those that haproxy refuses: it names the lines, and gives up after some."""
    left = list(all_expressions)
    while True:
        lines = CFG + ['    http-request set-header X-1 "<%%[%s]>"' % e for e in left] + TAIL
        with tempfile.NamedTemporaryFile("w", suffix=".cfg") as file:
            file.write("\n".join(line.replace("bind *:80", "bind 127.0.0.1:80") for line in lines) + "\n")
            file.flush()
            done = subprocess.run(["haproxy", "-c", "-f", file.name], capture_output=True, text=True)
        bad = {}
        for line in done.stderr.splitlines():
            found = re.search(r"ALERT.*parsing \[[^:]*:(\d+)\](.*)", line)
            if found and len(CFG) < int(found.group(1)) <= len(CFG) + len(left):
                bad[int(found.group(1)) - len(CFG) - 1] = found.group(2)
        for at, why in bad.items():
            print("left out:", left[at], "|", why[:200])
        if not bad:
            if done.returncode != 0:
                raise SystemExit(done.stderr)
            return left
        left = [e for at, e in enumerate(left) if at not in bad]


def request(chance, number, see):
    headers = {"X-Odd": chance.choice(ODD)}
    if chance.random() < 0.3:
        headers["x-odd"] = chance.choice(ODD)
    headers["X-Number"] = chance.choice(NUMBERS)
    headers["X-Address"] = chance.choice(ADDRESSES)
    headers["X-Json"] = JSON[number % len(JSON)]
    headers["X-Code"] = chance.choice(CODES)
    headers["X-Long"] = "".join(chance.choice("abcXYZ019 /;,%=é") for _ in range(chance.choice((0, 40, 200))))
    if chance.random() < 0.8:
        headers["Cookie"] = chance.choice(COOKIES)
    authorization = chance.choice(AUTHORIZATIONS)
    if authorization is not None:
        headers["Authorization"] = authorization
    if chance.random() < 0.3:
        headers["X-Token"] = "Bearer tok"
    step = {"op": "req", "id": number + 1, "src": chance.choice(SOURCES), "method": chance.choice(["GET", "GET", "HEAD", "POST", "PUT"]), "path": chance.choice(PATHS),
            "host": chance.choice(HOSTS), "headers": headers, "see": see}
    if chance.random() < 0.8 and step["path"] != "*":
        step["query"] = chance.choice(QUERIES)
    if step["path"].startswith("http://"):
        step["host"] = step["path"].split("/")[2]       # haproxy refuses two different names
    if step["path"] == "*":
        step["method"] = "OPTIONS"
    return step


def main():
    chance = random.Random(20260)
    good = valid(expressions(chance))
    print(len(good), "expressions")
    files = [good[i:i + PER_FILE] for i in range(0, len(good), PER_FILE)]
    for number, some in enumerate(files, 1):
        rules, see = [], []
        for at in range(0, len(some), PER_HEADER):
            name = "X-S%d" % (at // PER_HEADER)
            rules.append("    http-request set-header %s \"<%s>\"" % (name, "|".join("%%[%s]" % e for e in some[at:at + PER_HEADER])))
            see.append(name.lower())
        see.append("x-unique")
        record = {"record": "haproxy", "format": 1, "name": "samples-%d" % number, "about": "Sample expressions by seed, over odd requests (generate_samples.py).", "compare": "exact",
                  "cfg": CFG + rules + TAIL, "steps": [request(chance, i, see) for i in range(REQUESTS)]}
        with open(os.path.join(HERE, "samples-%d.json" % number), "w", encoding="utf-8") as file:
            json.dump(record, file, indent=1, ensure_ascii=False)
            file.write("\n")


if __name__ == "__main__":
    main()
