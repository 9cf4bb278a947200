// SPDX-License-Identifier: MIT
/** A machine after it has been read: threads, states, candidates, domains. What the compiler and the engines work on. */
import type { AnyStateMachine } from 'xstate';
import type { RecordOf } from './domain.ts';
import type { Acquires } from './locks.ts';
import type { Source } from './types.ts';

/** What a guard, an effect or a list of choices is run on: drafts of shared memory and of the thread's own stack. */
export interface Drafts {
  readonly mem: object;
  readonly me: object;
  /** The whole context: for plain XState guards and `assign`, which our own helpers never hand it to. */
  readonly context: { mem: object; stack: Record<string, object> };
}
/** What an effect is run on: it also says where one of a candidate's effects ends. */
export interface EffectDrafts extends Drafts {
  readonly settle: () => void;
  /** Whether anything has been written so far. */
  readonly wrote: () => boolean;
  /** Runs what must not write, though it is part of an effect; and what to say if it does. */
  readonly looking: <T>(whyNot: string, code: () => T) => T;
}

export interface Candidate {
  readonly guard: (d: Drafts, choice: string | undefined) => boolean;
  readonly effect: (d: EffectDrafts, choice: string | undefined) => void;
  /** Index of the target in the thread's states. */
  readonly target: number;
  readonly note: string | undefined;
  /** The C of this way, and where it stands, where that is another than the position's. */
  readonly says: string | undefined;
  readonly at: Source | undefined;
  /** Whether it has a guard, and whether it has an effect. */
  readonly guarded: boolean;
  readonly acts: boolean;
}

/** A state of a thread, and the step it takes from there. */
export interface Position {
  readonly name: string;
  /** `vmalloc0.pmd_offset`, as errors name it. */
  readonly path: string;
  readonly says: string;
  readonly at: Source | undefined;
  /** The kernel primitive the step is, where it is one: it may touch more than one shared field. */
  readonly primitive: string | undefined;
  /** The kind of fault this state stands for. */
  readonly fault: string | undefined;
  /** A final state, or one tagged `may-wait`: the run may stop here. */
  readonly validEnd: boolean;
  /** The declared choices; `[undefined]` for a step without. */
  readonly choices: (d: Drafts) => readonly (string | undefined)[];
  /** The choices as far as they are one list for every state. */
  readonly declared: readonly string[] | undefined;
  readonly waitsFor: ((d: Drafts) => readonly (string | null)[]) | undefined;
  /** What the step waits for, by name. */
  readonly lock: string | undefined;
  /** What it takes, as far as it says so. */
  readonly acquires: readonly Acquires[] | undefined;
  readonly candidates: readonly Candidate[];
}

export interface Thread {
  readonly name: string;
  readonly index: number;
  readonly role: string;
  readonly cpu: number;
  readonly stack: RecordOf<unknown>;
  readonly initial: number;
  readonly positions: readonly Position[];
}

export interface Program {
  readonly id: string;
  readonly machine: AnyStateMachine;
  readonly memory: RecordOf<unknown>;
  readonly threads: readonly Thread[];
  /** Shared memory in each initial state; all else is the same in all of them. */
  readonly initials: readonly unknown[];
}

/** A step as a schedule writes it: `hot_remove`, or `vmalloc0:ENOMEM` where the step has a choice. */
export const eventName = (e: { type: string; choice?: string | undefined }): string =>
  e.choice === undefined ? e.type : `${e.type}:${e.choice}`;
export function parseEvent(text: string): { type: string; choice?: string } {
  const colon = text.indexOf(':');
  return colon < 0 ? { type: text } : { type: text.slice(0, colon), choice: text.slice(colon + 1) };
}
