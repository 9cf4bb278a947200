// SPDX-License-Identifier: MIT
/** Mutants of locking: a lock that is not taken, one that is not let go, a wait that is not waited. */
import type { Program, Thread } from '../model/program.ts';
import { wrapEffect, wrapGuard } from '../model/rewrite.ts';
import type { CandidateConfig } from '../model/rewrite.ts';
import type { Flow, Step } from './flow.ts';
import { idle, inState, NOWHERE, unguarded, withState } from './mutant.ts';
import type { Mutant } from './mutant.ts';

type Keyed = Record<string, unknown>;
/** `mem.zone[1].lock` as the fields that lead there. */
const pathOf = (cell: string): string[] => [...cell.matchAll(/\w+/g)].map(([key]) => key).slice(1);

function read(mem: object, path: readonly string[]): unknown {
  return path.reduce((at, key) => (at as Keyed)[key] as object, mem);
}
function write(mem: object, path: readonly string[], value: unknown): void {
  (read(mem, path.slice(0, -1)) as Keyed)[path.at(-1) as string] = value;
}
/** `mem` as it would look with another value at the path. */
function seen(mem: object, [key = '', ...rest]: readonly string[], value: unknown): object {
  const below = rest.length === 0 ? value : seen((mem as Keyed)[key] as object, rest, value);
  return Object.create(mem, { [key]: { value: below, enumerable: true } }) as object;
}

/** The same effect, but the locks are afterwards what they were. */
const keeping = (program: Program, t: Thread, locks: readonly string[], c: CandidateConfig) =>
  changed(c, () =>
    wrapEffect(program, t, c.actions, (bare) => (mem, me, choice) => {
      const before = locks.map((lock) => read(mem, pathOf(lock)));
      bare(mem, me, choice);
      locks.forEach((lock, i) => write(mem, pathOf(lock), before[i]));
    }),
  );
/** The same step, which may let go of a lock that the thread does not hold: then nothing happens to the lock. */
const forgiving = (program: Program, t: Thread, locks: readonly string[], c: CandidateConfig) =>
  changed(asIfHeld(t, t.name, locks, c), () =>
    wrapEffect(program, t, c.actions, (bare) => (mem, me, choice) => {
      const others = locks
        .map((lock) => [pathOf(lock), read(mem, pathOf(lock))] as const)
        .filter(([, holder]) => holder !== t.name);
      for (const [lock] of others) write(mem, lock, t.name);
      bare(mem, me, choice);
      for (const [lock, holder] of others) write(mem, lock, holder);
    }),
  );
function changed(c: CandidateConfig, effect: () => unknown): CandidateConfig {
  if (c.actions === undefined) return c;
  const wrapped = effect();
  return wrapped === undefined ? idle(c) : { ...c, actions: wrapped };
}

/** The guard as it would be if nobody held the locks, or this holder did. */
const asIfHeld = (
  t: Thread,
  holder: string | null,
  locks: readonly string[],
  c: CandidateConfig,
): CandidateConfig =>
  c.guard === undefined
    ? c
    : {
        ...c,
        guard: wrapGuard(
          t,
          c.guard,
          (bare) => (mem, me, choice) =>
            bare(
              locks.reduce((k, lock) => seen(k, pathOf(lock), holder), mem),
              me,
              choice,
            ),
        ),
      };

export function lockMutants(flow: Flow): Mutant[] {
  const { role, steps } = flow;
  return steps.flatMap((step) => {
    const name = `${role}.${step.name}`;
    const common = { role, steps: [step.name], projection: { ...NOWHERE, writers: [step.name] } };
    const found: Mutant[] = [];
    if (step.takes.length > 0)
      found.push({
        ...common,
        name: `${name}: lock dropped`,
        operator: 'drop-lock',
        change: withoutLock(flow, step),
      });
    if (step.releases.length > 0)
      found.push({
        ...common,
        name: `${name}: unlock dropped`,
        operator: 'drop-unlock',
        change: inState(step.name, (cs, t, program) => cs.map((c) => keeping(program, t, step.releases, c))),
      });
    if (step.takes.length === 0 && blocks(step))
      found.push({
        ...common,
        name: `${name}: wait dropped`,
        operator: 'drop-wait',
        change: inState(step.name, (cs) => cs.map((c, i) => (step.ways[i]?.fault ? c : unguarded(c)))),
      });
    return found;
  });
}

/** A step with one way, and that guarded: it waits for something. */
function blocks({ ways }: Step): boolean {
  const lawful = ways.filter((w) => !w.fault);
  return lawful.length === 1 && lawful[0]?.guarded === true;
}

/** The lock is neither waited for nor taken, and where it is let go, it is only if it was taken elsewhere. */
function withoutLock({ steps }: Flow, { name, takes }: Step): Mutant['change'] {
  const releasing = steps.filter((s) => s.name !== name && s.releases.some((lock) => takes.includes(lock)));
  return (region, thread, program) => {
    const open = withState(region, name, ({ meta, candidates, ...rest }) => {
      const { waitsFor: _, acquires: __, ...said } = meta ?? {};
      return {
        ...rest,
        meta: said,
        candidates: candidates.map((c) => keeping(program, thread, takes, asIfHeld(thread, null, takes, c))),
      };
    });
    return releasing.reduce(
      (r, s) =>
        withState(r, s.name, (state) => ({
          ...state,
          candidates: state.candidates.map((c) => forgiving(program, thread, takes, c)),
        })),
      open,
    );
  };
}
