// SPDX-License-Identifier: MIT
import { describe, expect, it } from 'vitest';
import type { TraceStep } from '../counterexample/trace.ts';
import { confirmedOf, threeWay, toySelection } from '../testing/sample.ts';
import { stepOf } from '../testing/step.ts';
import { faulty, lostUpdate } from '../testing/toys.ts';
import { diagram } from './diagram.ts';
import { numberedList } from './numbered.ts';

/** The diagram of a system's first counterexample: what is between the first two blank lines after the head. */
function drawn(name: string, build: typeof faulty): string {
  const [, picture = ''] = confirmedOf(toySelection(name, build))[0]?.text().split('\n\n') ?? [];
  return `\n${picture}\n`;
}

const step = stepOf;
const change = (field: string, from: unknown, to: unknown, ghost = false) => ({ field, from, to, ghost });
const lines = (steps: readonly TraceStep[], numbered: readonly number[] = []) =>
  diagram({ steps, mark: 'bug!', numbered, cpus: true });

describe('the diagram of a trace', () => {
  it('has two columns for two threads, the three steps that matter numbered, the fault marked', () =>
    expect(drawn('faulty', faulty)).toMatchInlineSnapshot(`
      "
        user                                freer
        ----                                -----
        toy()
          if (!freed) (1) [freed = false]
                                            toy()
                                              free(page) (2)
                                                  [freed: false -> true]
          page->x = 1 (3) [freed = true] <--- use-after-free!
      "
    `));

  it('gives threads of one CPU one column, and says where another goes on', () => {
    const at = { func: 'irq', file: 'f.c', version: 'v0' };
    const steps = [step('a', 'x', { cpu: 0 }), step('irq', 'y', { cpu: 0, at }), step('a', 'z', { cpu: 0 })];
    expect(lines(steps)).toEqual([
      '  CPU0',
      '  a, irq',
      '  ------',
      '  <a>',
      '  f()',
      '    x',
      '  <irq>',
      '  irq()',
      '    y',
      '  <a>',
      '  f()',
      '    z <--- bug!',
    ]);
  });

  it('says what a statement changed, on the line below where there is no room', () =>
    expect(drawn('lost-update', lostUpdate)).toMatchInlineSnapshot(`
      "
        add0                                add1
        ----                                ----
                                            toy()
                                              seen = counter (1) [counter = 0]
        toy()
          seen = counter [counter = 0]
          counter = seen + 1 (2)
              [counter: 0 -> 1]
                                              counter = seen + 1 (3)
                                                  [counter: 1 -> 1]
                                                              <--- both-count!
      "
    `));

  it('has three columns for three threads, and shows calls by indentation', () =>
    expect(drawn('three-way', threeWay)).toMatchInlineSnapshot(`
      "
        reader                  writer                  reaper
        ------                  ------                  ------
        read_page()
         find_page()
          page =
              xa_load(&pages,
              index) (1)
              [found]
                                erase_page()
                                 mutex_lock(&lock)
                                 xa_erase(&pages,
                                     index)
                                     [unlinked: false
                                      -> true]
                                                        reap()
                                                         page is unlinked?
                                                             [unlinked = true]
                                                         free_page()
                                                          put_page(page) (2)
                                                              [freed: false ->
                                                               true]
         kmap(page) (3)
             [freed = true] <--- use-after-free!
      "
    `));

  it('names a function when it is entered, and not again while the thread stays in it', () => {
    const at = (func: string, ...callers: string[]) => ({
      at: { func, file: 'f.c', version: 'v0', callers },
    });
    const steps = [
      step('t0', 'one', at('inner', 'outer')),
      step('t1', 'other', at('inner', 'outer')),
      step('t0', 'two', at('inner', 'outer')),
      step('t0', 'three', at('outer')),
      step('t0', 'four', at('inner', 'outer')),
    ];
    expect(`\n${lines(steps).join('\n')}\n`).toMatchInlineSnapshot(`
      "
        CPU0                                CPU1
        t0                                  t1
        --                                  --
        outer()
          inner()
            one
                                            outer()
                                              inner()
                                                other
            two
          three
          inner()
            four <--- bug!
      "
    `);
  });

  it('indents by one where calls are so deep that two do not fit', () => {
    const callers = ['state_store', 'device_online', 'memory_subsys_online', 'online_pages', 'notify'];
    const deep = { at: { func: 'told', file: 'f.c', version: 'v0', callers } };
    expect(lines([step('t0', 'x = y', deep), step('t1', 'x = y', {})]).slice(3)).toEqual([
      ...[...callers, 'told'].map((f, i) => `${' '.repeat(2 + i)}${f}()`),
      `${' '.repeat(8)}x = y`,
      `${' '.repeat(38)}f()`,
      `${' '.repeat(40)}x = y <--- bug!`,
    ]);
  });
});

