// SPDX-License-Identifier: MIT
/** Asks what docs/questions.md shows, by the command that it shows, and writes it. */
import { format, resolveConfig } from 'prettier';
import { entries } from '../../models/index.ts';
import { command } from '../../src/testing/command.ts';
import { readManifest } from '../manifest.ts';
import { MAILS } from './index.ts';
import type { Mail, Question, Shown } from './types.ts';

interface Checked {
  readonly results: readonly {
    readonly properties: readonly { readonly name: string; readonly verdict: string }[];
  }[];
}
/** The arguments of the command, as a reader would type them. */
export function lineOf({ model, design, configuration, bound = 'tiny' as const, verdicts }: Shown): string {
  const what = model.endsWith('.js') ? `${model}#${design}` : `${model} --design ${design}`;
  const asked = Object.keys(verdicts).map((name) => `--property ${name}`);
  return [`check ${what} --config ${configuration} --bound ${bound}`, ...asked].join(' ');
}
export const ALL: readonly Shown[] = MAILS.flatMap(({ questions }) =>
  questions.flatMap(({ shown = [] }) => shown),
);

/** The same of what is pinned for the instance: a property that no pin names holds. */
export function pinned({ model, design, configuration, bound = 'tiny', verdicts }: Shown) {
  const pin = readManifest(model, bound).find(
    (p) => p.design === design && p.configuration === configuration,
  );
  if (!pin) throw new Error(`${model}: ${design} is not asked in ${configuration}`);
  return Object.fromEntries(
    Object.keys(verdicts).map((name) => [name, name in pin.violated ? 'violated' : 'holds']),
  );
}
const A_MODEL = 1;
/** Those that `npm test` runs: so many of each model, and of each file. */
export const quick: readonly Shown[] = ALL.filter(({ bound }) => bound !== 'small').filter(
  ({ model }, i, all) => all.slice(0, i).filter((s) => s.model === model).length < A_MODEL,
);

const known = new Map<string, Promise<Checked>>();
/** The verdicts of a run, of those properties that the answer rests on. */
export async function verdictsOf(shown: Shown): Promise<Record<string, string>> {
  const line = lineOf(shown);
  const run =
    known.get(line) ??
    command(`${line} --json`, entries).then(({ out, err }) => {
      if (out === '') throw new Error(`mhpcheck ${line}: ${err}`);
      return JSON.parse(out) as Checked;
    });
  known.set(line, run);
  const [{ properties } = { properties: [] }] = (await run).results;
  return Object.fromEntries(
    Object.keys(shown.verdicts).map((name) => [
      name,
      properties.find((p) => p.name === name)?.verdict ?? 'not asked',
    ]),
  );
}

const HEAD = `# Questions

What the five mails ask that this project is about, in our words, by who
asks and in which paragraph, with the answer and what shows it. The
command is to be typed with \`npx mhpcheck\` before it; below it stands
what it says of the property. \`npm run test:full\` runs each of them and
compares the verdicts; \`npm test\` runs some and holds all against the
pins. This page is written from the same table (\`npm run questions\`).

\`holds\` is within the bound of the command; the pinned runs go further
(docs/trust.md). A question with no answer has no model yet.
`;

/** A command as it is typed, continued on a second line, and what it prints of each property. */
const shownText = (shown: Shown) =>
  [
    `    ${lineOf(shown).replace(' --property', ' \\\n        --property')}`,
    ...Object.entries(shown.verdicts).map(([name, verdict]) => `      ${name}  ${verdict}`),
  ].join('\n');
/** Words, no line longer than 72 columns. */
function wrapped(text: string): string {
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines.at(-1) ?? '';
    if (last.length + word.length + 1 > 72 && last !== '') lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines.join('\n');
}
const questionText = ({ by, asks, answer, shown = [] }: Question) =>
  [
    wrapped(`**${by}.** ${asks}`),
    wrapped(answer ?? 'Not modelled yet.'),
    ...(shown.length > 0 ? [shown.map(shownText).join('\n')] : []),
  ].join('\n\n');
const mailText = ({ title, subject, when, counted, questions }: Mail) =>
  [
    `## ${title}`,
    wrapped([`${when}, "${subject}".`, counted].filter(Boolean).join(' ')),
    ...questions.map(questionText),
  ].join('\n\n');

export async function document(): Promise<string> {
  const text = [HEAD, ...MAILS.map(mailText), ''].join('\n\n').replaceAll('’', "'");
  const filepath = new URL('../../docs/questions.md', import.meta.url).pathname;
  return format(text, { ...(await resolveConfig(filepath)), filepath });
}
