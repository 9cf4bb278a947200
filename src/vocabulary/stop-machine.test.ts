// SPDX-License-Identifier: MIT
import { describe, expect, it } from 'vitest';
import { engineOf } from '../engine/engine.ts';
import { code, source } from '../model/code.ts';
import { cpus } from '../model/cpu.ts';
import { bool } from '../model/domain.ts';
import type { Values } from '../model/domain.ts';
import { run } from '../model/run.ts';
import { system, thread } from '../model/thread.ts';
import { always, noDeadlock, sometimes } from '../model/types.ts';
import type { Instance } from '../model/types.ts';
import { Search } from '../explore/search.ts';
import { outcome } from '../explore/verdicts.ts';
import { compareOnSchedules, compareWithGraph } from '../testing/compare.ts';
import { FULL, runs } from '../testing/full.ts';
import { percpu_down_read, percpu_down_write, percpu_up_read, percpu_up_write } from './percpu-rwsem.ts';
import { percpuRwsem } from './percpu-rwsem.ts';
import {
  cpu_stopper_thread,
  stop_machine,
  stop_machine_cpuslocked,
  stopMachineFields,
  stopperStack,
} from './stop-machine.ts';

type Callback = 'stopped' | 'called' | 'waits' | 'holds' | 'cpuslocked';

/**
 * Something is half done between two statements, and a task on another CPU looks at it. `called`: in the caller's own
 * context, without stop_machine(). `waits`: the callback waits for that task. `holds`: the caller holds
 * cpu_hotplug_lock already, for reading; `cpuslocked`: and says so. A task brings a CPU up meanwhile.
 */
function toy(kind: Callback): Instance {
  const names = ['caller', 'looker', 'cpu_up', 'migration0', 'migration1'];
  const holds = kind === 'holds' || kind === 'cpuslocked';
  const memory = {
    cpus: cpus(2, names, 3),
    ...stopMachineFields(2),
    cpu_hotplug_lock: percpuRwsem(names),
    half: bool,
    seen: bool,
    looked: bool,
    done: bool,
  };
  const { fn, step, wait_until, call } = code<Values<typeof memory>>();
  const at = source('toy.c', 'v0');
  const change = fn(at('change'), [
    step('half', 'half = true', { half: true }),
    kind === 'waits' && wait_until('wait', 'while (!looked)', (k) => k.looked),
    step('whole', 'half = false', { half: false }),
  ]);
  const caller = fn(at('caller'), [
    holds && percpu_down_read('hold', 'cpu_hotplug_lock'),
    kind === 'called' && call(change),
    kind !== 'called' && call(kind === 'cpuslocked' ? stop_machine_cpuslocked(2) : stop_machine(2)),
    holds && percpu_up_read('let_go', 'cpu_hotplug_lock'),
    step('done', 'done = true', { done: true }),
  ]);
  const looker = fn(at('looker'), [
    step('look', 'seen = half', (k) => (k.seen = k.half)),
    step('looked', 'looked = true', { looked: true }),
  ]);
  const cpu_up = fn(at('cpu_up'), [
    percpu_down_write('write', 'readers', 'cpu_hotplug_lock'),
    percpu_up_write('written', 'cpu_hotplug_lock'),
  ]);
  const threads = [
    run(thread(memory, 'caller', {}, { cpu: 0, threads: names }), caller),
    ...(holds ? [run(thread(memory, 'cpu_up', {}, { cpu: 1, threads: names }), cpu_up)] : []),
    run(thread(memory, 'looker', {}, { cpu: 1 }), looker),
    ...[change, undefined].map((callback, cpu) =>
      run(
        thread(memory, `migration${cpu}`, stopperStack, { cpu, context: 'stopper' }),
        cpu_stopper_thread(2, callback),
      ),
    ),
  ];
  return {
    machine: system({ id: 'stop', memory, threads }),
    properties: [
      noDeadlock('no-deadlock', 'Nobody waits for ever.'),
      always('seen-whole', 'Nobody sees it half done.', (s) => !s.mem.seen),
      always('done-when-back', 'stop_machine() returns once it is done.', (s) => !s.mem.done || !s.mem.half),
      sometimes('returns', 'stop_machine() returns.', (s) => s.at['caller'] === 'returned'),
    ],
  };
}

const violated = (instance: Instance) => {
  const search = new Search(engineOf(instance));
  search.run();
  return outcome(search)
    .results.filter((r) => r.verdict === 'violated')
    .map((r) => r.property.name);
};

describe('stop_machine()', () => {
  it.each([
    ['runs the callback while nobody looks', 'stopped', []],
    ['left out, they do', 'called', ['seen-whole']],
    ['hangs where the callback waits for a task that is stopped', 'waits', ['no-deadlock']],
    ['hangs where the caller holds cpu_hotplug_lock and a writer waits', 'holds', ['no-deadlock']],
    ['stop_machine_cpuslocked() does not', 'cpuslocked', []],
  ] as const)('%s', (_, callback, wanted) => {
    expect(violated(toy(callback))).toEqual(wanted);
    const whole = FULL || callback === 'called';
    expect(!whole || compareWithGraph(toy(callback)).done).toBe(true);
    expect(compareOnSchedules(toy(callback), runs(4, 20))).toBe(runs(4, 20));
  });
});
