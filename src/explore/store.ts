// SPDX-License-Identifier: MIT
/** Where states are kept (visited.ts), and the form in which they come. */

/** States in order of discovery. */
export interface StateStore {
  /** Packed states, one after the other. */
  states: Int32Array;
  /** The state each was first reached from; its complement (a negative number) for a state that faults. */
  parents: Int32Array;
  count: number;
  /** For each edge, the first state that takes it, or -1. */
  firstTaken: Int32Array;
  /** For each edge, 1 if it ends in a fault. */
  readonly faulty: Uint8Array;
}
/** Successors: the packed state and the edge taken of each, and the number of the state it came from. */
export interface Records {
  records: Int32Array;
  parents: Int32Array;
  count: number;
}

/** `faulty`: for each edge, 1 if it ends in a fault. */
export function stateStore(faulty: Uint8Array): StateStore {
  return {
    states: new Int32Array(0),
    parents: new Int32Array(0),
    count: 0,
    firstTaken: new Int32Array(faulty.length).fill(-1),
    faulty,
  };
}
