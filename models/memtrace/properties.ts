// SPDX-License-Identifier: MIT
/** What must be true whatever the design. None of these knows which design it looks at. */
import { always, eventually, noDeadlock, noFault, sometimes } from '../../src/model/types.ts';
import type { Property, View } from '../../src/model/types.ts';
import { writersOf } from './memory.ts';
import type { Block, Kernel, Settings } from './memory.ts';

const kernel = (s: View) => s.mem as Kernel;
/** Where a writer is outside memtrace_enable_set(). */
const OUTSIDE = ['next', 'enter', 'parse', 'returned'];
/** With memtrace, or on the way from there or back. */
const TAKEN = ['contig', 'gone'];
const WITH_OTHERS = ['buddy', 'kernel', 'anon', 'file'];

export function propertiesOf(s: Settings): readonly Property[] {
  const writers = writersOf(s);
  const blocks = s.blocks.map((_, i) => i);
  const each = (holds: (b: Block) => boolean) =>
    blocks.map((i) => (v: View) => holds(kernel(v).block[i] as Block));
  const nobodyWrites = (v: View) => writers.every((name) => OUTSIDE.includes(v.at[name] ?? ''));
  /** An entry that a write to `enable` would find. */
  const named = (k: Kernel, block: number) =>
    k.memtrace_array !== null &&
    (k.arrays[k.memtrace_array] as Kernel['arrays'][number]).ent.some(
      ({ nid, start, size }, i) =>
        i < k.memtrace_array_nr && nid !== null && start <= block && block < start + size,
    );

  const properties: Property[] = [
    noFault('within-the-array', 'No entry past the end of memtrace_array is written.', 'out-of-bounds'),
    noFault(
      'array-alive',
      'Nobody follows a pointer to a freed memtrace_array or to none, or frees it twice.',
      'use-after-free',
      'null-dereference',
      'double-free',
    ),
    noFault(
      'no-unmapped-access',
      'Nobody goes to memory through a linear mapping that is not there.',
      'unmapped-access',
    ),
    noFault('no-bad-page', 'No page is freed with its flag set: "Bad page state".', 'bad-page'),
    noDeadlock('no-deadlock', 'Nobody waits for ever, least of all in a cycle.'),
    always(
      'in-use-is-mapped',
      'What the page allocator has, or has given out, has its linear mapping.',
      ...each((b) => !WITH_OTHERS.includes(b.use) || b.linear),
    ),
    always(
      'one-mapping',
      'What ioremap() maps has no linear mapping at the same time: cacheable here, inhibited there.',
      ...each((b) => !b.io || !b.linear),
    ),
    always(
      'aligned-to-its-size',
      'What is taken begins at a multiple of its size, as the hardware wants it.',
      (v) =>
        kernel(v).arrays.every(({ ent }) =>
          ent.every(({ nid, start, size }) => nid === null || size === 0 || start % size === 0),
        ),
    ),
    always(
      'nothing-old-shown',
      'What the files show holds nothing that the kernel or a process wrote before.',
      ...each((b) => !b.io || !b.old_data),
    ),
    always(
      'shows-own-memory',
      'What ioremap() and mmap() map for readers of trace is memtrace’s.',
      ...each((b) => (!b.io && !b.user) || TAKEN.includes(b.use)),
    ),
    always(
      'nothing-lost',
      'While nobody writes, memory that memtrace has taken is in memtrace_array, to be given back.',
      ...blocks.map(
        (i) => (v: View) =>
          !nobodyWrites(v) || !TAKEN.includes((kernel(v).block[i] as Block).use) || named(kernel(v), i),
      ),
    ),
    always(
      'no-array-leaked',
      'While nobody writes, no array is left but memtrace_array.',
      (v) =>
        !nobodyWrites(v) ||
        kernel(v).arrays.every((a, i) => a.life !== 'allocated' || i === kernel(v).memtrace_array),
    ),
    always(
      'no-file-left',
      'While nobody writes, a file stands for an entry of memtrace_array.',
      (v) =>
        !nobodyWrites(v) ||
        kernel(v).dirs.every((array) => array === null || array === kernel(v).memtrace_array),
    ),
    always(
      'no-isolation-left',
      'While nobody writes, no page block is MIGRATE_ISOLATE.',
      ...blocks.map((i) => (v: View) => !nobodyWrites(v) || !(kernel(v).block[i] as Block).isolated),
    ),
    eventually('writes-return', 'Every write to enable returns.', (v) =>
      writers.every((name) => v.at[name] === 'returned'),
    ),
    sometimes('memory-is-taken', 'Is memory taken in some run?', (v) =>
      kernel(v).block.some((b) => TAKEN.includes(b.use)),
    ),
    sometimes('memory-is-given-back', 'Is memory given back in some run?', (v) =>
      writers.some((name) => v.at[name] === 'reset'),
    ),
  ];
  if (writers.length === 1) properties.push(...ofOneWriter(s, writers[0] as string, blocks));
  if (s.reads)
    properties.push(
      noFault(
        'no-stale-mapping',
        'No reader of trace goes through an address that iounmap() has given back.',
        'stale-mapping',
      ),
      sometimes('trace-is-read', 'Is the file opened in some run?', (v) =>
        ['file_put', 'close'].includes(v.at['trace'] ?? ''),
      ),
    );
  if (s.hibernates)
    properties.push(
      sometimes('hibernates', 'Is an image made in some run?', (v) => v.at['hibernate'] === 'thaw'),
    );
  if (s.blocks.includes('file') || s.allocates.includes('file'))
    properties.push(
      sometimes(
        'file-pages-move',
        'Is a page of a file moved out of the way in some run?',
        (v) => kernel(v).file_moved,
      ),
    );
  if (s.zones.includes('Movable'))
    properties.push(
      always(
        'movable-zone-movable',
        'While nobody writes, what is in ZONE_MOVABLE can be moved.',
        ...blocks
          .filter((i) => s.zones[i] === 'Movable')
          .map((i) => (v: View) => !nobodyWrites(v) || (kernel(v).block[i] as Block).use !== 'contig'),
      ),
    );
  return properties;
}

