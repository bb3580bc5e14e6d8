#!/usr/bin/env python3
"""Installers by seed, in the manners of those that students hand in, run under the real bash.

usage: generate.py N SEED          print how many of N would be taken apart wrongly by the program named in EVENKEEL
       generate.py N SEED FILE     record N of them into FILE, which the tests read

What runs them, and in what surroundings: record.py.
"""
import json, os, random, subprocess, sys, tempfile

import record

CFG = '/etc/haproxy/haproxy.cfg'


def sections(r):
    """Lines of a frontend and a backend."""
    name = r.choice(['web-backend', 'my_site', 'servers', 'be.1'])
    indent = r.choice(['    ', '\t', '  '])
    lines = ['frontend ' + r.choice(['http-in', 'www', 'main']), indent + 'bind *:80']
    if r.random() < .5:
        lines.append(indent + 'mode http')
    lines.append(indent + 'default_backend ' + name)
    if r.random() < .8:
        lines.append('')
    lines += ['backend ' + name, indent + 'balance roundrobin']
    for i in range(r.randint(1, 3)):
        address = '.'.join(str(r.randint(1, 250)) for _ in range(4))
        lines.append('%sserver %d-web-0%d %s:80 check' % (indent, r.randint(1, 999999), i + 1, address))
    return lines


def target(r):
    return '>> ' + r.choice([CFG, '"%s"' % CFG, "'%s'" % CFG, '$CFG', '"$CFG"', '${CFG}'])


def loop(r):
    if r.random() < .5:
        return ['servers=(10.0.0.1 10.0.0.2 10.0.0.3)', 'echo "backend b" >> $CFG', 'i=1', 'for s in "${servers[@]}"; do',
                '  echo "    server web-0$i $s:80 check" >> $CFG', '  i=$((i+1))', 'done']
    return ['WEB1="192.0.2.3"', 'WEB2="192.0.2.7"', 'cat >> %s << EOF' % CFG, 'backend b', '\tserver web-01 $WEB1:80 check', '\tserver web-02 ${WEB2}:80 check', 'EOF']


def writing(r, lines, sudo):
    """One of the ways in which the lines come into the file."""
    text = '\n'.join(lines)
    escaped = '\\n'.join(line.replace('\t', '\\t') for line in lines)
    ways = [
        lambda: ['cat <<EOF ' + target(r)] + lines + ['EOF'],
        lambda: ['cat %s <<\'END\'' % target(r)] + lines + ['END'],
        lambda: ['cat <<-EOF ' + target(r)] + ['\t' + line for line in lines] + ['\tEOF'],
        lambda: ['VAR="'] + lines + ['"', 'echo "$VAR" ' + target(r)],
        lambda: ['conf="%s"' % escaped, 'echo -e "$conf" ' + target(r)],
        lambda: ['echo "%s" %s' % (line, target(r)) for line in lines],
        lambda: ['echo "%s" %s' % (text, target(r))],
        lambda: ["printf '%s\\n' " + ' '.join("'%s'" % line for line in lines) + ' ' + target(r)],
        lambda: ['printf "%s\\n" %s' % ('\\n'.join(lines), target(r))],
        lambda: ['{'] + ['  echo "%s"' % line for line in lines] + ['} ' + target(r)],
        lambda: ['sudo tee -a $CFG > /dev/null <<EOF'] + lines + ['EOF'],
        lambda: ["sudo bash -c 'cat <<EOF >> " + CFG] + lines + ["EOF'"],
        lambda: ["%ssed -i '$ a\\%s' %s" % (sudo, line or '\\', CFG) for line in lines],
        lambda: ['echo "%s" | sudo tee -a %s' % (text, CFG)],
        lambda: loop(r),
        lambda: ['function config(){', '\techo "$1" >> ' + CFG, '}'] + ['config "%s"' % line for line in lines],
    ]
    return r.choice(ways)()


def installer(seed):
    r = random.Random(seed)
    sudo = r.choice(['', 'sudo '])
    service = '/etc/default/haproxy'
    lines = [r.choice(['#!/usr/bin/env bash', '#!/bin/bash', '#!/usr/bin/bash']), 'CFG=' + CFG, sudo + r.choice(['apt-get update', 'apt update -y'])]
    maybe = lambda share, line: lines.append(line) if r.random() < share else None
    maybe(.3, sudo + 'add-apt-repository ppa:vbernat/haproxy-2.5 -y')
    lines.append(sudo + r.choice(['apt-get install -y haproxy', 'apt-get install haproxy=2.5.\\* -y', 'apt -y install haproxy']))
    maybe(.5, r.choice(['echo "ENABLED=1" >> ' + service, "sed -i 's/ENABLED=0/ENABLED=1/' " + service, 'echo ENABLED=1 | sudo tee -a ' + service,
                        'printf "ENABLED=1\\n" >> ' + service, 'echo -e "\\nENABLED=1" >> ' + service]))
    maybe(.2, sudo + 'cp $CFG $CFG.bak')
    maybe(.15, 'mv {0} {0}_backup; touch {0}'.format(CFG))
    maybe(.1, '[ -f {0} ] && rm {0}'.format(CFG))
    lines += writing(r, sections(r), sudo)
    maybe(.2, "sed -i '/mode\\s*http/a\\    option forwardfor' " + CFG)
    maybe(.15, "sed -i 's/5000/3000/g; s/50000/30000/' " + CFG)
    maybe(.1, "sed -i '3i\\# inserted' " + CFG)
    lines.append(r.choice([sudo + 'service haproxy restart', 'haproxy -c -f %s && service haproxy start' % CFG, 'if haproxy -c -f $CFG; then service haproxy restart; fi']))
    return '\n'.join(lines) + ('\n' if r.random() < .9 else '')


def taken_apart(script):
    """What the program finds, without files that are as their package has them."""
    with tempfile.NamedTemporaryFile('w', suffix='.sh', newline='') as file:
        file.write(script)
        file.flush()
        answer = subprocess.run([os.environ['EVENKEEL'], 'import', file.name, '--format', 'json'], capture_output=True, text=True, timeout=20)
    packaged = {CFG: record.packaged(), '/etc/default/haproxy': record.SERVICE}
    return {each['path']: each['text'] for each in json.loads(answer.stdout)['files'] if packaged.get(each['path']) != each['text']}


def main():
    count, seed = int(sys.argv[1]), int(sys.argv[2])
    cases = [{'name': 'seed %d' % (seed + i), 'script': installer(seed + i)} for i in range(count)]
    for case in cases:
        case['files'] = record.run(case['script'])
    if len(sys.argv) > 3:
        with open(sys.argv[3], 'w', encoding='utf-8') as file:
            file.write(json.dumps({'record': 'installers', 'format': 1, 'program': 'bash', 'cases': cases}, indent=1, ensure_ascii=False) + '\n')
        print('%d installers recorded' % count)
        return 0
    differ = [case['name'] for case in cases if taken_apart(case['script']) != case['files']]
    print('%d installers, %d differ' % (count, len(differ)), *differ, sep='\n')
    return 1 if differ else 0


if __name__ == '__main__':
    sys.exit(main())
