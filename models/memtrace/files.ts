// SPDX-License-Identifier: MIT
/** arch/powerpc/platforms/powernv/memtrace.c: the files of each region in debugfs, and their end. */
import { code } from '../../src/vocabulary/index.ts';
import type { Decisions } from './designs.ts';
import { astray, ent, error, forget, io, load } from './entries.ts';
import { read } from './memory.ts';
import type { Kernel, Settings, Writer } from './memory.ts';

const { fn, step, branch, ret, goto, label, loop } = code<Kernel, Writer>();

export function files(d: Decisions, s: Settings) {
  const gone = astray(s.nodes);
  const failed = (_: Kernel, me: Writer) => {
    me.failed = true;
    me.a = null;
  };
  const IOREMAP = 'ent->mem = ioremap(ent->start, ent->size)';
  const CREATE = 'debugfs_create_dir(), debugfs_create_file("trace", ...)';
  const memtrace_init_debugfs = fn(read(d).memtrace('memtrace_init_debugfs'), [
    loop([
      branch('each', 'i < memtrace_array_nr', [
        {
          when: (k, me) => me.i >= k.memtrace_array_nr,
          does: (_, me) => (me.i = 0),
          note: 'false',
          then: goto('done'),
        },
        { note: 'true' },
      ]),
      load('init_ent'),
      branch(
        'ioremap',
        { says: IOREMAP, primitive: 'ioremap', choices: s.failures ? ['ok', 'ENOMEM'] : ['ok'] },
        [
          gone,
          {
            when: (k, me) => ent(k, me).size === 0,
            does: failed,
            note: 'of nothing: NULL',
            then: goto('next'),
          },
          s.failures && { choice: 'ENOMEM', does: failed, note: 'NULL: ret = -1', then: goto('next') },
          { does: [io(true), (k, me) => (ent(k, me).mem = true)], note: 'mapped' },
        ],
      ),
      branch('create_file', { says: CREATE, primitive: 'debugfs_create_dir' }, [
        gone,
        { when: (k, me) => ent(k, me).nid === null, does: forget, note: 'called ffffffff: no node' },
        {
          when: (k, me) => k.dirs[ent(k, me).nid as number] !== null,
          does: forget,
          note: 'there already: -EEXIST, ignored',
        },
        {
          does: (k, me) => {
            k.dirs[ent(k, me).nid as number] = me.a;
            ent(k, me).dir = true;
            me.a = null;
          },
          note: 'made',
        },
      ]),
      label('next'),
      step('next_entry', 'i++', (_, me) => me.i++),
    ]),
    label('done'),
    branch('init_ret', 'return ret', [
      { when: (_, me) => me.failed, does: error, note: '-1', then: ret('-1') },
      { note: '0', then: ret('0') },
    ]),
  ]);

  /** debugfs_create_file() has a debugfs_file_get() around each read, and whoever removes the file waits for those. */
  const remove_file = branch(
    'remove_file',
    {
      says: 'debugfs_remove_recursive(ent->dir)',
      primitive: 'debugfs_remove_recursive',
      lock: 'reading',
      acquires: [],
      waitsFor: (k) => [!d.mmap && k.reading ? 'trace' : null],
    },
    [
      gone,
      { when: (k, me) => !ent(k, me).dir || ent(k, me).nid === null, note: 'none' },
      {
        when: (k) => d.mmap || !k.reading,
        does: (k, me) => {
          k.dirs[ent(k, me).nid as number] = null;
          ent(k, me).dir = false;
        },
        note: 'removed',
      },
    ],
  );
  return { memtrace_init_debugfs, remove_file };
}
