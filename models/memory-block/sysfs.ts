// SPDX-License-Identifier: MIT
/** The files of the block in sysfs, as fs/kernfs/file.c opens them: a write to `state`, a read of `valid_zones`. */
import { bool, code, kernfs_put_active, run, source, thread } from '../../src/vocabulary/index.ts';
import { kernfs_get_active, kernfs_get_active_once_there } from '../../src/vocabulary/index.ts';
import type { Region } from '../../src/vocabulary/index.ts';
import type { Build, Kernel, Reader } from './block.ts';
import { drivers_base_memory } from './memory.ts';

const { fn, call, ret, goto, label } = code<Kernel>();
const reader = code<Kernel, Reader>();
const file = source('fs/kernfs/file.c', 'v6.1');

export function store({ memory, decisions, settings, threads }: Build, name: string): Region {
  const { state_store } = drivers_base_memory(decisions, settings);
  const kernfs_fop_write_iter = fn(file('kernfs_fop_write_iter'), [
    label('restart_syscall'),
    kernfs_get_active('get_active', { note: 'removed: -ENODEV', then: ret() }),
    call(state_store, { '-ERESTARTNOINTR': [kernfs_put_active('restart'), goto('restart_syscall')] }),
    kernfs_put_active('put_active'),
  ]);
  return run(thread(memory, name, {}, { threads }), kernfs_fop_write_iter);
}

export function show({ memory, decisions, settings, threads }: Build): Region {
  const { valid_zones_show } = drivers_base_memory(decisions, settings);
  const kernfs_fop_read_iter = reader.fn(file('kernfs_fop_read_iter'), [
    kernfs_get_active_once_there('get_active'),
    reader.call(valid_zones_show),
    kernfs_put_active('put_active'),
  ]);
  return run(thread(memory, 'show', { nid: bool }, { threads }), kernfs_fop_read_iter);
}
