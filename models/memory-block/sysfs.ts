// SPDX-License-Identifier: MIT
/** The files of the block in sysfs, as fs/kernfs/file.c opens them: a write to `state`, a read of `valid_zones`. */
import { code } from '../../src/model/code.ts';
import { run } from '../../src/model/run.ts';
import { thread } from '../../src/model/thread.ts';
import type { Region } from '../../src/model/thread.ts';
import {
  kernfs_get_active,
  kernfs_get_active_once_there,
  kernfs_put_active,
} from '../../src/vocabulary/kernfs.ts';
import { word } from './block.ts';
import type { Kernel, Memory, Settings, Writer } from './block.ts';
import type { Decisions } from './designs.ts';
import { drivers_base_memory } from './memory.ts';

const { fn, call, ret, goto, label } = code<Kernel, Writer>();
const file = (func: string) => ({ func, file: 'fs/kernfs/file.c', version: 'v6.1' });

export function store(
  mem: Memory,
  d: Decisions,
  s: Settings,
  name: string,
  threads: readonly string[],
): Region {
  const { state_store } = drivers_base_memory(d, s);
  const kernfs_fop_write_iter = fn(
    file('kernfs_fop_write_iter'),
    label('restart_syscall'),
    kernfs_get_active('get_active', { note: 'removed: -ENODEV', then: ret() }),
    call(state_store, { '-ERESTARTNOINTR': [kernfs_put_active('restart'), goto('restart_syscall')] }),
    kernfs_put_active('put_active'),
  );
  return run(thread(mem, name, { word }, { threads }), kernfs_fop_write_iter);
}

export function show(
  mem: Memory,
  d: Decisions,
  s: Settings,
  name: string,
  threads: readonly string[],
): Region {
  const { valid_zones_show } = drivers_base_memory(d, s);
  const kernfs_fop_read_iter = fn(
    file('kernfs_fop_read_iter'),
    kernfs_get_active_once_there('get_active'),
    call(valid_zones_show),
    kernfs_put_active('put_active'),
  );
  return run(thread(mem, name, {}, { threads }), kernfs_fop_read_iter);
}
