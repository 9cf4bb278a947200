// SPDX-License-Identifier: MIT
/** `validate-trace`: whether a model has a run that explains what a kernel was seen to do. */
import { formOf } from '../engine/engine.ts';
import { Follower, refusal } from '../kernel/explained.ts';
import { linesIn } from '../kernel/recording.ts';
import { instanceOf } from '../model/instance.ts';
import type { Line, Recording } from '../model/recording.ts';
import { isSpace } from '../model/space.ts';
import type { AnyModel } from '../model/types.ts';
import { FileError, nameOf, readFile } from '../outside/read.ts';
import { ascii, item, paragraph, plural } from '../report/text.ts';
import { EXIT, UsageError } from './console.ts';
import type { Console } from './console.ts';
import { load } from './load.ts';
import type { Context } from './verbs.ts';

export async function runValidateTrace({ args, entries, console }: Context): Promise<number> {
  const [name, file, ...more] = args.operands;
  if (name === undefined || file === undefined || more.length > 0)
    throw new UsageError('validate-trace takes a model and a recording; see mhpcheck validate-trace --help');
  const { entry } = await load(name, entries);
  const { model } = entry;
  const recording = entries.find((e) => e.model.name === model.name)?.recording;
  if (!recording)
    throw new UsageError(
      `validate-trace: nobody has written down what a recording shows of ${model.name} (there is: ${entries
        .filter((e) => e.recording)
        .map((e) => e.model.name)
        .join(', ')})`,
    );
  const lines = linesIn(readFile(file), file);
  // Nothing is explained by any run.
  if (lines.length === 0) throw new FileError(`${nameOf(file)}: there is no line of a recording in it`);
  return validated(console, file, model, recording, lines);
}

/** Says whether the model has a run that explains it. */
export function validated(
  console: Console,
  file: string,
  model: AnyModel,
  recording: Recording,
  lines: readonly Line[],
): number {
  const { design, configuration } = recording;
  const limits = recording.limits(lines);
  const instance = instanceOf({ model, design, configuration, bound: 'tiny', limits });
  if (isSpace(instance)) throw new UsageError(`validate-trace: ${model.name} has no runs`);
  const refused = refusal(new Follower(formOf(instance).compiled, recording, lines), lines);
  const of = `design ${design}, configuration ${configuration}`;
  if (!refused) {
    console.out(
      `${paragraph(`${file}: ${model.name}, ${of}, has a run that explains all ${plural(lines.length, 'line')}.`)}\n`,
    );
    return EXIT.ok;
  }
  const { line, expected } = refused;
  const where = line
    ? `line ${line.number} is explained by no run`
    : 'it ends in the middle of what it is of';
  console.out(
    ascii(
      [
        paragraph(`${file}: ${where} of ${model.name}, ${of}.`),
        ...(line ? [item(`seen: ${line.text}`)] : []),
        ...expected.map((template) => item(`expected: ${template}`)),
        ...(expected.length === 0 ? [item('expected: nothing more')] : []),
        '',
      ].join('\n'),
    ),
  );
  return EXIT.violated;
}
