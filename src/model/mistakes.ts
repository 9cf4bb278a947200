// SPDX-License-Identifier: MIT
/**
 * What is wrong with a function before it is laid out: labels, returned values, statements that nothing reaches. Each
 * is said with the function, the statement and the nearest name. The compiler finds most of it first, in TypeScript.
 */
import { flat } from './statement.ts';
import type { AnyFn, AnyItem, AnyNode, AnyStmt, Arm, Call, Fault } from './statement.ts';
import { unknownName } from './suggest.ts';
import type { Source } from './types.ts';
import { checkWritten } from './written.ts';

type One = AnyStmt | Fault;

export const where = ({ func, file }: Source): string => `${func}() in ${file}`;

/** What was met on the way through one function. */
interface Seen {
  readonly labels: Set<string>;
  readonly gotos: Set<string>;
  /** `goto` and the statement it was written at. */
  readonly jumps: (readonly [label: string, at: string])[];
  /** Labels right below a jump: only a goto reaches them. */
  readonly alone: (readonly string[])[];
  /** The last statement met, for messages. */
  last: string;
}

/** Checks a function and all that it calls, once. */
export function checkCode(f: AnyFn, checked: Set<object> = new Set()): void {
  if (checked.has(f)) return;
  checked.add(f);
  const seen: Seen = { labels: new Set(), gotos: new Set(), jumps: [], alone: [], last: '' };
  const wrong = (text: string): never => {
    throw new RangeError(`${where(f.at)}${seen.last && `, at '${seen.last}'`}: ${text}`);
  };
  checkBlock(f.body, false, seen, wrong, (called) => checkCode(called, checked));
  for (const [label, at] of seen.jumps) {
    seen.last = at;
    if (seen.labels.has(label)) continue;
    wrong(
      seen.labels.size > 0 ? unknownName('label', label, [...seen.labels]) : `there is no label '${label}'`,
    );
  }
  seen.last = '';
  const idle = seen.alone.find((labels) => !labels.some((name) => seen.gotos.has(name)));
  if (idle) wrong(`nothing reaches label '${idle[0]}': what is above it jumps, and no goto names it`);
}

type Wrong = (text: string) => never;

function checkBlock(
  item: AnyItem,
  inLoop: boolean,
  seen: Seen,
  wrong: Wrong,
  called: (f: AnyFn) => void,
): void {
  const all = flat(item);
  all.forEach((s, i) => {
    checkWritten(s, wrong);
    const before = all[i - 1];
    if (before !== undefined && jumps(before)) {
      const labels = leading(all.slice(i));
      if (labels.length === 0)
        wrong(`nothing reaches ${told(s)}: what is above it never goes on, and there is no label between`);
      seen.alone.push(labels);
    }
    if (typeof s !== 'string') checkNode(s.is, inLoop, seen, wrong, called);
  });
}

function checkNode(
  node: AnyNode,
  inLoop: boolean,
  seen: Seen,
  wrong: Wrong,
  called: (f: AnyFn) => void,
): void {
  const inside = (item: AnyItem, loop = inLoop) => checkBlock(item, loop, seen, wrong, called);
  switch (node.kind) {
    case 'step':
      seen.last = node.name === '' ? node.says : node.name;
      checkArms(node.arms, wrong);
      for (const { then } of node.arms) inside(then);
      return;
    case 'call':
      checkReturns(node, wrong);
      called(node.f);
      for (const then of bodiesOf(node)) inside(then);
      return;
    case 'loop':
      return inside(node.body, true);
    case 'inlined':
    case 'as':
      return inside(node.body);
    case 'label':
      if (seen.labels.has(node.name)) wrong(`there are two labels '${node.name}'`);
      seen.labels.add(node.name);
      return;
    case 'goto':
      seen.gotos.add(node.label);
      seen.jumps.push([node.label, seen.last]);
      return;
    case 'break':
    case 'continue':
      if (!inLoop) wrong(`${node.kind}_ outside of a loop`);
  }
}

