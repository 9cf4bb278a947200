// SPDX-License-Identifier: MIT
/** Asks the model of each bug before and after its fix, and writes docs/bug-corpus.md of what it answers. */
import { format, resolveConfig } from 'prettier';
import { entries } from '../../models/index.ts';
import { command } from '../../src/testing/command.ts';
import { BUGS, LEFT_OUT } from './bugs.ts';
import type { Bug } from './bugs.ts';

interface Asked {
  readonly name: string;
  readonly verdict: string;
  readonly violations: readonly { readonly schedule?: readonly string[] }[];
}
interface Result {
  readonly design: string;
  readonly configuration: string;
  readonly states: number;
  readonly search: { readonly kind: string };
  readonly properties: readonly Asked[];
}

/** What was found of a bug. */
export interface Found {
  readonly bug: Bug;
  /** The verdict of the property that was broken, before and after. */
  readonly before: string;
  readonly after: string;
  /** How long the shortest trace is; undefined of a point of a finite space. */
  readonly steps: number | undefined;
  readonly states: readonly [before: number, after: number];
  /** What is violated after the fix all the same. */
  readonly still: readonly string[];
}

const known = new Map<string, Promise<readonly Result[]>>();
/** Each design of a file is asked at once, and once. */
function results(line: string): Promise<readonly Result[]> {
  const answer =
    known.get(line) ??
    command(line, entries).then(({ out, err }) => {
      if (out === '') throw new Error(`mhpcheck ${line}: ${err}`);
      return (JSON.parse(out) as { readonly results: readonly Result[] }).results;
    });
  known.set(line, answer);
  return answer;
}
/** A file is asked within small, where it is larger than within tiny; the models have traces enough within tiny. */
const boundOf = (model: string) => (model.endsWith('.js') ? 'small' : 'tiny');

async function ask({ model, configuration }: Bug, design: string): Promise<Result> {
  const what = model.endsWith('.js')
    ? model
    : `${model} --design ${design} --config ${configuration ?? 'default'}`;
  const of = await results(`compare ${what} --bound ${boundOf(model)} --json`);
  const found = of.find((r) => r.design === design && r.configuration === (configuration ?? 'default'));
  if (!found) throw new Error(`${model} has no ${design} in ${configuration ?? 'default'}`);
  return found;
}
function property({ properties }: Result, name: string): Asked {
  const found = properties.find((p) => p.name === name);
  if (!found) throw new Error(`nobody asks ${name}`);
  return found;
}

/** Each design of a file in each configuration, and what is violated there. */
export async function violatedIn(model: string): Promise<readonly (readonly [string, readonly string[]])[]> {
  const of = await results(`compare ${model} --bound ${boundOf(model)} --json`);
  return of.map(({ design, configuration, properties }) => [
    `${design}, ${configuration}`,
    properties.filter((p) => p.verdict !== 'holds').map((p) => `${p.name} ${p.verdict}`),
  ]);
}

export async function find(bug: Bug): Promise<Found> {
  const [before, after] = [await ask(bug, bug.before), await ask(bug, bug.after)];
  const broken = property(before, bug.broken);
  const lengths = broken.violations.flatMap(({ schedule }) => (schedule ? [schedule.length] : []));
  return {
    bug,
    before: broken.verdict,
    after: property(after, bug.broken).verdict,
    steps: before.search.kind === 'points' || lengths.length === 0 ? undefined : Math.min(...lengths),
    states: [before.states, after.states],
    still: after.properties.filter((p) => p.verdict !== 'holds').map((p) => p.name),
  };
}

const row = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;
const table = (head: readonly string[], rows: readonly (readonly (string | number)[])[]) =>
  [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');

function where({ model, configuration, before, after }: Bug): string {
  const file = model.endsWith('.js') ? `[${model.split('/').at(-1)}](../${model})` : `\`${model}\``;
  return `${file}: \`${before}\`, \`${after}\`${configuration === undefined ? '' : ` in \`${configuration}\``}`;
}

const HEAD = `# Bug corpus

Real bugs of memory hotplug and of what it meets, each as two designs of
a model: as it was, and as it was mended. Before the fix the invariant
named is violated, and after it holds; \`steps\` is the length of the
shortest trace. This page is written from runs (\`npm run corpus\`), and a
test holds it against them. To see one:

    npx mhpcheck check examples/section-usage.js#v6.7 --bound tiny
    npx mhpcheck check memory-block --design v6.1 --config first-add --bound tiny

A commit's id is here if it was seen with its subject in a source; one
that could not be seen is not. What was never merged says so: it was found
in review.
`;
const LEFT = `## Left out

What was looked at and is not in, and what was missing.
`;

/** The row of a bug, the `i`th of all. */
export const rowOf = ({ bug, steps, states, still }: Found, i: number): string =>
  row([
    i + 1,
    bug.bug,
    bug.fix,
    where(bug),
    `\`${bug.broken}\``,
    steps ?? 'a point',
    states.map((n) => n.toLocaleString('en')).join(', '),
    still.map((name) => `\`${name}\``).join(', '),
  ]);

export async function document(found: readonly Found[]): Promise<string> {
  const head = ['', 'bug', 'fix', 'model: before, after', 'broken before', 'steps', 'states', 'still broken'];
  const text = [
    HEAD,
    [row(head), row(head.map(() => '---')), ...found.map(rowOf)].join('\n'),
    LEFT,
    table(['bug', 'missing'], LEFT_OUT),
    '',
  ].join('\n');
  const filepath = new URL('../../docs/bug-corpus.md', import.meta.url).pathname;
  return format(text, { ...(await resolveConfig(filepath)), filepath });
}

/** One after the other: a search takes a core. */
export async function findAll(): Promise<readonly Found[]> {
  const found: Found[] = [];
  for (const bug of BUGS) found.push(await find(bug));
  return found;
}
