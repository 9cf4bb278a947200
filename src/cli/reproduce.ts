// SPDX-License-Identifier: MIT
/** `reproduce`: a counterexample's schedule, forced on kernels that are booted for it. */
import { explain } from '../counterexample/trace.ts';
import { formOf } from '../engine/engine.ts';
import { askedOf, force, PATIENCE } from '../kernel/force.ts';
import { GuestError } from '../kernel/guest.ts';
import { cacheOf, kernelsIn } from '../kernel/kernels.ts';
import type { Kernel } from '../kernel/kernels.ts';
import { planOf } from '../kernel/plan.ts';
import type { Plan } from '../kernel/plan.ts';
import { boot } from '../kernel/qemu.ts';
import { scriptOf } from '../kernel/script.ts';
import type { Operations } from '../model/operations.ts';
import { isSpace } from '../model/space.ts';
import { unknownName } from '../model/suggest.ts';
import { isError } from '../model/mistake.ts';
import { triedText } from '../report/reproduced.ts';
import type { Tried } from '../report/reproduced.ts';
import { paragraph } from '../report/text.ts';
import { EXIT, ProgressLine, UsageError } from './console.ts';
import { printJson } from './json.ts';
import { text, texts } from './options.ts';
import type { Arguments } from './options.ts';
import { parseTime } from './quantity.ts';
import { notThere, read } from './replay.ts';
import type { Read } from './replay.ts';
import type { Context } from './verbs.ts';

const FORMATS = ['text', 'sh'];

export async function runReproduce(context: Context): Promise<number> {
  const { args, entries, console, stopped } = context;
  const found = await read(context);
  const { counterexample: c, ran, piped, file } = found;
  if (!ran.reproduced) {
    console.err(`mhpcheck: ${notThere(found)}`);
    return EXIT.unknown;
  }
  const format = text(args, 'format') ?? 'text';
  if (!FORMATS.includes(format)) throw new UsageError(`reproduce: ${unknownName('format', format, FORMATS)}`);
  const operations = entries.find((e) => e.model.name === c.model)?.operations;
  const asJson = args.options['json'] === true;
  const head = paragraph(`${c.model}, design ${c.design}, configuration ${c.configuration}: ${c.property}`);
  const plan = planFor(found, operations);
  if (typeof plan === 'string' || !operations) {
    const why = String(plan);
    if (asJson) print(context, EXIT.unknown, [], why);
    else console.out(`${head}\n${paragraph(`Not possible: ${why}.`)}\n`);
    return EXIT.unknown;
  }
  if (format === 'sh') {
    const title = `${c.model}, ${c.design}, ${c.configuration}: ${c.property} (${c.fingerprint})`;
    console.out(scriptOf(plan, operations, { configuration: c.configuration, title }));
    return EXIT.ok;
  }
  const kernels = chosen(context, operations.kernels[c.design] ?? []);
  if (!asJson) console.out(`${head}\n`);
  const tried: Tried[] = [];
  for (const kernel of kernels) {
    if (stopped()) break;
    const one = await onKernel(context, kernel, plan, operations, found);
    tried.push(one);
    if (!asJson) console.out(`\n${triedText(one)}`);
  }
  const reproduced = tried.some(({ outcome }) => outcome === 'reproduced');
  if (reproduced && !asJson)
    console.out(`\nThe model's trace:\n\n${ran.text(piped ? undefined : file, { seen: true, brief: true })}`);
  const status = stopped() ? EXIT.interrupted : statusOf(tried);
  if (asJson) print(context, status, tried);
  return status;
}

const statusOf = (tried: readonly Tried[]) => {
  if (tried.some(({ outcome }) => outcome === 'reproduced')) return EXIT.violated;
  if (tried.some(({ outcome }) => outcome === 'failed')) return EXIT.failed;
  return tried.every(({ outcome }) => outcome === 'not-reproduced') ? EXIT.ok : EXIT.unknown;
};
const print = ({ console }: Context, status: number, results: readonly Tried[], why?: string) =>
  printJson(console, { command: 'reproduce', status, results, ...(why !== undefined && { why }) });

/** The holds of a counterexample; or why there is nothing to try. */
function planFor({ counterexample: c, instance }: Read, operations?: Operations): Plan | string {
  if (isSpace(instance)) return `${c.model} has no threads to hold`;
  if (!operations) return `nobody has written down what the threads of ${c.model} are on a running kernel`;
  if (!operations.kernels[c.design]) return `design ${c.design} is no kernel as it is`;
  const { compiled } = formOf(instance);
  const plan = planOf(compiled, explain(compiled, c), operations);
  const asked = askedOf(plan, operations, c);
  return typeof asked === 'string' ? asked : plan;
}

/** The kernels of this design that are there; those that are named, if any are. */
function chosen({ args }: Context, versions: readonly string[]): readonly Kernel[] {
  const dir = cacheOf();
  const ready = kernelsIn(dir);
  const wanted = texts(args, 'kernel');
  const kernels = ready.filter(({ version }) => (wanted ?? versions).includes(version));
  const missing = wanted?.find((version) => !ready.some((k) => k.version === version));
  if (kernels.length > 0 && missing === undefined) return kernels;
  const which = missing ?? versions.join(' or ');
  throw new UsageError(
    `reproduce: no bootable kernel ${which} in ${dir}: npm run kernels -- ${missing ?? versions.join(' ')}`,
  );
}

/** --wait: how long a thread may take to where it is held (s). */
function waitOf(args: Arguments): number | undefined {
  const given = text(args, 'wait');
  if (given === undefined) return undefined;
  const seconds = parseTime(given);
  if (seconds === undefined || seconds <= 0)
    throw new UsageError(`${args.verb}: --wait '${given}' is no time, such as 20s or 1m`);
  return seconds;
}

async function onKernel(
  { args, console, stopped }: Context,
  kernel: Kernel,
  plan: Plan,
  operations: Operations,
  { counterexample }: Read,
): Promise<Tried> {
  const { release } = kernel;
  const seconds = waitOf(args);
  const patience =
    seconds === undefined ? PATIENCE : { hold: seconds * 1000, end: Math.min(seconds * 1000, PATIENCE.end) };
  const progress = new ProgressLine(console, release);
  const ticking = setInterval(() => progress.say(`reproduce ${release}`), 500);
  const accel = text(args, 'accel');
  const command = process.env['MHPCHECK_QEMU'];
  let guest: Awaited<ReturnType<typeof boot>> | undefined;
  const stopping = setInterval(() => stopped() && void guest?.end(), 200);
  try {
    guest = await boot(kernel, {
      ...(operations.append !== undefined && { append: operations.append }),
      ...(accel !== undefined && { accel }),
      ...(command !== undefined && { command }),
      ...(seconds !== undefined && { patience: seconds * 10_000 }),
    });
    await guest.ask('insmod', '/mhpcheck.ko');
    await guest.ask('write', '/proc/sys/kernel/printk', '7 4 1 7');
    await guest.ask('write', '/proc/sys/kernel/hung_task_timeout_secs', '8');
    return { release, ...(await force(guest, plan, operations, counterexample, patience)) };
  } catch (error) {
    if (!isError(error) || !(error instanceof GuestError)) throw error;
    const log = guest?.log.slice(-12) ?? [];
    return { release, outcome: 'failed', why: error.message, holds: [], log };
  } finally {
    clearInterval(ticking);
    clearInterval(stopping);
    progress.end();
    await guest?.end();
  }
}
