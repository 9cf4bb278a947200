// SPDX-License-Identifier: MIT
/** A trace is a stranger's: whatever its names, texts and values are, they stay text in every form. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { confirm } from '../../check/confirm.ts';
import { traced } from '../../check/selection.ts';
import type { Selection } from '../../check/selection.ts';
import { mutex, oneOf } from '../../model/domain.ts';
import { fault, system, thread } from '../../model/thread.ts';
import { always, noDeadlock, noFault } from '../../model/types.ts';
import type { Instance, Property } from '../../model/types.ts';
import { entryOf, searched } from '../../testing/sample.ts';
import { FORMATS } from '../forms.ts';
import type { Format } from '../forms.ts';

/** How a trace of two threads ends. */
const ENDS = ['use-after-free', 'sleeping-in-atomic', 'false', 'cycle'] as const;
type End = (typeof ENDS)[number];

/** `t` looks at what `o` changes; every text of it, and every value, is the stranger's. Names keep to the rules for names. */
function strange(text: string, end: End): Instance {
  const at = { func: text, file: text, version: text, callers: [text] };
  const names = [`t${nameOf(text)}`, `o${nameOf(text)}`] as const;
  const memory = { [`f${text}`]: oneOf('start', `v${text}`), a: mutex([...names]), b: mutex([...names]) };
  type Mem = Record<string, string | null>;
  const field = `f${text}`;
  const take = (k: Mem, lock: string, by: string) => void (k[lock] = by);
  const lock = (mine: ReturnType<typeof thread>, name: string, which: string, target: string) =>
    mine.on(
      {
        at,
        says: text,
        lock: which,
        acquires: { lock: which },
        waitsFor: (k) => [(k as Mem)[which] ?? null],
      },
      { guard: (k) => (k as Mem)[which] === null, effect: (k) => take(k as Mem, which, name), target },
    );
  const region = (name: string, first: string, second: string) => {
    const mine = thread(memory, name, {}) as ReturnType<typeof thread>;
    const isLooking = name === names[0];
    const changed = (k: unknown) => (k as Mem)[field] !== 'start';
    const look = mine.on(
      { at, says: text },
      end === 'use-after-free' || end === 'sleeping-in-atomic'
        ? { guard: changed, target: fault(end), note: `n${text}` }
        : { guard: changed, target: 'done', note: `n${text}` },
      { target: 'done' },
    );
    const change = mine.on(
      { at, says: text },
      { effect: (k) => void ((k as Mem)[field] = `v${text}`), target: 'done', note: `n${text}` },
    );
    return end === 'cycle'
      ? mine.region('one', {
          one: lock(mine, name, first, 'two'),
          two: lock(mine, name, second, 'unlock'),
          unlock: mine.on(
            { at, says: text },
            { effect: (k) => void Object.assign(k as Mem, { a: null, b: null }), target: 'done' },
          ),
          done: mine.end(),
        })
      : mine.region('go', { go: isLooking ? look : change, done: mine.end() });
  };
  const machine = system({
    id: 'strange',
    memory,
    threads: [region(names[0], 'a', 'b'), region(names[1], 'b', 'a')],
  });
  const asked: Record<End, Property> = {
    'use-after-free': noFault(`p${text}`, text, 'use-after-free'),
    'sleeping-in-atomic': noFault(`p${text}`, text, 'sleeping-in-atomic'),
    false: always(`p${text}`, text, (s) => s.mem[field] === 'start'),
    cycle: noDeadlock(`p${text}`, text),
  };
  return { machine, properties: [asked[end]] };
}
const nameOf = (text: string) => text.replaceAll(/[\s.*#:()]/g, '');

function formsOf(text: string, end: End): ReadonlyMap<Format, string> {
  const { model } = entryOf(`m${text}`, () => strange(text, end));
  const said = { says: text, source: text, decisions: {} };
  const own = {
    ...model,
    assumptions: [text],
    designs: { [`d${text}`]: said },
    configurations: { [`c${text}`]: { says: text, settings: {} } },
  };
  const selection: Selection = { model: own, design: `d${text}`, configuration: `c${text}`, bound: 'tiny' };
  const checked = searched(selection);
  const [found] = traced(checked.outcome);
  if (!found) throw new Error('no violation');
  const confirmed = confirm(checked, checked.search.engine, found[0].property, found[1]);
  const options = { full: true };
  const fits = FORMATS.filter((format) => confirmed.unfit(format, options) === undefined);
  return new Map(fits.map((format) => [format, confirmed.inForm(format, options)]));
}

/** What each medium obeys. */
const HOSTILE = fc.oneof(
  fc.constantFrom(
    '</script><script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "' onclick='x",
    '<!--',
    ']]>',
    '&lt;script&gt;',
    'a"];\n"x" -> "y" [ label = "z" ];',
    '}\ndigraph g { a -> b',
    '\\',
    '\\"',
    'end\n  participant x as y',
    ';',
    '%%{init: {}}%%',
    '#60;b#62;',
    '```\n# x',
    '`````',
    '[x](javascript:alert(1))',
    '\nBcc: all@example.org',
    '\u001b[2J\u001b]0;x\u0007',
    '\u202E\u2066',
    '\u2028',
    '{node [shape = circle] "x"};',
    '__init_',
    '--',
  ),
  fc.string({ unit: 'binary', maxLength: 20 }),
);
const TRACES = fc.tuple(
  fc
    .array(HOSTILE, { minLength: 1, maxLength: 3 })
    .map((parts) => parts.join('').trim())
    .filter((text) => nameOf(text) !== '' && !text.includes('\u0000')),
  fc.constantFrom(...ENDS),
);
const log = (text: string) => expect(text).toMatch(/^MODEL: [\n\x20-\x7e]*$/);
/** Each with what must be so of every text of its form, beside a harmless one of the same trace. */
const RULES: Readonly<Partial<Record<Format, (text: string, harmless: string) => void>>> = {
  lockdep: log,
  hung_task: log,
  kasan: log,
  might_sleep: log,
  html: (text, harmless) => {
    const tags = (page: string) => page.replace(/content="default[^"]*"/, '').match(/<[^>]*>/g);
    expect(tags(text)).toEqual(tags(harmless));
    expect(unseen(text)).toEqual([]);
  },
  mermaid: (text) => {
    for (const line of text.trimEnd().split('\n').slice(1))
      expect(line).toMatch(
        /^ {2}(title [\w .,:()/-]*|(participant t\d as |Note over t\d: )(<br>|#\d+;|[\w .,()*&+=/[\]-])*)$/,
      );
  },
  markdown: (text) => {
    const [title = '', , fence = '', ...rest] = text.split('\n');
    expect(title).toMatch(/^## ([\w ,;:.!"'$%&()+/=?@^~-]|\\[\\`*_{}[\]<>#|])*$/);
    expect(rest.filter((line) => line.includes(fence))).toEqual([fence]);
  },
  dot: (text) => {
    const lines = text.trimEnd().split('\n');
    const quote = '"(?:[^"\\\\]|\\\\.)*"';
    const known = new RegExp(
      `^(digraph state_automaton {|}| // [\\x20-\\x7e]*| {node \\[[a-z =,]*(""\\])?\\]? "\\w+"};| "\\w+" -> "\\w+";| "\\w+" \\[label = ${quote}(, [a-z =,]*)?\\];| "\\w+" -> "\\w+" \\[ (penwidth = 3, )?label = "\\w+" \\];| { rank = min ;|  "\\w+";| })$`,
    );
    for (const line of lines) expect(line).toMatch(known);
  },
  itf: (text) => expect(JSON.parse(text)).toHaveProperty('states'),
  mail: (text) => expect(text.split('\n\n')[0]).toMatch(/^Subject: [\x20-\x7e]*$/),
};
const unseen = (text: string) => text.replaceAll('\n', '').match(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu) ?? [];

describe('whatever a trace is made of', () => {
  const harmless = new Map(ENDS.map((end) => [end, formsOf('x', end)]));
  it('stays text, in every form that it has', () => {
    const asked = fc.property(TRACES, ([text, end]) => {
      for (const [format, form] of formsOf(text, end))
        RULES[format]?.(form, harmless.get(end)?.get(format) ?? '');
    });
    expect(() => fc.assert(asked, { numRuns: 40 })).not.toThrow();
  });
  it('has each form in one trace or another', () =>
    expect(new Set([...harmless.values()].flatMap((forms) => [...forms.keys()]))).toEqual(new Set(FORMATS)));
});
