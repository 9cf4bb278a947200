// SPDX-License-Identifier: MIT
/** Which model an operand means: one of ours by name, or somebody's own by its file, `./my-model.js#my-design`. */
import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { keepTwin } from '../model/again.ts';
import type { AnyModel, Entry } from '../model/types.ts';
import { checkModel } from '../model/whole.ts';
import { unknownName } from '../model/suggest.ts';
import { kindOf } from '../outside/read.ts';
import { UsageError } from './console.ts';
import { expectedIn } from './expected.ts';
import { noTypes, whyNotLoaded } from './syntax.ts';

export const isFile = (operand: string): boolean => /^\.{0,2}\/|\.[cm]?[jt]s(#|$)/.test(operand);

/** Commands whose first word is a model, and no other model is asked for beside it. */
const OF_A_MODEL = ['list', 'check', 'compare', 'diff', 'mutate', 'info', 'watch', 'explore', 'draw'];
/** What prints help alone needs no model. */
const HELPS = ['--help', '-h', 'help', '--version'];
/** Which of our models, by their names, a command line needs: no other is loaded for it. */
export function needed(argv: readonly string[], names: readonly string[]): readonly string[] {
  const [verb, word = ''] = argv;
  if (verb === undefined || HELPS.includes(verb) || argv.includes('--help')) return [];
  if (!OF_A_MODEL.includes(verb) || word.startsWith('-')) return names;
  if (isFile(word)) return [];
  // One that there is not is told which there are.
  return names.includes(word) ? [word] : names;
}

/**
 * The file and the design that an operand names. A # may be in a file's name, or in a design's: the first stands before a
 * design that a file stands before.
 */
export function fileAndDesign(operand: string): { readonly file: string; readonly design?: string } {
  const [first, ...more] = [...operand.matchAll(/#/g)].map(({ index }) => index);
  if (first === undefined || !isFile(operand)) return { file: operand };
  const at = [first, ...more].find((i) => isThere(operand.slice(0, i)));
  if (at === undefined && isThere(operand)) return { file: operand };
  return { file: operand.slice(0, at ?? first), design: operand.slice((at ?? first) + 1) };
}
const isThere = (file: string) => existsSync(file) && statSync(file).isFile();

/** The model an operand names, and the design after its `#`. Throws a {@link UsageError}. */
export async function load(
  operand: string,
  entries: readonly Entry[],
): Promise<{ readonly entry: Entry; readonly design: string | undefined }> {
  if (!isFile(operand)) {
    const entry = entries.find((e) => e.model.name === operand);
    if (!entry)
      throw new UsageError(
        unknownName(
          'model',
          operand,
          entries.map((e) => e.model.name),
        ),
      );
    return { entry, design: undefined };
  }
  const { file, design } = fileAndDesign(operand);
  const { model, expected } = await loadFile(file);
  return { entry: { model, expected }, design };
}

interface Exported {
  readonly default?: unknown;
  readonly model?: unknown;
  readonly expected?: unknown;
}
/** Rejects after a while, if anything else still goes on. */
const late = (patience: number) =>
  new Promise((_, reject) => {
    const said = `it is not done after ${patience / 1000} s: an \`await\` outside of any function that never ends?`;
    setTimeout(() => reject(new Error(said)), patience).unref();
  });

/** `patience`: how long the file may take to load (ms). */
export async function loadFile(file: string, patience = 30_000): Promise<Entry> {
  const path = resolve(file);
  if (!existsSync(path)) throw new UsageError(`${file}: no such file`);
  const stats = statSync(path);
  if (!stats.isFile()) throw new UsageError(`${file}: is ${kindOf(stats)}, not a file`);
  let exported: Exported;
  try {
    exported = (await Promise.race([import(pathToFileURL(path).href), late(patience)])) as Exported;
  } catch (error) {
    throw new UsageError(`${file}: can't be loaded: ${noTypes(path, error) ?? whyNotLoaded(path, error)}`, {
      cause: error,
    });
  }
  const model = exported.default ?? exported.model;
  if (typeof model !== 'object' || model === null)
    throw new UsageError(`${file}: exports no model: write \`export default model({ ... })\``);
  checkModel(file, model);
  const expected = expectedIn(file, model, exported.expected);
  await loadTwin(path, model, patience);
  return { model, expected };
}

/**
 * Loads the file a second time, apart from the first: what it keeps outside of build() is not what the first has left
 * there. Of one that can be loaded only once, the first is all there is.
 */
async function loadTwin(path: string, model: AnyModel, patience: number): Promise<void> {
  let twin: unknown;
  try {
    const exported = (await Promise.race([
      import(`${pathToFileURL(path).href}?again`),
      late(patience),
    ])) as Exported;
    twin = exported.default ?? exported.model;
  } catch {
    // It is no mistake in a model.
  }
  keepTwin(model, typeof twin === 'object' && twin !== null ? (twin as AnyModel) : model);
}
