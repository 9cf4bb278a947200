// SPDX-License-Identifier: MIT
/** A region of trace memory as v5.8 takes it: offline and removed; and as it is added and brought online again. */
import { code, mutex_lock, mutex_unlock, source } from '../../src/vocabulary/index.ts';
import type { Decisions } from './designs.ts';
import {
  again,
  at,
  each,
  failed,
  first,
  following,
  mayFail,
  memtrace_clear_range,
  moves,
  MOVES,
  next,
} from './loops.ts';
import { over, page_isolation, past, target, whole } from './loops.ts';
import { offlineRanges, read } from './memory.ts';
import type { Kernel, Settings, Writer } from './memory.ts';

const { fn, step, branch, if_, call, ret, goto, label, loop, inlined, as, break_, continue_ } = code<
  Kernel,
  Writer
>();

export function offlined(d: Decisions, s: Settings) {
  const { memtrace, hotplug, mem } = read(d);
  const core = source('drivers/base/core.c', d.version);
  const { start_isolate_page_range, undo_isolate_page_range } = page_isolation(d.version);
  const lock_device_hotplug = (name: string) =>
    inlined(core('lock_device_hotplug'), [mutex_lock(name, 'device_hotplug_lock')]);
  const unlock_device_hotplug = (name: string) =>
    inlined(core('unlock_device_hotplug'), [mutex_unlock(name, 'device_hotplug_lock')]);

  const movesOn = (k: Kernel, me: Writer) =>
    !past(k, me) && MOVES.includes(at(k, me).use) ? ['moved', 'EINTR'] : ['moved'];
  const offline_pages = fn(hotplug('__offline_pages', 'offline_pages'), [
    loop([
      branch('system_ram', 'walk_system_ram_range()', [
        { when: past, does: again, note: 'no holes', then: break_ },
        {
          when: (k, me) => at(k, me).use === 'gone',
          does: again,
          says: 'reason = "memory holes"',
          note: '-EINVAL',
          then: ret('-EINVAL'),
        },
        { does: next, note: 'memory' },
      ]),
    ]),
    call(start_isolate_page_range, goto('failed_removal')),
    loop([
      branch(
        'offline_migrate',
        { says: 'scan_movable_pages(), do_migrate_range()', primitive: 'migrate_pages', choices: movesOn },
        [
          { when: past, does: again, note: '-ENOENT: all are free', then: break_ },
          { when: (k, me) => !MOVES.includes(at(k, me).use), does: next, note: 'nothing to move' },
          {
            choice: 'EINTR',
            does: again,
            says: 'reason = "signal backoff"',
            note: 'signal_pending(current)',
            then: goto('failed_removal'),
          },
          // Without room it tries again until a signal comes.
          {
            when: (k) => target(k) < 0,
            does: again,
            note: '-ENOMEM, then a signal',
            then: goto('failed_removal'),
          },
          { does: [moves, next], note: 'moved' },
        ],
      ),
    ]),
    each(
      'offline_isolated',
      '__offline_isolated_pages(start_pfn, end_pfn)',
      past,
      (b) => (b.use = 'offline'),
    ),
    call(undo_isolate_page_range),
    ret('0'),
    label('failed_removal'),
    as('failed_', call(undo_isolate_page_range)),
    ret('-EBUSY'),
  ]);

  const memtrace_offline_pages = fn(memtrace('memtrace_offline_pages'), [
    loop([
      // A block that is not there is passed over.
      branch('check_online', 'check_memblock_online(): mem->state != MEM_ONLINE', [
        { when: past, does: again, note: 'all are online', then: break_ },
        { when: (k, me) => at(k, me).use === 'offline', does: again, note: 'true', then: ret('false') },
        { does: next, note: 'false, or no such block' },
      ]),
    ]),
    ret(offline_pages),
  ]);
  const none = (_: Kernel, me: Writer) => me.start === null;
  const ranges = (me: Writer) => offlineRanges(s, me.nid, me.val);
  const memtrace_alloc_node = fn(memtrace('memtrace_alloc_node'), [
    lock_device_hotplug('lock_hotplug'),
    step('round_down', 'base_pfn = round_down(end_pfn - nr_pages, nr_pages)', first(ranges)),
    loop([
      if_(
        'base',
        'base_pfn > start_pfn',
        none,
        [unlock_device_hotplug('unlock_none'), ret('0 bytes')],
        'false',
        'true',
      ),
      call(memtrace_offline_pages, [step('next_base', 'base_pfn -= nr_pages', following(ranges)), continue_]),
      break_,
    ]),
    d.clears && memtrace_clear_range(d),
    inlined(hotplug('__remove_memory'), [
      each('remove_pages', '__remove_pages(start_pfn, nr_pages)', past, (b) => (b.use = 'gone')),
    ]),
    inlined(mem('arch_remove_memory'), [
      loop([
        branch(
          'remove_mapping',
          { says: 'remove_section_mapping(start, start + size)', choices: mayFail(s, 'EINVAL') },
          [
            s.failures && {
              choice: 'EINVAL',
              says: 'WARN_ON_ONCE(ret)',
              note: 'remove_section_mapping(): -EINVAL, and on',
              then: break_,
            },
            { when: past, does: again, note: 'all are unmapped', then: break_ },
            { does: [(k, me) => (at(k, me).linear = false), next], note: 'the next' },
          ],
        ),
      ]),
    ]),
    unlock_device_hotplug('unlock_hotplug'),
    ret('0'),
  ]);

  const add_memory = fn(hotplug('add_memory'), [
    lock_device_hotplug('lock_add'),
    loop([
      branch('resource', { says: 'register_memory_resource(start, size)', choices: mayFail(s, 'ENOMEM') }, [
        s.failures && { choice: 'ENOMEM', does: failed, note: '-ENOMEM', then: goto('failed') },
        { when: whole, does: again, note: '0', then: break_ },
        {
          when: (k, me) => at(k, me).use !== 'gone',
          does: [again, failed],
          note: '-EEXIST',
          then: goto('failed'),
        },
        { does: next, note: 'nothing is there' },
      ]),
    ]),
    inlined(mem('arch_add_memory'), [
      each(
        'add_mapping',
        'create_section_mapping(start, start + size, nid)',
        whole,
        (b) => (b.linear = true),
      ),
      each('add_pages', '__add_pages(nid, start_pfn, nr_pages)', whole, (b) => (b.use = 'offline')),
    ]),
    unlock_device_hotplug('unlock_add'),
    ret('0'),
    label('failed'),
    unlock_device_hotplug('unlock_not_added'),
    ret('-EEXIST'),
  ]);
  const mayRefuse = (k: Kernel, me: Writer) => (s.failures && !whole(k, me) ? ['0', 'EINVAL'] : ['0']);
  const memtrace_free = fn(memtrace('memtrace_online'), [
    call(add_memory, ret('-EEXIST')),
    lock_device_hotplug('lock_online'),
    loop([
      branch(
        'device_online',
        { says: 'device_online(&mem->dev)', choices: mayRefuse, primitive: 'device_online' },
        [
          { when: whole, does: [again, over], note: 'all were tried', then: break_ },
          s.failures && { choice: 'EINVAL', does: next, note: 'fails: nobody looks' },
          { when: (k, me) => at(k, me).use !== 'offline', does: next, note: 'it is online, or not there' },
          { does: [(k, me) => (at(k, me).use = 'buddy'), next], note: 'the next' },
        ],
      ),
    ]),
    unlock_device_hotplug('unlock_online'),
    ret('0'),
  ]);
  return { memtrace_alloc_node, memtrace_free };
}
