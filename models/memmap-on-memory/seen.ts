// SPDX-License-Identifier: MIT
/** What properties read of a state, whatever the design. */
import type { View } from '../../src/model/types.ts';
import {
  BLOCKS,
  blocksOf,
  ELSEWHERE,
  mapperOf,
  NOWHERE,
  SECTIONS,
  sectionOf,
  sectionsOf,
  unitsOf,
} from './layout.ts';
import type { Geometry, Range } from './layout.ts';
import type { Decisions } from './designs.ts';
import type { Kernel } from './memory.ts';
import { memmapOf } from './zone.ts';

export const kernel = (s: View) => s.mem as Kernel;
export const UNITS = BLOCKS.flatMap(unitsOf);
/** "Online" is said of sections: mem->state follows, some time after the pages are with the page allocator. */
export const online = (k: Kernel, s: number) => k.sections[s]?.online === true;
export const blockOnline = (k: Kernel, b: number) => sectionsOf(b).some((s) => online(k, s));
export const given = (k: Kernel, u: number) => k.given[u] === true;
/** No add, online, offline or removal is under way. */
export const still = (holds: (k: Kernel) => boolean) => (s: View) =>
  kernel(s).device_hotplug_lock !== null || holds(kernel(s));
export const everyBlock = (holds: (k: Kernel, b: number) => boolean) =>
  BLOCKS.map((b) => still((k) => holds(k, b)));
export const onlineUnits = (k: Kernel) => UNITS.filter((u) => online(k, sectionOf(u)));
export const sum = (k: Kernel, of: 'present' | 'managed') =>
  k.zones.reduce<number>((n, zone) => n + zone[of], 0);
export const rangeOf = (s: View, thread: 'adder' | 'remover') => blocksOf(s.stack[thread].range as Range);
/** Neither struct pages nor memmap. */
export const bare = (k: Kernel, b: number) =>
  sectionsOf(b).every((s) => !k.sections[s]?.valid && !k.sections[s]?.mapped);

export function memmapsOf(g: Geometry, d: Decisions) {
  /** Where the memmap of a section begins, if it has one. */
  const memmap = (k: Kernel, s: number) => (k.sections[s]?.mapped ? memmapOf(k, g, d, s) : NOWHERE);
  /** Pieces of other memory that hold one. */
  const elsewhere = (k: Kernel) =>
    new Set(SECTIONS.filter((s) => memmap(k, s) === ELSEWHERE).map((s) => mapperOf(g, d, s))).size;
  return { memmap, elsewhere };
}
