// SPDX-License-Identifier: MIT
/** A campaign on disk, a line of JSON each, as it comes: what it is of, then what was done and seen, run by run. */
import { appendFileSync, existsSync, truncateSync, writeFileSync } from 'node:fs';
import { isMatching, P } from 'ts-pattern';
import { parseJson } from '../outside/json.ts';
import { FileError, nameOf, readFile } from '../outside/read.ts';
import { foreign } from '../outside/text.ts';
import type { Lost } from './campaign.ts';
import type { Disagreement } from './judge.ts';
import type { Batch, Run, Sight } from './entry.ts';
import { isBatch, isDisagreementText, isSight, whyTooMany, whyUnseen } from './shapes.ts';

const SHAPE = { format: 'mhpcheck-journal', version: 1 } as const;

/** What all of it is of. */
export interface Head {
  readonly model: string;
  /** `6.12`, and `6.12.117+deb12-cloud-amd64`. */
  readonly kernel: string;
  readonly release: string;
  readonly seed: number;
}
/** Of a journal, in bytes: an hour has some ten. */
const LARGEST = 2 ** 28;
const HEAD = { model: P.string, kernel: P.string, release: P.string, seed: P.number };
/** A run begins; acts of it that went on together, and what was then seen; that it disagrees; or that its guest failed. */
const LINE = P.union(
  { run: P.string, begins: P.when(isSight) },
  { run: P.string, lost: P.string },
  { run: P.string, disagrees: P.when(isDisagreementText) },
  P.intersection({ run: P.string }, P.when(isBatch)),
);
type Line =
  | { readonly run: string; readonly begins: Sight }
  | ({ readonly run: string } & Batch)
  | { readonly run: string; readonly lost: string }
  | { readonly run: string; readonly disagrees: Disagreement };
export interface Journal {
  readonly head: Head;
  readonly runs: readonly Run[];
  readonly found: readonly (Disagreement & { readonly run: string })[];
  readonly lost: readonly Lost[];
  /** How far the file is whole, in bytes: a line may have been cut off as it was written. */
  readonly whole: number;
  readonly isCut: boolean;
}

/** Writes lines as things come. */
export class Notes {
  private readonly add: (line: Line) => void;
  private readonly last = new Map<string, string>();

  constructor(write: (text: string) => void) {
    this.add = (line) => write(`${JSON.stringify(line)}\n`);
  }
  begin(run: string, begins: Sight): void {
    this.last.set(run, JSON.stringify(begins));
    this.add({ run, begins });
  }
  /** What is seen is left out where it is as before. */
  batch(run: string, { did, marks, sight, crash }: Batch): void {
    const now = JSON.stringify(sight);
    const same = now === this.last.get(run);
    if (sight) this.last.set(run, now);
    const some = marks?.some((of) => of.length > 0);
    this.add({ run, did, ...(some && { marks }), ...(!same && sight && { sight }), ...(crash && { crash }) });
  }
  found(run: string, disagrees: Disagreement): void {
    this.add({ run, disagrees });
  }
  lost({ run, why }: Lost): void {
    this.add({ run, lost: why });
  }
}
const headLine = (head: Head) => `${JSON.stringify({ ...SHAPE, ...head })}\n`;

/** Goes on with a file that is there, after what is whole of it. */
export function notesIn(file: string, head: Head): Notes {
  if (existsSync(file)) truncateSync(file, readJournal(file).whole);
  else writeFileSync(file, headLine(head));
  return new Notes((text) => appendFileSync(file, text));
}
export function readJournal(file: string): Journal {
  return journalIn(readFile(file, LARGEST), file);
}
/** What somebody wrote: throws a {@link FileError} that names the line where it is none that {@link Notes} writes. */
export function journalIn(text: string, file: string): Journal {
  const whole = text.lastIndexOf('\n') + 1;
  const fail = (problem: string): never => {
    throw new FileError(`${nameOf(file)}: ${problem}`);
  };
  const [head, ...rest] = text
    .slice(0, whole)
    .split('\n')
    .slice(0, -1)
    .map((line, i) =>
      parseJson(line, (problem) => fail(`line ${i + 1}: ${problem.replace(/^line 1: /, '')}`)),
    );
  if (!isMatching({ ...SHAPE, ...HEAD }, head))
    return fail('this is no journal of conform: its first line says which kernel it is of');
  const runs = new Map<string, { begins: Sight; batches: Batch[]; last: Sight }>();
  const found: Journal['found'][number][] = [];
  const lost: Lost[] = [];
  for (const [i, value] of rest.entries()) {
    const failAt = (problem: string) => fail(`line ${i + 2}: ${problem}`);
    if (!isMatching(LINE, value))
      return failAt('this begins no run, does nothing in one, and says of none what became of it');
    const line: Line = value;
    if ('begins' in line) {
      if (runs.has(line.run)) return failAt(`run ${foreign(line.run)} begins again`);
      const many = whyTooMany(line.begins);
      if (many !== undefined) return failAt(many);
      runs.set(line.run, { begins: line.begins, batches: [], last: line.begins });
      continue;
    }
    if ('lost' in line) {
      lost.push({ run: line.run, why: line.lost });
      continue;
    }
    if ('disagrees' in line) {
      found.push({ run: line.run, ...line.disagrees });
      continue;
    }
    const run = runs.get(line.run);
    if (!run) return failAt(`run ${foreign(line.run)} goes on before it begins`);
    const unseen = whyUnseen(line.did, line.sight, run.begins.blocks.length);
    if (unseen !== undefined) return failAt(unseen);
    const sight = line.crash ? line.sight : (line.sight ?? run.last);
    if (sight) run.last = sight;
    run.batches.push({ did: line.did, marks: line.marks, sight, ...(line.crash && { crash: line.crash }) });
  }
  const { model, kernel, release, seed } = head;
  return {
    head: { model, kernel, release, seed },
    runs: [...runs].map(([name, { begins, batches }]) => ({ name, begins, batches })),
    found,
    lost,
    whole: Buffer.byteLength(text.slice(0, whole)),
    isCut: whole < text.length,
  };
}
