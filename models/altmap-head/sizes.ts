// SPDX-License-Identifier: MIT
/** A section of a range whose memmap lies in the range, in real sizes: what mark_vmemmap_pages() and onlining make of it. */

/** What the kernel is built for. */
export interface Settings {
  readonly page_shift: number;
  readonly section_bits: number;
  /** What one entry of the vmemmap maps, and what is taken from the altmap for it, in bytes. */
  readonly mapping: number;
  readonly struct_pages: readonly number[];
  /** Pages in front of the memmap: altmap->reserve. */
  readonly reserve: number;
  /** page_init_poison() has made every _refcount -1. */
  readonly poisoned: boolean;
  /** Where the range begins: at so many sections. */
  readonly bases: readonly ('low' | 'at 16 TiB')[];
  /** Of which pages PG_reserved is set when they are onlined. */
  readonly reserved: readonly Reserved[];
}
export type Reserved = 'all' | 'first of the range';
export interface Limits {
  /** How many sections a range may have. */
  readonly sections: readonly number[];
}
/** How the first struct page is found. */
export interface Decisions {
  readonly head: 'aligned, by count' | 'aligned, by pages' | 'kept';
}

/** One section of a range. */
export interface Point {
  readonly struct_page: number;
  readonly base: Settings['bases'][number];
  readonly reserved: Reserved;
  readonly sections: number;
  /** The section, counted from the range's first. */
  readonly section: number;
  readonly pages_per_section: number;
  readonly align: number;
  readonly first: number;
  readonly alloc: number;
  readonly taken: number;
  readonly marked: number;
  readonly head: number;
  readonly count: number;
  readonly memmap_pages: number;
  readonly counted: number;
  readonly branch_all: string;
  readonly branch_rest: string;
  readonly onlined: number;
  readonly onlined_at_once: number;
  readonly misaligned: number;
}

/** Sections are added one by one, as __add_pages() does. */
export interface Added {
  /** The first page that was taken for the section's memmap, and how many were. In pages from the range's first. */
  readonly taken: number;
  readonly alloc: number;
  /** The first that is marked. */
  readonly marked: number;
  /** The struct page whose count was raised: its offset in the vmemmap, from the range's first struct page. */
  readonly head: number;
  /** The count of the range's first vmemmap page afterwards. */
  readonly count: number;
}

/** x & ~(align - 1), as ALIGN_DOWN() works it out whatever `align` is. */
const alignDown = (x: number, align: number) => Number(BigInt(x) & ~BigInt(align - 1));
const alignUp = (x: number, align: number) => Math.ceil(x / align) * align;

/** So many sections lie in front of the range: an even number of them, so that entries are whole. */
const BEFORE = 1024;

export function add(s: Settings, d: Decisions, struct_page: number, sections: number): readonly Added[] {
  const pps = 2 ** (s.section_bits - s.page_shift);
  const align = pps * struct_page;
  const nr = s.mapping / 2 ** s.page_shift;
  const base = BEFORE * pps;
  const first = base + s.reserve;
  const counts = new Map<number, number>();
  const populated = new Set<number>();
  const marked: [from: number, to: number][] = [];
  /** A page that was marked has a count of 1, or what it was raised to since; what lies in a new memmap is 0, or poison. */
  const countOf = (at: number) =>
    counts.get(at) ?? (marked.some(([from, to]) => at >= from && at < to) ? 1 : s.poisoned ? -1 : 0);
  const added: Added[] = [];
  // The fields of struct vmem_altmap.
  let [base_pfn, lost, nr_sects] = [base, 0, 0];
  for (let section = 0; section < sections; section++) {
    let alloc = 0;
    let taken = -1;
    const start = (base + section * pps) * struct_page;
    for (let entry = Math.floor(start / s.mapping); entry * s.mapping < start + align; entry++) {
      if (populated.has(entry)) continue;
      populated.add(entry);
      const pfn = base_pfn + s.reserve + alloc + lost;
      const pad = alignUp(pfn, nr & -nr) - pfn;
      if (taken < 0) taken = pfn + pad;
      alloc += nr;
      lost += pad;
    }
    const pfn = base_pfn + s.reserve;
    const page = pfn * struct_page;
    const crossed = Math.floor((pfn - base) / pps);
    const down = alignDown(page, align);
    const head =
      d.head === 'kept'
        ? first * struct_page
        : down - align * (d.head === 'aligned, by count' ? nr_sects : crossed);
    const count = countOf(head) + 1;
    counts.set(head, count);
    if ((count * pps) % align === 0) nr_sects++;
    marked.push([pfn * struct_page, (pfn + alloc) * struct_page]);
    for (const at of counts.keys()) if (at >= page && at < page + alloc * struct_page) counts.set(at, 1);
    added.push({
      taken: taken - base,
      alloc,
      marked: pfn - base,
      head: head - base * struct_page,
      count: countOf(first * struct_page),
    });
    base_pfn += alloc + s.reserve;
  }
  return added;
}

/** online_pages_blocks(): how many of the blocks that it frees do not begin at a multiple of their size, or go too far. */
export function misalignedBlocks(start: number, nr_pages: number, max_order: number): number {
  let bad = 0;
  const end = start + nr_pages;
  for (let at = start; at < end;) {
    const order = Math.min(max_order - 1, Math.ceil(Math.log2(end - at)));
    if (at % 2 ** order !== 0 || at + 2 ** order > end) bad++;
    at += 2 ** order;
  }
  return bad;
}
export const baseOf = (base: Point['base'], pps: number, s: Settings) =>
  base === 'low' ? BEFORE * pps : 2 ** (44 - s.page_shift);
