// SPDX-License-Identifier: MIT
/** `conform --record`: a run that is drawn, done to a booted kernel, recorded by its own probes, and held against the model. */
import { dirname } from 'node:path';
import { drives, Recorder } from '../conform/record.ts';
import { GuestError } from '../kernel/guest.ts';
import type { Guest } from '../kernel/guest.ts';
import { boot } from '../kernel/qemu.ts';
import { linesIn } from '../kernel/recording.ts';
import { otherSizes } from '../kernel/sizes.ts';
import { isError } from '../model/mistake.ts';
import { tryDirectory, writeTogether } from '../outside/write.ts';
import { paragraph, plural } from '../report/text.ts';
import { seedOf } from './args.ts';
import { chosenOf, modelOf } from './conforming.ts';
import { EXIT, ProgressLine, UsageError } from './console.ts';
import { emulator } from './emulator.ts';
import { wholeNumber } from './options.ts';
import { validated } from './validate-trace.ts';
import type { Context } from './verbs.ts';

const OPERATIONS = 12;
const APART = ['time', 'guests', 'journal', 'judge', 'save', 'json'];

export async function runRecord(context: Context, file: string): Promise<number> {
  const { args, console, stopped } = context;
  const apart = APART.find((name) => args.options[name] !== undefined);
  if (apart !== undefined)
    throw new UsageError(`conform: --record makes a recording alone: leave out --${apart}`);
  const { name, own } = await modelOf(context);
  if (!own?.recording)
    throw new UsageError(`conform: nobody has written down what a recording shows of ${name}`);
  const { model, recording } = own;
  const [kernel, ...more] = await chosenOf(args, recording.kernels, console);
  if (kernel === undefined || more.length > 0)
    throw new UsageError(`conform: a recording is of one kernel: say which, as in --kernel ${kernel?.name}`);
  tryDirectory(dirname(file));
  const seed = seedOf(args) ?? Date.now() % 2 ** 31;
  const count = wholeNumber(args, 'operations') ?? OPERATIONS;
  const progress = new ProgressLine(console, kernel.release);
  let guest: Guest | undefined;
  const watching = setInterval(() => {
    progress.say(`record ${kernel.release}`);
    if (stopped()) void guest?.end();
  }, 200);
  try {
    guest = await boot(kernel, { cpus: 2, append: recording.append, ...emulator(args) });
    const other = await otherSizes(guest);
    if (other !== undefined) throw new GuestError(`${kernel.release}: ${other}`);
    const recorder = new Recorder(guest, recording);
    const recorded = await recorder.record(drives(seed, count));
    writeTogether([[file, recorded]]);
    const lines = linesIn(recorded, file);
    console.out(
      `${paragraph(`Linux ${kernel.release}, seed ${seed}: ${plural(recorder.operations, 'operation')}, ${plural(lines.length, 'line')}.`)}\n`,
    );
    return validated(console, file, model, recording, lines);
  } catch (error) {
    if (stopped()) return EXIT.interrupted;
    if (!isError(error) || !(error instanceof GuestError)) throw error;
    console.err(`mhpcheck: nothing is recorded: ${error.message}\n`);
    return EXIT.failed;
  } finally {
    clearInterval(watching);
    progress.end();
    await guest?.end();
  }
}
