// SPDX-License-Identifier: MIT
/** Whatever an author gets wrong is told as theirs: exit 3, where it is, and what to write instead. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { command, input } from '../src/testing/command.ts';

/** What is said of each design of an input, after its file, design, configuration and bound. */
const STRUCTURE: Readonly<Record<string, string>> = {
  target: "t.s: unknown target 'dnoe'; did you mean 'done'?",
  'no-target': 't.s: a candidate has no target; name the state',
  'no-candidate': 't.s: has no candidates; write what it does, or end()',
  initial: "t: unknown initial state 'strat'; did you mean 'start'?",
  'starts-in-fault': 't: it starts in fault(x)',
  dot: "t.a.b: a state can't be called 'a.b'",
  hash: "t.#b: a state can't be called '#b'",
  'empty-fault': 't.fault(): the fault has no kind',
  'fault-with-dot': "t.fault(use.after): a fault can't be called 'use.after'",
  'not-called': 't.done: is no state; write what on(...) or end() returns',
  star: "thread '*': a thread can't be called '*'",
  'thread-with-dot': "thread 'a.b': a thread can't be called 'a.b'",
  twice: "x: two threads are called 't'",
  'no-threads': 'x: has no threads',
  'choices-text': "x.t.s: 'choices': is 'ab'; give a list of texts",
  'choices-empty': 'x.t.s: meta.choices is empty',
  'effect-record': `t: step 's': the effect is {"a":true}, not a function; write (k, me) => ...`,
  'guard-true': "t: step 's': the guard is true, not a function",
  'guard-false': "t: step 's': the guard is false, not a function",
  'returns-number': "g() in f.c: ret(-1): it takes a text or what fn() returns: write ret('-1')",
  throws: 'ReferenceError: innt is not defined (structure.js:',
};
const BUILT: Readonly<Record<string, string>> = {
  nothing: 'build() returns missing, not { machine, properties }',
  text: "build() returns 'a model', not",
  promise: 'build() returns a promise',
  'no-machine': "'machine' is missing, not what system()",
  'other-machine': "'machine' is an object of another kind, not what system()",
  'no-list': "'properties' is an object of another kind, not a list",
  'no-property': "nothing is asked: 'properties' is empty",
  'no-name': 'properties[0] has no name',
  'no-kind': "property 'p': 'kind' is missing, not one of always,",
  kind: "property 'p': unknown kind 'allways'; did you mean 'always'?",
  'faults-text': "property 'p': 'faults' is 'use-after-free', not a list",
  'no-faults': "property 'p': it names no fault",
  'holds-missing': "property 'p': 'holds' is missing, not a function",
  'no-parts': "property 'p': give it a function",
  fairness: "property 'p': fairness: unknown fairness 'week'; did you mean 'weak'?",
  'fairness-text': "property 'p': fairness: 'strong' is 't', not a list of names",
  'throws-text': "'no such thing' was thrown",
  'throws-null': 'null was thrown',
};
/** What stands where a domain should, as a field of memory; and the same elsewhere. */
const MEMORY: Readonly<Record<string, string>> = {
  plain: "memory: 'pool' is a plain object, not a domain; write record({ ... })",
  number: "memory: 'n' is the number 3, not a domain; write int(low, high)",
  text: "memory: 'state' is the text 'idle', not a domain; write oneOf('idle', ...)",
  true: "memory: 'busy' is true, not a domain; write bool, or initially(bool, true)",
  null: "memory: 'head' is null, not a domain; write id('page', n), which starts at null",
  undefined: "memory: 'n' is undefined, not a domain; is its name misspelt, or not imported?",
  function: "memory: 'n' is the function int, not a domain; call it: int(...)",
  arrow: "memory: 'n' is the function n, not a domain; call it: n(...)",
  list: "memory: 'slots' is a list, not a domain; write array(n, domain), or record({ ... })",
  map: "memory: 'slots' is a Map, not a domain; write array(n, domain), seq(domain, most) or",
  symbol: "memory: 'n' is a symbol, not a domain; write bool, int(0, 3),",
  model: "memory: 'lock' is a model, not a domain; write record({ ... }) of the fields it has",
  machine: "memory: 'lock' is a machine, not a domain; write record({ ... }) of the fields it has",
  'other-version': "memory: 'n' is of the kind 'bag', not a domain; the kinds known here are scalar,",
  'by-hand': "memory: 'n' is a plain object, not a domain; write record({ ... })",
  'by-hand-below': "memory: 'list': its element is a plain object, not a domain; write record({ ... })",
  'no-fields': 'memory: it is undefined; write its fields, each with its domain',
  'record-itself': 'memory: it is a domain itself; write its fields, each with its domain',
  'list-itself': 'memory: it is a list; write its fields, each with its domain',
  stack: "the stack of t: 'n' is the number 0, not a domain; write int(low, high)",
  'no-stack': 'the stack of t: it is null; write its fields, each with its domain',
  record: "record(...): 'n' is undefined, not a domain;",
  array: 'array(2, ...): its element is a plain object, not a domain; write record({ ... })',
  seq: "seq(..., 2): its element is the text 'a', not a domain; write oneOf('a', ...)",
  initially: 'initially(...): what it is given is the function int, not a domain; call it: int(...)',
  ghost: 'ghost(...): what it is given is false, not a domain; write bool',
  'of-a-machine': 'x: meta.memory is a plain object, not a domain; write record({ ... })',
  parameter: "the space: parameter 'pages' is the number 3, not a domain; write int(low, high)",
  'stack-of-a-machine': 'x.t: its stack is undefined, not a domain;',
};
const KEYS: Readonly<Record<string, string>> = {
  possible: "the space: unknown key 'posible'; did you mean 'possible'?",
  formula: "formula 'f': unknown key 'term'; did you mean 'terms'?",
  'space-property': "property 'q': unknown key 'way'",
  'space-measures': "build() returns: unknown key 'measures'",
  built: "build() returns: unknown key 'mesures'; did you mean 'measures'?",
  property: "property 'p': unknown key 'part'; did you mean 'parts'?",
  fairness: "property 'p': unknown key 'fairnes'; did you mean 'fairness'?",
  measure: "measure 'm': unknown key 'valu'; did you mean 'value'?",
};

