// SPDX-License-Identifier: MIT
/**
 * stop_machine() (kernel/stop_machine.c, v4.14): the caller queues multi_cpu_stop() on every CPU's stopper thread and
 * waits for its completion; the stoppers go through MULTI_STOP_PREPARE, DISABLE_IRQ, RUN, EXIT together, the last one
 * to ack a state setting the next. The first CPU runs the callback. A loop that re-reads msdata->state is a step that
 * waits until it has changed.
 */
import { code, source } from '../model/code.ts';
import { array, bool, int, oneOf } from '../model/domain.ts';
import type { Fn } from '../model/statement.ts';
import {
  contextOf,
  local_irq_disable,
  local_irq_restore,
  preempt_disable,
  preempt_enable,
  schedule,
} from './context.ts';
import { percpu_down_read, percpu_up_read } from './percpu-rwsem.ts';
import type { PercpuRwsem } from './percpu-rwsem.ts';

const STATES = ['NONE', 'PREPARE', 'DISABLE_IRQ', 'RUN', 'EXIT'] as const;
type MultiStop = (typeof STATES)[number];
/** MULTI_STOP_NONE to MULTI_STOP_EXIT. */
const multiStop = oneOf(...STATES);
const after = (state: MultiStop): MultiStop => STATES[STATES.indexOf(state) + 1] ?? 'EXIT';

/** The shared fields of one stop_machine() call at a time: stop_cpus_mutex has one holder. */
export const stopMachineFields = (cpus: number) => ({
  msdata_state: multiStop,
  thread_ack: int(0, cpus),
  nr_todo: int(0, cpus),
  /** cpu_stopper.works of each CPU: empty, or multi_cpu_stop() is queued. */
  works: array(cpus, bool),
});
interface Kernel {
  msdata_state: MultiStop;
  thread_ack: number;
  nr_todo: number;
  works: boolean[];
}
/** What a stopper thread keeps on its stack: multi_cpu_stop()'s `curstate`. */
export const stopperStack = { curstate: multiStop };
interface Stack {
  curstate: MultiStop;
}
interface Locked {
  cpu_hotplug_lock: PercpuRwsem;
}
type Callback = Fn<Kernel, Stack, string>;

const at = source('kernel/stop_machine.c', 'v4.14');
const { fn, step, wait_until, call, ret, break_ } = code<Kernel>();
const stopper = code<Kernel, Stack>();
const locked = code<Kernel & Locked>();

/** `while (curstate != MULTI_STOP_EXIT)` of multi_cpu_stop() is looked at with the ack: it returns EXIT there. */
const exits = { when: (_: Kernel, me: Stack) => me.curstate === 'EXIT', then: ret('EXIT') };
const stays = { when: (_: Kernel, me: Stack) => me.curstate !== 'EXIT', then: ret('0') };
const ack_state = (cpus: number) =>
  stopper.fn(at('ack_state'), [
    stopper.branch('ack_state', 'atomic_dec_and_test(&msdata->thread_ack)', [
      { when: (k) => k.thread_ack === 1, does: { thread_ack: 0 }, note: 'the last one' },
      {
        ...exits,
        does: (k, me) => {
          k.thread_ack--;
          me.curstate = 'NONE';
        },
      },
      { ...stays, does: (k) => k.thread_ack-- },
    ]),
    stopper.branch('set_state', { says: 'set_state(msdata, msdata->state + 1)', primitive: 'set_state' }, [
      {
        ...exits,
        does: (k, me) => {
          k.thread_ack = cpus;
          k.msdata_state = 'NONE';
          me.curstate = 'NONE';
        },
      },
      {
        ...stays,
        does: (k) => {
          k.thread_ack = cpus;
          k.msdata_state = after(k.msdata_state);
        },
      },
    ]),
  ]);

const enters = (state: MultiStop) => ({
  when: (k: Kernel, me: Stack) => k.msdata_state === state && me.curstate !== state,
  does: (_: Kernel, me: Stack) => (me.curstate = state),
  note: `MULTI_STOP_${state}`,
});
const multi_cpu_stop = (cpus: number, callback: Callback | undefined) =>
  stopper.fn(at('multi_cpu_stop'), [
    stopper.loop([
      stopper.branch('loop', 'if (msdata->state != curstate)', [
        enters('PREPARE'),
        { ...enters('DISABLE_IRQ'), then: local_irq_disable('local_irq_disable') },
        { ...enters('RUN'), then: callback && stopper.call(callback, []) },
        enters('EXIT'),
      ]),
      stopper.call(ack_state(cpus), { EXIT: break_ }),
    ]),
    local_irq_restore('irq_restore'),
  ]);

const queue_stop_cpus_work = (cpus: number) =>
  fn(at('queue_stop_cpus_work'), [
    preempt_disable('queue_preempt_disable'),
    Array.from({ length: cpus }, (_, cpu) =>
      step(`queue_work${cpu}`, `cpu_stop_queue_work(${cpu}, work)`, (k) => (k.works[cpu] = true)),
    ),
    preempt_enable('queue_preempt_enable'),
  ]);

const __stop_cpus = (cpus: number) =>
  fn(at('__stop_cpus', 'stop_cpus'), [
    step('init_done', 'cpu_stop_init_done(&done, nr)', { nr_todo: cpus }),
    call(queue_stop_cpus_work(cpus)),
    wait_until('wait_for_completion', 'wait_for_completion(&done.completion)', (k) => k.nr_todo === 0),
  ]);

/** What a stopper thread runs, on a model of so many CPUs; `callback`: on the CPU that runs it. */
export const cpu_stopper_thread = <K = unknown, Me = unknown>(
  cpus: number,
  callback?: Fn<K, Me, string>,
): Fn<Kernel & K, Stack & Me> =>
  stopper.fn(at('cpu_stopper_thread'), [
    stopper.loop([
      stopper.branch('sleeping', { says: 'list_del_init(&work->list)', mayWait: true }, [
        {
          when: (k, _me, _choice, { cpu }) => k.works[cpu as number] === true,
          does: (k, _me, _choice, self) => {
            k.works[self.cpu as number] = false;
            contextOf(self).enter(k);
          },
        },
      ]),
      preempt_disable('preempt_count_inc', 'preempt_count_inc()'),
      stopper.call(multi_cpu_stop(cpus, callback as Callback | undefined)),
      step('signal_done', 'cpu_stop_signal_done(done)', (k) => k.nr_todo--),
      schedule('preempt_count_dec', 'preempt_count_dec(): no more work'),
    ]),
  ]);

/** The caller's side: it returns once every CPU's stopper has been through. Which callback, they know. */
export const stop_machine_cpuslocked = (cpus: number): Fn<Kernel> =>
  fn(at('stop_machine_cpuslocked'), [
    step(
      'stop_machine',
      { says: 'set_state(&msdata, MULTI_STOP_PREPARE)', primitive: 'set_state' },
      {
        thread_ack: cpus,
        msdata_state: 'PREPARE',
      },
    ),
    call(__stop_cpus(cpus)),
  ]);
/** ... and nobody brings a CPU up or down meanwhile. A caller that holds cpu_hotplug_lock waits behind a writer for itself. */
export const stop_machine = (cpus: number): Fn<Kernel & Locked> =>
  locked.fn(at('stop_machine'), [
    percpu_down_read('stop_cpus_read_lock', 'cpu_hotplug_lock', 'cpus_read_lock()'),
    locked.call(stop_machine_cpuslocked(cpus)),
    percpu_up_read('stop_cpus_read_unlock', 'cpu_hotplug_lock', 'cpus_read_unlock()'),
  ]);
