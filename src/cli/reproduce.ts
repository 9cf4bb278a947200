// SPDX-License-Identifier: MIT
/** `reproduce`: a counterexample's schedule, forced on kernels that are booted for it. */
import { isDisagreementFile } from '../conform/disagreement.ts';
import { explain } from '../counterexample/trace.ts';
import { formOf } from '../engine/engine.ts';
import { forbidden as forbiddenBeside } from '../kernel/forbidden.ts';
import { askedOf } from '../kernel/force.ts';
import { cacheOf, kernelsIn } from '../kernel/kernels.ts';
import type { Kernel } from '../kernel/kernels.ts';
import { Planner } from '../kernel/plan.ts';
import { scriptOf } from '../kernel/script.ts';
import type { Operations } from '../model/operations.ts';
import { isSpace } from '../model/space.ts';
import { unknownName } from '../model/suggest.ts';
import { triedText } from '../report/reproduced.ts';
import type { Tried } from '../report/reproduced.ts';
import { paragraph } from '../report/text.ts';
import { EXIT, UsageError } from './console.ts';
import { givenTo } from './given.ts';
import { printJson } from './json.ts';
import { tryOn } from './on-kernel.ts';
import type { Asked } from './on-kernel.ts';
import { isFile, ownKernels } from './own-kernel.ts';
import { text, texts } from './options.ts';
import { notThere, read } from './replay.ts';
import type { Read } from './replay.ts';
import type { Context } from './verbs.ts';

const FORMATS = ['text', 'sh'];

export async function runReproduce(context: Context): Promise<number> {
  const { args, entries, console, stopped } = context;
  const given = await givenTo(context);
  if (isDisagreementFile(given.given))
    return (await import('./done-again.ts')).reproduceDisagreement(context, given);
  const found = await read(context, given);
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
  const asked = askedFor(found, operations);
  if (typeof asked === 'string' || !operations) {
    const why = String(asked);
    if (asJson) print(context, EXIT.unknown, [], why);
    else console.out(`${head}\n${paragraph(`Not possible: ${why}.`)}\n`);
    return EXIT.unknown;
  }
  if (format === 'sh') {
    const title = `${c.model}, ${c.design}, ${c.configuration}: ${c.property} (${c.fingerprint})`;
    console.out(scriptOf(asked.plan, operations, { configuration: c.configuration, title }));
    return EXIT.ok;
  }
  const kernels = await chosen(context, operations.kernels[c.design] ?? []);
  if (!asJson) console.out(`${head}\n`);
  const tried: Tried[] = [];
  for (const kernel of kernels) {
    if (stopped()) break;
    const one = await tryOn(context, kernel, asked);
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

/** What a model forbids and a kernel does is a violation too, of the model. */
const statusOf = (tried: readonly Tried[]) => {
  const all = tried.flatMap(({ outcome, forbidden }) => [outcome, ...forbidden.map((f) => f.outcome)]);
  if (all.some((outcome) => outcome === 'reproduced' || outcome === 'happened')) return EXIT.violated;
  if (all.includes('failed')) return EXIT.failed;
  if (all.includes('other-report')) return EXIT.unknown;
  return tried.every(({ outcome }) => outcome === 'not-reproduced') ? EXIT.ok : EXIT.unknown;
};
const print = ({ console }: Context, status: number, results: readonly Tried[], why?: string) =>
  printJson(console, { command: 'reproduce', status, results, ...(why !== undefined && { why }) });

/** The holds of a counterexample, and what is forbidden beside; or why there is nothing to try. */
function askedFor({ counterexample: c, instance }: Read, operations?: Operations): Asked | string {
  if (isSpace(instance)) return `${c.model} has no threads to hold`;
  if (!operations) return `nobody has written down what the threads of ${c.model} are on a running kernel`;
  if (operations.never !== undefined) return operations.never;
  if (!operations.kernels[c.design]) return `design ${c.design} is no kernel as it is`;
  const { compiled, instance: whole } = formOf(instance);
  const plan = new Planner(compiled, operations).plan(explain(compiled, c));
  const asked = askedOf(plan, operations, c);
  if (typeof asked === 'string') return asked;
  const property = whole.properties.find(({ name }) => name === c.property);
  if (!property) throw new Error(`no property ${c.property}`);
  return { plan, operations, broken: c, forbidden: forbiddenBeside(compiled, property, c, operations) };
}

/** The kernels of this design that are there; those that are named, if any are. */
async function chosen({ args, console }: Context, versions: readonly string[]): Promise<readonly Kernel[]> {
  const dir = cacheOf();
  const ready = kernelsIn(dir);
  const own = await ownKernels(args, console);
  const wanted = texts(args, 'kernel')?.filter((word) => !isFile(word));
  const missing = wanted?.find((name) => !ready.some((k) => k.name === name));
  const known = ready.filter(({ name, version }) =>
    wanted ? wanted.includes(name) : versions.includes(version),
  );
  if (missing !== undefined || known.length + own.length === 0) {
    const which = missing ?? versions.join(' or ');
    throw new UsageError(
      `reproduce: no bootable kernel ${which} in ${dir}: npm run kernels -- ${missing ?? versions.join(' ')}`,
    );
  }
  return [...known, ...own];
}
