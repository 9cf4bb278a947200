// SPDX-License-Identifier: MIT
/** `draw --format monitor`: the order in which functions are entered, as a monitor for a running kernel. */
import { formOf } from '../engine/engine.ts';
import { functionsOf, ordersOf } from '../kernel/orders.ts';
import { unknownName } from '../model/suggest.ts';
import { monitor } from '../report/forms/monitor.ts';
import { EXIT, UsageError } from './console.ts';
import { limits } from './large.ts';
import { text } from './options.ts';
import type { threaded } from './steered.ts';
import type { Context } from './verbs.ts';

/** Of the selection that is titled so. */
export function drawMonitor(
  { args, console }: Context,
  instance: ReturnType<typeof threaded>,
  title: string,
): number {
  const thread = text(args, 'thread');
  const { compiled } = formOf(instance);
  const names = compiled.program.threads.flatMap(({ name, role }) => [name, role]);
  if (thread !== undefined && !names.includes(thread))
    throw new UsageError(`draw: ${unknownName('thread', thread, [...new Set(names)])}`);
  const known = functionsOf(compiled, thread);
  const wanted = (text(args, 'events') ?? '').split(',').filter(Boolean);
  if (wanted.length < 2)
    throw new UsageError(
      'draw: --format monitor takes --events FUNC,FUNC,...: the functions whose order it watches',
    );
  const missing = wanted.find((func) => !known.includes(func));
  if (missing !== undefined) throw new UsageError(`draw: ${unknownName('function', missing, known)}`);
  const { after, states, complete } = ordersOf(compiled, wanted, { thread, most: limits(args).maxStates });
  if (!complete) {
    console.err(`mhpcheck: draw: ${states} states were not all: no order is proved (--max-states)\n`);
    return EXIT.unknown;
  }
  const met = new Set([...after.values()].flatMap((next) => [...next]));
  const never = wanted.filter((func) => !met.has(func));
  if (never.length > 0) {
    console.err(
      `mhpcheck: draw: no run within the bound enters ${never.join(', ')}: nothing is known of its order (--bound small, or another configuration)\n`,
    );
    return EXIT.unknown;
  }
  const type = thread === undefined ? 'global' : 'per_task';
  console.out(
    monitor({
      says: [
        `MODEL: ${title}${thread === undefined ? '' : `: thread ${thread}`}.`,
        `Proved of all ${states} states of it: no run enters two of these functions, one right after the`,
        `other, in an order that has no arrow. For rvgen monitor -c da -t ${type}, or dot2k -t ${type}.`,
      ],
      after,
    }),
  );
  return EXIT.ok;
}
