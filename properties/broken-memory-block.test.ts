// SPDX-License-Identifier: MIT
/** The memory block broken on purpose: what no design violates is violated by one of these. */
import { describe, expect, it } from 'vitest';
import { memoryBlock as model } from '../models/memory-block/index.ts';
import { expected as answers } from '../models/memory-block/expected.ts';
import { brokenAt, last, violated } from './broken.ts';
import type { Step } from './broken.ts';

interface Mutant {
  readonly what: string;
  readonly property: string;
  readonly thread: 'store' | 'acpi';
  readonly configuration: string;
  readonly change: (step: Step) => void;
}
/** In the store of v6.1, where the second notifier may refuse. */
const inStore = (what: string, property: string, change: (step: Step) => void): Mutant => ({
  what,
  property,
  thread: 'store',
  configuration: 'veto',
  change,
});

/** What takes the pages offline, as it stands where nobody refuses: the steps after a refusal are not laid out. */
function offlines(): unknown {
  let effect: unknown;
  brokenAt(model, 'v6.1', 'dimm', 'store', (step) => (effect = last(step('offline_isolated')).actions));
  return effect;
}

const mutants: readonly Mutant[] = [
  inStore(
    'a failed offline leaves its pages isolated',
    'failed-offline-as-before',
    (step) => delete last(step('refused_unisolate')).actions,
  ),
  inStore(
    'a failed offline leaves its pages isolated',
    'no-isolation-left',
    (step) => delete last(step('refused_unisolate')).actions,
  ),
  inStore(
    'a failed offline leaves mem->state MEM_GOING_OFFLINE',
    'failed-offline-as-before',
    (step) => delete last(step('back_online')).actions,
  ),
  inStore(
    'a failed offline takes the block out of its zone',
    'failed-offline-as-before',
    (step) => (last(step('back_online')).actions = last(step('offline_shrink')).actions),
  ),
  inStore(
    'a failed offline takes the pages off present_pages',
    'failed-offline-as-before',
    (step) => (last(step('refused_unisolate')).actions = last(step('offline_present')).actions),
  ),
  inStore(
    'nobody is told MEM_CANCEL_OFFLINE',
    'notifier-told-the-end',
    (step) => (last(step('refused_unisolate')).target = 'offline_failed'),
  ),
  inStore(
    'the second link is not told MEM_OFFLINE',
    'notifier-told-the-end',
    (step) => (last(step('offline_0')).target = last(step('offline_1')).target),
  ),
  inStore(
    'MEM_CANCEL_OFFLINE follows MEM_OFFLINE',
    'notifier-told-the-end',
    (step) => (last(step('offline_1')).target = 'cancel_offline_0'),
  ),
  inStore(
    'an offline leaves the node in N_MEMORY',
    'node-follows-memory',
    (step) => delete last(step('offline_node')).actions,
  ),
  inStore('a write ends before it does anything', 'write-gets-through', (step) => {
    for (const candidate of step('write')) candidate.target = 'unlock_device_hotplug';
  }),
  {
    what: 'the refusal of boot memory is not heeded',
    property: 'boot-memory-stays',
    thread: 'store',
    configuration: 'boot',
    change: (step) => (last(step('notify_going_offline_0')).actions = offlines()),
  },
  {
    what: 'memblock does not forget what is removed',
    property: 'accepted-eject-leaves-none',
    thread: 'acpi',
    configuration: 'dimm',
    change: (step) => delete last(step('memblock_remove')).actions,
  },
];

describe('a broken memory block', () => {
  it.each(mutants)('is caught: $what, by $property', ({ property, thread, configuration, change }) => {
    expect(violated(brokenAt(model, 'v6.1', configuration, thread, change, 'tiny'))).toContain(property);
  });
  it('is not violated unbroken: no property above is violated by v6.1 itself', () => {
    const whole = answers.filter((e) => e.design === 'v6.1' && e.verdict === 'violated');
    const broken = new Set(mutants.map((m) => m.property));
    expect(whole.filter((e) => broken.has(e.property))).toEqual([]);
  });
});
