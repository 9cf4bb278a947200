// SPDX-License-Identifier: MIT
/** What a model is to somebody outside of a running kernel, who does things and looks at what has become of them. */
import type { SetLimits } from './bound.ts';

/** What somebody does. Blocks are DIMMs of one memory block each, counted from 0. */
export type Act =
  | { readonly does: 'plug' | 'eject'; readonly block: number }
  /** To `state`. */
  | { readonly does: 'write'; readonly block: number; readonly value: string }
  | { readonly does: 'read'; readonly block: number; readonly file: string }
  /** To auto_online_blocks, and to probe. */
  | { readonly does: 'auto' | 'probe'; readonly value: string }
  /** A process with so much memory, for a while; which nobody can take from it, if it is pinned. */
  | { readonly does: 'hog'; readonly mib: number; readonly pinned: boolean };

/** What an act is in the model of a block: a thread's run, or a look at memory at one instant. */
export type Part<K> =
  | {
      readonly role: string;
      /** By `role.step`: the choices or notes of the only ways that it may take there. */
      readonly takes?: Readonly<Record<string, readonly string[]>>;
    }
  | { readonly sees: (k: K) => string };

/** What is seen, by name. Each may be one of several: `ENODEV|ENOENT`. */
export type Seen = Readonly<Record<string, string>>;

/** K: shared memory, as the model's author declared it. */
export interface Conformance<K = never> {
  /** By kernel, `6.1`: the design that it is. */
  readonly designs: Readonly<Record<string, string>>;
  readonly configuration: string;
  /** How many threads of each role a batch may have. */
  readonly limits: SetLimits;
  /** What it is, one after the other; `auto`: what auto_online_blocks says. `got`: what was answered. */
  readonly parts: (act: Act & { block: number }, got: string, auto: string) => readonly Part<K>[];
  /** What an act that is no block's is answered. */
  readonly apart: (act: Act) => string;
  /** By `role.step [note]`: what the thread is told once it has gone that way; `ok` unless it has gone any. */
  readonly told: Readonly<Record<string, string | ((k: K) => string)>>;
  /** By `step`, whoever takes it: what a probe in the kernel sees then, by memory as it is after the step. */
  readonly marks: Readonly<Record<string, (k: K) => string | undefined>>;
  /** What is seen of a block at rest. */
  readonly seen: (k: K) => Seen;
  /** What a block at rest adds to counters, in blocks. */
  readonly counts: (k: K) => Readonly<Record<string, number>>;
  /** By the kind of a fault: what the kernel's log has where it was met, each on some line of it. */
  readonly crashes: Readonly<Record<string, readonly RegExp[]>>;
}

/** What a model of counters is: its threads do to each block what it is seen to have gone through. */
export interface Accounts<K = never> {
  readonly designs: Readonly<Record<string, string>>;
  readonly configuration: string;
  /** The model that says what may become of blocks. */
  readonly blocks: string;
  /** What the kernel's command line has for it. */
  readonly append: string;
  /** Zones, each with the model to itself: what is online elsewhere is offline in it. */
  readonly zones: readonly string[];
  /** By what becomes of a block. */
  readonly parts: Readonly<Record<'add' | 'online' | 'offline' | 'remove', (block: number) => Part<K>>>;
  /** What the kernel's counters have of it, in pages; by zone. */
  readonly counts: (zones: Readonly<Record<string, K>>) => Readonly<Record<string, number>>;
}
