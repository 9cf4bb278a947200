// SPDX-License-Identifier: MIT
/** Wrong oracles: each mutant of a model that is a kernel, in the place of the model. */
import type { Judge } from '../src/conform/judge.ts';
import { accountingOf, instanceFor, judgeOf } from '../src/conform/oracles.ts';
import { engineOf } from '../src/engine/engine.ts';
import { Search } from '../src/explore/search.ts';
import type { Accounts, Conformance } from '../src/model/conformance.ts';
import { readMachine } from '../src/model/read.ts';
import type { AnyModel, Instance } from '../src/model/types.ts';
import { mutants } from '../src/mutate/derive.ts';
import { mutated } from '../src/mutate/mutant.ts';
import type { Mutant } from '../src/mutate/mutant.ts';

export interface Wrong {
  readonly mutant: Mutant;
  readonly judge: () => Judge;
}

/** Mutants of one operation at a time, which are those of several; `from`: configurations that reach all steps. */
export function wrongOracles(
  model: AnyModel,
  conformance: Conformance,
  kernel: string,
  from: readonly string[],
): readonly Wrong[] {
  const limits = { writers: 1, readers: 1, hotplugs: 1 };
  const found = new Map<string, Mutant>();
  for (const configuration of from)
    for (const mutant of mutantsOf(instanceFor(model, { ...conformance, configuration, limits }, kernel)))
      found.set(mutant.name, mutant);
  const instance = instanceFor(model, conformance, kernel) as Instance;
  const program = readMachine(instance.machine);
  return [...found.values()].map((mutant) => ({
    mutant,
    judge: () => judgeOf(mutated(program, instance, mutant), conformance),
  }));
}

/** Of the model of counters; that of blocks is right. */
export function wrongAccounts(
  model: AnyModel,
  accounts: Accounts,
  blocks: { readonly model: AnyModel; readonly conformance: Conformance },
  kernel: string,
): readonly Wrong[] {
  const counters = instanceFor(model, accounts, kernel) as Instance;
  const program = readMachine(counters.machine);
  const right = instanceFor(blocks.model, blocks.conformance, kernel) as Instance;
  return mutantsOf(counters).map((mutant) => ({
    mutant,
    judge: () =>
      judgeOf(right, blocks.conformance, accountingOf(mutated(program, counters, mutant), accounts)),
  }));
}

function mutantsOf(instance: Instance | undefined): readonly Mutant[] {
  const search = new Search(engineOf(instance as Instance));
  search.run();
  return mutants(search);
}
