// SPDX-License-Identifier: MIT
/** xstate/graph on the machine of one problem of the field (bench/field/problems.ts). Prints one line of JSON. */
import type { AnyMachineSnapshot } from 'xstate';
import { getAdjacencyMap } from 'xstate/graph';
import { PROBLEMS } from '../../bench/field/problems.ts';
import { readMachine } from '../../src/model/read.ts';
import { Reference } from '../../src/model/reference.ts';

const name = process.argv.slice(2).join(' ');
const problem = PROBLEMS.find((p) => p.name === name);
if (!problem) throw new RangeError(`no problem is called '${name}'`);
const { machine } = problem.build();
const reference = new Reference(readMachine(machine));
const start = performance.now();
const adjacency = getAdjacencyMap(machine, {
  events: (snapshot: AnyMachineSnapshot) => reference.declared(snapshot),
  serializeState: ({ value, context }: AnyMachineSnapshot) => JSON.stringify([value, context]),
  limit: Infinity,
} as never);
const seconds = (performance.now() - start) / 1000;
// An event that is not enabled leads from a state to itself, as if it were a transition.
const transitions = Object.values(adjacency)
  .map(({ state }) => reference.enabled(state as AnyMachineSnapshot).length)
  .reduce((a, b) => a + b, 0);
const rssMB = process.resourceUsage().maxRSS / 1024;
console.log(JSON.stringify({ states: Object.keys(adjacency).length, transitions, seconds, rssMB }));
