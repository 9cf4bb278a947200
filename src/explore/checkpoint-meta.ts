// SPDX-License-Identifier: MIT
/** checkpoint.json: how much of the files beside it counts, what they must be, and a digest over every byte of itself. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { FileError, readFile } from '../outside/read.ts';
import { replaceFile } from './words-file.ts';

/** A directory that holds no checkpoint to go on from, and why. */
export class CheckpointError extends Error {
  override readonly name = 'CheckpointError';
}

/** The files of words: packed states, their parents, and what was noted (state, mask, state, mask, ...). */
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
