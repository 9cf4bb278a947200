// SPDX-License-Identifier: MIT
/**
 * xstate/graph on the very machine that mhpcheck compiles (bench/vhr.ts): what XState itself offers to walk a
 * machine's states. Prints one line of JSON.
 *
 *   npx tsx peers/xstate/graph.ts V H S P C R OPT
 */
import type { AnyMachineSnapshot } from 'xstate';
import { getAdjacencyMap } from 'xstate/graph';
import { parseSize, vhr } from '../../bench/vhr.ts';
import { readMachine } from '../../src/model/read.ts';
import { Reference } from '../../src/model/reference.ts';

const { machine } = vhr(parseSize(process.argv.slice(2).join(' ')));
const reference = new Reference(readMachine(machine));
const start = performance.now();
const adjacency = getAdjacencyMap(machine, {
  // Those that the state declares: getAdjacencyMap asks itself which are enabled, by taking them.
  events: (snapshot: AnyMachineSnapshot) => (reference.fault(snapshot) ? [] : reference.declared(snapshot)),
  serializeState: ({ value, context }: AnyMachineSnapshot) => JSON.stringify([value, context]),
  limit: Infinity,
} as never);
const seconds = (performance.now() - start) / 1000;

// An event that is not enabled leads from a state to itself: those are no transitions.
const entries = Object.values(adjacency).map(({ state }) => state as AnyMachineSnapshot);
const enabled = entries.map((state) => reference.enabled(state).length);
const stuck = entries.some((state, i) => enabled[i] === 0 && !reference.view(state).quiet);
const violated = stuck || entries.some((state) => reference.fault(state));
console.log(
  JSON.stringify({
    states: entries.length,
    transitions: enabled.reduce((a, b) => a + b, 0),
    verdict: violated ? 'violated' : 'holds',
    seconds,
    rssMB: Math.round(process.resourceUsage().maxRSS / 1024),
  }),
);
