// SPDX-License-Identifier: MIT
/** Each form of a counterexample as a user gets it, which forms fit which, and what reads them. */
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { entries } from '../../../models/index.ts';
import { command } from '../../testing/command.ts';
import { ITF_SCHEMA } from '../../testing/itf-schema.ts';

const DEADLOCK =
  'counterexamples/memory-block/what-if-blocking-store--no-deadlock--cycle-acpi.device_del.json';
const RECURSIVE = 'counterexamples/vmalloc-hot-remove/option-2--no-deadlock--cycle-hot_remove.allocate.json';
const FREED = 'counterexamples/vmalloc-hot-remove/none--no-freed-table-accessed--vmalloc.pmd_none.json';
const ATOMIC = 'counterexamples/stop-machine-hot-add/as-posted--no-splat--migration.pmd_alloc.json';
const LASSO =
  'counterexamples/altmap-teardown/no-test-in-pageblock--offline-ends--loop-hotplug.busy_unlock.json';
const SMALL = 'counterexamples/arm64-add-pages/as-posted--no-absent-memmap--kpageflags.page_flags.json';
const POINT = 'counterexamples/altmap-head/rfc--head-is-first--96.json';

const report = (file: string, format: string) => command(`report ${file} --format ${format}`, entries);
const flat = (text: string) => text.replaceAll(/\s+/g, ' ');

describe('as saved', () => {
  it.each([
    ['lockdep', DEADLOCK, 'lockdep.txt'],
    ['lockdep', RECURSIVE, 'lockdep-recursive.txt'],
    ['hung_task', DEADLOCK, 'hung_task.txt'],
    ['kasan', FREED, 'kasan.txt'],
    ['might_sleep', ATOMIC, 'might_sleep.txt'],
    ['dot', FREED, 'automaton.dot'],
    ['itf', SMALL, 'trace.itf.json'],
  ])('%s of %s', async (format, file, golden) => {
    const { out, status } = await report(file, format);
    expect(status).toBe(0);
    await expect(out).toMatchFileSnapshot(`golden/${golden}`);
  });
});

describe('a layout of the kernel', () => {
  it.each([
    ['lockdep', DEADLOCK],
    ['lockdep', RECURSIVE],
    ['hung_task', DEADLOCK],
    ['kasan', FREED],
    ['might_sleep', ATOMIC],
  ])('%s says first that it is a model, and is plain ASCII in 72 columns: %s', async (format, file) => {
    const { out } = await report(file, format);
    expect(out).toMatch(/^MODEL: /);
    expect(flat(out)).toContain('Not seen on a running kernel.');
    expect(out).toMatch(/^[\n\x20-\x7e]*$/);
    for (const line of out.split('\n')) expect(line.length, line).toBeLessThanOrEqual(72);
  });
  it('makes up no number that only a running kernel has', async () => {
    const all = await Promise.all([
      report(DEADLOCK, 'lockdep'),
      report(DEADLOCK, 'hung_task'),
      report(FREED, 'kasan'),
      report(ATOMIC, 'might_sleep'),
    ]);
    for (const { out } of all) expect(out).not.toMatch(/\bpid\b|0x|\+0|[0-9a-f]{16}|\bsize \d|seconds/i);
  });
});

describe('a form that does not fit', () => {
  it.each([
    ['lockdep', FREED, 'it tells of threads that wait for each other'],
    [
      'hung_task',
      FREED,
      'it tells of threads that wait for ever; those that fit: race, mail, markdown, mermaid, kasan, itf, dot',
    ],
    ['kasan', DEADLOCK, 'those that fit: race, mail, markdown, mermaid, lockdep, hung_task, itf, dot'],
    ['might_sleep', DEADLOCK, 'it tells of what may sleep in atomic context'],
    ['itf', POINT, 'this model has none; those that fit: race, mail, markdown'],
  ])('%s of %s is refused by a line that names those that do', async (format, file, why) => {
    const { err, status } = await report(file, format);
    expect(err).toContain(why);
    expect(err).toContain(`no --format ${format}`);
    expect(status).toBe(3);
  });
  it('names the threads where --thread is none of them, and goes with dot alone', async () => {
    expect((await report(FREED, 'dot --thread vmaloc')).err).toContain("'vmaloc'");
    expect((await report(FREED, 'race --thread vmalloc')).err).toContain('--thread goes with --format dot');
  });
});

describe('a point', () => {
  it('has sizes of 1 MiB and more in hexadecimal, as addresses are, and what is small as it is', async () => {
    const { out } = await report('counterexamples/kernel-va-layout/none--others-apart--pci_io.json', 'mail');
    for (const said of ['PAGE_SHIFT = 14:', 'VMEMMAP_SIZE = 0x8000000000:', 'table_span = 0x800000000000:'])
      expect(flat(out)).toContain(said);
  });
});

