// SPDX-License-Identifier: MIT
/** Drafts over the cells of a memory that has every kind of domain. */
import { flatten, toPlain } from '../compile/cells.ts';
import { draft } from '../compile/draft.ts';
import type { Draft } from '../compile/draft.ts';
import { Recorder } from '../compile/recorder.ts';
import { array, bool, id, initially, int, oneOf, record, seq } from '../model/domain.ts';
import type { Values } from '../model/domain.ts';
import { readMachine } from '../model/read.ts';
import { oneThread } from './toys.ts';

const page = record({ used: bool, order: int(0, 2) });
const job = record({ kind: oneOf('none', 'read', 'write'), to: id('slot', 3) });
export const memory = {
  n: int(0, 3),
  pages: array(3, page),
  jobs: seq(job, 3),
  letters: initially(seq(oneOf('a', 'b', 'c', 'd'), 4), ['b', 'a']),
  grid: array(2, array(2, bool)),
  box: record({ page: initially(page, { used: true, order: 2 }), list: seq(int(0, 2), 2) }),
};
export type Memory = Values<typeof memory>;
export type Page = Memory['pages'][number];

/** Memory as cells, with a draft of it; what effects write is kept. */
export class Drafted {
  readonly map = flatten(readMachine(oneThread(memory).machine));
  readonly recorder = new Recorder(this.map.cells);
  readonly draft: Draft = draft(this.map.mem, this.recorder);
  private readonly values = this.map.cells.map((c) => c.initial);

  effect<T>(run: (m: Memory) => T): T {
    this.recorder.begin((cell) => this.values[cell] as number);
    this.recorder.writable = true;
    try {
      const result = this.recorder.apart(() => run(this.draft.proxy as Memory));
      this.recorder.settle();
      for (const [cell, value] of this.recorder.writes()) this.values[cell] = value;
      return result;
    } finally {
      this.recorder.writable = false;
    }
  }
  look<T>(run: (m: Memory) => T): T {
    this.recorder.begin((cell) => this.values[cell] as number);
    return this.recorder.apart(() => run(this.draft.proxy as Memory));
  }
  plain(): unknown {
    return toPlain(this.map.mem, this.map.cells, (cell) => this.values[cell] as number);
  }
  written(name: string): boolean {
    const cell = this.map.cells.find((c) => c.name === name);
    return this.recorder.writes().some(([index]) => index === cell?.index);
  }
}
