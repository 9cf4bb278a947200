// SPDX-License-Identifier: MIT
/** What a campaign on a kernel was, in figures, and what it found. */
import { ascii, count, item, paragraph, plural, wrap, WIDTH } from './text.ts';

export interface Conformed {
  readonly model: string;
  /** `6.12.117+deb12-cloud-amd64`. */
  readonly release: string;
  readonly seed: number;
  readonly runs: number;
  readonly operations: number;
  readonly batches: number;
  readonly guests: number;
  /** Batches of several operations at once, by how they were explained. */
  readonly explained: { readonly order: number; readonly interleaving: number };
  readonly crashes: number;
  readonly answers: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly found: readonly FoundText[];
  /** Runs that a guest's failure cut off. */
  readonly lost: readonly { readonly run: string; readonly why: string }[];
  readonly failed: string | undefined;
}
export interface FoundText {
  readonly run: string;
  /** What was done, a line each batch. */
  readonly did: readonly string[];
  readonly says: string;
  readonly expected: readonly string[];
  readonly log: readonly string[];
  readonly saved: string | undefined;
}

export function conformedText(c: Conformed): string {
  const { order, interleaving } = c.explained;
  const together = order + interleaving;
  return ascii(
    [
      paragraph(`${c.model}, Linux ${c.release}, seed ${c.seed}: ${outcomeOf(c)}.`),
      '',
      paragraph(
        `${plural(c.operations, 'operation')} in ${plural(c.batches, 'batch', 'batches')} and ${plural(c.runs, 'run')}, on ${plural(c.guests, 'guest')}. Of ${plural(together, 'batch', 'batches')} of several operations at once ${count(order)} are explained by an order of whole operations, ${count(interleaving)} by an interleaving of their steps alone.${c.crashes > 0 ? ` ${plural(c.crashes, 'crash', 'crashes')} of a kind that the model has.` : ''}`,
      ),
      '',
      ...tableOf(c.answers),
      ...(c.lost.length > 0
        ? ['', ...c.lost.map(({ run, why }) => item(`Run ${run} is not known to its end: ${why}`))]
        : []),
      ...c.found.flatMap((one) => ['', ...foundLines(one)]),
      '',
    ].join('\n'),
  );
}

const outcomeOf = ({ found, failed, lost, operations }: Conformed): string => {
  if (found.length > 0) return plural(found.length, 'disagreement');
  if (failed !== undefined) return failed;
  if (operations === 0) return 'nothing was done';
  return `no disagreement${lost.length > 0 ? ` in what is known: ${plural(lost.length, 'run')} ended with a guest that failed` : ''}`;
};

function tableOf(answers: Conformed['answers']): readonly string[] {
  const rows = Object.entries(answers).toSorted(([a], [b]) => a.localeCompare(b, 'en'));
  const width = Math.max(...rows.map(([kind]) => kind.length), 9);
  const told = (of: Readonly<Record<string, number>>) =>
    Object.entries(of)
      .toSorted(([, a], [, b]) => b - a)
      .map(([answer, n]) => `${answer === '' ? '(none)' : answer} ${count(n)}`)
      .join(', ');
  return [
    `  ${'operation'.padEnd(width)}  answers`,
    ...rows.flatMap(([kind, of]) =>
      wrap(told(of), WIDTH - width - 4).map((line, i) => `  ${(i === 0 ? kind : '').padEnd(width)}  ${line}`),
    ),
  ];
}

function foundLines({ run, did, says, expected, log, saved }: FoundText): readonly string[] {
  return [
    paragraph(`Run ${run} disagrees: ${says}`),
    ...expected.map((one) => item(`expected: ${one}`)),
    '',
    ...did.map((line, i) => item(line, `${String(i + 1).padStart(3)}. `)),
    ...(log.length > 0 ? ['', 'The kernel:', '', ...log.map((line) => `  ${line.slice(0, WIDTH - 2)}`)] : []),
    ...(saved === undefined ? [] : ['', `Saved: ${saved}`]),
  ];
}
