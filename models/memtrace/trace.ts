// SPDX-License-Identifier: MIT
/** The file `trace`: a task opens it, reads it or maps it. What it follows is inode->i_private: entry 0, as there is one node. */
import { bool, code, fault, id, initially, int, run, source, thread } from '../../src/vocabulary/index.ts';
import type { Region } from '../../src/vocabulary/index.ts';
import { enter, leave } from './freezer.ts';
import { read, READS, writes } from './memory.ts';
import type { Block, Build, Kernel } from './memory.ts';

type Reader = { left: number; a: number | null; start: number; size: number; mem: boolean };
const { fn, step, branch, call, loop, ret, goto, label } = code<Kernel, Reader>();

/** What was loaded of ent, which may be gone. */
const follow = (name: string, says: string, mem: boolean) =>
  branch(name, { says, primitive: 'dereference' }, [
    {
      when: (k, me) => k.arrays[me.a as number]?.life === 'freed',
      note: 'the array is freed',
      then: fault('use-after-free'),
    },
    {
      does: (k, me) => {
        const it = k.arrays[me.a as number]?.ent[0] as Kernel['arrays'][number]['ent'][number];
        me.start = it.start;
        me.size = it.size;
        me.mem = mem && it.mem;
        me.a = null;
      },
      note: 'ent',
    },
  ]);
const forget = (_: Kernel, me: Reader) => {
  me.start = 0;
  me.size = 0;
  me.mem = false;
};
const blocks = (k: Kernel, me: Reader) => k.block.slice(me.start, me.start + me.size);

export function trace({ memory, decisions: d, settings: s, limits, threads }: Build): Region {
  const { memtrace } = read(d);
  const at = { libfs: source('fs/libfs.c', d.version), debugfs: source('fs/debugfs/file.c', d.version) };

  const memtrace_read = fn(memtrace('memtrace_read'), [
    follow('load', 'ent->mem, ent->size', true),
    branch('copy', { says: 'copy_to_user(ubuf, ent->mem + pos, count)', primitive: 'copy_to_user' }, [
      { when: (_, me) => me.size === 0, does: forget, note: 'pos >= available: 0', then: ret() },
      { when: (_, me) => !me.mem, does: forget, note: 'NULL + pos: -EFAULT', then: ret() },
      {
        when: (k, me) => blocks(k, me).some((b) => !b.io),
        note: 'iounmap() has given the address back',
        then: fault('stale-mapping'),
      },
      { does: forget, note: 'trace memory' },
    ]),
  ]);
  const maps = (user: boolean) => (k: Kernel, me: Reader) => {
    for (let i = me.start; i < me.start + me.size; i++) (k.block[i] as Block).user = user;
  };
  const memtrace_mmap = fn(memtrace('memtrace_mmap'), [
    follow('map_ent', 'ent->size, ent->start', false),
    branch('remap', { says: 'remap_pfn_range(vma, ...)', primitive: 'remap_pfn_range' }, [
      { when: (_, me) => me.size === 0, does: forget, note: '-EINVAL', then: ret() },
      { does: maps(true), note: 'mapped' },
    ]),
    branch('munmap', { says: 'munmap()', primitive: 'munmap' }, [
      { does: [maps(false), forget], note: 'gone' },
    ]),
  ]);

  const reads = fn(at.libfs('simple_open'), [
    loop([
      branch('next', 'opens trace?', [
        { when: (_, me) => me.left === 0, note: 'no more', then: ret() },
        { does: (_, me) => me.left--, note: 'yes' },
      ]),
      enter('enter', s),
      branch('open', 'file->private_data = inode->i_private', [
        { when: (k) => k.dirs[0] === null, note: 'no such file', then: goto('out') },
        { does: (k, me) => (me.a = k.dirs[0] as number | null), note: 'ent' },
      ]),
      d.mmap
        ? branch('how', { says: 'read() or mmap()', choices: ['read', 'mmap'] }, [
            { choice: 'mmap', note: 'mmap()', then: [call(memtrace_mmap), goto('close')] },
            { note: 'read()', then: [call(memtrace_read), goto('close')] },
          ])
        : [
            branch('file_get', { says: 'debugfs_file_get(dentry)', primitive: 'debugfs_file_get' }, [
              {
                when: (k, me) => k.dirs[0] !== me.a,
                does: (_, me) => (me.a = null),
                note: '-EIO',
                then: goto('close'),
              },
              { does: { reading: true }, note: '0' },
            ]),
            call(memtrace_read),
            step('file_put', 'debugfs_file_put(dentry)', { reading: false }),
          ],
      label('close'),
      step('close', 'close(fd)'),
      label('out'),
      leave('leave', s),
    ]),
  ]);
  const stack = {
    left: initially(int(0, READS), READS),
    a: id('array', writes(s, limits)),
    start: int(0, s.blocks.length - 1),
    size: int(0, Math.max(...s.values)),
    mem: bool,
  };
  return run(thread(memory, 'trace', stack, { threads }), reads);
}