describe.each([
  ['keys.js', KEYS],
  ['structure.js', STRUCTURE],
  ['memory.js', MEMORY],
  ['built.js', BUILT],
])('a mistake in %s', (name, designs) => {
  const file = input(`mistakes/${name}`);
  it.each(Object.entries(designs))('is told as one: %s', async (design, said) => {
    const { status, out, err } = await command(`check ${file} --design ${design} --bound tiny`);
    expect(err).toContain(`mhpcheck: ${file}: design ${design}, configuration default, bound tiny: ${said}`);
    expect([status, out, err.split('\n').length]).toEqual([3, '', 2]);
  });
  it('is told by every verb and every search alike', async () => {
    const [design, said] = Object.entries(designs)[0] as [string, string];
    for (const line of ['check', 'compare', 'mutate', 'check --random 3', 'check --compact 1M']) {
      const [verb, ...options] = line.split(' ');
      const { status, err } = await command(`${verb} ${file} --design ${design} ${options.join(' ')}`);
      expect([line, status]).toEqual([line, 3]);
      expect(err).toContain(said);
    }
  });
});

it('a domain that another copy of the package made is one as well', async () => {
  const { status, err } = await command(
    `check ${input('mistakes/memory.js')} --design other-copy --bound tiny`,
  );
  expect([status, err]).toEqual([0, '']);
});
it('a choice that is no text is a mistake of the step that has it', async () => {
  const file = input('mistakes/structure.js');
  const { status, err } = await command(`check ${file} --design choices-numbers`);
  expect([status, err]).toEqual([
    3,
    expect.stringContaining('t.s: its choices have 0 among them: each is a string'),
  ]);
});

it.each([
  ['about', "configuration c: 'about': unknown design 'plian'; did you mean 'plain'?"],
  ['no-pairs', 'nothing is asked: each configuration is about no design'],
  ['no-designs', "nothing is asked: the model's 'designs' are none"],
  ['part-of-model', "the model: unknown part of a model 'assumption'; did you mean 'assumptions'?"],
  ['part-of-design', "design 'd': unknown part of a design 'decision'; did you mean 'decisions'?"],
  [
    'part-of-configuration',
    "configuration 'default': unknown part of a configuration 'abuot'; did you mean 'about'?",
  ],
  ['part-of-bound', "bound 'tiny': unknown part of a bound 'limit'; did you mean 'limits'?"],
  ['bound', "the model's 'bounds': unknown bound 'smal'; did you mean 'small'?"],
  ['no-configurations', "nothing is asked: the model's 'configurations' are none"],
])(
  'a model with nothing to ask, for nobody, or with a part that is read by nobody, is refused: %s',
  async (name, said) => {
    const file = input(`mistakes/${name}.js`);
    const { status, out, err } = await command(`check ${file}`);
    expect([status, out, err]).toEqual([3, '', expect.stringContaining(`mhpcheck: ${file}: ${said}`)]);
  },
);

describe('a file that can’t be loaded', () => {
  const dir = mkdtempSync(join(tmpdir(), 'mhpcheck-'));
  afterAll(() => rmSync(dir, { recursive: true }));
  it.each([
    [
      'brace.mjs',
      'const a = 1;\nexport default model({{\n  a,\n});\n',
      "Unexpected token '{' (brace.mjs:2:23)",
    ],
    ['semicolon.mjs', '\n\nexport default = ;\n', "Unexpected token '=' (semicolon.mjs:3:16)"],
    ['semicolon.js', '\n\nexport default = ;\n', "Unexpected token '=' (semicolon.js:3:16)"],
    [
      'throws.mjs',
      "const a = 1;\nthrow new TypeError('not today');\n",
      'TypeError: not today (throws.mjs:2:',
    ],
  ])('is told with line and column: %s', async (name, text, said) => {
    const file = join(dir, name);
    writeFileSync(file, text);
    const { status, err } = await command(`check ${file}`);
    expect([status, err]).toEqual([3, expect.stringContaining(`${file}: can't be loaded: ${said}`)]);
  });
});