describe('itf', () => {
  const valid = new Ajv({ strict: false }).compile(ITF_SCHEMA);
  it.each([FREED, DEADLOCK, LASSO])('keeps the rules of the format: %s', async (file) => {
    const trace: unknown = JSON.parse((await report(file, 'itf')).out);
    expect(valid(trace), JSON.stringify(valid.errors)).toBe(true);
    const {
      vars,
      states,
      '#meta': meta,
    } = trace as { vars: string[]; states: object[]; '#meta': { varTypes: object } };
    for (const state of states) expect(Object.keys(state)).toEqual(['#meta', ...vars]);
    expect(Object.keys(meta.varTypes)).toEqual(vars);
  });
  it.each([
    ['a state that is no object', { vars: ['x'], states: [1] }],
    ['null', { vars: ['x'], states: [{ x: null }] }],
    ['a fraction', { vars: ['x'], states: [{ x: 0.5 }] }],
    ['a number that is no number', { vars: ['x'], states: [{ x: { '#bigint': '1.5' } }] }],
    ['no states', { vars: ['x'] }],
  ])('the rules refuse %s', (_, trace) => expect(valid(trace)).toBe(false));
  it('has a line for each variable of a state', async () => {
    const { out } = await report(FREED, 'itf');
    const { vars, states } = JSON.parse(out) as { vars: string[]; states: object[] };
    expect(out.split('\n').length).toBeLessThan(states.length * (vars.length + 3) + 2 * vars.length + 40);
  });
  it('says where a loop begins, and writes no state of it twice', async () => {
    const { out } = await report(LASSO, 'itf');
    const { loop, states } = JSON.parse(out) as { loop: number; states: Record<string, unknown>[] };
    expect(loop).toBeGreaterThanOrEqual(0);
    expect(loop).toBeLessThan(states.length);
    const texts = states.map(({ '#meta': _, ...state }) => JSON.stringify(state));
    expect(new Set(texts.slice(loop)).size).toBe(texts.length - loop);
  });
});

describe('mermaid', () => {
  it('has a title, a lane for each thread, and what repeats in a loop', async () => {
    const { out } = await report(LASSO, 'mermaid');
    const lines = out.trimEnd().split('\n');
    expect(lines.slice(0, 3)).toEqual([
      'sequenceDiagram',
      '  title altmap-teardown, no-test-in-pageblock: offline-ends violated, by a model',
      '  participant t0 as hotplug',
    ]);
    const from = lines.indexOf('  loop for ever');
    expect([lines[from + 1], lines.at(-1)]).toEqual([
      expect.stringContaining('scan_movable_pages()'),
      '  end',
    ]);
    expect((await report(DEADLOCK, 'mermaid')).out).not.toContain('loop');
  });
});

describe('dot', () => {
  it('is read by the rules of the kernel: nodes, the way in, the ways from one state to another', async () => {
    const { out } = await report(FREED, 'dot');
    const { initial, states, ways } = automata(out);
    expect(initial).toBe('pud_none');
    expect(new Set(ways.map((w) => `${w.from} ${w.event}`)).size).toBe(ways.length);
    for (const { from, to, event } of ways) {
      expect(states).toContain(from);
      expect(states).toContain(to);
      expect(states).not.toContain(event);
    }
    for (const name of [...states, ...ways.map((w) => w.event)]) expect(name).toMatch(/^[a-z]\w*$/i);
  });
  it('is of the thread that is named', async () => {
    const { out } = await report(FREED, 'dot --thread hot_remove');
    expect(out).toContain('thread hot_remove');
    expect(out).toContain('penwidth');
  });
});

/** Reads the dialect as tools/verification/rvgen/rvgen/automata.py does (v6.18), by whitespace and position. */
function automata(text: string) {
  const lines = text.split('\n');
  const word = (line: string | undefined, at: number) => line?.trim().split(/\s+/).at(at) ?? '';
  expect(lines[0]?.split(' ').slice(0, 2)).toEqual(['digraph', 'state_automaton']);
  const first = lines.findIndex((line) => word(line, 0) === '{node');
  const nodes = lines.slice(
    first,
    lines.findIndex((line, i) => i > first && word(line, 0) !== '{node'),
  );
  const names = nodes.map((line) => word(line, -1).replaceAll(/["};]/g, ''));
  const initial = names.find((name) => name.startsWith('__init_'))?.slice(7);
  const rest = lines.slice(first + nodes.length + 1);
  // v6.1 asks for the quotation mark in the second column.
  const edges = rest
    .slice(
      0,
      rest.findIndex((line) => line[1] !== '"'),
    )
    .filter((line) => word(line, 1) === '->');
  const bare = (name: string) => name.replaceAll('"', '');
  const ways = edges.map((line) => ({
    from: bare(word(line, 0)),
    to: bare(word(line, 2)),
    event: bare(word(line, -2)),
  }));
  return { initial, states: names.filter((name) => !name.startsWith('__init_')), ways };
}
