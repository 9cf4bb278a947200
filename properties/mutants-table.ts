// SPDX-License-Identifier: MIT
/** docs/mutants-tables.md, from what was recorded. */
import type { BoundName, Entry } from '../src/model/types.ts';
import { readManifest } from './manifest.ts';
import { againAt, fatesNow, readAgain } from './mutants-again.ts';
import { MOST, killerOf, readFates, rowsOf } from './mutants.ts';
import type { Fates, MutantBound } from './mutants.ts';

const HEAD = `# What became of each mutant

Written by \`npm run mutants\`, from \`properties/mutants/\`. What the words
mean: [docs/mutants.md](mutants.md).

`;
export const tablesFile = new URL('../docs/mutants-tables.md', import.meta.url);

export const tables = (entries: readonly Entry[]): string => `${HEAD}${entries.flatMap(ofModel).join('\n')}`;

function ofModel(entry: Entry): string[] {
  const bounds = Object.keys(MOST) as MutantBound[];
  const { name } = entry.model;
  const recorded = bounds
    .map((bound) => [bound, bound === 'tiny' ? fatesNow(name) : readFates(name, bound)] as const)
    .filter(([, fates]) => Object.keys(fates).length > 0);
  return [
    `## ${name}`,
    '',
    ...recorded.flatMap(([bound, fates]) => summary(bound, fates)),
    ...againAt(name).flatMap((bound) => larger(name, bound)),
    ...killers(recorded.map(([, fates]) => fates)),
    ...survivors(entry, recorded),
  ];
}

/** A table as prettier writes it. */
export function table(...rows: readonly (readonly (string | number)[])[]): string[] {
  const [head = []] = rows;
  const widths = head.map((_, i) => Math.max(3, ...rows.map((r) => String(r[i]).length)));
  const line = (cells: readonly (string | number)[]) =>
    `| ${cells.map((c, i) => String(c).padEnd(widths[i] as number)).join(' | ')} |`;
  return [line(head), line(widths.map((w) => '-'.repeat(w))), ...rows.slice(1).map(line), ''];
}

function summary(bound: MutantBound, fates: Fates): string[] {
  const line = (name: string, all: Fates) => {
    const rows = rowsOf(all);
    const of = (verdict: string) => rows.filter((r) => r[2] === verdict).length;
    const own = rows.filter((r) => r[2] === 'killed' && killerOf(r[3]).startsWith('the model')).length;
    const rest = rows.length - of('equivalent');
    const share = rest === 0 ? '-' : `${Math.floor((100 * of('killed')) / rest)} %`;
    const alive = of('survived') + of('unknown');
    return [name, rows.length, of('killed'), own, alive, of('equivalent'), share];
  };
  const ran = Object.entries(fates).filter(([, mutants]) => Object.keys(mutants).length > 0);
  return [
    `Bound ${bound}; equivalence looked for in spaces of at most`,
    `${MOST[bound].toLocaleString('en-US')} states.`,
    '',
    ...table(
      [
        'design',
        'mutants',
        'killed',
        'of these, by own checks',
        'survived',
        'equivalent',
        'killed of the rest',
      ],
      ...ran.map(([design, mutants]) => line(design, { [design]: mutants })),
      line('all', fates),
    ),
  ];
}

/** What those found equivalent are at a larger bound. */
function larger(model: string, bound: BoundName): string[] {
  const rows = rowsOf(readAgain(model, bound));
  const of = (verdict: string) => rows.filter((r) => r[2] === verdict);
  const states = of('same').map(([design, , , place]) => {
    const pin = readManifest(model, bound).find(
      (p) => p.design === design && p.configuration === place.replace(/ \w+$/, ''),
    );
    return pin?.states ?? 0;
  });
  const number = (n: number) => n.toLocaleString('en-US');
  const others = [
    `There ${of('killed').length} are killed and ${of('survived').length} survive, with other`,
    'states or verdicts: the tables count them so.',
  ];
  return [
    `Of ${rows.length} found equivalent so, ${of('same').length} are at bound ${bound} too, each in one space,`,
    `of ${number(Math.min(...states))} to ${number(Math.max(...states))} states.`,
    ...(of('same').length < rows.length ? others : []),
    '',
  ];
}

function killers(all: readonly Fates[]): string[] {
  const kills = all
    .flatMap(rowsOf)
    .filter(([, , verdict]) => verdict === 'killed')
    .map(([design, name, , rest]) => [killerOf(rest), `${design} ${name}`] as const);
  const names = [...new Set(kills.map(([killer]) => killer))];
  const count = (name: string) => new Set(kills.filter(([k]) => k === name).map(([, what]) => what)).size;
  return table(
    ['killed by', 'mutants'],
    ...names.toSorted((a, b) => count(b) - count(a)).map((name) => [name, count(name)] as const),
  );
}

function survivors(
  { survivors: notes = {} }: Entry,
  recorded: readonly (readonly [MutantBound, Fates])[],
): string[] {
  // What the largest recorded bound says of a design counts.
  const last = new Map<string, string>();
  for (const [bound, fates] of recorded)
    for (const [design, mutants] of Object.entries(fates))
      for (const [name, said] of Object.entries(mutants)) last.set(`${name}\n${design}`, `${bound}\n${said}`);
  const alive = [...last].filter(([, said]) => /\n(survived|unknown):/.test(said));
  const names = [...new Set(alive.map(([key]) => key.split('\n')[0] as string))].toSorted();
  const where = (name: string) =>
    alive
      .filter(([key]) => key.startsWith(`${name}\n`))
      // The bound at which it differs.
      .map(([key, said]) => `${key.split('\n')[1]} (${said.split(' ').at(-1)})`)
      .join(', ');
  return table(
    ['survivor', 'in', 'the property that would be needed'],
    ...names.map((name) => [name, where(name), notes[name] ?? 'NOT EXPLAINED']),
  );
}
