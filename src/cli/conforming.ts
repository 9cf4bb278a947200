// SPDX-License-Identifier: MIT
/** What `conform` is asked for: the model of blocks, that of their counters where it is one, and kernels that are these. */
import type { Judge } from '../conform/judge.ts';
import { accountingOf, instanceFor, judgeOf } from '../conform/oracles.ts';
import { cacheOf, kernelsIn } from '../kernel/kernels.ts';
import type { Kernel } from '../kernel/kernels.ts';
import type { Accounts, Conformance } from '../model/conformance.ts';
import type { Entry } from '../model/types.ts';
import { foreign } from '../outside/text.ts';
import { UsageError } from './console.ts';
import type { Console } from './console.ts';
import { load } from './load.ts';
import { texts } from './options.ts';
import type { Arguments } from './options.ts';
import { isFile, ownKernels } from './own-kernel.ts';
import type { Context } from './verbs.ts';

export interface Conforming {
  readonly model: string;
  /** Kernels that its designs are. */
  readonly versions: readonly string[];
  /** What the kernel's command line has for it. */
  readonly append: string | undefined;
  /** Undefined where no design is this kernel. */
  readonly judge: (kernel: string) => Judge | undefined;
}
const DEFAULT_MODEL = 'memory-block';
/** `6.12` of `6.12-arm64`. */
const versionOf = (name: string) => name.replace(/-.*/, '');

/** As a file has it; one of somebody's own is known by its version. */
export const nameIn = ({ name, version }: Kernel): string => (/^\d/.test(name) ? name : version);

/** The model that is named, and what we know of it if it is one of ours. */
export async function modelOf({ args, entries }: Context): Promise<{ name: string; own: Entry | undefined }> {
  const [word = DEFAULT_MODEL, ...more] = args.operands;
  if (more.length > 0) throw new UsageError(`conform takes one model, not also '${more[0]}'`);
  const { name } = (await load(word, entries)).entry.model;
  return { name, own: entries.find((e) => e.model.name === name) };
}

export async function conforming(context: Context): Promise<Conforming> {
  const { name } = await modelOf(context);
  const asked = conformingOf(name, context.entries);
  if (typeof asked === 'string') throw new UsageError(`conform: ${asked}`);
  return asked;
}
/** Or why there is none. */
export function conformingOf(name: string, entries: readonly Entry[]): Conforming | string {
  const own = entries.find((e) => e.model.name === name);
  if (own?.conformance) return ofBlocks(own, own.conformance);
  const { accounts } = own ?? {};
  const blocks = entries.find((e) => e.model.name === accounts?.blocks);
  if (own && accounts && blocks?.conformance) return ofCounters(own, accounts, blocks, blocks.conformance);
  const those = entries.filter((e) => e.conformance ?? e.accounts).map((e) => e.model.name);
  return `nobody has written down what ${foreign(name)} is to somebody outside of a kernel (there is: ${those.join(', ')})`;
}

const ofBlocks = ({ model }: Entry, conformance: Conformance): Conforming => ({
  model: model.name,
  versions: Object.keys(conformance.designs),
  append: undefined,
  judge: (kernel) => {
    const instance = instanceFor(model, conformance, versionOf(kernel));
    return instance && judgeOf(instance, conformance);
  },
});
const ofCounters = (
  { model }: Entry,
  accounts: Accounts,
  blocks: Entry,
  conformance: Conformance,
): Conforming => ({
  model: model.name,
  versions: Object.keys(accounts.designs),
  append: accounts.append,
  judge: (kernel) => {
    const instance = instanceFor(blocks.model, conformance, versionOf(kernel));
    const counters = instanceFor(model, accounts, versionOf(kernel));
    return instance && counters && judgeOf(instance, conformance, accountingOf(counters, accounts));
  },
});

/** Those that are ready; those that are named, if any are: `6.12`, `6.12-arm64`, `arch/x86/boot/bzImage`. */
export async function chosenOf(
  args: Arguments,
  versions: readonly string[],
  console: Console,
): Promise<readonly Kernel[]> {
  const dir = cacheOf();
  const named = texts(args, 'kernel');
  const words = named?.filter((word) => !isFile(word));
  const unknown = (name: string) =>
    new UsageError(
      `${args.verb}: the model has no design that is kernel ${name} (there is: ${versions.join(', ')})`,
    );
  const other = words?.find((name) => !versions.includes(versionOf(name)));
  if (other !== undefined) throw unknown(other);
  const own = await ownKernels(args, console);
  const strange = own.find(({ version }) => !versions.includes(version));
  if (strange) throw unknown(strange.release);
  const ready = kernelsIn(dir).filter(({ version }) => versions.includes(version));
  const kernels = words ? ready.filter(({ name }) => words.includes(name)) : ready;
  const missing = words?.find((name) => !ready.some((kernel) => kernel.name === name));
  if (kernels.length + own.length > 0 && missing === undefined) return [...kernels, ...own];
  const which = missing ?? versions.join(' ');
  throw new UsageError(`${args.verb}: no bootable kernel ${which} in ${dir}: npm run kernels -- ${which}`);
}
