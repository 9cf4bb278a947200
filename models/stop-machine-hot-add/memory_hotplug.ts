// SPDX-License-Identifier: MIT
/** mm/memory_hotplug.c: the hot-add, whose memory the architecture maps. */
import { code, run, source, thread } from '../../src/vocabulary/index.ts';
import type { Region } from '../../src/vocabulary/index.ts';
import { mappingStack } from './memory.ts';
import type { Build, Kernel, Mapper } from './memory.ts';
import { arm64_mmu } from './mmu.ts';

const { fn, call, end } = code<Kernel, Mapper>();

export function hotAdd(b: Build): Region {
  const hotplug = source('mm/memory_hotplug.c', b.decisions.version);
  const { arch_add_memory } = arm64_mmu(b);
  const add_memory_resource = fn(hotplug('add_memory_resource'), [call(arch_add_memory, end('failed'))]);
  return run(thread(b.memory, 'hot_add', mappingStack(b.limits), { cpu: 0 }), add_memory_resource, 'added');
}
