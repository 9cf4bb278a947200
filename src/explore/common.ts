// SPDX-License-Identifier: MIT
/** What the threads of a parallel search have in common: whether to stop, what they keep, and what they are about to. */
import { exceeds, Stopped } from '../watch/watch.ts';

/** Places in the shared words. Sizes are in KiB, to fit. */
const STOP = 0;
const TAKING = 1;
const KEPT = 2;
const KIB = 1024;

export class Common {
  readonly words: Int32Array;
  private readonly most: number;

  constructor(words: Int32Array, maxMemory = Infinity) {
    this.words = words;
    // Some is kept to say what was found.
    this.most = maxMemory * (15 / 16);
  }
  static for(workers: number, maxMemory?: number): Common {
    const words = new Int32Array(new SharedArrayBuffer((KEPT + workers) * Int32Array.BYTES_PER_ELEMENT));
    return new Common(words, maxMemory);
  }

  get stopped(): boolean {
    return Atomics.load(this.words, STOP) !== 0;
  }
  stop(): void {
    Atomics.store(this.words, STOP, 1);
  }

  /** Notes the bytes of the states that a thread keeps: in the end they are copied once. */
  keeps(me: number, bytes: number): void {
    Atomics.store(this.words, KEPT + me, bytes / KIB);
  }

  /** Runs what takes so many bytes more for a while; stops all where they are not there. */
  taking(bytes: number, run: () => void): void {
    Atomics.add(this.words, TAKING, bytes / KIB);
    try {
      if (this.isShort) {
        this.stop();
        throw new Stopped('--max-memory');
      }
      run();
    } finally {
      Atomics.sub(this.words, TAKING, bytes / KIB);
    }
  }

  /** Is what is used, what is about to be, and what the copies will take more than the limit? */
  get isShort(): boolean {
    if (this.most === Infinity) return false;
    const later = this.words.subarray(TAKING).reduce((sum, kib) => sum + kib, 0);
    return exceeds(this.most - later * KIB);
  }
}