describe('what a diagram shows of a step', () => {
  const shows = (more: Partial<TraceStep>) =>
    lines([step('t0', 'x = y', more)])
      .slice(4)
      .join('\n');

  it('is the branch it took and the shared memory it changed', () =>
    expect(shows({ note: 'none', changes: [change('mem.pud[0]', 0, null)] })).toBe(
      '    x = y [none; pud[0]: 0 -> none] <--- bug!',
    ));
  it('is no ghost, and no lock it took or let go', () =>
    expect(
      shows({
        changes: [change('mem.seen', false, true, true), { ...change('mem.lock', null, 't0'), lock: true }],
      }),
    ).toBe('    x = y <--- bug!'));
  it('is what a pointer of its own now points at, if it changed nothing shared', () => {
    const pointer = change('stack.t0.pmd', null, 1);
    expect(shows({ changes: [pointer] })).toBe('    x = y [pmd = 1] <--- bug!');
    expect(shows({ changes: [pointer, change('mem.n', 1, 2)] })).toBe('    x = y [n: 1 -> 2] <--- bug!');
    expect(shows({ note: 'found', changes: [pointer] })).toBe('    x = y [found] <--- bug!');
  });
});

describe('the columns of a diagram', () => {
  const heads = (n: number) => lines(Array.from({ length: n }, (_, i) => step(`t${i}`, 'x'))).slice(0, 2);

  it('start where kernel changelogs have them', () => {
    const starts = [1, 2, 3].map((n) => [...(heads(n)[0] ?? '').matchAll(/CPU/g)].map((m) => m.index));
    expect(starts).toEqual([[2], [2, 38], [2, 26, 50]]);
  });
  it('are none where there are more threads than fit: steps are numbered, each with its thread', () => {
    const steps = Array.from({ length: 5 }, (_, i) => step(`t${i}`, 'pmd_none(READ_ONCE(*pmdp))'));
    const waits = [
      { ...step('t0', 'x'), step: 't0.x', holders: ['t4'], idle: false, lock: undefined, tracked: false },
    ];
    expect(numberedList({ steps, mark: 'bug!', numbered: [1] })).toEqual([
      '  1  t0  f(): pmd_none(READ_ONCE(*pmdp))',
      '  2  t1  f(): pmd_none(READ_ONCE(*pmdp)) (1)',
      '  3  t2  f(): pmd_none(READ_ONCE(*pmdp))',
      '  4  t3  f(): pmd_none(READ_ONCE(*pmdp))',
      '  5  t4  f(): pmd_none(READ_ONCE(*pmdp)) <--- bug!',
    ]);
    expect(numberedList({ steps, mark: '', waits }).at(-1)).toBe('     t0  f(): x <--- waits for t4');
  });
  it('are in the order of the model’s threads, whichever runs first', () =>
    expect(lines([step('t1', 'x'), step('t0', 'y')])[1]).toBe(`  t0${' '.repeat(34)}t1`));
  it('keep to themselves: a name or a statement too long for its column does not touch the next', () => {
    const long = step('t0', 'pmd_populate_kernel(&init_mm, pmd, new_page_table_page_of_this_walk)');
    const all = lines([long, step(`${'t'.repeat(50)}1`, 'x')]);
    for (const line of all) expect(line.slice(36, 38).trim()).toBe('');
  });
});

describe('the mark', () => {
  it('stands in the last line, behind the statement', () =>
    expect(lines([step('t0', 'x')]).at(-1)).toBe('    x <--- bug!'));
  it('stands at the right edge of a line of its own where there is no room', () => {
    const all = lines([step('t1', 'x'), step('t0', 'y'), step('t1', 'a statement of thirty columns')]);
    expect(all.at(-1)).toHaveLength(72);
    expect(all.at(-1)?.trim()).toBe('<--- bug!');
    expect(all.at(-2)).toContain('a statement of thirty columns');
  });
  it('leaves steps without a number, but for those it is given', () => {
    const steps = [step('t1', 'free'), step('t0', 'use')];
    expect(lines(steps).join('\n')).not.toMatch(/\(\d\)/);
    expect(lines(steps, [0, 1]).join('\n')).toMatch(/free \(1\)[^]*use \(2\) <--- bug!$/);
  });
  it('folds what need not be told, below the functions in which the thread goes on', () => {
    const at = (func: string, ...callers: string[]) => ({
      at: { func, file: 'f.c', version: 'v0', callers },
    });
    const steps = [
      step('t0', 'a', at('add', 'top')),
      step('t0', 'b', at('map', 'top', 'add')),
      step('t0', 'c', at('online', 'top')),
    ];
    expect(diagram({ steps, mark: 'bug!', kept: new Set([2]) })).toEqual([
      '  t0',
      '  --',
      '  top()',
      '    ... add() (2 steps)',
      '    online()',
      '      c <--- bug!',
    ]);
    expect(diagram({ steps, mark: 'bug!', kept: new Set([1, 2]) })).toHaveLength(9);
  });
  it('says of a look what it saw, also where nothing changed, and which way was chosen', () => {
    const reads = [{ field: 'mem.lock.next', value: 0 }];
    expect(lines([step('t0', 'ticket = next', { reads })]).at(-1)).toBe(
      '    ticket = next [lock.next = 0] <--- bug!',
    );
    const event = { type: 't0', choice: 'NOTIFY_OK' };
    expect(lines([step('t0', 'notify()', { event })]).at(-1)).toBe('    notify() [NOTIFY_OK] <--- bug!');
  });
});
