// SPDX-License-Identifier: MIT
/**
 * A call of vmalloc(), of ioremap(), or of map_kernel_range_noflush(), by whichever thread. Its area is reserved
 * already: it is backed by pages, mapped, and returned. v5.3 mm/vmalloc.c, lib/ioremap.c.
 */
import type { ThreadOf } from '../../src/model/thread.ts';
import type { Source } from '../../src/model/types.ts';
import { mightSleep } from '../../src/vocabulary/lock.ts';
import { downRead, upRead, waitsForWriter } from '../../src/vocabulary/percpu-rwsem.ts';
import type { Decisions, Path } from './designs.ts';
import type { Layout, Memory } from './memory.ts';
import type { walkStack } from './pages.ts';
import { IOREMAP, VMALLOC, within } from './places.ts';
import { mappingWalk, walkStart } from './walk.ts';
import type { Walk } from './walk-types.ts';

const HOTPLUG = 'mem_hotplug_lock';
const CPUS = 'cpu_hotplug_lock';
export type Caller = ThreadOf<Memory, ReturnType<typeof walkStack> & Record<never, never>>;

export interface Call {
  /** The code that is called. */
  readonly path: Path;
  readonly self: number;
  readonly area: number;
  /** Put before each state's name. */
  readonly prefix: string;
  /** The functions that lead to the call, outermost first. */
  readonly callers?: readonly string[];
  /** The state to go on to, whether the call succeeded or not: `vm_area` tells. */
  readonly done: string;
  /** Can its allocations fail? Default: yes. */
  readonly mayFail?: boolean;
}

const ENTRY: Readonly<Record<Path, Source>> = {
  vmalloc: { func: '__vmalloc_node_range', file: 'mm/vmalloc.c', version: 'v5.3' },
  ioremap: { func: '__ioremap_caller', file: 'arch/arm64/mm/ioremap.c', version: 'v5.3' },
  map_kernel_range: { func: 'map_kernel_range_noflush', file: 'mm/vmalloc.c', version: 'v5.3' },
};
const MAP: Readonly<Record<Path, Source>> = {
  vmalloc: { func: 'map_vm_area', file: 'mm/vmalloc.c', version: 'v5.3' },
  ioremap: { func: 'ioremap_page_range', file: 'lib/ioremap.c', version: 'v5.3' },
  map_kernel_range: ENTRY.map_kernel_range,
};

/** Does the call take get_online_mems(), over all of it or over the mapping alone? */
function section(d: Decisions, path: Path): 'call' | 'mapping' | 'none' {
  const inside = d.onlineMems === 'mapping' || path !== 'map_kernel_range';
  return d.onlineMems !== 'none' && d.readers.includes(path) && inside ? d.onlineMems : 'none';
}
const locking = (d: Decisions, path: Path) =>
  d.walkLock.includes(path === 'ioremap' ? 'ioremap' : 'vmalloc') ? ('walk' as const) : ('entry' as const);

/** The first state of a call. */
export const callStart = (d: Decisions, { path, prefix }: Call): string =>
  section(d, path) === 'none' ? walkStart({ locking: locking(d, path), prefix }) : `${prefix}get_online_mems`;

/** The states of a call. */
export function call(t: Caller, layout: Layout, d: Decisions, c: Call): Record<string, object> {
  const { path, area, self, prefix, done, callers, mayFail = true } = c;
  const entry: Source = { ...ENTRY[path], ...(callers && { callers }) };
  const s = (name: string) => prefix + name;
  const over = section(d, path);
  const walk: Walk = {
    layout,
    self,
    address: layout.vmalloc,
    leaf: area,
    locking: locking(d, path),
    dropBetweenLevels: d.dropBetweenLevels,
    allocUnderLock: d.allocUnderLock,
    mayFail,
    places: within(callers ?? [], path === 'ioremap' ? IOREMAP : VMALLOC),
    prefix,
    done: s(over === 'none' ? 'return' : leaving(d, 'put_online_mems')),
    failed: s(over === 'none' ? 'return_error' : leaving(d, 'put_online_mems_error')),
  };
  return {
    ...(over !== 'none' && readSection(t, d, c, over, walkStart(walk))),
    ...mappingWalk(t, walk),
    [s('return')]: t.on(
      { at: entry, says: 'return addr' },
      { effect: (k) => void (k.vm_area[area] = 'mapped'), target: done },
    ),
    ...(mayFail && {
      [s('return_error')]: t.on(
        { at: entry, says: 'free_vm_area(area)' },
        { effect: (k) => void (k.vm_area[area] = 'free'), target: done },
      ),
    }),
  };
}

const refused = (_k: unknown, _me: unknown, choice: string) => choice === 'ENOMEM';

/** Where a read section ends: cpu_hotplug_lock goes first where it was taken inside. */
const leaving = (d: Decisions, state: string) => (d.cpusInside ? `cpus_${state}` : state);

/** get_online_mems() around the call or its mapping, with the pages allocated inside if it is around the call. */
function readSection(
  t: Caller,
  d: Decisions,
  { path, self, prefix, callers = [], mayFail = true }: Call,
  over: 'call' | 'mapping',
  start: string,
): Record<string, object> {
  const s = (name: string) => prefix + name;
  const at: Source = { ...(over === 'call' ? ENTRY : MAP)[path], callers };
  const backed = over === 'call' && path === 'vmalloc';
  const inside = backed ? s('alloc_pages') : start;
  const put = (state: string, target: string) => ({
    ...(d.cpusInside && {
      [s(`cpus_${state}`)]: t.on(
        { at, says: 'cpus_read_unlock()', primitive: 'percpu_rwsem' },
        { ...upRead(CPUS, self), target: s(state) },
      ),
    }),
    [s(state)]: t.on(
      { at, says: 'put_online_mems()', primitive: 'percpu_rwsem' },
      { ...upRead(HOTPLUG, self), target: s(target) },
    ),
  });
  return {
    [s('get_online_mems')]: t.on(
      { at, says: 'get_online_mems()', ...waitsForWriter(HOTPLUG) },
      { ...downRead(HOTPLUG, self), target: d.cpusInside ? s('cpus_read_lock') : inside },
    ),
    ...(d.cpusInside && {
      [s('cpus_read_lock')]: t.on(
        { at, says: 'cpus_read_lock()', ...waitsForWriter(CPUS) },
        { ...downRead(CPUS, self), target: inside },
      ),
    }),
    ...(backed && {
      [s('alloc_pages')]: t.on(
        {
          at: {
            func: '__vmalloc_area_node',
            file: 'mm/vmalloc.c',
            version: 'v5.3',
            callers: [...callers, at.func],
          },
          says: 'page = alloc_page(gfp_mask)',
          primitive: 'alloc_page',
          ...(mayFail && { choices: ['ok', 'ENOMEM'] }),
        },
        mightSleep(t.memory, t.name),
        ...(mayFail
          ? [{ guard: refused, target: s(leaving(d, 'put_online_mems_error')), note: 'NULL' }]
          : []),
        { target: start },
      ),
    }),
    ...put('put_online_mems', 'return'),
    ...(mayFail && put('put_online_mems_error', 'return_error')),
  };
}
