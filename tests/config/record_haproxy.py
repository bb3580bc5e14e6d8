#!/usr/bin/env python3
"""Records what the real HAProxy says about small configuration files.

usage: record_haproxy.py CASES.txt RECORDS.json      run every case, write the records
       record_haproxy.py --check RECORDS.json        run them again, exit 1 where an answer differs

CASES.txt holds our own texts: a line '=== title' starts each; a line '--- NAME' behind a text starts a file that lies beside it
(HAProxy runs in their folder); in the text, \\r \\t \\0 \\xNN and a last line '\\c' (no final
line feed) stand for what an editor would hide; '@base' stands for global and defaults sections without a fault.
Every path after crt that does not contain "missing" is replaced by a self-made pair, so that only the text is judged.
"""
import json, os, re, subprocess, sys, tempfile

BASE = ('global\n\tlog /dev/log local0\n\ndefaults\n\tlog global\n\tmode http\n\ttimeout connect 5s\n'
        '\ttimeout client 50s\n\ttimeout server 50s\n')


def cases(path):
    title, lines = None, []
    for line in open(path, encoding='utf-8').read().split('\n'):
        if line.startswith('=== '):
            if title is not None:
                yield title, lines
            title, lines = line[4:], []
        else:
            lines.append(line)
    yield title, lines


def text_of(lines):
    while lines and lines[-1] == '':
        lines = lines[:-1]
    cut = lines and lines[-1] == '\\c'
    text = '\n'.join(lines[:-1] if cut else lines)
    if not cut:
        text += '\n'
    text = text.replace('@base\n', BASE)
    return re.sub(r'\\\\(r|t|0|x[0-9a-f]{2})',
                  lambda m: {'r': '\r', 't': '\t', '0': '\0'}.get(m.group(1)) or chr(int(m.group(1)[1:], 16)), text)


def pair(folder):
    pem = os.path.join(folder, 'site.pem')
    if not os.path.exists(pem):
        key, crt = os.path.join(folder, 'k'), os.path.join(folder, 'c')
        subprocess.run(['openssl', 'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', crt, '-days',
                        '3650', '-subj', '/CN=www.example.org'], capture_output=True, check=True)
        open(pem, 'w').write(open(crt).read() + open(key).read())
    return pem


def beside(lines):
    """The lines of the text itself, and the files that lie beside it."""
    files, name = {}, None
    own = []
    for line in lines:
        if line.startswith('--- '):
            name = line[4:]
            files[name] = []
        elif name is None:
            own.append(line)
        else:
            files[name].append(line)
    return own, {n: text_of(f) if any(f) else '' for n, f in files.items()}


def judge(text, folder, files):
    """The program's verdict, exit status and messages on one text."""
    for name, content in files.items():
        with open(os.path.join(folder, name), 'w', newline='', encoding='utf-8') as file:
            file.write(content)
    pem, path = pair(folder), os.path.join(folder, 'haproxy.cfg')
    judged = re.sub(r'(\bcrt[ \t]+)(?!\S*missing)(\S+)', lambda m: m.group(1) + pem, text)
    with open(path, 'w', newline='', encoding='utf-8') as file:
        file.write(judged)
    run = subprocess.run(['haproxy', '-c', '-f', path], capture_output=True, text=True, errors='replace', timeout=60, cwd=folder,
                         env={'PATH': os.environ['PATH']})
    verdict, messages = 'ok' if run.returncode == 0 else 'error', []
    for line in (run.stdout + run.stderr).split('\n'):
        found = re.match(r'\[(ALERT|WARNING)\]\s+(?:\(\d+\) : )?(?:config : )?(.*)', line)
        if not found:
            continue
        said = found.group(2).replace(path, 'haproxy.cfg').replace(pem, 'CERTIFICATE')
        if said.startswith(('Error(s) found', 'Fatal errors found')):
            continue
        number = re.search(r'haproxy\.cfg:(\d+)\]', said)
        messages.append({'line': int(number.group(1)) if number else 0,
                         'severity': 'error' if found.group(1) == 'ALERT' else 'warning',
                         'text': re.sub(r'^(?:[Pp]arsing )?\[haproxy\.cfg:\d+\]\s*:\s*', '', said)})
        if found.group(1) == 'WARNING' and verdict == 'ok':
            verdict = 'warning'
    return {'verdict': verdict, 'exit': run.returncode, 'messages': messages}


def main():
    with tempfile.TemporaryDirectory() as folder:
        if sys.argv[1] == '--check':
            records = json.load(open(sys.argv[2], encoding='utf-8'))
            differ = [r['title'] for r in records['cases'] if judge(r['text'], folder, r.get('files', {})) != {k: r[k] for k in ('verdict', 'exit', 'messages')}]
            print('%d cases, %d differ' % (len(records['cases']), len(differ)), *differ, sep='\n')
            return 1 if differ else 0
        version = subprocess.run(['haproxy', '-v'], capture_output=True, text=True).stdout.split()[2]
        out = []
        for title, lines in cases(sys.argv[1]):
            own, files = beside(lines)
            out.append({'title': title, 'text': text_of(own), **({'files': files} if files else {}), **judge(text_of(own), folder, files)})
        with open(sys.argv[2], 'w', encoding='utf-8') as file:
            file.write(json.dumps({'program': 'haproxy', 'version': version, 'cases': out}, indent=1, ensure_ascii=False) + '\n')
        print('%d cases recorded' % len(out))
        return 0


if __name__ == '__main__':
    sys.exit(main())
