#!/usr/bin/env python3
"""Damages valid haproxy.cfg files by seed and writes what the real HAProxy says to each: verdict, exit status, every message.

usage: mutate_haproxy.py SEED COUNT RECORDS.json [FILE…]

FILEs hold texts, or records with "cfg" or "cases"; without any: those of tests/golden and labs. A line is left out, doubled, swapped
with another, or one of its words is; a word is misspelt, a number changed, a line of another file put in."""
import glob
import json
import os
import random
import re
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from record_haproxy import judge                                     # noqa: E402

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..')
OWN = ('tests/golden/student-configs/**/*.cfg', 'tests/golden/student-configs/**/*.json', 'tests/golden/haproxy/*.json', 'tests/golden/haproxy-verdicts/*.json', 'labs/**/haproxy.cfg')


def texts(paths):
    for path in paths:
        raw = open(path, encoding='utf-8', errors='replace').read()
        if not path.endswith('.json'):
            yield raw
            continue
        record = json.loads(raw)
        if 'cfg' in record:
            yield '\n'.join(record['cfg']) + '\n'
        for case in record.get('cases', []):
            if case.get('verdict') != 'error' and 'text' in case:
                yield case['text']


def misspelt(chance, word):
    at = chance.randrange(len(word))
    kind = chance.randrange(4)
    if kind == 0:
        return word[:at] + word[at + 1:]
    if kind == 1:
        return word[:at] + chance.choice('abcdefgxyz0159-_./:%') + word[at + 1:]
    if kind == 2:
        return word[:at] + word[at] + word[at:]
    return word[:at] + word[at:at + 2][::-1] + word[at + 2:]


def damaged(chance, text, others):
    lines = text.split('\n')
    if lines and lines[-1] == '':
        lines.pop()
    for _ in range(chance.choice((1, 1, 2))):
        at = chance.randrange(len(lines))
        kind = chance.randrange(12)
        if kind == 0 and len(lines) > 1:
            del lines[at]
        elif kind == 1:
            lines.insert(at, lines[at])
        elif kind == 2:
            other = chance.randrange(len(lines))
            lines[at], lines[other] = lines[other], lines[at]
        elif kind in (3, 4):
            lines.insert(at, ' ' + chance.choice(others).strip())
        else:
            words = lines[at].split()
            if not words:
                continue
            place = chance.randrange(len(words))
            if kind == 5:
                del words[place]
            elif kind == 6:
                words.insert(place, words[place])
            elif kind == 7:
                words[place] = chance.choice(chance.choice(others).split() or ['x'])
            elif kind == 8:
                words = words[:place]
            elif kind == 9:
                words[place] = re.sub(r'\d+', lambda _: chance.choice(('0', '-1', '65536', '4294967296', '1x', '')), words[place], count=1)
            else:
                words[place] = misspelt(chance, words[place])
            lines[at] = ' ' + ' '.join(words)
    return '\n'.join(lines) + '\n'


def main():
    chance, count, target = random.Random(int(sys.argv[1])), int(sys.argv[2]), sys.argv[3]
    paths = sys.argv[4:] or sorted(p for pattern in OWN for p in glob.glob(os.path.join(ROOT, pattern), recursive=True) if 'samples-' not in p)
    good = [t for t in texts(paths) if 'crt' not in t and '\0' not in t and '\\x' not in t and 100 < len(t) < 4000]
    others = [line for t in good for line in t.split('\n') if line.strip() and not line.lstrip().startswith('#')]
    cases = []
    with tempfile.TemporaryDirectory() as folder:
        while len(cases) < count:
            text = damaged(chance, chance.choice(good), others)
            try:
                said = judge(text, folder)
            except Exception as problem:            # haproxy itself may hang on a name that it wants to resolve
                print('skipped:', problem, file=sys.stderr)
                continue
            cases.append({'title': 'mutation %s-%d' % (sys.argv[1], len(cases) + 1), 'text': text, **said})
    version = os.popen('haproxy -v').read().split()[2]
    with open(target, 'w', encoding='utf-8') as file:
        json.dump({'program': 'haproxy', 'version': version, 'cases': cases}, file, indent=1, ensure_ascii=False)
        file.write('\n')


if __name__ == '__main__':
    main()
