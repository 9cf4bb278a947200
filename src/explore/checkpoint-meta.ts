// SPDX-License-Identifier: MIT
/** checkpoint.json: how much of the files beside it counts, what they must be, and a digest over every byte of itself. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isMatching, P } from 'ts-pattern';
import type { Asked } from '../engine/asked.ts';
import { FileError, readFile } from '../outside/read.ts';
import { replaceFile } from './words-file.ts';

/** A directory that holds no checkpoint to go on from, and why. */
export class CheckpointError extends Error {
  override readonly name = 'CheckpointError';
}

/** The files of words: packed states, their parents, and what was noted (state, mask, state, mask, ...; a mask is one word for each 29 properties). */
export const PARTS = ['states', 'parents', 'broken'] as const;
export type Part = (typeof PARTS)[number];
const META = 'checkpoint.json';
const VERSION = 2;

export interface Meta {
  readonly version: number;
  /** What is searched, in words; and in a way that no change of the model leaves as it is. */
  readonly what: string;
  readonly fingerprint: string;
  readonly states: number;
  readonly noted: number;
  readonly head: number;
  readonly levelEnd: number;
  readonly depth: number;
  readonly transitions: number;
  /** Time that the search took so far. */
  readonly seconds: number;
  readonly firstTaken: readonly number[];
  readonly met: readonly (readonly [bit: number, state: number])[];
  /** Of the words in each file. */
  readonly digests: Readonly<Record<Part, string>>;
  /** Of all steps that were taken, where no text of the code stands for them. */
  readonly steps?: string;
}

export const isKept = (dir: string): boolean => existsSync(join(dir, META));

/** Puts the file in the place of the last. Returns its length. */
export function writeMeta(dir: string, meta: Omit<Meta, 'version'>): number {
  const text = textOf({ version: VERSION, ...meta });
  replaceFile(dir, META, text);
  return text.length;
}

export function readMeta(dir: string): Meta {
  const file = join(dir, META);
  if (!isKept(dir)) throw new CheckpointError(`${dir} holds no checkpoint`);
  const text = textIn(file);
  let value: { digest?: unknown; version?: unknown } | null;
  try {
    value = JSON.parse(text) as typeof value;
  } catch (error) {
    throw new CheckpointError(`${file} is damaged: it is not JSON`, { cause: error });
  }
  const { digest: _, ...meta } = value ?? {};
  // Written again it has to be the same, byte for byte.
  if (textOf(meta) === text && meta.version === VERSION) return meta as unknown as Meta;
  throw new CheckpointError(
    meta.version === VERSION || typeof meta.version !== 'number'
      ? `${file} is damaged: it is not as it was written`
      : `${file} is of format ${meta.version}, this mhpcheck reads ${VERSION}: search again from the start`,
  );
}

/** The field whose value no search writes, if there is one: a digest that fits says nothing of who wrote it. */
export function oddIn(meta: Meta, edges: number, { watched }: Asked): keyof Meta | undefined {
  const { states, head, levelEnd } = meta;
  const whole = (value: unknown, least: number, most: number) =>
    Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most;
  const isMet = (pair: unknown) =>
    isMatching([P.number, P.number], pair) &&
    watched[pair[0]]?.kind === 'sometimes' &&
    whole(pair[1], 0, states - 1);
  const fits: Partial<Record<keyof Meta, boolean>> = {
    states: whole(states, 1, 2 ** 32),
    noted: whole(meta.noted, 0, states),
    levelEnd: whole(levelEnd, 1, states),
    head: whole(head, 0, levelEnd),
    depth: whole(meta.depth, 0, states),
    transitions: whole(meta.transitions, 0, Number.MAX_SAFE_INTEGER),
    seconds: Number.isFinite(meta.seconds) && meta.seconds >= 0,
    firstTaken:
      isMatching(P.array(P.number), meta.firstTaken) &&
      meta.firstTaken.length === edges &&
      meta.firstTaken.every((state) => whole(state, -1, states - 1)),
    met: isMatching(P.array(P.any), meta.met) && meta.met.every(isMet),
    digests: isMatching({ states: P.string, parents: P.string, broken: P.string }, meta.digests),
  };
  return (Object.keys(fits) as (keyof Meta)[]).find((field) => fits[field] !== true);
}

function textOf(meta: object): string {
  const text = JSON.stringify(meta);
  const digest = createHash('sha256').update(text).digest('hex');
  return `${JSON.stringify({ ...meta, digest })}\n`;
}

function textIn(file: string): string {
  try {
    return readFile(file);
  } catch (error) {
    throw error instanceof FileError ? new CheckpointError(error.message, { cause: error }) : error;
  }
}
