// SPDX-License-Identifier: MIT
/**
 * An order of locks that turns round, in lockdep's own words (print_circular_bug(), print_deadlock_bug(),
 * kernel/locking/lockdep.c), so that whoever knows its reports can read this one. The head says whose words they are.
 */
import type { Outcome } from '../engine/outcome.ts';
import type { Mode } from '../model/locks.ts';
import type { AnyProperty } from '../model/types.ts';
import type { Inversion, Link, Place } from '../order/found.ts';
import { ascii, item, paragraph, plural, WIDTH, wrap } from './text.ts';

interface Instance {
  readonly model: string;
  readonly design: string;
  readonly configuration: string;
}
interface OrderShown extends Instance {
  readonly inversion: Inversion;
  /** Every interleaving within the bound was tried. */
  readonly complete: boolean;
  /** The property that is broken where it closes, if it is asked. */
  readonly deadlock: string | undefined;
}

const RULE = '-'.repeat(56);

/** Each inversion that was found, what lockdep does not see last; without those that are told elsewhere. */
export function lockOrderTexts(
  checked: Instance & { readonly outcome: Outcome<AnyProperty> },
  elsewhere: readonly Inversion[] = [],
): string[] {
  const { model, design, configuration, outcome } = checked;
  const deadlock = outcome.results.find((r) => r.property.kind === 'noDeadlock')?.property.name;
  const found = outcome.results.flatMap(({ order }) => (order ? [order] : []));
  return found.flatMap(({ inversions, complete }) =>
    inversions
      .filter((inversion) => !elsewhere.includes(inversion))
      .map((inversion) => lockOrderText({ model, design, configuration, inversion, complete, deadlock })),
  );
}

function lockOrderText(shown: OrderShown): string {
  const { model, design, configuration, inversion } = shown;
  const last = inversion.links.at(-1) as Link;
  const what =
    inversion.kind === 'recursive' ? 'possible recursive locking' : 'possible circular locking dependency';
  const lines = [
    paragraph(`${model}, design ${design}, configuration ${configuration}: lock-order`),
    ...(inversion.seen
      ? [`MODEL: ${what} detected`]
      : ['MODEL: a circle of waits that lockdep does not see']),
    RULE,
    `${last.asks.thread} ${last.waits ? 'is about to wait for:' : 'is trying to acquire lock:'}`,
    ...lockAt(last.to, last.asked, last.asks),
    ...(isWait(last)
      ? [`${last.took.thread} waits for it, and for:`]
      : ['but task is already holding lock:']),
    ...lockAt(last.from, last.held, last.took),
    ...(inversion.kind === 'recursive' ? [] : chain(inversion, last)),
    'Possible unsafe locking scenario:',
    '',
    ...scenario(inversion, last),
    '',
    ' *** DEADLOCK ***',
    '',
    ...remarks(shown).map((text) => item(text)),
    '',
  ];
  return ascii(lines.join('\n'));
}

const HOW: Readonly<Record<Mode, string>> = {
  exclusive: '',
  shared: ', for reading',
  recursive: ', for reading past a waiting writer',
};

const lockAt = (name: string, mode: Mode, place: Place | undefined): string[] => [
  `  (${name})${HOW[mode]}`,
  ...stackOf(place),
  '',
];

/** The statement, and the functions it is in, innermost first, as a stack is printed. */
function stackOf(place: Place | undefined): string[] {
  if (!place) return ['    held from the start'];
  const { says, at } = place;
  const row = (text: string, indent: number) =>
    wrap(text, WIDTH - indent, 2).map((line) => ' '.repeat(indent) + line);
  if (!at) return row(says, 4);
  const callers = (at.callers ?? []).toReversed();
  return [
    ...row(says, 4),
    ...row(`${at.func}() in ${at.file} (${at.version})`, 6),
    ...callers.map((f) => `      ${f}()`),
  ];
}

/** The first is no lock either: another thread waits there for the one that asks for the second. */
const isWait = (link: Link): link is Link & { readonly took: Place } =>
  link.took !== undefined && link.took.thread !== link.asks.thread;

/** What the lock depends on already, the last first: each with who asks for it while holding the one before. */
function chain({ links }: Inversion, last: Link): string[] {
  const before = links.slice(0, -1).toReversed();
  return [
    `which ${last.waits ? '' : 'lock '}already depends on the new ${last.waits ? 'wait' : 'lock'}.`,
    '',
    'the existing dependency chain (in reverse order) is:',
    '',
    ...before.flatMap((link, i) => one(link, before.length - i)),
    ...one(last, 0),
  ];
}
function one(link: Link, n: number): string[] {
  const { to, from, asked, asks, took, seen } = link;
  const who = isWait(link)
    ? `${asks.thread}, for which ${link.took.thread} waits in "${link.took.says}" (${from})`
    : `${asks.thread}, holding (${from})${took ? ` since "${took.says}"` : ''}`;
  return [
    `-> #${n} (${to})${HOW[asked]}:${seen ? '' : '  [lockdep does not see this]'}`,
    ...wrap(who, WIDTH - 4, 2).map((line) => `    ${line}`),
    ...stackOf(asks),
    '',
  ];
}

const COLUMN = 31;
const called = (name: string, mode: Mode, waits: boolean): string =>
  `${waits ? 'wait' : mode === 'exclusive' ? 'lock' : 'rlock'}(${name});`;
const first = (link: Link): string => called(link.from, link.held, isWait(link));
const second = (link: Link): string => called(link.to, link.asked, link.waits);

function scenario({ kind, classes, links }: Inversion, last: Link): string[] {
  if (kind === 'recursive') return ['       CPU0', '       ----', `  ${first(last)}`, `  ${second(last)}`];
  const before = links.at(-2) as Link;
  const right = (text: string) => ' '.repeat(COLUMN) + text;
  const via =
    classes.length > 2
      ? ['Chain exists of:', `  ${[classes[0], ...classes.slice(-2)].join(' --> ')}`, '']
      : [];
  return [
    ...via,
    '       CPU0                    CPU1',
    '       ----                    ----',
    `  ${first(last)}`,
    right(first(before)),
    right(second(before)),
    `  ${second(last)}`,
  ];
}

/** What lockdep does not say. */
function remarks({ inversion, complete, deadlock }: OrderShown): string[] {
  const { kind, closed, gate, alone, seen } = inversion;
  const turned = kind === 'recursive' ? 'a lock of the class is taken twice' : 'order inverted';
  const nobody = complete ? 'within this bound nobody closes it' : 'so far nobody closes it';
  return [
    closed
      ? `closed by a reachable deadlock, ${plural(closed.schedule.length, 'step')} from the start${deadlock === undefined ? '' : `: see ${deadlock}`}`
      : `${turned}; ${nobody}`,
    ...(gate === undefined
      ? []
      : [
          `two of these steps are never taken without ${gate}, which keeps them apart: lockdep knows no gates, and reports it all the same`,
        ]),
    ...(alone === undefined || closed ? [] : [`${alone} alone was seen to do all of it`]),
    ...(seen
      ? []
      : [
          'device_lock() is novalidate, and completions and wait_event() are not annotated: no verdict rests on this',
        ]),
  ];
}
