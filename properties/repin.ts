// SPDX-License-Identifier: MIT
/**
 * `npm run repin -- MODEL [DESIGN ...] [--large]`: after a change of a model, redoes all that is recorded of it (of the
 * named designs alone, where some are named) and says what moved, file by file, and what each is for. Nothing is
 * judged here: a commit that moves a number says what moved it.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { entries } from '../models/index.ts';
import { instanceOf } from '../src/model/instance.ts';
import { isSpace } from '../src/model/space.ts';
import { unknownName } from '../src/model/suggest.ts';
import type { AnyModel, BoundName, Entry, Model } from '../src/model/types.ts';
import { DOCUMENTS, documentFile, withBlocks } from './blocks.ts';
import { keepAnew } from './kept.ts';
import { machines, pairs, writeManifest } from './manifest.ts';
import { survivors } from './mutants-again.ts';
import { recordAgain, recordFates } from './mutants-record.ts';
import { tables, tablesFile } from './mutants-table.ts';
import { trustDocument, withTrust } from './trust.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
/** What is recorded, where (from the top of the checkout), and why it is there. */
const RECORDED: readonly (readonly [where: string, why: string])[] = [
  ['properties/manifest', 'pins verdicts, states, transitions and depth of each pair'],
  ['counterexamples', 'a trace that is replayed by the suite, and its report'],
  ['properties/mutants', 'what became of each mutant'],
  ['docs/mutants-tables.md', 'the same, as tables'],
  ['docs/trust.md', 'what a pass rests on, in numbers'],
  ...DOCUMENTS.map((name) => [name, 'shows what the tool prints'] as const),
];

const filesOf = (where: string): string[] =>
  /\.\w+$/.test(where)
    ? [where]
    : readdirSync(join(root, where), { recursive: true, encoding: 'utf8' })
        .map((file) => join(where, file))
        .filter((file) => /\.\w+$/.test(file));
const contents = (): Map<string, string> =>
  new Map(
    RECORDED.flatMap(([where]) => filesOf(where))
      .filter((file) => existsSync(join(root, file)))
      .map((file) => [file, readFileSync(join(root, file), 'utf8')]),
  );

const say = (text: string) => console.error(text);
/** Written as prettier leaves it. */
async function write(file: URL, text: string): Promise<void> {
  const filepath = fileURLToPath(file);
  writeFileSync(file, await format(text, { ...(await resolveConfig(filepath)), filepath }));
}

async function repin(
  model: AnyModel,
  designs: readonly string[],
  bounds: readonly BoundName[],
): Promise<void> {
  for (const bound of bounds) writeManifest(model, bound, say, designs);
  keepAnew(model, (what) => say(`counterexamples: ${what}`), designs);
  const [[configuration, design] = ['', '']] = pairs(model);
  if (isSpace(instanceOf({ model, configuration, design, bound: 'tiny' }))) return;
  for (const name of designs) {
    await recordFates(model as Model, name, 'tiny');
    await recordAgain(model as Model, name);
  }
}

async function documents(): Promise<readonly string[]> {
  await write(tablesFile, tables(machines(entries)));
  await write(trustDocument, withTrust(machines(entries)));
  const lost: string[] = [];
  for (const name of DOCUMENTS) {
    const { text, lost: gone } = await withBlocks(name);
    await write(documentFile(name), text);
    lost.push(
      ...gone.map((command) => `${name}: the block of \`${command}\` begins with a line that is gone`),
    );
  }
  return lost;
}

/** Mutants that no property noticed, and of which nothing is noted: `npm test` asks for that. */
function unnoted({ entry, designs }: ReturnType<typeof asked>): string[] {
  const { model, survivors: noted = {} } = entry;
  if (machines([entry]).length === 0) return [];
  return survivors(model.name)
    .filter(([design, name]) => designs.includes(design) && noted[name] === undefined)
    .map(
      ([design, name]) =>
        `survives  ${design}, ${name}: wants a property, or a note in models/${model.name}/survivors.ts`,
    );
}

const USAGE = 'npm run repin -- MODEL [DESIGN ...] [--large]';
function asked(): { entry: Entry; designs: readonly string[] } {
  const [name = '', ...named] = process.argv.slice(2).filter((arg) => arg !== '--large');
  const entry = entries.find((e) => e.model.name === name);
  const names = entries.map((e) => e.model.name);
  if (!entry) throw new RangeError(unknownName('model', name, names));
  const designs = Object.keys(entry.model.designs);
  const unknown = named.find((design) => !designs.includes(design));
  if (unknown !== undefined) throw new RangeError(`${name}: ${unknownName('design', unknown, designs)}`);
  return { entry, designs: named.length > 0 ? named : designs };
}

let chosen: ReturnType<typeof asked>;
try {
  chosen = asked();
} catch (error) {
  say(`${USAGE}\n${(error as Error).message}`);
  process.exit(3);
}
const large = process.argv.includes('--large');
const before = contents();
await repin(chosen.entry.model, chosen.designs, large ? ['tiny', 'small', 'large'] : ['tiny', 'small']);
const lost = await documents();
const after = contents();
const why = (file: string) => RECORDED.find(([where]) => file.startsWith(where))?.[1] ?? '';
const told = [...new Set([...before.keys(), ...after.keys()])].toSorted().flatMap((file) => {
  const [was, is] = [before.get(file), after.get(file)];
  if (was === is) return [];
  return [`${was === undefined ? 'new' : is === undefined ? 'gone' : 'moved'}  ${file}: ${why(file)}`];
});
console.log([...(told.length === 0 ? ['nothing moved'] : told), ...lost, ...unnoted(chosen)].join('\n'));
if (!large) console.log('bound large was not searched: --large does so, some minutes');
