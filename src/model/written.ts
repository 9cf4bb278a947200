// SPDX-License-Identifier: MIT
/** Is what stands in a function a statement at all? TypeScript knows; a model in JavaScript is told. */
import type { AnyNode, AnyStmt, Arm, Fault } from './statement.ts';
import { unknownName } from './suggest.ts';

type Wrong = (text: string) => never;

const ARM = ['when', 'choice', 'does', 'note', 'says', 'at', 'then'];
const FACTS = ['choices', 'waitsFor', 'lock', 'acquires', 'primitive', 'mayWait'];
const FUNCTIONS = ['when', 'does'] as const;

/** Refuses what is no statement, and keys that nobody would read. */
export function checkWritten(s: AnyStmt | Fault, wrong: Wrong): void {
  if (typeof s === 'string') {
    if (!/^fault\(.+\)$/s.test(s)) wrong(`'${s}' is no statement: step(...), goto('${s}') or fault('${s}')?`);
    return;
  }
  const node = (s as { is?: AnyNode } | null)?.is;
  if (node === undefined || typeof node.kind !== 'string')
    wrong(`${told(s)} is no statement: write what step(), branch(), call() and the like return`);
  const returns = node?.kind === 'call' && node.others === 'return' ? (node.f as unknown) : undefined;
  if (returns !== undefined && typeof returns !== 'object' && typeof returns !== 'function')
    wrong(`ret(${told(returns)}): it takes a text or what fn() returns: write ret('${String(returns)}')`);
  if (node?.kind === 'call' && typeof (node.f as { at?: object } | undefined)?.at !== 'object')
    wrong('call() of what is no function: write what fn() returns');
  if (node?.kind !== 'step') return;
  if (typeof node.name !== 'string' || typeof node.says !== 'string')
    wrong(
      `a statement has a name and a text, as step('set_state', 'mem->state = MEM_OFFLINE'); this has ${told(node.name)} and ${told(node.says)}`,
    );
  checkKeys(node.facts, FACTS, `fact of '${node.name}'`, wrong);
  for (const arm of node.arms) checkArm(arm, node.name, wrong);
}

function checkArm(arm: Arm<never, never>, name: string, wrong: Wrong): void {
  if (typeof arm !== 'object' || arm === null || Array.isArray(arm))
    wrong(`${told(arm)} is no way that '${name}' can go: write { when, does, note, then }`);
  checkKeys(arm, ARM, `key of a way of '${name}'`, wrong);
  for (const key of FUNCTIONS)
    if (arm[key] !== undefined && typeof arm[key] !== 'function')
      wrong(`'${key}' of '${name}' is no function but ${told(arm[key])}`);
  if (arm.says !== undefined && typeof arm.says !== 'string')
    wrong(`'says' of a way of '${name}' is no text but ${told(arm.says)}`);
  if (arm.at !== undefined && typeof (arm.at as { func?: unknown } | null)?.func !== 'string')
    wrong(`'at' of a way of '${name}' is no place: write what source(file, version)('f') returns`);
}

function checkKeys(given: object, known: readonly string[], what: string, wrong: Wrong): void {
  const unknown = Object.keys(given).find((key) => !known.includes(key));
  if (unknown !== undefined) wrong(unknownName(what, unknown, known));
}
const told = (value: unknown): string =>
  typeof value === 'string' ? `'${value}'` : typeof value === 'function' ? 'a function' : String(value);
