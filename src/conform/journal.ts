// SPDX-License-Identifier: MIT
/** A campaign on disk, a line of JSON each, as it comes: what it is of, then what was done and seen, run by run. */
import { appendFileSync, existsSync, truncateSync, writeFileSync } from 'node:fs';
import { FileError, readFile } from '../outside/read.ts';
import type { Found } from './campaign.ts';
import type { Disagreement } from './judge.ts';
import type { Batch, Run, Sight } from './entry.ts';

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
type Line =
  | { readonly run: string; readonly begins: Sight }
  | ({ readonly run: string } & Batch)
  | { readonly run: string; readonly disagrees: Disagreement };
export interface Journal {
  readonly head: Head;
  readonly runs: readonly Run[];
  readonly found: readonly (Disagreement & { readonly run: string })[];
  /** How far the file is whole, in bytes: a line may have been cut off as it was written. */
  readonly whole: number;
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
}
const headLine = (head: Head) => `${JSON.stringify({ ...SHAPE, ...head })}\n`;

/** Goes on with a file that is there, after what is whole of it. */
export function notesIn(file: string, head: Head): Notes {
  if (existsSync(file)) truncateSync(file, readJournal(file).whole);
  else writeFileSync(file, headLine(head));
  return new Notes((text) => appendFileSync(file, text));
}
/** A journal as a text. */
export function journalOf(head: Head, { run, log: _, ...disagreement }: Found): string {
  let text = headLine(head);
  const notes = new Notes((line) => (text += line));
  notes.begin(run.name, run.begins);
  for (const batch of run.batches) notes.batch(run.name, batch);
  notes.found(run.name, disagreement);
  return text;
}

export function readJournal(file: string): Journal {
  return journalIn(readFile(file, LARGEST), file);
}
export function journalIn(text: string, file: string): Journal {
  const whole = text.lastIndexOf('\n') + 1;
  const [first, ...rest] = text
    .slice(0, whole)
    .split('\n')
    .filter(Boolean)
    .map((line, i) => parsed(line, i, file));
  const head = first as unknown as Head & { format?: unknown; version?: unknown };
  if (head?.format !== SHAPE.format || head.version !== SHAPE.version)
    throw new FileError(`${file}: this is no journal of conform: its first line says which kernel it is of`);
  const runs = new Map<string, { begins: Sight; batches: Batch[]; last: Sight }>();
  const found: Journal['found'][number][] = [];
  for (const line of rest as unknown as Line[]) {
    if ('begins' in line) {
      runs.set(line.run, { begins: line.begins, batches: [], last: line.begins });
      continue;
    }
    if ('disagrees' in line) {
      found.push({ run: line.run, ...line.disagrees });
      continue;
    }
    const run = runs.get(line.run);
    if (!run) throw new FileError(`${file}: run ${line.run} goes on before it begins`);
    const sight = line.crash ? line.sight : (line.sight ?? run.last);
    if (sight) run.last = sight;
    run.batches.push({ did: line.did, marks: line.marks, sight, ...(line.crash && { crash: line.crash }) });
  }
  const { model, kernel, release, seed } = head;
  return {
    head: { model, kernel, release, seed },
    runs: [...runs].map(([name, { begins, batches }]) => ({ name, begins, batches })),
    found,
    whole: Buffer.byteLength(text.slice(0, whole)),
  };
}

function parsed(line: string, i: number, file: string): object {
  try {
    return JSON.parse(line) as object;
  } catch {
    throw new FileError(`${file}: line ${i + 1} is no JSON: ${line.slice(0, 60)}`);
  }
}