/** What a write has done when it returns: with two, the other may have undone it. */
function ofOneWriter(s: Settings, writer: string, blocks: readonly number[]): Property[] {
  return [
    always(
      'zero-gives-all-back',
      'A write of 0 that succeeds leaves all memory with the page allocator or who got it there, mapped, unmarked.',
      ...blocks.map((i) => (v: View) => {
        if (v.at[writer] !== 'return_zero') return true;
        const { use, linear, flag } = kernel(v).block[i] as Block;
        return WITH_OTHERS.includes(use) && linear && flag === 'none';
      }),
    ),
    always(
      'zero-is-told',
      'After a write of 0 that succeeds enable reads as 0.',
      (v) => v.at[writer] !== 'return_zero' || kernel(v).memtrace_size === 0,
    ),
    always(
      'memory-has-its-file',
      'A write that succeeds leaves a mapping and a file of each region that it has taken.',
      (v) =>
        v.at[writer] !== 'return_val' ||
        kernel(v).arrays.every(
          (a, i) =>
            i !== kernel(v).memtrace_array ||
            a.ent.every((e, n) => n >= kernel(v).memtrace_array_nr || (e.mem && e.dir)),
        ),
    ),
    ...(s.failures
      ? []
      : [
          always(
            'errors-have-a-reason',
            'Where nothing fails but a search for free memory, no write does.',
            (v) => v.at[writer] !== 'return_error',
          ),
        ]),
    always(
      'success-means-memory',
      'A write of a size that succeeds has taken memory.',
      (v) => v.at[writer] !== 'return_val' || kernel(v).block.some((b) => TAKEN.includes(b.use)),
    ),
    always(
      'error-means-none-taken',
      'A write that fails without having had anything before leaves nothing taken.',
      (v) =>
        v.at[writer] !== 'return_error' ||
        kernel(v).memtrace_size > 0 ||
        kernel(v).block.every((b) => !TAKEN.includes(b.use)),
    ),
  ];
}
