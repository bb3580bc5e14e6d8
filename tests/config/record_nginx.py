#!/usr/bin/env python3
"""Asks nginx itself which directives it knows, where they may stand and how many arguments they take.

Writes the rows of core/config/nginx_directives.cpp to standard output. Needs nginx 1.22.1 (Debian 12: nginx-light) and
`strings`. Every candidate is a word found in the program; `nginx -t` says what it thinks of it.
"""
import os
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

NGINX = "/usr/sbin/nginx"
CONTEXTS = {
    "main": "%s\nevents {}",
    "events": "events { %s\n}",
    "http": "events {} http { %s\n}",
    "server": "events {} http { server { listen 127.0.0.1:8999; %s\n} }",
    "location": "events {} http { server { listen 127.0.0.1:8999; location / { %s\n} } }",
    "upstream": "events {} http { upstream u { server 127.0.0.1; %s\n} }",
    "server_if": "events {} http { server { listen 127.0.0.1:8999; if ($host) { %s\n} } }",
    "location_if": "events {} http { server { listen 127.0.0.1:8999; location / { if ($host) { %s\n} } } }",
    "limit_except": "events {} http { server { listen 127.0.0.1:8999; location / { limit_except GET { %s\n} } } }",
}


def ask(text):
    """The first message of nginx -t without date and process."""
    with tempfile.NamedTemporaryFile("w", suffix=".conf", delete=False) as file:
        file.write(text + "\n")
    result = subprocess.run([NGINX, "-t", "-c", file.name, "-p", tempfile.gettempdir()], capture_output=True, text=True)
    os.unlink(file.name)
    found = re.search(r"\[(?:emerg|warn|crit|alert)\] \d+#\d+: (.*)", result.stderr)
    return found.group(1) if found else ""


def probe(name):
    """The rows of a word: one, or two where it means something else inside `upstream`."""
    where = []
    for context, frame in CONTEXTS.items():
        message = ask(frame % f"{name};")
        if "unknown directive" in message:
            return []
        if "is not allowed here" not in message:
            where.append(context)
    if not where:
        return []
    groups = [[context for context in where if context != "upstream"], [context for context in where if context == "upstream"]]
    return [describe(name, group) for group in groups if group]


def describe(name, where):
    frame = CONTEXTS[next((context for context in ("location", "server", "http") if context in where), where[0])]
    block = False
    counts = []
    for count in range(0, 9):
        arguments = " 1" * count
        message = ask(frame % f"{name}{arguments};")
        if 'has no opening "{"' in message:
            block = True
            message = ask(frame % f"{name}{arguments} {{}}")
        if "invalid number of arguments" not in message:
            counts.append(count)
    kind = "text"
    if not block and 1 in counts:
        if 'it must be "on" or "off"' in ask(frame % f"{name} maybe;"):
            kind = "flag"
        elif f'"{name}" directive invalid value' in ask(frame % f"{name} zz;") or f'"{name}" directive invalid number' in ask(frame % f"{name} zz;"):
            good = lambda value: "invalid" not in ask(frame % f"{name} {value};")
            kind = "time" if good("5s") and not good("5k") else "size" if good("5k") else "number" if good("5") else "text"
    return name, where, counts[0] if counts else 0, 99 if counts and counts[-1] == 8 else counts[-1] if counts else 0, block, kind


def main():
    words = subprocess.run(["strings", "-n", "2", NGINX], capture_output=True, text=True).stdout
    candidates = set(re.findall(r"[a-z][a-z0-9_]{1,60}", words))
    # The linker keeps a word that ends another one inside it: "root" in "document_root".
    candidates = sorted({word[at:] for word in candidates for at in range(len(word)) if at == 0 or word[at - 1] == "_"} - {""} | {"ip_hash"})
    with ThreadPoolExecutor(2) as pool:
        rows = [row for found in pool.map(probe, candidates) for row in found]
    for name, where, least, most, block, kind in rows:
        print(f'    {{"{name}", {" | ".join("in_" + context for context in where)}, {least}, {most}, {str(block).lower()}, Value::{kind}}},')
    print(len(rows), "directives", file=sys.stderr)


main()