function checkArms(arms: readonly Arm<never, never>[], wrong: Wrong): void {
  if (arms.length === 0) wrong('a branch without a way to go');
  const always = arms.findIndex(({ when, choice }) => !when && choice === undefined);
  if (always >= 0 && always < arms.length - 1)
    wrong(
      `the way after ${arms[always]?.note === undefined ? 'one without a condition' : `'${arms[always].note}'`} is never taken: put it above`,
    );
}

function checkReturns({ f, arms, others }: Call<never, never>, wrong: Wrong): void {
  if (others !== undefined) return;
  const given = Object.keys(arms);
  const missing = [...returnedBy(f)].find((value) => value !== '0' && value !== '' && !given.includes(value));
  if (missing !== undefined)
    wrong(
      `${where(f.at)} returns '${missing}', and the call has no arm for it${given.length > 0 ? ` (it has: ${given.join(', ')})` : ''}`,
    );
}

/** The values that a function returns, those it passes on included. */
function returnedBy(f: AnyFn, met: Set<object> = new Set()): ReadonlySet<string> {
  if (met.has(f)) return new Set();
  met.add(f);
  const values = new Set<string>();
  const look = (item: AnyItem): void => {
    for (const s of flat(item)) {
      if (typeof s === 'string') continue;
      const node: AnyNode = s.is;
      if (node.kind === 'return') values.add(node.value);
      else if (node.kind === 'call' && handsOn(node)) {
        for (const v of returnedBy(node.f, met))
          if (node.others === 'return' || (v !== '0' && v !== '')) values.add(v);
      } else for (const body of bodiesOf(node)) look(body);
    }
  };
  look(f.body);
  return values;
}

/** What it gets is returned in turn, all of it or what says that something failed. */
const handsOn = ({ others }: Call<never, never>) => others === 'return' || others === 'return failures';

/** The blocks that a statement has in itself. */
function bodiesOf(node: AnyNode): readonly AnyItem[] {
  if (node.kind === 'step') return node.arms.map(({ then }) => then);
  if (node.kind === 'call')
    return [...Object.values(node.arms), handsOn(node) ? undefined : (node.others as AnyItem)];
  return 'body' in node ? [node.body] : [];
}

const JUMPS = ['goto', 'return', 'break', 'continue', 'end'];
/** It never goes on to what stands below it. */
function jumps(s: One): boolean {
  if (typeof s === 'string') return true;
  const node: AnyNode = s.is;
  if (node.kind === 'call') return node.others === 'return';
  if (node.kind === 'loop') return !breaks(node.body);
  if (node.kind === 'as' || node.kind === 'inlined') {
    const last = flat(node.body).at(-1);
    return last !== undefined && jumps(last);
  }
  return JUMPS.includes(node.kind);
}
/** Is there a `break_` that leaves the loop around the block? */
const breaks = (item: AnyItem): boolean =>
  flat(item).some((s) => {
    if (typeof s === 'string') return false;
    const node: AnyNode = s.is;
    return node.kind === 'break' || (node.kind !== 'loop' && bodiesOf(node).some(breaks));
  });

/** The labels that a block begins with. */
function leading(all: readonly One[]): string[] {
  const [first, ...rest] = all;
  if (first === undefined || typeof first === 'string') return [];
  const node: AnyNode = first.is;
  if (node.kind === 'label') return [node.name, ...leading(rest)];
  return node.kind === 'as' || node.kind === 'inlined' || node.kind === 'loop'
    ? leading(flat(node.body))
    : [];
}
function told(s: One): string {
  if (typeof s === 'string') return s;
  const node: AnyNode = s.is;
  if (node.kind === 'step') return `'${node.name || node.says}'`;
  if (node.kind === 'call') return `the call of ${node.f.at.func}()`;
  const inner = bodiesOf(node).flatMap((body) => flat(body))[0];
  return inner === undefined ? `the ${node.kind}` : told(inner);
}
