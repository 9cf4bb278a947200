// SPDX-License-Identifier: MIT
/**
 * stop_machine() (kernel/stop_machine.c, v4.14): the caller queues multi_cpu_stop() on every CPU's stopper thread and
 * waits for its completion; the stoppers go through MULTI_STOP_PREPARE, DISABLE_IRQ, RUN, EXIT together, the last one
 * to ack a state setting the next. The first CPU runs the callback. A loop that re-reads msdata->state is a step that
 * waits until it has changed.
 */
import { array, bool, int, oneOf } from '../model/domain.ts';
import type { Candidate, StepInfo } from '../model/thread.ts';
import type { Source } from '../model/types.ts';
import type { ContextWords } from './context.ts';

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
interface Steps<S> {
  on(info: StepInfo<Kernel, S>, ...candidates: readonly Candidate<Kernel, S>[]): object;
}

const source = (func: string, ...callers: string[]): Source => ({
  func,
  file: 'kernel/stop_machine.c',
  version: 'v4.14',
  callers,
});

/** The caller's states, from `stop_machine` on: every CPU's work is queued, then all are waited for. */
export function stopMachine(
  t: Steps<object>,
  words: ContextWords,
  cpus: number,
  callers: string[],
  done: string,
) {
  const path = [...callers, 'stop_machine'];
  const queueing = source('queue_stop_cpus_work', ...path, 'stop_cpus');
  const queue = Object.fromEntries(
    Array.from({ length: cpus }, (_, cpu) => [
      `queue_work${cpu}`,
      t.on(
        { at: queueing, says: `cpu_stop_queue_work(${cpu}, work)` },
        {
          effect: (k) => void (k.works[cpu] = true),
          target: cpu + 1 < cpus ? `queue_work${cpu + 1}` : 'queue_preempt_enable',
        },
      ),
    ]),
  );
  return {
    stop_machine: t.on(
      {
        at: source('stop_machine_cpuslocked', ...path),
        says: 'set_state(&msdata, MULTI_STOP_PREPARE)',
        primitive: 'set_state',
      },
      {
        effect: (k) => {
          k.thread_ack = cpus;
          k.msdata_state = 'PREPARE';
        },
        target: 'init_done',
      },
    ),
    init_done: t.on(
      { at: source('__stop_cpus', ...path, 'stop_cpus'), says: 'cpu_stop_init_done(&done, nr)' },
      { effect: (k) => void (k.nr_todo = cpus), target: 'queue_preempt_disable' },
    ),
    queue_preempt_disable: t.on(
      { at: queueing, says: 'preempt_disable()' },
      { effect: words.preempt_disable, target: 'queue_work0' },
    ),
    ...queue,
    queue_preempt_enable: t.on(
      { at: queueing, says: 'preempt_enable()' },
      { effect: words.preempt_enable, target: 'wait_for_completion' },
    ),
    wait_for_completion: t.on(
      { at: source('__stop_cpus', ...path, 'stop_cpus'), says: 'wait_for_completion(&done.completion)' },
      { guard: (k) => k.nr_todo === 0, target: done },
    ),
  };
}

/**
 * A stopper thread's states. `fn`: the first state of the callback on the CPU that runs it, which ends in `ack_state`;
 * undefined on the others.
 */
export function stopper(
  t: Steps<Stack>,
  words: ContextWords,
  cpu: number,
  cpus: number,
  fn: string | undefined,
) {
  const thread = source('cpu_stopper_thread');
  const loop = source('multi_cpu_stop', 'cpu_stopper_thread');
  const ack = source('ack_state', 'cpu_stopper_thread', 'multi_cpu_stop');
  const sees = (state: MultiStop) => (k: Kernel, me: Stack) =>
    k.msdata_state === state && me.curstate !== state;
  const enters = (state: MultiStop) => ({
    guard: sees(state),
    effect: (_: Kernel, me: Stack) => void (me.curstate = state),
    note: `MULTI_STOP_${state}`,
  });
  const onAck = [
    { exit: true, target: 'irq_restore' },
    { exit: false, target: 'loop' },
  ];
  return {
    sleeping: t.on(
      { at: thread, says: 'list_del_init(&work->list)', mayWait: true },
      {
        guard: (k) => k.works[cpu] === true,
        effect: (k) => {
          k.works[cpu] = false;
          words.enter(k);
        },
        target: 'preempt_count_inc',
      },
    ),
    preempt_count_inc: t.on(
      { at: thread, says: 'preempt_count_inc()' },
      { effect: words.preempt_disable, target: 'loop' },
    ),
    loop: t.on(
      { at: loop, says: 'if (msdata->state != curstate)' },
      { ...enters('PREPARE'), target: 'ack_state' },
      { ...enters('DISABLE_IRQ'), target: 'local_irq_disable' },
      { ...enters('RUN'), target: fn ?? 'ack_state' },
      { ...enters('EXIT'), target: 'ack_state' },
    ),
    local_irq_disable: t.on(
      { at: loop, says: 'local_irq_disable()' },
      { effect: words.local_irq_disable, target: 'ack_state' },
    ),
    ack_state: t.on(
      { at: ack, says: 'atomic_dec_and_test(&msdata->thread_ack)' },
      {
        guard: (k) => k.thread_ack === 1,
        effect: (k) => void (k.thread_ack = 0),
        target: 'set_state',
        note: 'the last one',
      },
      ...onAck.map(({ exit, target }) => ({
        guard: (_: Kernel, me: Stack) => (me.curstate === 'EXIT') === exit,
        effect: (k: Kernel, me: Stack) => {
          k.thread_ack--;
          if (exit) me.curstate = 'NONE';
        },
        target,
      })),
    ),
    set_state: t.on(
      { at: ack, says: 'set_state(msdata, msdata->state + 1)', primitive: 'set_state' },
      ...onAck.map(({ exit, target }) => ({
        guard: (_: Kernel, me: Stack) => (me.curstate === 'EXIT') === exit,
        effect: (k: Kernel, me: Stack) => {
          k.thread_ack = cpus;
          k.msdata_state = exit ? 'NONE' : after(k.msdata_state);
          if (exit) me.curstate = 'NONE';
        },
        target,
      })),
    ),
    irq_restore: t.on(
      { at: loop, says: 'local_irq_restore(flags)' },
      { effect: words.irq_restore, target: 'signal_done' },
    ),
    signal_done: t.on(
      { at: thread, says: 'cpu_stop_signal_done(done)' },
      { effect: (k) => void k.nr_todo--, target: 'preempt_count_dec' },
    ),
    preempt_count_dec: t.on(
      { at: thread, says: 'preempt_count_dec(): no more work' },
      { effect: words.schedule, target: 'sleeping' },
    ),
  };
}
