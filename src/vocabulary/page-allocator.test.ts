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
import {
  alloc_pages,
  drain_local_pages_wq,
  kmem_cache_alloc,
  kworker,
  pageAllocator,
} from './page-allocator.ts';
import { WMARK_ATOMIC, WMARK_LOW } from './page-allocator.ts';
import type { Gfp } from './page-allocator.ts';

interface Toy {
  readonly gfp?: Gfp;
  readonly free?: number;
  readonly irqsOff?: boolean;
  readonly debug?: boolean;
  readonly stopper?: boolean;
  /** A worker of the CPU, and a page on the list of the other. */
  readonly workers?: readonly number[];
  readonly elsewhere?: boolean;
  readonly slab?: boolean;
}

/** A task takes one page, with its interrupts on or off; workers give back what lies on lists. */
function toy(of: Toy): Instance {
  const { gfp = 'GFP_KERNEL', free = WMARK_LOW, irqsOff = false, debug = false, workers = [0] } = of;
  const names = ['task', ...[0, 1].map(kworker)];
  const memory = {
    cpus: cpus(2, names, 2),
    ...pageAllocator(free, WMARK_LOW + 1, [0, of.elsewhere ? 1 : 0]),
    got: bool,
  };
  const { fn, step, as, end } = code<Values<typeof memory>>();
  const how = { says: 'alloc_page()', gfp, debugAtomicSleep: debug, stopper: of.stopper === true };
  const task = fn(source('toy.c', 'v0')('toy'), [
    irqsOff && local_irq_disable('off'),
    of.slab && kmem_cache_alloc('object', 'kmem_cache_alloc(cachep, GFP_KERNEL)', debug),
    !of.slab && as('page_', alloc_pages({ ...how, drains: [0, 1], failed: end('null') })),
    step('got', 'got = true', { got: true }),
    irqsOff && local_irq_restore('on'),
  ]);
  const context = of.stopper ? 'stopper' : 'task';
  const threads = [
    run(thread(memory, 'task', {}, { cpu: 0, context }), task),
    ...workers.map((cpu) => run(thread(memory, kworker(cpu), {}, { cpu }), drain_local_pages_wq)),
  ];
  return {
    machine: system({ id: 'page', memory, threads }),
    properties: [
      noDeadlock('no-deadlock', 'Nobody waits for ever.'),
      noFault('no-splat', 'No splat.', 'sleeping-in-atomic'),
      always('no-sleep', 'No mask that may sleep in atomic context.', (s) => !s.mem.slept_in_atomic),
      sometimes('got', 'It gets the page.', (s) => Boolean(s.mem.got)),
      sometimes('null', 'It gets NULL.', (s) => s.at['task'] === 'null'),
      sometimes('drained', 'It waits for a worker.', (s) => /flush/.test(String(s.at['task']))),
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
const MIN = WMARK_LOW - 1;
const NOT_MET = ['null', 'drained'];
const TOYS: readonly (readonly [string, Toy, readonly string[]])[] = [
  ['GFP_KERNEL gets a free page', { free: WMARK_LOW + 1 }, NOT_MET],
  ['GFP_KERNEL goes down to the min watermark', { free: MIN + 1 }, NOT_MET],
  ['GFP_KERNEL reclaims below it, and waits for its own worker', { free: MIN }, ['null']],
  ['a stopper goes a quarter below it', { free: MIN, stopper: true }, NOT_MET],
  ['a stopper waits below that', { free: MIN - 1, stopper: true }, ['null']],
  [
    'GFP_KERNEL waits for the worker of another CPU that has pages on its list',
    { free: MIN, elsewhere: true, workers: [0, 1] },
    ['null'],
  ],
  ['... for ever where it does not run', { free: MIN, elsewhere: true }, ['no-deadlock', 'got', 'null']],
  [
    'GFP_KERNEL gives its CPU up, though interrupts were off',
    { free: MIN, irqsOff: true },
    ['no-sleep', 'null'],
  ],
  [
    'GFP_KERNEL with interrupts off, looked at, is a splat though there is a free page',
    { irqsOff: true, debug: true, free: WMARK_LOW + 1 },
    ['no-splat', 'got', 'null', 'drained'],
  ],
  ['GFP_KERNEL with interrupts on is none', { debug: true, free: MIN }, ['null']],
  [
    'GFP_ATOMIC takes the reserve, interrupts off or not',
    { ...ATOMIC, irqsOff: true, debug: true, free: WMARK_ATOMIC + 1 },
    NOT_MET,
  ],
  ['GFP_ATOMIC gets NULL where that is used up', { ...ATOMIC, free: WMARK_ATOMIC }, ['got', 'drained']],
  ['an object of a slab is no page', { slab: true, free: 0 }, NOT_MET],
  ['... but may sleep', { slab: true, irqsOff: true }, ['no-sleep', ...NOT_MET]],
  ['... which is a splat', { slab: true, irqsOff: true, debug: true }, ['no-splat', 'got', ...NOT_MET]],
];

describe('alloc_pages()', () => {
  it.each(TOYS)('%s', (_, options, wanted) => {
    expect(violated(toy(options))).toEqual(wanted);
    expect(compareWithGraph(toy(options)).done).toBe(true);
    expect(compareOnSchedules(toy(options), 20)).toBe(20);
  });
});
