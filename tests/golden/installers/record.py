#!/usr/bin/env python3
"""Runs every installer of this folder under the real bash and records the files that it leaves.

usage: record.py            run all, write recorded.json
       record.py --check    run them again, exit 1 where a file differs

Needs root and Linux: each script runs in a mount namespace of its own in which /etc/haproxy, /etc/default, /root and /tmp are
private copies, made anew. Programs that would install or start something are stubs that do nothing and succeed; sudo runs its command.
The packaged haproxy.cfg is what the first lab begins with, as the product has it.
"""
import json, os, stat, subprocess, sys, tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
LAB = os.path.join(HERE, '../../../labs/04-two-servers-one-address/files/lb-01/haproxy.cfg')
SERVICE = ('# Settings of HAProxy\'s service\n\n# Another configuration file\n#CONFIG="/etc/haproxy/haproxy.cfg"\n\n'
           '# Further options of the program\n#EXTRAOPTS="-de -m 16"\n')
STUBS = ['apt-get', 'apt', 'add-apt-repository', 'service', 'systemctl', 'haproxy', 'ufw']
SUDO = '#!/bin/bash\nwhile [[ $1 == -* ]]; do shift; done\nexec "$@"\n'
INSIDE = '''
set -e
for folder in etc/haproxy etc/default root tmp; do mount --bind "$1/$folder" "/$folder"; done
cd /root
exec env -i HOME=/root PATH="$1/bin:/usr/bin:/bin" LANG=C.UTF-8 timeout 20 "$2" "$1/script.sh" </dev/null
'''


def packaged():
    text = open(LAB, encoding='utf-8').read()
    return text[:text.index('\n# Debian')]


def make(path, text, mode=0o644):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, 'w', encoding='utf-8', newline='') as file:
        file.write(text)
    os.chmod(path, mode)


def run(script):
    with tempfile.TemporaryDirectory(dir='/var/tmp') as folder:
        os.chmod(folder, 0o755)
        for name in ('etc/haproxy', 'etc/default', 'root', 'tmp', 'bin'):
            os.makedirs(os.path.join(folder, name))
        make(os.path.join(folder, 'etc/haproxy/haproxy.cfg'), packaged())
        make(os.path.join(folder, 'etc/default/haproxy'), SERVICE)
        for name in STUBS:
            make(os.path.join(folder, 'bin', name), '#!/bin/sh\nexit 0\n', 0o755)
        make(os.path.join(folder, 'bin/sudo'), SUDO, 0o755)
        make(os.path.join(folder, 'script.sh'), script)
        shell = '/bin/sh' if script.startswith('#!/bin/sh') else '/bin/bash'
        subprocess.run(['unshare', '--mount', '--propagation', 'private', 'sh', '-c', INSIDE, 'sh', folder, shell],
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=60, check=False)
        before = {'/etc/haproxy/haproxy.cfg': packaged(), '/etc/default/haproxy': SERVICE}
        return {path: text for path, text in left(folder) if before.get(path) != text}


def left(folder):
    for top in ('etc', 'root', 'tmp'):
        for where, _, names in sorted(os.walk(os.path.join(folder, top))):
            for name in sorted(names):
                path = os.path.join(where, name)
                if stat.S_ISREG(os.lstat(path).st_mode):
                    yield path[len(folder):], open(path, encoding='utf-8', newline='').read()


def main():
    names = sorted(name for name in os.listdir(HERE) if name.endswith('.sh'))
    version = subprocess.run(['bash', '--version'], capture_output=True, text=True).stdout.split()[3]
    cases = []
    for name in names:
        script = open(os.path.join(HERE, name), encoding='utf-8', newline='').read()
        cases.append({'name': name, 'script': script, 'files': run(script)})
    path = os.path.join(HERE, 'recorded.json')
    if sys.argv[1:] == ['--check']:
        recorded = {case['name']: case for case in json.load(open(path, encoding='utf-8'))['cases']}
        differ = [case['name'] for case in cases if recorded.get(case['name']) != case]
        print('%d installers, %d differ' % (len(cases), len(differ)), *differ, sep='\n')
        return 1 if differ else 0
    with open(path, 'w', encoding='utf-8') as file:
        file.write(json.dumps({'record': 'installers', 'format': 1, 'program': 'bash', 'version': version, 'cases': cases},
                              indent=1, ensure_ascii=False) + '\n')
    print('%d installers recorded' % len(cases))
    return 0


if __name__ == '__main__':
    sys.exit(main())
