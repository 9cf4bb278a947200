// SPDX-License-Identifier: MIT
/** What is asked of memtrace alone: the console log of the patch, line by line, and its lines in another order. */
import { describe, expect, it } from 'vitest';
import { configurations } from '../models/memtrace/configurations.ts';
import { BLOCK, CAT, ECHO, LOG, MOUNT, printed } from '../models/memtrace/console.ts';
import { designs } from '../models/memtrace/designs.ts';
import { memtrace } from '../models/memtrace/index.ts';
import type { Use } from '../models/memtrace/memory.ts';
import { readMachine } from '../src/model/read.ts';
import { Reference } from '../src/model/reference.ts';

const { settings } = configurations['console'] as (typeof configurations)[string];
const { decisions } = designs['as-posted'] as (typeof designs)[string];
const machineOf = (blocks: readonly Use[]) =>
  memtrace.build(decisions, { ...settings, blocks }, { alone: 4, first: 1, second: 1 }).machine;
const AS_IS = readMachine(machineOf(settings.blocks));

/** The shell, the files that it sees, and the writer that it waits for. XState's transition() runs the writer. */
class Console {
  readonly #reference: Reference;
  #now;
  #mounted = false;
  /** What a command still has to print. */
  #output: string | undefined;
  #value: number | undefined;
  constructor(program = AS_IS) {
    this.#reference = new Reference(program);
    this.#now = this.#reference.initial();
  }
  /** The next line that the writer prints; undefined when it has returned. */
  #prints(): string | undefined {
    while (this.#value !== undefined) {
      const state = this.#reference.state(this.#now);
      const says = printed(state);
      const choice = state.at['enable'] === 'parse' ? { choice: String(this.#value) } : {};
      const [event] = this.#reference
        .enabled(this.#now)
        .filter((e) => (choice.choice ?? e.choice) === e.choice);
      if (!event) throw new Error(`stuck at ${state.at['enable']}`);
      this.#now = this.#reference.step(this.#now, event);
      if (state.at['enable'] === 'wrote') this.#value = undefined;
      if (says !== undefined) return says;
    }
    return undefined;
  }
  takes(line: string): boolean {
    if (!line.startsWith('# ')) {
      const said = this.#output ?? this.#prints();
      this.#output = undefined;
      return said === line;
    }
    // A prompt: what ran before has returned, and has no more to say.
    if (this.#output !== undefined || this.#prints() !== undefined) return false;
    if (line === MOUNT) {
      const first = !this.#mounted;
      this.#mounted = true;
      return first;
    }
    if (line === CAT) {
      this.#output = BLOCK.toString(16);
      return true;
    }
    const [, value = ''] = ECHO.exec(line) ?? [];
    this.#value = Number(value) / BLOCK;
    return this.#mounted && settings.values.includes(this.#value);
  }
  /** Nothing is left to be said. */
  ends(): boolean {
    return this.#output === undefined && this.#prints() === undefined;
  }
}
/** The first line that cannot be there, from 0; its length where the log goes on; -1 where all is as it is told. */
function refusedAt(log: readonly string[], program = AS_IS): number {
  const console = new Console(program);
  const at = log.findIndex((line) => !console.takes(line));
  return at >= 0 || console.ends() ? at : log.length;
}

describe('the console log of the patch', () => {
  it('is what the model prints, line by line', () => expect(refusedAt(LOG)).toBe(-1));

  it('with any two lines swapped is refused, but where the two are the same line', () => {
    const pairs = LOG.flatMap((_, i) => LOG.slice(i + 1).map((_line, j) => [i, i + 1 + j] as const));
    expect(pairs.length).toBe(105);
    const accepted = pairs.filter(([i, j]) => {
      const log = [...LOG];
      [log[i], log[j]] = [LOG[j] as string, LOG[i] as string];
      return refusedAt(log) === -1;
    });
    // The two writes of 1 GiB; "Allocated ... at 0x80000000", three times; "Freed", twice.
    expect(accepted).toEqual([
      [3, 13],
      [4, 8],
      [4, 14],
      [7, 11],
      [8, 14],
    ]);
    for (const [i, j] of accepted) expect(LOG[i]).toBe(LOG[j]);
  });

  it('with a line left out, or told twice, is refused', () => {
    for (const i of LOG.keys()) {
      // Of what is asked last nothing hangs on: a log may end after any write.
      expect(refusedAt(LOG.toSpliced(i, 1)), `without line ${i}`).not.toBe(-1);
      expect(refusedAt(LOG.toSpliced(i, 0, LOG[i] as string)), `line ${i} twice`).not.toBe(-1);
    }
  });

  it('says of the memory which blocks are free, as far as it can', () => {
    const flipped = settings.blocks.map((use, i) => {
      const blocks = settings.blocks.with(i, use === 'buddy' ? 'kernel' : 'buddy');
      return refusedAt(LOG, readMachine(machineOf(blocks))) === -1;
    });
    // 0 and 1 are not, 2 and 3 are; that 4 is not is what keeps 4 GiB away, and of the others nothing is said.
    expect(flipped).toEqual([false, false, false, false, false, true, true, true, true, true]);
  });
});
