// SPDX-License-Identifier: MIT
/** A range of memory that is added: what memblock, the sections, the struct pages and the linear mapping know of it. */
import { array, bool, oneOf, record } from '../../src/vocabulary/index.ts';
import type { Values } from '../../src/vocabulary/index.ts';
import type { Decisions } from './designs.ts';

export interface Settings {
  /** The range is one section long, or as many as the bound says. */
  readonly one: boolean;
  /** Somebody looks at every pfn of the range: /proc/kpageflags. */
  readonly walks: boolean;
  /** Somebody brings each memory block online as soon as it is there. */
  readonly onlines: boolean;
  /** Allocations may fail. */
  readonly failures: boolean;
  /** debug_pagealloc_enabled(): pages that are freed or allocated are unmapped or mapped one by one. */
  readonly debugPagealloc: boolean;
  /** CONFIG_NUMA, and the memory is of a node other than 0. */
  readonly numa: boolean;
}
export interface Limits {
  readonly sections: number;
}
/** Of a section: its first, and another one. */
export const PAGES = 2;
export const sectionsOf = (s: Settings, l: Limits) => (s.one ? 1 : l.sections);
export const threadsOf = (s: Settings) => [
  'hot_add',
  ...(s.walks ? ['kpageflags'] : []),
  ...(s.onlines ? ['online'] : []),
];

export function memoryOf(s: Settings, l: Limits) {
  const sections = sectionsOf(s, l);
  return {
    page: array(
      sections * PAGES,
      record({
        /** memblock.memory has no region for it; has one; has one that is MEMBLOCK_NOMAP. */
        memblock: oneOf('none', 'map', 'nomap'),
        /** PageReserved(); and whether page_to_nid() is its node. */
        reserved: bool,
        node: bool,
      }),
    ),
    section: array(
      sections,
      record({
        /** It is valid and has its memmap. */
        memmap: bool,
        /** Its block has a device, with the file `state`. A block is one section long. */
        device: bool,
        online: bool,
        /** How the linear mapping has it. */
        linear: oneOf('none', 'block', 'contiguous', 'page'),
      }),
    ),
  };
}
export type Memory = ReturnType<typeof memoryOf>;
export type Kernel = Values<Memory>;
export type Page = Kernel['page'][number];
export type Section = Kernel['section'][number];

export const sectionOf = (k: Kernel, page: number) => k.section[Math.floor(page / PAGES)] as Section;
/** What arch/arm64/mm/init.c pfn_valid() answers, or include/linux/mmzone.h where there is no such function. */
export const pfn_valid = (d: Decisions) => (k: Kernel, page: number) =>
  (d.valid === 'memblock' || sectionOf(k, page).memmap) &&
  (d.valid === 'section' || k.page[page]?.memblock === 'map');

/** What every thread is made from. */
export interface Build {
  readonly memory: Memory;
  readonly decisions: Decisions;
  readonly settings: Settings;
  readonly limits: Limits;
  readonly threads: readonly string[];
}
