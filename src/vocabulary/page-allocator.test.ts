// SPDX-License-Identifier: MIT
import { describe, expect, it } from 'vitest';
import { engineOf } from '../engine/engine.ts';
import { code, source } from '../model/code.ts';
import { cpus } from '../model/cpu.ts';
import { bool } from '../model/domain.ts';
import type { Values } from '../model/domain.ts';
import { run } from '../model/run.ts';
import { system, thread } from '../model/thread.ts';
import { always, noDeadlock, noFault, sometimes } from '../model/types.ts';
import type { Instance } from '../model/types.ts';
import { Search } from '../explore/search.ts';
import { outcome } from '../explore/verdicts.ts';
import { compareOnSchedules, compareWithGraph } from '../testing/compare.ts';
import { local_irq_disable, local_irq_restore } from './context.ts';
import { alloc_pages, end_page_writeback, pageAllocator } from './page-allocator.ts';
import type { Gfp } from './page-allocator.ts';

interface Toy {
  readonly gfp?: Gfp;
  readonly free?: number;
  readonly irqsOff?: boolean;
  readonly debug?: boolean;
  readonly disk?: 'same CPU' | 'another CPU' | 'none';
}

/** A task takes one page, with its interrupts on or off; the disk ends writeback, where there is one. */
function toy({
  gfp = 'GFP_KERNEL',
  free = 1,
  irqsOff = false,
  debug = false,
  disk = 'same CPU',
}: Toy): Instance {
  const names = disk === 'none' ? ['task'] : ['task', 'disk'];
  const memory = { cpus: cpus(2, names, 2), ...pageAllocator(free, 2), got: bool };
  const { fn, step, as, end } = code<Values<typeof memory>>();
  const task = fn(source('toy.c', 'v0')('toy'), [
    irqsOff && local_irq_disable('off'),
    as('page_', alloc_pages({ says: 'alloc_page()', gfp, debugAtomicSleep: debug, failed: end('null') })),
    step('got', 'got = true', { got: true }),
    irqsOff && local_irq_restore('on'),
  ]);
  const cpu = disk === 'same CPU' ? 0 : 1;
  const threads = [
    run(thread(memory, 'task', {}, { cpu: 0 }), task),
    ...(disk === 'none'
      ? []
      : [run(thread(memory, 'disk', {}, { cpu, context: 'irq' }), end_page_writeback)]),
  ];
  return {
    machine: system({ id: 'page', memory, threads }),
    properties: [
      noDeadlock('no-deadlock', 'Nobody waits for ever.'),
      noFault('no-splat', 'No splat.', 'sleeping-in-atomic'),
      always('no-sleep', 'No mask that may sleep in atomic context.', (s) => !s.mem.slept_in_atomic),
      sometimes('got', 'It gets the page.', (s) => Boolean(s.mem.got)),
      sometimes('null', 'It gets NULL.', (s) => s.at['task'] === 'null'),
    ],
  };
}

function violated(instance: Instance): string[] {
  const search = new Search(engineOf(instance));
  search.run();
  return outcome(search)
    .results.filter((r) => r.verdict === 'violated')
    .map((r) => r.property.name);
}

const ATOMIC = { gfp: 'GFP_ATOMIC' } as const;
const TOYS: readonly (readonly [string, Toy, readonly string[]])[] = [
  ['GFP_KERNEL gets a free page', { free: 2 }, ['null']],
  ['GFP_KERNEL leaves the reserve alone, and waits for writeback', {}, ['null']],
  ['GFP_KERNEL waits for ever where nobody ends writeback', { disk: 'none' }, ['no-deadlock', 'got', 'null']],
  ['GFP_KERNEL gives its CPU up, though interrupts were off', { irqsOff: true }, ['no-sleep', 'null']],
  [
    'GFP_KERNEL with interrupts off, the disk’s on another CPU',
    { irqsOff: true, disk: 'another CPU' },
    ['no-sleep', 'null'],
  ],
  [
    'GFP_KERNEL with interrupts off, looked at, is a splat though there is a free page',
    { irqsOff: true, debug: true, free: 2 },
    ['no-splat', 'got', 'null'],
  ],
  ['GFP_KERNEL with interrupts on is none', { debug: true }, ['null']],
  [
    'GFP_ATOMIC takes the reserve, interrupts off or not',
    { ...ATOMIC, irqsOff: true, debug: true },
    ['null'],
  ],
  ['GFP_ATOMIC gets NULL where that is used up', { ...ATOMIC, free: 0 }, ['got']],
];

describe('alloc_pages()', () => {
  it.each(TOYS)('%s', (_, options, wanted) => {
    expect(violated(toy(options))).toEqual(wanted);
    expect(compareWithGraph(toy(options)).done).toBe(true);
    expect(compareOnSchedules(toy(options), 20)).toBe(20);
  });
});
