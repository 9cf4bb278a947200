// SPDX-License-Identifier: MIT
/** The steps of the two kinds of thread, one `case` for each program counter. */

export function vmalloc(t) {
  const { S, P, C, V, OPT } = t.size;
  const locked = OPT === 1;
  const reading = OPT === 2;
  const page = t.get('p');
  const here = t.pmd(t.get('s'));
  const free = locked ? `${t.has('plock')} === 0` : `${t.has('writer')} === 0`;
  const take = locked ? t.with('plock') : t.count('readers', 1);
  const drop = locked ? t.without('plock') : t.count('readers', -1);
  const bad = `${t.used(page)} === 0 || ${here} !== ${page}`;
  const bit = `1 << ${t.cellShift(page, t.get('c'))}`;
  const lastRound = `${t.get('r')} === 1`;
  const finish = (word0 = null) =>
    `if (${lastRound}) { ${t.go({ pc: 'done', r: 0, s: 0, c: 0, p: 0 }, word0)} } else { ${t.go({ pc: 'idle', r: `${t.get('r')} - 1`, s: 0, c: 0, p: 0 }, word0)} }`;
  const afterWalk = locked ? 'lock2' : 'walk';
  const slots = OPT === 4 ? S - 1 : S;
  const own = Array.from({ length: slots * C }, (_, i) => i).filter((i) => i % V === t.index);
  const either = (test, yes, no) => `if (${test}) { ${yes} } else { ${no} }`;
  const when = (test, then) => `if (${test}) { ${then} }`;
  const cases = {
    idle: own.map((i) => t.go({ pc: reading ? 'rlock' : 'rd', s: Math.floor(i / C), c: i % C })).join(' '),
    rlock: reading && when(free, t.go({ pc: 'rd' }, take)),
    rd: either(here, t.go({ pc: afterWalk }), t.go({ pc: 'lock' })),
    lock: when(`${t.has('plock')} === 0`, t.go({ pc: 'reread' }, t.with('plock'))),
    reread: either(here, t.go({ pc: 'unlock' }), t.go({ pc: 'alloc' })),
    alloc: Array.from({ length: P }, (_, i) => {
      const bitOf = 1 << (t.l.shared.used.shift + i);
      return when(`(w0 & ${bitOf}) === 0`, t.go({ pc: 'install', p: i + 1 }, `w0 | ${bitOf}`));
    }).join(' '),
    // The entry is known to be 0.
    install: t.go({ pc: 'unlock', p: 0 }, t.setPmd(t.get('s'), page)),
    unlock: t.go({ pc: afterWalk }, t.without('plock')),
    lock2: locked && when(free, t.go({ pc: 'walk' }, take)),
    walk: either(here, t.go({ pc: 'write', p: here }), t.go({ pc: locked ? 'retry' : 'rd' })),
    retry: locked && t.go({ pc: 'rd' }, drop),
    write: either(
      bad,
      'error = true;',
      t.go({ pc: locked || reading ? 'wunlock' : 'uwalk', p: 0 }, `w0 | ${bit}`),
    ),
    wunlock: (locked || reading) && t.go({ pc: 'ulock' }, drop),
    ulock: (locked || reading) && when(free, t.go({ pc: 'uwalk' }, take)),
    uwalk: either(
      here,
      t.go({ pc: 'uwrite', p: here }),
      locked || reading ? t.go({ pc: 'uunlock' }) : finish(),
    ),
    uwrite: either(
      bad,
      'error = true;',
      locked || reading ? t.go({ pc: 'uunlock', p: 0 }, `w0 & ~(${bit})`) : finish(`w0 & ~(${bit})`),
    ),
    uunlock: (locked || reading) && finish(drop),
  };
  return switchOn(t, cases);
}

export function hotRemove(t) {
  const { S, C, OPT } = t.size;
  const locked = OPT === 1;
  const keep = OPT === 3;
  const page = t.get('p');
  const slot = t.get('s');
  const here = t.pmd(slot);
  const next = (word0 = null) =>
    `if (${slot} !== ${S - 1}) { ${t.go({ pc: 'walk', s: `${slot} + 1`, c: 0, p: 0 }, word0)} } else { ${t.go({ pc: 'rel', s: 0, c: 0, p: 0 }, word0)} }`;
  const noReader = OPT === 2 ? ` && ${t.has('readers')} === 0` : '';
  const full = `(w0 >>> ${t.cellShift(page, t.get('c'))} & 1) === 1`;
  const cells = `${2 ** C - 1} << ${t.cellShift(page, 0)}`;
  const given = `w0 & ~(1 << ${t.l.shared.used.shift - 1} + ${page} | ${cells})`;
  const end = (pc, r) => t.go({ pc, r }, t.without('writer'));
  const cases = {
    acq: `if (${t.has('writer')} === 0${noReader}) { ${t.go({ pc: 'walk', s: OPT === 4 ? S - 1 : 0 }, t.with('writer'))} }`,
    walk: `if (${here}) { ${t.go({ pc: locked ? 'lock' : 'check', p: here })} } else { ${next()} }`,
    lock: locked && `if (${t.has('plock')} === 0) { ${t.go({ pc: 'check' }, t.with('plock'))} }`,
    check: `if (${full}) { ${locked ? t.go({ pc: 'unlockn', c: 0, p: 0 }) : next()} }
      else if (${t.get('c')} !== ${C - 1}) { ${t.go({ c: `${t.get('c')} + 1` })} }
      else { ${keep ? t.go({ pc: 'flush', c: 0, p: 0 }) : t.go({ pc: 'clear', c: 0 })} }`,
    clear: !keep && t.go({ pc: locked ? 'unlockc' : 'flush' }, t.setPmd(slot, '0')),
    unlockc: locked && t.go({ pc: 'flush' }, t.without('plock')),
    flush: keep ? next() : t.go({ pc: 'free' }),
    free: !keep && next(given),
    unlockn: locked && next(t.without('plock')),
    rel: `if (${t.get('r')} === 1) { ${end('done', 0)} } else { ${end('acq', `${t.get('r')} - 1`)} }`,
  };
  return switchOn(t, cases);
}

const switchOn = (t, cases) => `switch (${t.get('pc')}) {
${Object.entries(cases)
  .filter(([, body]) => body)
  .map(([name, body]) => `    case ${t.pc[name]}: ${body} break;`)
  .join('\n')}
  }`;
