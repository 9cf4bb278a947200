// SPDX-License-Identifier: MIT
/**
 * The Promela twin (peers/spin), run by SPIN without reduction, against the manifest at bound `tiny`: states,
 * transitions, and the properties that are violated. peers/spin/README.md says what makes them equal.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { designs } from '../models/vmalloc-hot-remove/designs.ts';
import type { Decisions } from '../models/vmalloc-hot-remove/designs.ts';
import { vmallocHotRemove as model } from '../models/vmalloc-hot-remove/index.ts';
import type { Settings } from '../models/vmalloc-hot-remove/memory.ts';
import { pairs, readManifest } from './manifest.ts';

const file = fileURLToPath(new URL('../peers/spin/vmalloc-hot-remove.pml', import.meta.url));
const source = readFileSync(file, 'utf8').split('\n');

/** What the twin compares; it has no way to say that something stays possible (`alwaysPossible`). */
const COMPARED = [
  'no-freed-table-accessed',
  'no-wild-pointer',
  'no-sleep-in-atomic',
  'no-freed-table-reachable',
  'live-mappings-reachable',
  'no-table-lost',
  'leftover-bounded',
  'no-deadlock',
  'vmalloc-can-map',
  'hotplug-can-finish',
];

type Rules<T> = { readonly [K in keyof T]: (value: T[K]) => Readonly<Record<string, boolean>> | string };
/** What a decision is to the twin: macros of its preprocessor, or why it cannot follow. */
const DECISIONS: Rules<Decisions> = {
  walkLock: (roles) => ({
    WALK_LOCK_VMALLOC: roles.includes('vmalloc'),
    WALK_LOCK_HOT_REMOVE: roles.includes('hot_remove'),
  }),
  dropBetweenLevels: (on) => ({ DROP_BETWEEN_LEVELS: on }),
  allocUnderLock: (on) => ({ ALLOC_UNDER_LOCK: on }),
  freeLock: (on) => ({ FREE_LOCK: on }),
  freeTables: (on) => ({ FREE_TABLES: on }),
  floorCeiling: (on) => ({ FLOOR_CEILING: on }),
  separateTables: (on) => ({ SEPARATE_TABLES: on }),
  onlineMems: (over) => ({ READS_CALL: over === 'call', READS_MAPPING: over === 'mapping' }),
  // At bound tiny the one mapper is vmalloc().
  readers: (paths) =>
    paths.length === 0 || paths.includes('vmalloc') ? {} : 'get_online_mems() without vmalloc()',
  cpusInside: (on) => (on ? 'cpu_hotplug_lock' : {}),
  ptdumpLockless: (on) => (on ? 'ptdump' : {}),
  lockedAdd: (on) => (on ? 'hot-add links under the lock' : {}),
  freeBeforeClear: (on) => ({ FREE_BEFORE_CLEAR: on }),
};
const SETTINGS: Rules<Settings> = {
  sharedRootEntry: (on) => ({ SHARED_ROOT_ENTRY: on }),
  bootMemory: (on) => ({ BOOT_MEMORY: on }),
  memoryPresent: (on) => ({ MEMORY_PRESENT: on }),
  beside: (threads) => (threads.length > 0 ? `thread ${threads.join(', ')}` : {}),
  allocates: (kind) => (kind === null ? {} : `hot-add allocates (${kind})`),
  startsKswapd: (on) => (on ? 'kswapd' : {}),
  cpuHotplug: (on) => (on ? 'cpu_hotplug_lock' : {}),
};

/** The macros, or a sentence. A decision without a rule, as of a design that is new, is one the twin cannot follow. */
function macros(configuration: string, design: string): string[] | string {
  const told = { ...designs[design]?.decisions, ...model.configurations[configuration]?.settings };
  const rules: Record<string, ((value: never) => Readonly<Record<string, boolean>> | string) | undefined> = {
    ...DECISIONS,
    ...SETTINGS,
  };
  const flags: string[] = [];
  for (const [name, value] of Object.entries(told)) {
    const defines = rules[name]?.(value as never) ?? `'${name}' is unknown to it`;
    if (typeof defines === 'string') return defines;
    flags.push(...Object.entries(defines).map(([macro, on]) => `-D${macro}=${on ? 1 : 0}`));
  }
  return flags;
}

/** What pan printed, by macros: designs that differ in a thread that is not there are one program. */
const printed = new Map<string, string>();
function run(flags: readonly string[]): string {
  const key = flags.join(' ');
  const text = printed.get(key) ?? build(flags);
  printed.set(key, text);
  return text;
}
function build(flags: readonly string[]): string {
  const cwd = mkdtempSync(join(tmpdir(), 'twin-'));
  try {
    execFileSync('spin', [...flags, '-a', file], { cwd });
    execFileSync('gcc', ['-O1', '-DNOREDUCE', '-DSAFETY', '-o', 'pan', 'pan.c'], { cwd });
    return execFileSync('./pan', ['-c0'], { cwd, encoding: 'utf8' });
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}

/** Reads what pan prints. */
function result(text: string) {
  const number = (what: RegExp) => Number(what.exec(text)?.[1]);
  const failures = [...text.matchAll(/^pan:\d+: (.*) \(at depth \d+\)$/gm)].map(([, what]) => what as string);
  const names = failures.map((what) =>
    what.startsWith('invalid end state')
      ? 'no-deadlock'
      : what.replace('assertion violated ', '').replaceAll('_', '-'),
  );
  const unreached = new Set([...text.matchAll(/\.pml:(\d+), state/g)].map(([, line]) => Number(line)));
  const never = (statement: string) =>
    source.every((line, i) => !line.includes(statement) || unreached.has(i + 1));
  if (never('vm_area = mapped;')) names.push('vmalloc-can-map');
  if (never('hotplugs_left--')) names.push('hotplug-can-finish');
  return {
    states: number(/(\d+) states, stored/),
    // pan counts the initial state as a transition; each failure of the monitor is a step of its own.
    transitions: number(/(\d+) transitions/) - 1 - number(/errors: (\d+)/),
    violated: [...new Set(names)].toSorted(),
  };
}

const found = (tool: string, flag: string) => spawnSync(tool, [flag]).status === 0;
const ready = found('spin', '-V') && found('gcc', '--version');
const missing = ready ? '' : ': skipped, needs `apt-get install spin gcc`';
const pins = readManifest(model.name, 'tiny');
const instances = pairs(model).map(([configuration, design]) => {
  const flags = macros(configuration, design);
  return typeof flags === 'string'
    ? { configuration, design, flags: [], not: `: not twinned: ${flags}` }
    : { configuration, design, flags, not: '' };
});

describe.skipIf(!ready)(`the Promela twin${missing}`, () => {
  for (const { configuration, design, flags, not } of instances)
    it.skipIf(not !== '')(`finds what the search finds: ${configuration}, ${design}${not}`, () => {
      const pin = pins.find((p) => p.configuration === configuration && p.design === design);
      expect(result(run(flags))).toEqual({
        states: pin?.states,
        transitions: pin?.transitions,
        violated: COMPARED.filter((name) => pin?.violated[name]).toSorted(),
      });
    });
});
