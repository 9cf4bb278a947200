// SPDX-License-Identifier: MIT
/**
 * percpu_ref (include/linux/percpu-refcount.h, lib/percpu-refcount.c, v5.5): one count, whatever CPUs keep of
 * it. In percpu mode nobody sees it become 0; percpu_ref_kill() drops the initial reference and starts the switch to
 * atomic mode, which the bias keeps from 0 until a grace period is over: until then percpu_ref_tryget() succeeds, though
 * all references may be gone, and nothing is released. `percpu_ref_switch_to_atomic_rcu` is the callback of that grace
 * period, a statement of whichever thread plays it; without one, give `kill` the way `release`: the switch is then over
 * at once, which leaves these runs out. get and tryget of one reference are one step: their window is an RCU read
 * section that the switch waits for.
 */
import { initially, int, oneOf, record } from '../model/domain.ts';
import type { Values } from '../model/domain.ts';
import type { Arm } from '../model/statement.ts';
import { fault } from '../model/thread.ts';
import { about, cellAt } from '../model/path.ts';
import type { About, Else, Given } from '../model/path.ts';

const fields = (most: number) => ({
  count: initially(int(0, most), 1),
  /** `killed`: marked dead, on its way to atomic mode. */
  mode: oneOf('percpu', 'killed', 'atomic'),
});
/** percpu_ref_init(): it starts with the initial reference. `most`: how many there are at a time, that one included. */
export const percpuRef = (most: number) => record(fields(most));
export type PercpuRef = Values<ReturnType<typeof fields>>;

const of = (ref: string, given: Given) => cellAt<PercpuRef>(ref).get(...given);
const said = (call: string, ref: string) => ({ says: `${call}(&${ref})`, primitive: 'percpu_ref' });
const gets = (ref: string): Arm<unknown, unknown> => ({ does: (...given) => of(ref, given).count++ });
const isGone = ({ mode, count }: PercpuRef) => mode === 'atomic' && count === 0;

/** Of whoever has one already. */
export const percpu_ref_get = <const R extends string>(name: string, ref: R): About<R, PercpuRef> =>
  about(
    name,
    said('percpu_ref_get', ref),
    {
      when: (...given) => isGone(of(ref, given)),
      note: 'released already',
      then: fault('percpu-ref-after-release'),
    },
    gets(ref),
  );
/** `failed`: what is done where it gets none. */
const trying =
  (call: string, isRefused: (ref: PercpuRef) => boolean) =>
  <const R extends string, const W extends Else>(name: string, ref: R, failed: W): About<R, PercpuRef, W> =>
    about(
      name,
      said(call, ref),
      { note: 'false', ...(failed as object), when: (...given) => isRefused(of(ref, given)) },
      { ...gets(ref), note: 'true' },
    );
/** Gets none where the last reference is gone. */
export const percpu_ref_tryget = trying('percpu_ref_tryget', isGone);
/** Gets none where it is being killed. */
export const percpu_ref_tryget_live = trying('percpu_ref_tryget_live', ({ mode }) => mode !== 'percpu');
/** `release`: the release function, which the last put calls once the reference is in atomic mode. */
export const percpu_ref_put = <const R extends string, const W extends Else>(
  name: string,
  ref: R,
  release: W,
): About<R, PercpuRef, W> =>
  about(
    name,
    said('percpu_ref_put', ref),
    {
      when: (...given) => of(ref, given).count === 0,
      note: 'none is held',
      then: fault('percpu-ref-underflow'),
    },
    released(ref, release, (r) => r.mode === 'atomic' && r.count === 1, puts),
    { does: (...given) => puts(of(ref, given)) },
  );
const puts = (ref: PercpuRef) => void ref.count--;

/** `release`: as for put, where no thread plays the callback of the grace period. */
export const percpu_ref_kill = <const R extends string, const W extends Else = never>(
  name: string,
  ref: R,
  release?: W,
): About<R, PercpuRef, W> => {
  const kills = (r: PercpuRef) => {
    r.mode = release ? 'atomic' : 'killed';
    r.count--;
  };
  return about(
    name,
    said('percpu_ref_kill', ref),
    {
      when: (...given) => of(ref, given).mode !== 'percpu',
      note: 'killed twice',
      then: fault('percpu-ref-killed-twice'),
    },
    release && released(ref, release, (r) => r.count === 1, kills),
    { does: (...given) => kills(of(ref, given)) },
  );
};
/**
 * The grace period of the switch is over: from here on no percpu_ref_tryget_live() succeeds anywhere, which is what
 * confirm_switch() is told of. The thread waits for the kill; `synchronize_rcu` before it waits for readers.
 */
export const percpu_ref_switch_to_atomic_rcu = <const R extends string, const W extends Else>(
  name: string,
  ref: R,
  release: W,
): About<R, PercpuRef, W> => {
  const switches = (r: PercpuRef) => void (r.mode = 'atomic');
  const killed = (r: PercpuRef) => r.mode === 'killed';
  return about(
    name,
    { ...said('percpu_ref_switch_to_atomic_rcu', ref), mayWait: true },
    released(ref, release, (r) => killed(r) && r.count === 0, switches),
    { when: (...given) => killed(of(ref, given)), does: (...given) => switches(of(ref, given)) },
  );
};

function released(
  ref: string,
  release: Else,
  when: (r: PercpuRef) => boolean,
  does: (r: PercpuRef) => void,
): Arm<unknown, unknown> {
  const own = release as Arm<unknown, unknown>;
  return {
    note: '0: release()',
    ...own,
    when: (...given) => when(of(ref, given)),
    does: (...given) => {
      does(of(ref, given));
      return own.does?.(...given);
    },
  };
}
