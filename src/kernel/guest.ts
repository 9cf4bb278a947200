// SPDX-License-Identifier: MIT
/** A booted kernel, as far as it is asked anything: the agent in it, the machine around it, its log. */
import { getSystemErrorName } from 'node:util';
import type { Arch } from './kernels.ts';

export interface Answer {
  /** 0, or what errno was. */
  readonly error: number;
  readonly text: string;
}
export interface Guest {
  /** `6.12.117+deb12-cloud-amd64`. */
  readonly release: string;
  readonly arch: Arch;
  /** A request that is answered at once. */
  readonly ask: (verb: string, ...words: readonly string[]) => Promise<Answer>;
  /** A process of its own, of this name, does it; answered when it is through, which may be never. */
  readonly start: (comm: string, verb: 'read' | 'write', ...words: readonly string[]) => Promise<Answer>;
  /** A request that is answered when it is through: in two minutes, or it fails. */
  readonly later: (verb: string, ...words: readonly string[]) => Promise<Answer>;
  /** Once the machine has answered to all that it was asked; fails where it does not. */
  readonly answers: () => Promise<void>;
  /** Plugs a DIMM of one block at 4 GiB, or behind it: the kernel has been told so then. */
  readonly plug: (slot?: number) => Promise<void>;
  /** Until the kernel has said what became of the DIMM that was plugged last. */
  readonly plugged: () => Promise<void>;
  /** Asks for it back: true once it is given back, false if the kernel refuses. */
  readonly eject: (slot?: number) => Promise<boolean>;
  /** All that the kernel has said so far, a line each. */
  readonly log: readonly string[];
  /** Resolves at the first line, from `after` on, that fits; undefined once that takes too long, or the guest is gone. */
  readonly said: (fits: RegExp, time: number, after?: number) => Promise<string | undefined>;
  /** Ends it, whatever it does. */
  readonly end: () => Promise<void>;
}

/** `EBUSY` of 16. */
export const errorName = (errno: number): string => getSystemErrorName(-errno);

/** Ends a guest that does not do what it should, or never came up: no fault of the model. */
export class GuestError extends Error {
  override readonly name = 'GuestError';
}

/** An answer's line: `ok 3 0 TEXT`, `err 3 16`. Undefined for any other. */
export function answerIn(line: string): (Answer & { readonly id: string }) | undefined {
  const [, kind, id = '', error = '', text = ''] = /^(ok|err) (\S+) (\d+) ?(.*)$/.exec(line) ?? [];
  if (kind === undefined) return undefined;
  return { id, error: Number(error), text: unescaped(text) };
}
const unescaped = (text: string) => text.replaceAll(/\\(.)/g, (_, c: string) => (c === 'n' ? '\n' : c));

/** What a process that was started answers: when it began and ended, in microseconds, and what it got. */
export interface Timed extends Answer {
  readonly from: number;
  readonly to: number;
}
export function timed({ error, text }: Answer): Timed {
  const answered = /^(?:errno (\d+) )?@(\d+)-(\d+) ?([^]*)$/.exec(text);
  if (!answered && error === 0)
    throw new GuestError('the agent answers without saying when: npm run kernels');
  const [, failed, from = '0', to = '0', rest = ''] = answered ?? [];
  return {
    error: failed === undefined ? error : Number(failed),
    from: Number(from),
    to: Number(to),
    text: rest,
  };
}
