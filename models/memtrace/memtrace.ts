// SPDX-License-Identifier: MIT
/** arch/powerpc/platforms/powernv/memtrace.c: what a write to `enable` does. */
import { code, fault, mutex_lock, mutex_unlock, run, source, thread } from '../../src/vocabulary/index.ts';
import type { Region } from '../../src/vocabulary/index.ts';
import { astray, ent, entry_is, error, forget, io, load } from './entries.ts';
import { files } from './files.ts';
import { enter, leave } from './freezer.ts';
import { read, stackOf } from './memory.ts';
import type { Build, Kernel, Writer } from './memory.ts';
import { offlined } from './offline.ts';
import { regions } from './regions.ts';

const { fn, step, branch, if_, call, ret, goto, label, loop, continue_ } = code<Kernel, Writer>();
const libfs = source('fs/libfs.c', 'v5.11');

export function enable({ memory, decisions: d, settings: s, limits, threads }: Build, name: string): Region {
  const { memtrace: file } = read(d);
  const { memtrace_alloc_node, memtrace_free } = d.offlines ? offlined(d, s) : regions(d, s);
  const { memtrace_init_debugfs, remove_file } = files(d, s);
  const gone = astray(s.nodes);

  const newArray = (k: Kernel) => {
    k.memtrace_array = k.arrays.findIndex((a) => a.life === 'unused');
    (k.arrays[k.memtrace_array] as Kernel['arrays'][number]).life = 'allocated';
  };
  const KCALLOC = {
    says: 'memtrace_array = kcalloc(num_online_nodes(), ...)',
    primitive: 'kcalloc',
    choices: s.failures ? ['ok', 'ENOMEM'] : ['ok'],
  };
  const memtrace_init_regions_runtime = fn(file('memtrace_init_regions_runtime'), [
    branch('kcalloc', KCALLOC, [
      s.failures && {
        choice: 'ENOMEM',
        does: [{ memtrace_array: null }, error],
        note: 'NULL',
        then: ret('-EINVAL'),
      },
      { does: newArray, note: 'zeroed' },
    ]),
    loop([
      branch('node', 'for_each_online_node(nid)', [
        { when: (_, me) => me.nid === s.nodes, does: (_, me) => (me.nid = 0), note: 'done', then: ret('0') },
        { note: 'the next' },
      ]),
      call(memtrace_alloc_node, [
        step(
          'no_memory',
          'pr_err("Failed to allocate trace memory on node %d\\n", nid)',
          (_, me) => me.nid++,
        ),
        continue_,
      ]),
      step('allocated', 'pr_info("Allocated trace memory on node %d at 0x%016llx\\n", nid, m)'),
      step('array', 'memtrace_array', (k, me) => (me.a = k.memtrace_array)),
      step('nr', 'memtrace_array_nr', (k, me) => (me.i = k.memtrace_array_nr)),
      entry_is('entry', 'memtrace_array[memtrace_array_nr].start = m, ...', s.nodes, (k, me) => {
        ent(k, me).start = me.start ?? 0;
        ent(k, me).size = me.val;
        ent(k, me).nid = me.nid;
        me.start = null;
        me.a = null;
      }),
      step('inc_nr', 'memtrace_array_nr++', (k, me) => {
        k.memtrace_array_nr = me.i + 1;
        me.i = 0;
        me.nid++;
      }),
    ]),
  ]);

  const NOT_FREED = 'pr_err("Failed to free trace memory on node %d\\n", ent->nid); ret += 1';
  const FREED = `pr_info("${d.offlines ? 'Added trace memory back to' : 'Freed trace memory back on'} node %d\\n", ent->nid); ent->size = ent->start = ent->nid = NUMA_NO_NODE`;
  const memtrace_free_regions = fn(file(d.offlines ? 'memtrace_online' : 'memtrace_free_regions'), [
    step('last', 'i = memtrace_array_nr - 1', (k, me) => (me.i = k.memtrace_array_nr - 1)),
    loop([
      branch('down', 'i >= 0', [
        { when: (_, me) => me.i < 0, does: (_, me) => (me.i = 0), note: 'false', then: goto('all') },
        { note: 'true' },
      ]),
      load('free_ent'),
      branch('freed_before', { says: 'ent->nid == NUMA_NO_NODE', primitive: 'dereference' }, [
        gone,
        { when: (k, me) => ent(k, me).nid === null, does: forget, note: 'true', then: goto('continue') },
        { note: 'false' },
      ]),
      d.fileFirst && remove_file,
      branch('iounmap', { says: 'if (ent->mem) iounmap(ent->mem)', primitive: 'iounmap' }, [
        gone,
        { when: (k, me) => !ent(k, me).mem, note: 'NULL' },
        { does: io(false), note: 'unmapped' },
      ]),
      entry_is('clear_mem', 'ent->mem = 0', s.nodes, (k, me) => (ent(k, me).mem = false)),
      entry_is('args', 'ent->nid, ent->start, ent->size', s.nodes, (k, me) => {
        me.start = ent(k, me).start;
        me.size = ent(k, me).size;
      }),
      call(memtrace_free, [
        entry_is('not_freed', NOT_FREED, s.nodes, (_, me) => (me.a = null)),
        goto('continue'),
      ]),
      !d.fileFirst && remove_file,
      entry_is('reset', FREED, s.nodes, (k, me) => {
        ent(k, me).nid = null;
        ent(k, me).start = 0;
        ent(k, me).size = 0;
        me.a = null;
      }),
      label('continue'),
      step('previous', 'i--', (_, me) => me.i--),
    ]),
    label('all'),
    branch('free_ret', 'if (ret) return ret', [
      { when: (_, me) => me.failed, does: error, note: 'true', then: ret('-1') },
      { note: 'false' },
    ]),
    branch('kfree', { says: 'kfree(memtrace_array)', primitive: 'kfree' }, [
      { when: (k) => k.memtrace_array === null, note: 'NULL' },
      {
        when: (k) => k.arrays[k.memtrace_array as number]?.life === 'freed',
        note: 'freed already',
        then: fault('double-free'),
      },
      {
        does: (k) => ((k.arrays[k.memtrace_array as number] as Kernel['arrays'][number]).life = 'freed'),
        note: 'freed',
      },
    ]),
    step('null_array', 'memtrace_array = NULL', { memtrace_array: null }),
    step('zero_size', 'memtrace_size = 0', { memtrace_size: 0 }),
    step('zero_nr', 'memtrace_array_nr = 0', { memtrace_array_nr: 0 }),
    ret('0'),
  ]);

  /** One label in the C, where the value that is returned tells the ends apart. */
  const done = (at: string) => (d.mutex ? mutex_unlock(at, 'memtrace_mutex') : step(at, 'return'));
  const set_size = step('set_size', 'memtrace_size = val', (k, me) => {
    k.memtrace_size = me.val;
    me.val = 0;
  });
  const memtrace_enable_set = fn(file('memtrace_enable_set'), [
    d.mutex && mutex_lock('lock', 'memtrace_mutex'),
    if_('size', 'memtrace_size', (k) => k.memtrace_size === 0, goto('nothing'), 'is 0', 'is not 0'),
    call(memtrace_free_regions, goto('out')),
    label('nothing'),
    if_('val', '!val', (_, me) => me.val === 0, [done('return_zero'), ret('0')], 'true', 'false'),
    call(memtrace_init_regions_runtime, goto('out')),
    d.sizeFirst && set_size,
    call(memtrace_init_debugfs, goto('out')),
    !d.sizeFirst && set_size,
    done('return_val'),
    ret('0'),
    label('out'),
    done('return_error'),
    ret('-EAGAIN'),
  ]);

  const simple_attr_write = fn(libfs('simple_attr_write'), [
    loop([
      branch('next', 'echo ... > enable', [
        { when: (_, me) => me.left === 0, note: 'no more', then: ret() },
        { does: (_, me) => me.left--, note: 'once more' },
      ]),
      enter('enter', s),
      branch('parse', { says: 'kstrtoull(attr->set_buf, 0, &val)', choices: s.values.map(String) }, [
        s.values.map((value) => ({
          choice: String(value),
          does: (_: Kernel, me: Writer) => (me.val = value),
          note: String(value),
        })),
      ]),
      call(memtrace_enable_set, []),
      step('wrote', 'return ret'),
      leave('leave', s),
    ]),
  ]);
  return run(thread(memory, name, stackOf(s, limits, name), { threads }), simple_attr_write);
}
