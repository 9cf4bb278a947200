// SPDX-License-Identifier: MIT
/**
 * What the layouts of a kernel's log have in common. A model has no PIDs, addresses, offsets and line numbers: where a
 * kernel prints one, there is the thread, the field or the statement, or nothing; none is made up.
 */
import type { HeldSince } from '../../counterexample/played.ts';
import { pathOf } from '../place.ts';
import type { Place } from '../place.ts';
import { replayHint } from '../foot.ts';
import { ascii, wrap } from '../text.ts';
import type { Formed } from './formed.ts';

/** A log that says first, and on its own line, that it is none. */
export function log(of: Formed, layout: string, lines: readonly string[]): string {
  const { counterexample: c } = of;
  const origin = `${c.model}, design ${c.design}, configuration ${c.configuration}, property ${c.property}`;
  return plain([
    ...wrap(
      `MODEL: the layout is ${layout}, the content a model's trace: ${origin}. Not seen on a running kernel.`,
    ),
    ...lines,
    '',
    `Fingerprint: ${c.fingerprint}`,
    replayHint(of),
    '',
  ]);
}

/** ASCII, and nothing that a terminal or a mailer obeys. */
const plain = (lines: readonly string[]): string =>
  ascii(lines.join('\n')).replaceAll(
    /[^\n\x20-\x7e]/gu,
    (c) => `\\u{${(c.codePointAt(0) as number).toString(16)}}`,
  );

/** `get_online_mems(): percpu_down_read()`, the statement in its function. */
export const said = (place: Place & { readonly says: string }): string => {
  const func = pathOf(place).at(-1);
  return func === undefined ? place.says : `${func}(): ${place.says}`;
};

/** Innermost first, as a kernel prints it. */
export const stack = (place: Place, margin = ' '): string[] => {
  const functions = pathOf(place).toReversed();
  return functions.length === 0
    ? [`${margin}(not said in the model)`]
    : functions.map((f) => `${margin}${f}`);
};
export const callTrace = (place: Place): string[] => ['Call Trace:', ' <TASK>', ...stack(place), ' </TASK>'];

/** ` (device_hotplug_lock), at: lock_device_hotplug()`, as print_lock() has it. */
export const lockLine = (
  name: string,
  place: (Place & { readonly says: string }) | undefined,
  margin = '',
): string[] =>
  wrap(`(${name})${place === undefined ? '' : `, at: ${said(place)}`}`, 72 - margin.length, 4).map(
    (line, i) => (i === 0 ? `${margin}${line}` : `${' '.repeat(margin.length)}${line}`),
  );

/** lockdep_print_held_locks() of one task. */
export function heldLocks({ trace }: Formed, thread: string, held: readonly HeldSince[]): string[] {
  const own = held.filter(({ by }) => by === thread);
  if (own.length === 0) return [`no locks held by ${thread}.`];
  return [
    `${own.length} lock${own.length > 1 ? 's' : ''} held by ${thread}:`,
    ...own.flatMap(({ lock, since }, i) =>
      lockLine(lock.path, since === undefined ? undefined : trace.steps[since], ` #${i}: `),
    ),
  ];
}
