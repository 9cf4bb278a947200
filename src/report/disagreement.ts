// SPDX-License-Identifier: MIT
/** A disagreement between a kernel and a model as plain text, for a mail. */
import { ascii, item, paragraph, plural, wrap, WIDTH } from './text.ts';

export interface DisagreementText {
  readonly model: string;
  readonly release: string;
  readonly arch: string;
  readonly seed: number;
  readonly run: string;
  readonly fingerprint: string;
  /** What is seen before all. */
  readonly begins: readonly string[];
  /** What was done and answered, by batches; when, in microseconds, where that is known. */
  readonly did: readonly (readonly { readonly text: string; readonly time: string | undefined }[])[];
  readonly says: string;
  readonly expected: readonly string[];
  /** What the file says that it is, where it is something else now. */
  readonly was: string | undefined;
  readonly log: readonly string[];
  /** How it is run again. */
  readonly file: string | undefined;
}

export function disagreementText(d: DisagreementText): string {
  const named = `${d.model} and Linux ${d.release} (${d.arch}) disagree: the kernel did what no run of the model does.`;
  const { length } = d.did;
  return ascii(
    [
      paragraph(named),
      paragraph(`Drawn with seed ${d.seed}, run ${d.run}; fingerprint ${d.fingerprint}.`),
      '',
      'Before:',
      '',
      ...d.begins.map((line) => item(line)),
      ...(length > 0 ? ['', 'Done, and answered:', '', ...d.did.flatMap(batchLines)] : []),
      '',
      ...hung('Seen', d.says, length),
      '',
      ...(d.was === undefined ? [] : [paragraph(`Not what it was: ${d.was}`), '']),
      ...expectedLines(d.expected),
      ...(d.log.length > 0 ? ['', 'The kernel:', '', ...d.log.flatMap(logLines)] : []),
      '',
      ...(d.file === undefined
        ? []
        : [
            'Judged again, and done again on a kernel:',
            '',
            `  npx mhpcheck replay ${d.file}`,
            `  npx mhpcheck reproduce ${d.file}`,
            '',
          ]),
    ].join('\n'),
  );
}

const hung = (word: string, says: string, batch: number): readonly string[] => [
  batch === 0 ? `${word} before anything is done:` : `${word} at ${batch}, the first that no run explains:`,
  '',
  item(says),
];
const expectedLines = (expected: readonly string[]): readonly string[] =>
  expected.length === 0
    ? ['The model has nothing in its place.']
    : [
        `Expected, ${expected.length === 1 ? 'in its place' : `one of ${expected.length}`}:`,
        '',
        ...expected.map((one) => item(one)),
      ];

function batchLines(acts: DisagreementText['did'][number], i: number): readonly string[] {
  const number = `${String(i + 1).padStart(3)}. `;
  const [first] = acts;
  if (acts.length === 1 && first) return [item(first.text, number)];
  const width = Math.max(...acts.map(({ time = '' }) => time.length));
  const indent = width > 0 ? width + 2 : 0;
  return [
    item(
      `${plural(acts.length, 'operation')} at once${width > 0 ? ', from when to when (us)' : ''}:`,
      number,
    ),
    ...acts.flatMap(({ text, time = '' }) =>
      wrap(text, WIDTH - 5 - indent).map(
        (line, j) => `     ${(j === 0 ? time : '').padStart(width).padEnd(indent)}${line}`,
      ),
    ),
  ];
}
const logLines = (line: string): readonly string[] => wrap(line, WIDTH - 2, 2).map((part) => `  ${part}`);
