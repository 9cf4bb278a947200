// SPDX-License-Identifier: MIT
/** `sources`: what a model was read from, held against a kernel tree. */
import { readFileSync, statSync } from 'node:fs';
import { asked } from '../model/types.ts';
import { FileError } from '../outside/read.ts';
import { sourcesText } from '../report/sources.ts';
import type { HeldModel } from '../report/sources.ts';
import { anchorsOf } from '../sources/anchors.ts';
import { firstOf, fromDigests, fromTree, hold } from '../sources/held.ts';
import type { AsModelled, Held } from '../sources/held.ts';
import { commitIn, treeIn } from '../sources/tree.ts';
import type { Tree } from '../sources/tree.ts';
import { selections } from './args.ts';
import { EXIT, ProgressLine, UsageError } from './console.ts';
import { printJson } from './json.ts';
import { load } from './load.ts';
import { operand, text, texts } from './options.ts';
import type { Context } from './verbs.ts';

export async function runSources(context: Context): Promise<number> {
  const { args, entries, console, stopped } = context;
  const dir = text(args, 'tree');
  if (dir === undefined)
    throw new UsageError('sources needs a kernel tree: --tree DIR; see mhpcheck sources --help');
  const tree = treeIn(dir);
  const asModelled = modelled(dir, texts(args, 'against') ?? []);
  const chosen =
    args.operands.length === 0
      ? entries.map((entry) => ({ entry, design: undefined }))
      : [await load(operand(args, 'model'), entries)];
  const results: HeldModel[] = [];
  const progress = new ProgressLine(console, 'sources');
  for (const { entry, design } of chosen) {
    const { model } = entry;
    // Whether a design is named, or asked of none: all that was read counts.
    const named = ['design', 'config'].some((option) => args.options[option] !== undefined) || design;
    const pairs = named
      ? selections(args, entry, design, 'tiny')
      : asked(model).map(([configuration, name]) => ({ model, configuration, design: name }));
    const anchors = anchorsOf(pairs, () => progress.say(`sources ${model.name}`));
    if (stopped()) return EXIT.interrupted;
    results.push({ model: model.name, held: hold(anchors, tree, asModelled) });
  }
  progress.end();
  const lost = results.some(({ held }) => held.some(({ stands }) => LOST.includes(stands)));
  const status = lost ? EXIT.violated : EXIT.ok;
  if (args.options['json'] === true)
    printJson(console, {
      command: 'sources',
      status,
      tree: tree.version ?? null,
      results: results.flatMap(({ model, held }) => held.map((h) => heldJson(model, h))),
    });
  else
    for (const [i, result] of results.entries())
      console.out(`${i > 0 ? '\n' : ''}${sourcesText(named(tree), result, args.options['full'] === true)}`);
  return status;
}

const LOST: readonly string[] = ['moved', 'gone', 'no-file'];
const named = ({ name, version }: Tree) => (version === undefined ? name : `Linux ${version} (${name})`);

/** What was there when the model was written: in the trees that are given, in the tree's own history, or by its digest. */
function modelled(dir: string, against: readonly string[]): AsModelled {
  const trees = against.map((word) => {
    if (statSync(word, { throwIfNoEntry: false })) return treeIn(word);
    const commit = commitIn(dir, word);
    if (!commit) throw new FileError(`--against ${word}: is neither a directory nor a commit of ${dir}`);
    return commit;
  });
  return firstOf(...trees.map(fromTree), fromDigests(digests()));
}

/** From models/digests.json above the sources or the built files. */
function digests(): Readonly<Record<string, string>> {
  for (const up of ['../../models/', '../../../models/']) {
    const file = new URL(`${up}digests.json`, import.meta.url);
    if (statSync(file, { throwIfNoEntry: false }))
      return JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
  }
  return {};
}

const heldJson = (model: string, { steps, designs, ...held }: Held) => ({
  model,
  ...held,
  steps: [...steps],
  designs: [...designs],
});
