// SPDX-License-Identifier: MIT
/** The hand-written Promela twin, run by SPIN without reduction: the states and transitions of the manifest. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { designs } from '../models/vmalloc-hot-remove/designs.ts';
import { vmallocHotRemove as model } from '../models/vmalloc-hot-remove/index.ts';
import { readManifest } from './manifest.ts';

const file = fileURLToPath(new URL('../peers/spin/vmalloc-hot-remove.pml', import.meta.url));
const found = (tool: string, flag: string) => spawnSync(tool, [flag]).status === 0;
const ready = found('spin', '-V') && found('gcc', '--version');

function twin(configuration: string, design: string) {
  const d = designs[design]?.decisions;
  const c = model.configurations[configuration]?.settings;
  if (!d || !c) throw new Error(`no design '${design}' or no configuration '${configuration}'`);
  const defines = {
    WALK_LOCK_VMALLOC: d.walkLock.includes('vmalloc'),
    WALK_LOCK_HOT_REMOVE: d.walkLock.includes('hot_remove'),
    DROP_BETWEEN_LEVELS: d.dropBetweenLevels,
    ALLOC_UNDER_LOCK: d.allocUnderLock,
    FREE_LOCK: d.freeLock,
    FREE_TABLES: d.freeTables,
    FLOOR_CEILING: d.floorCeiling,
    SEPARATE_TABLES: d.separateTables,
    SHARED_ROOT_ENTRY: c.sharedRootEntry,
    BOOT_MEMORY: c.bootMemory,
    MEMORY_PRESENT: c.memoryPresent,
  };
  const cwd = mkdtempSync(join(tmpdir(), 'twin-'));
  const flags = Object.entries(defines).map(([name, on]) => `-D${name}=${on ? 1 : 0}`);
  execFileSync('spin', [...flags, '-a', file], { cwd });
  execFileSync('gcc', ['-O1', '-DNOREDUCE', '-DSAFETY', '-o', 'pan', 'pan.c'], { cwd });
  const text = execFileSync('./pan', ['-E', '-c0', '-n'], { cwd, encoding: 'utf8' });
  const number = (what: RegExp) => Number(what.exec(text)?.[1]);
  // pan counts the initial state as a transition.
  return { states: number(/(\d+) states, stored/), transitions: number(/(\d+) transitions/) - 1 };
}

const name = ready ? 'the Promela twin' : 'the Promela twin: skipped, needs `apt-get install spin gcc`';
describe.skipIf(!ready)(name, () => {
  it.each(readManifest(model.name, 'tiny'))('has the states of $configuration, $design', (pin) => {
    expect(twin(pin.configuration, pin.design)).toEqual({ states: pin.states, transitions: pin.transitions });
  });
});
