// SPDX-License-Identifier: MIT
/**
 * Where things lie, in units of pages: two memory blocks side by side, two sections each, two units a section. A block's
 * head is what its memmap takes of it. The memmap of a section is `memmap / 2` units; one vmemmap PMD maps `pmd` units.
 */
import type { Decisions } from './designs.ts';

export const BLOCKS = [0, 1] as const;
export const SECTIONS = [0, 1, 2, 3] as const;
/** Units of a block, and of a section. */
export const BLOCK = 4;
export const SECTION = 2;
/** Where a section's memmap is: nowhere, or in memory that was there before. */
export const NOWHERE = -2;
export const ELSEWHERE = -1;

/** What decides whether a block can have its memmap on itself, all in units. */
export interface Geometry {
  /** The memmap of a block. */
  readonly memmap: number;
  /** What one PMD of vmemmap maps. */
  readonly pmd: number;
  readonly pageblock: number;
}

export const RANGES = ['block 0', 'block 1', 'both'] as const;
/** `misaligned`: from the middle of block 0 to the middle of block 1. */
export type Range = (typeof RANGES)[number] | 'misaligned' | 'none';
export const firstBlock = (range: Range) => (range === 'block 1' ? 1 : 0);
export const lastBlock = (range: Range) => (range === 'block 0' ? 0 : 1);
export const blocksOf = (range: Range) =>
  BLOCKS.filter((b) => firstBlock(range) <= b && b <= lastBlock(range));
export const firstSection = (range: Range) => 2 * firstBlock(range);
export const lastSection = (range: Range) => 2 * lastBlock(range) + 1;

/** Each is asked for in nearly every step and property: worked out once. */
const PARTS = BLOCKS.map((block) => ({
  sections: SECTIONS.filter((s) => Math.floor((s * SECTION) / BLOCK) === block),
  units: Array.from({ length: BLOCK }, (_, i) => block * BLOCK + i),
}));
export const sectionsOf = (block: number): readonly number[] => PARTS[block]?.sections ?? [];
export const unitsOf = (block: number): readonly number[] => PARTS[block]?.units ?? [];
export const blockOf = (unit: number) => Math.floor(unit / BLOCK);
export const sectionOf = (unit: number) => Math.floor(unit / SECTION);

/** The units of a block that hold memmap, `nr` of them: at its beginning, or at that of each section. */
export const headOf = (block: number, nr: number, d: Decisions) =>
  unitsOf(block).filter((u) => isHead(u, nr, d));
export const restOf = (block: number, nr: number, d: Decisions) =>
  unitsOf(block).filter((u) => !isHead(u, nr, d));
const isHead = (unit: number, nr: number, { perSection }: Decisions) =>
  perSection ? unit % SECTION < nr / 2 : unit % BLOCK < nr;
/** From the first to behind the last. */
export const hullOf = (units: readonly number[]): readonly [number, number] =>
  units.length === 0 ? [0, 0] : [Math.min(...units), Math.max(...units) + 1];

/** Where in vmemmap the memmap of a section begins, in halves of a unit; and how long it is. */
const vmemmapOf = (g: Geometry, s: number) => s * g.memmap;
/** What maps a section's memmap: which entry of vmemmap's page table; with base pages each section's are its own. */
export const mapperOf = (g: Geometry, d: Decisions, s: number) =>
  d.basePages ? s : Math.floor(vmemmapOf(g, s) / (2 * g.pmd));
/** How much memmap is allocated at once, in halves of a unit. */
export const chunkOf = (g: Geometry, d: Decisions) => (d.basePages ? g.memmap : 2 * g.pmd);
/** Other sections that the same entry maps. */
export const besides = (g: Geometry, d: Decisions, s: number) =>
  SECTIONS.filter((i) => i !== s && mapperOf(g, d, i) === mapperOf(g, d, s));
/** How many units behind the beginning of its chunk a section's memmap is. */
export const withinChunk = (g: Geometry, d: Decisions, s: number) =>
  d.basePages ? 0 : Math.floor((vmemmapOf(g, s) % (2 * g.pmd)) / 2);

/** mhp_supports_memmap_on_memory(): what is left of its conditions, for a range of this size. */
export function supports(g: Geometry, d: Decisions, range: Range): boolean {
  const blocks = blocksOf(range).length;
  const pieces = d.perSection ? 2 * blocks : 1;
  const memmap = (g.memmap * (d.addsEachBlock ? 1 : blocks)) / (d.perSection ? pieces : 1);
  const size = d.perSection ? SECTION : d.addsEachBlock ? BLOCK : BLOCK * blocks;
  return (
    (!d.oneBlock || d.addsEachBlock || blocks === 1) &&
    (!d.wholePmds || memmap % g.pmd === 0) &&
    (!d.wholePageblocks || (size - memmap) % g.pageblock === 0)
  );
}
