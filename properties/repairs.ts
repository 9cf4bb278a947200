// SPDX-License-Identifier: MIT
/** Broken designs whose fix is known, and what `why` finds for each: docs/repairs.md is made of this. */
import { entries } from '../models/index.ts';
import { causesOf } from '../src/check/causes.ts';
import { foundIn } from '../src/check/kinds.ts';
import { repairsOf } from '../src/check/why.ts';
import { counterexample } from '../src/counterexample/counterexample.ts';
import { engineOf } from '../src/engine/engine.ts';
import { Search } from '../src/explore/search.ts';
import { outcome } from '../src/explore/verdicts.ts';
import { instanceOf } from '../src/model/instance.ts';
import type { BoundName, Instance, Model, Property } from '../src/model/types.ts';
import type { Repairs } from '../src/repair/find.ts';
import { sayings } from '../src/repair/repair.ts';
import { wrap } from '../src/report/text.ts';

/** A pair: the design that is broken, and what was done about it. `fixed`: the design of the same file that has it. */
export interface Pair {
  readonly model: string;
  readonly design: string;
  readonly configuration: string;
  readonly fixed: string;
  readonly published: string;
}
const bug = (model: string, design: string, fixed: string, published: string): Pair => ({
  model,
  design,
  configuration: 'default',
  fixed,
  published,
});
const vmalloc = (design: string, configuration: string, fixed: string, published: string): Pair => ({
  model: 'vmalloc-hot-remove',
  design,
  configuration,
  fixed,
  published,
});

/** Those that take a second or two. */
export const SHORT: readonly Pair[] = [
  bug('cpus-vs-mems', 'inside', 'outside-cpuslocked', 'cpus_read_lock() first, around all (3f906ba23689)'),
  bug('cpus-vs-mems', 'outside-recursive', 'outside-cpuslocked', 'not taken again inside (3f906ba23689)'),
  bug(
    'section-usage',
    'v6.7',
    'rcu-check',
    'RCU, kfree_rcu(), and NULL looked for (5ec8e8ea8b77, 82f0b6f041fa)',
  ),
  bug('section-usage', 'rcu-no-check', 'rcu-check', 'NULL looked for (82f0b6f041fa)'),
  bug('hwpoison-pcp', 'v6.8', 'drain-after', 'the drain after it, nothing held (1983184c22dd)'),
  bug('kcore-offline', 'v5.13', 'both', 'a rwsem over look and copy, and in the driver (82840451936f)'),
  bug('kcore-offline', 'driver-only', 'both', 'kcore takes it for reading (c6d9eee2a686)'),
  bug('double-isolation', 'v4.16', 'ebusy', 'an isolated block is refused: -EBUSY (2c7452a075d4)'),
  bug('kswapd-running', 'v6.0', 'kswapd-lock', 'kswapd_lock around both (b4a0215e11dc)'),
];
/** Those that take up to a minute each. */
export const LONG: readonly Pair[] = [
  vmalloc('lock-around-free-only', 'what-if-unpinned', 'option-1', 'the walks under the lock too'),
  vmalloc('option-1-drop-between-levels', 'what-if-unpinned', 'option-1', 'not dropped between levels'),
  vmalloc('option-2-cpus-inside', 'cpu-hotplug', 'option-2', 'cpus_read_lock() outside'),
  vmalloc('ptdump-lockless', 'ptdump', 'floor-ceiling', 'get_online_mems() around the walk'),
];

/** The model: one of ours, or an example. */
export async function modelOf({ model }: Pair): Promise<Model> {
  const known = entries.find((e) => e.model.name === model)?.model;
  const file = new URL(`../examples/${model}.js`, import.meta.url);
  return (known ?? ((await import(file.href)) as { readonly default: Model }).default) as Model;
}

/** No clock: what is found must not hang on the machine's speed. */
export const BUDGET = { candidates: 400, states: 200_000, seconds: 3600 };

export interface Asked {
  readonly pair: Pair;
  readonly bound: BoundName;
  /** Undefined where nothing with a trace is violated. */
  readonly repairs: Repairs | undefined;
  readonly property: string;
}

export async function ask(model: Model, pair: Pair, bound: BoundName = 'tiny'): Promise<Asked> {
  const { design, configuration } = pair;
  const chosen = { model, design, configuration, bound };
  const instance: Instance = instanceOf(chosen);
  const search = new Search(engineOf(instance));
  search.run();
  const [cause] = causesOf(foundIn(search), outcome(search));
  if (!cause) return { pair, bound, repairs: undefined, property: '' };
  const origin = { model: model.name, design, configuration, bound };
  const property = cause.result.property as Property;
  const c = counterexample(search.engine.compiled, origin, property, cause.violation);
  const repairs = await repairsOf(instance, c, { budget: BUDGET, stopped: () => false });
  return { pair, bound, repairs, property: property.name };
}

/** As docs/repairs.md has it. */
export function told({ pair, property, repairs }: Asked): string {
  const line = (text: string, bullet = '') =>
    wrap(`${bullet}${text}`, 74, bullet.length)
      .map((words) => `  ${words}`)
      .join('\n');
  const { found = [], tried = 0 } = repairs ?? {};
  const left = (names: readonly string[]) =>
    names.length > 0 ? ` (violated still: ${names.join(', ')})` : '';
  const lines = found.map((f) => line(`${sayings(f.repair)}${left(f.left)}`, '* '));
  const end = found.length > 0 ? `(${tried} changes tried)` : `none of ${tried} changes tried forbids it`;
  return [
    `${pair.model}, ${pair.design}, ${pair.configuration}:`,
    line(property),
    line(`published: ${pair.published}`),
    ...lines,
    line(end),
  ].join('\n');
}
