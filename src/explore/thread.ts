// SPDX-License-Identifier: MIT
/** What runs in each further thread of a search: waits for a task, does it with others, and waits again. */
import { parentPort, receiveMessageOnPort } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import { WORD } from '../wasm/module.ts';
import { Stepper } from '../compile/stepper.ts';
import type { StepModule } from '../compile/stepper.ts';
import { Hand } from './hand.ts';
import type { Team } from './hand.ts';
import type { RoundCode } from './round-code.ts';
import { TASK, TOLD } from './round-memory.ts';
import type { Ground } from './round-memory.ts';

/** A search to take part in. */
export interface Job {
  readonly team: Team;
  readonly me: number;
  readonly steps: StepModule;
  /** Where this thread's part of the memory of step code begins. */
  readonly base: number;
  readonly how: RoundCode | undefined;
}

/** Looks before it sleeps: most waits are short. */
const SPIN = 2000;
/** A step that needs the model, which is not here. */
class NotHere extends Error {}
const notHere = (): never => {
  throw new NotHere();
};

const port = parentPort as MessagePort;
port.on('message', (message: Job | { readonly ground: Ground }) => {
  // One of a search that is over.
  if ('team' in message) takePart(message);
});

function takePart({ team, me, steps, base, how }: Job): void {
  /** States of the batch of which a property's tree has no path yet. */
  let unsure: number[] = [];
  let head = 0;
  const { places, words } = steps;
  const grow = (_: number | undefined, state: number | undefined): number => {
    const at = head + ((state as number) - base - places.states) / WORD / words;
    if (unsure.at(-1) !== at) unsure.push(at);
    // As if it were false.
    return ~0;
  };
  const stepper = new Stepper(steps, { raise: notHere, complain: notHere, take: notHere, grow }, base);
  const { batch } = stepper;
  const hand = new Hand(
    team,
    me,
    {
      batch,
      expand: (states, parents, from, end, watch) => {
        unsure = [];
        head = from;
        return stepper.expand(states, parents, from, end, watch, (first) => (head = first));
      },
      unsure: () => unsure,
    },
    how,
  );
  const { told } = hand;
  const { words: shared } = told;
  let [turn, moved] = [0, 0];
  told.add('ready', 1);
  Atomics.notify(told.words, TOLD.ready);
  for (;;) {
    for (let spin = 0; spin < SPIN && told.get('turn') === turn; spin++);
    while (told.get('turn') === turn) Atomics.wait(shared, TOLD.turn, turn);
    turn = told.get('turn');
    for (; moved < told.get('moved'); moved++) {
      const received = receiveMessageOnPort(port) as { message: { ground: Ground } };
      hand.moveTo(received.message.ground);
    }
    const task = told.get('task');
    if (task === TASK.leave) return;
    if (task === TASK.expand) hand.expand();
    else if (task === TASK.fill) hand.fill();
    else hand.publish();
    told.add('done', 1);
    Atomics.notify(shared, TOLD.done);
  }
}
