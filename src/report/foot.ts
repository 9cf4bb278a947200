// SPDX-License-Identifier: MIT
/** What stands below every counterexample: what was assumed, where it was read, how to run it again. */
import type { Counterexample } from '../counterexample/counterexample.ts';
import { boundText, limitWords } from '../model/bound.ts';
import type { AnyModel, Source } from '../model/types.ts';
import { ascii, item, paragraph, WIDTH, wrap } from './text.ts';

export interface Foot {
  readonly counterexample: Counterexample;
  /** How a command line names the model; its name, unless it is a file of somebody's own. */
  readonly spoken?: string;
  readonly model: AnyModel;
  /** Where the steps or formulas were read. */
  readonly sources: readonly Source[];
  /** The file it is kept in, if it is. */
  readonly file?: string;
}
/** A step that is told, or what a thread waits in. */
export interface Told {
  readonly thread: string;
  readonly says: string;
  readonly at: Source | undefined;
}
/** How a counterexample is told. */
export interface Telling {
  /** Each step, not only those that the violation depends on. */
  readonly full?: boolean;
  /** What else it breaks, a line or two each. */
  readonly also?: readonly string[];
  /** What would have forbidden it: a paragraph each. */
  readonly why?: readonly string[];
  /** Without what the model assumes: that is told once for all. */
  readonly brief?: boolean;
  /** Of what it assumes that alone which bears on the steps that are told. */
  readonly assumed?: (told: readonly Told[]) => readonly string[];
  /** Lines that there is room for. */
  readonly room?: number;
  /** It was seen on a running kernel, and that stands above. */
  readonly seen?: boolean;
  /** Its schedule stands below: that has the fingerprint, and says how to run it again. */
  readonly mailed?: boolean;
}

export function assumptions(model: AnyModel, assumed = model.assumptions, spoken = model.name): string {
  const others = model.assumptions.length - assumed.length;
  const rest = others === 0 ? [] : [item(`${others} more; \`npx mhpcheck list ${spoken}\` prints all.`)];
  return ascii(['Assumptions:', ...assumed.map((a) => item(a)), ...rest].join('\n'));
}

export function foot(
  of: Foot,
  { brief = false, mailed = false }: Telling,
  assumed?: readonly string[],
): string[] {
  const { counterexample: c, model, sources } = of;
  const read = [...new Set(sources.map(({ file, version }) => `${file} (${version})`))].toSorted();
  return [
    ...(brief ? [] : [assumptions(model, assumed, of.spoken)]),
    paragraph(
      `Bounds: ${boundText({ ...c, bound: model.bounds[c.bound].says })}${brief ? `; ${model.configurations[c.configuration]?.says}` : ''}.`,
    ),
    ...(read.length > 0 ? [paragraph(`Read from: ${read.join(', ')}.`)] : []),
    // A file of somebody's own is named there alone.
    ...(mailed && (of.spoken ?? c.model) === c.model
      ? []
      : [`Fingerprint: ${c.fingerprint}`, replayHint(of)]),
    '',
  ];
}

export function replayHint({
  counterexample: c,
  spoken = c.model,
  file,
}: Omit<Foot, 'model' | 'sources'>): string {
  // A file says which model it is of, but no command loads code that a file names.
  const own = spoken === c.model ? [] : ['--model', spoken];
  const words =
    file === undefined
      ? [
          'check',
          spoken,
          `--design=${c.design}`,
          `--config=${c.configuration}`,
          `--bound=${c.bound}`,
          ...limitWords(c.limits).map((word) => `--limit=${word}`),
        ]
      : ['replay', file, ...own];
  const quoted = words.map(shellWord);
  const command = `Replay: npx mhpcheck ${quoted.join(' ')}`;
  // Can be pasted into a shell as it stands. A file's name is not broken, nor what is in quotes.
  const whole = file !== undefined || words.some((word, i) => word !== quoted[i]);
  return whole ? command : wrap(command, WIDTH - 2, 8).join(' \\\n');
}

export const shellWord = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
