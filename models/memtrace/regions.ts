// SPDX-License-Identifier: MIT
/** A region of trace memory as v5.11 takes it from the page allocator, and gives it back. */
import { code } from '../../src/vocabulary/index.ts';
import type { Decisions } from './designs.ts';
import { again, at, each, failed, mayFail, memtrace_clear_range, next, over, past, whole } from './loops.ts';
import { read } from './memory.ts';
import type { Block, Kernel, Settings, Writer } from './memory.ts';
import { page_alloc } from './page_alloc.ts';

const { fn, branch, call, ret, loop } = code<Kernel, Writer>();

export function regions(d: Decisions, s: Settings) {
  const { memtrace, mem } = read(d);
  const { alloc_contig_pages, free_contig_range } = page_alloc(d, s);

  const arch_remove_linear_mapping = fn(mem('arch_remove_linear_mapping'), [
    loop([
      branch(
        'unmap',
        { says: 'remove_section_mapping(start, start + size)', choices: mayFail(s, 'EINVAL') },
        [
          s.failures && {
            choice: 'EINVAL',
            says: 'pr_warn("Unable to remove linear mapping for ...")',
            note: 'remove_section_mapping(): -EINVAL, and on',
            then: ret(),
          },
          { when: past, does: again, note: 'all are unmapped', then: ret() },
          { does: [(k, me) => (at(k, me).linear = false), next], note: 'the next' },
        ],
      ),
    ]),
  ]);
  const arch_create_linear_mapping = fn(mem('arch_create_linear_mapping'), [
    loop([
      branch(
        'map',
        { says: 'create_section_mapping(start, start + size, nid)', choices: mayFail(s, 'ENOMEM') },
        [
          s.failures && { choice: 'ENOMEM', does: failed, note: '-EFAULT', then: ret('-EFAULT') },
          { when: whole, does: [again, !d.mapsFirst && over], note: 'all are mapped', then: ret('0') },
          { does: [(k, me) => (at(k, me).linear = true), next], note: 'the next' },
        ],
      ),
    ]),
  ]);

  const { flag } = d;
  const [SET, CLEAR] =
    flag === 'PG_offline'
      ? ['__SetPageOffline(page)', '__ClearPageOffline(page)']
      : ['SetPageReserved(page)', 'ClearPageReserved(page)'];
  const set = (b: Block) => (b.flag = flag);
  const clear = (b: Block) => (b.flag = 'none');

  const memtrace_alloc_node = fn(memtrace('memtrace_alloc_node'), [
    call(alloc_contig_pages, ret('0 bytes')),
    d.clears && memtrace_clear_range(d),
    flag !== 'none' && each('set_flag', SET, past, set),
    call(arch_remove_linear_mapping),
    ret('0'),
  ]);
  const memtrace_free = fn(memtrace('memtrace_free'), [
    d.mapsFirst && call(arch_create_linear_mapping, ret('-EFAULT')),
    flag !== 'none' && each('clear_flag', CLEAR, whole, clear),
    call(free_contig_range),
    !d.mapsFirst && call(arch_create_linear_mapping, ret('-EFAULT')),
    ret('0'),
  ]);
  return { memtrace_alloc_node, memtrace_free };
}
