// SPDX-License-Identifier: MIT
/** The folders from the ground up: what is in each, and what it may import from. docs/architecture.md draws this. */

export interface Folder {
  readonly name: string;
  readonly says: string;
  /** Beside itself and src/outside: only folders that stand before it. */
  readonly from: readonly string[];
}

const COMPILED = ['watch', 'model', 'compile', 'order', 'engine'];
const EXPLORED = [...COMPILED, 'explore'];
const ENGINES = ['space', 'interleave', 'lossy', 'mutate', 'counterexample', 'repair'];
const LIBRARY = [
  'watch',
  'wasm',
  'model',
  'vocabulary',
  'compile',
  'order',
  'reduce',
  'engine',
  'explore',
  ...ENGINES,
  'follow',
  'sources',
  'kernel',
  'conform',
];

const src = (names: readonly string[]) => names.map((name) => `src/${name}`);
const folder = (
  name: string,
  says: string,
  from: readonly string[],
  others: readonly string[] = [],
): Folder => ({
  name,
  says,
  from: [...src(from), ...others],
});

export const FOLDERS: readonly Folder[] = [
  folder('src/outside', 'files and text of others: limits, escapes', []),
  folder('src/watch', 'when to stop: signals, time, memory', []),
  folder('src/wasm', 'bytes of WebAssembly', []),
  folder('src/model', 'what a model is; reads the machine (XState)', []),
  folder('src/vocabulary', 'kernel primitives: locks, might_sleep', ['model']),
  folder('src/compile', 'records each step; step code', ['watch', 'wasm', 'model']),
  folder('src/order', 'which lock is taken under which: lockdep', ['watch', 'model', 'compile']),
  folder('src/reduce', 'steps that need not be tried in each order', ['watch', 'model', 'compile']),
  folder('src/engine', 'what steps are, what is asked of states', [
    'watch',
    'model',
    'compile',
    'order',
    'reduce',
  ]),
  folder('src/explore', 'every interleaving; verdicts', [...COMPILED, 'wasm', 'reduce']),
  folder('src/space', 'every point of a model without threads', ['watch', 'model', 'engine']),
  folder('src/interleave', 'some: fast-check schedules, shrinking', EXPLORED),
  folder('src/lossy', 'most: sets that forget, with an estimate', COMPILED),
  folder('src/mutate', 'the model broken on purpose; who notices', EXPLORED),
  folder('src/counterexample', 'canonical form, file, replay on both engines', COMPILED),
  folder('src/follow', 'one schedule: run, sought, compared', [...EXPLORED, 'interleave', 'counterexample']),
  folder('src/kernel', 'a schedule forced on a kernel in an emulator', [
    'watch',
    'model',
    'compile',
    'counterexample',
  ]),
  folder('src/conform', 'what a kernel does, held against a model', [
    'watch',
    'model',
    'compile',
    'engine',
    'kernel',
  ]),
  folder('src/sources', 'what was modelled, looked up in a kernel tree', ['model']),
  folder('src/repair', 'what would have forbidden a violation', [
    ...EXPLORED,
    'vocabulary',
    'mutate',
    'counterexample',
  ]),
  folder('models', 'one machine, or space, each; its designs', ['model', 'vocabulary']),
  folder('src/report', 'data in, text out: diagram, table', [
    'model',
    'order',
    'engine',
    'explore',
    ...ENGINES,
    'sources',
  ]),
  folder('src/check', 'one instance: search, verdicts, traces', [
    ...EXPLORED,
    'reduce',
    'space',
    'interleave',
    'counterexample',
    'follow',
    'repair',
    'report',
  ]),
  folder('src/api', 'the same for a test: check(), matcher, reporter', [
    'watch',
    'model',
    'reduce',
    'engine',
    'interleave',
    'counterexample',
    'follow',
    'report',
    'check',
  ]),
  folder('src', 'what a model file, and a test, imports', [
    'model',
    'vocabulary',
    'interleave',
    'space',
    'api',
  ]),
  folder(
    'src/cli',
    'verbs; progress on stderr, results on stdout',
    [...LIBRARY, 'report', 'check'],
    ['models'],
  ),
  folder('src/testing', 'what tests share', [...LIBRARY, 'report', 'check'], ['models']),
  folder('properties', 'test suites, the manifest', [...LIBRARY, 'report', 'check', 'testing'], ['models']),
  folder('bench', 'the yardstick beside other engines', [...LIBRARY, 'check'], ['models', 'properties']),
];

/** What asks the command line itself may import it, from wherever it stands. */
export const ASKS_THE_CLI: readonly string[] = [
  'src/testing/command.ts',
  'properties/blocks.ts',
  'properties/fuzz-ran.ts',
  'properties/kill.full.ts',
  'properties/inputs-process.full.ts',
  'properties/readme.test.ts',
];

/** A suite that measures on the yardstick's own instance. */
export const ASKS_THE_BENCH: readonly string[] = ['properties/reduced.full.ts'];

/** The folders as docs/architecture.md shows them, four columns in. */
export const picture = (): string =>
  FOLDERS.map(({ name, says }) => `    ${name.padEnd(20)}${says}\n`).join('');
