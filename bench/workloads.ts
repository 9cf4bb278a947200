// SPDX-License-Identifier: MIT
/** What is measured: vhr in the sizes that every engine takes, and models of ours that have a Promela twin. A row each. */
import { memoryBlock } from '../models/memory-block/index.ts';
import { stopMachineHotAdd } from '../models/stop-machine-hot-add/index.ts';
import { vmallocHotRemove } from '../models/vmalloc-hot-remove/index.ts';
import { comparable, macros } from '../properties/twin.ts';
import { twins } from '../properties/twins.ts';
import type { SetLimits } from '../src/model/bound.ts';
import { instanceOf } from '../src/model/instance.ts';
import type { Instance, Model, Property } from '../src/model/types.ts';
import { parseSize, vhr } from './vhr.ts';
import type { Size } from './vhr.ts';

export type EngineName =
  | 'mhpcheck'
  | 'mhpcheck-threads'
  | 'mhpcheck-reduced'
  | 'javascript'
  | 'c'
  | 'spin'
  | 'spin-reduced'
  | 'rumur'
  | 'xstate';

export interface Workload {
  readonly name: string;
  /** Who runs it, in turn. */
  readonly engines: readonly EngineName[];
  /** Of vhr. */
  readonly size?: Size;
  /** The Promela source, under peers/spin, and its macros. */
  readonly promela: string;
  readonly defines: readonly string[];
  readonly build: () => Instance;
}

const define = (macro: readonly [string, number]) => `-D${macro.join('=')}`;

function size(text: string, ...engines: EngineName[]): Workload {
  const parsed = parseSize(text);
  return {
    name: `vhr ${text}`,
    engines: ['mhpcheck', ...engines],
    size: parsed,
    promela: 'vhr.pml',
    defines: Object.entries(parsed).map(define),
    build: () => vhr(parsed),
  };
}

/** The seven numbers of a size of vhr. */
export const numbersOf = (w: Workload): string[] => Object.values(w.size ?? {}).map(String);

/** A size that somebody asks for: with the engines that take any. */
export const asked = (text: string): Workload => size(text, 'javascript', 'c', 'spin', 'spin-reduced');

/**
 * What SPIN is asked, too. It cannot be asked whether something stays possible, for which we would keep the steps of a
 * search. What a twin is asked beside this, properties/twins.full.ts compares.
 */
const spinIsAsked = (properties: readonly Property[]) =>
  comparable(properties).filter(({ kind }) => kind !== 'alwaysPossible');

/** A design of ours that holds, and its twin, which is told the bound, and what it asks (ASK). */
export function twin<D, C, B extends object>(
  model: Model<D, C, B>,
  configuration: string,
  design: string,
  limits: B,
  bound: Readonly<Record<string, number>>,
): Workload {
  const name = `${model.name} ${configuration} ${design}`;
  const other = twins.find((t) => t.model.name === model.name);
  const flags = other ? macros(other, configuration, design) : 'no twin';
  if (typeof flags === 'string') throw new Error(`${name}: ${flags}`);
  return {
    name,
    engines: ['mhpcheck', 'mhpcheck-reduced', 'spin', 'spin-reduced'],
    promela: `${model.name}.pml`,
    defines: [...flags, ...Object.entries(bound).map(define)],
    build: () => {
      const { machine, properties } = instanceOf({
        model,
        design,
        configuration,
        bound: 'tiny',
        limits: { ...limits } as SetLimits,
      });
      return { machine, properties: spinIsAsked(properties) };
    },
  };
}

/** Two calls of vmalloc(), the memory removed or added so many times in turn. SPIN is asked every invariant. */
export const twoMappers = (configuration: string, design: string, hotplugs: number): Workload =>
  twin(
    vmallocHotRemove,
    configuration,
    design,
    { vmalloc: 2, ioremap: 0, vunmap: 0, hotplugs },
    { MAPPERS: 2, HOTPLUGS: hotplugs, ASK: 2 },
  );

/** All that bound large has: three writes to `state`, three ejects or adds. SPIN is asked every invariant. */
function largeBlock(configuration: string, design: string): Workload {
  const { limits } = memoryBlock.bounds.large;
  const { writers, hotplugs } = limits;
  const sized = twin(memoryBlock, configuration, design, limits, {
    WRITERS: writers,
    HOTPLUGS: hotplugs,
    ASK: 2,
  });
  return { ...sized, name: `${sized.name} large` };
}

/** The same design with all that bound large has, every property asked: ours alone, on one thread and on two. */
function large(configuration: string, design: string): Workload {
  const chosen = { model: vmallocHotRemove, configuration, design, bound: 'large' } as const;
  return {
    name: `${vmallocHotRemove.name} ${configuration} ${design} large`,
    engines: ['mhpcheck', 'mhpcheck-threads'],
    promela: '',
    defines: [],
    build: () => instanceOf(chosen),
  };
}

/** Where xstate/graph is measured: the next size would take it minutes. */
export const SMALLEST = 'vhr 2 1 2 2 2 1 1';
export const FIRST_TIMED = 'vhr 3 1 2 2 2 2 1';
export const SECOND_TIMED = 'vhr 2 1 3 3 2 2 1';
export const LARGEST = 'vhr 2 2 3 3 2 2 1';
/** The one size whose states take six words of ours, and one with as many states of two. */
export const WIDE = 'vhr 2 1 2 4 32 1 1';
export const NARROW = 'vhr 2 1 3 3 2 3 1';

export const WORKLOADS: readonly Workload[] = [
  size('2 1 2 2 2 1 1', 'javascript', 'c', 'spin', 'rumur', 'xstate'),
  size('3 1 2 2 2 2 1', 'mhpcheck-reduced', 'javascript', 'c', 'spin', 'spin-reduced', 'rumur'),
  size('2 1 3 3 2 2 1', 'mhpcheck-reduced', 'javascript', 'c', 'spin', 'spin-reduced', 'rumur'),
  size('2 2 3 3 2 2 1', 'mhpcheck-threads', 'mhpcheck-reduced', 'javascript', 'c', 'spin', 'spin-reduced'),
  twoMappers('what-if-unpinned', 'option-1', 2),
  twoMappers('what-if-first-add', 'option-1', 3),
  large('what-if-first-add', 'option-1'),
  large('what-if-unpinned', 'option-1'),
  largeBlock('dimm', 'v6.18'),
  // At the one bound that this twin is written for, too small to tell a speed. It is asked for faults and deadlocks alone.
  twin(stopMachineHotAdd, 'low-pagealloc', 'preallocated', stopMachineHotAdd.bounds.tiny.limits, { ASK: 0 }),
  // For the curve: ours alone.
  size('2 1 2 2 2 2 1'),
  size('3 1 3 3 2 1 1'),
  size('2 1 3 3 2 3 1'),
  size('2 1 3 3 2 4 1'),
  size('2 1 2 4 32 1 1'),
];
/** What `--quick` runs. */
export const QUICK: readonly string[] = [SMALLEST, FIRST_TIMED];
