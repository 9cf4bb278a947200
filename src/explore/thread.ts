// SPDX-License-Identifier: MIT
/** What runs in each further thread of a search: waits for a task, does it with others, and waits again. */
import { parentPort, receiveMessageOnPort } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import { collect } from '../watch/watch.ts';
import { Hand } from './hand.ts';
import { TASK, TOLD } from './round-memory.ts';
import type { Ground, Team } from './round-memory.ts';

/** A search to take part in. */
export interface Job {
  readonly team: Team;
  readonly me: number;
}

/** Looks before it sleeps: most waits are short. */
const SPIN = 2000;

const port = parentPort as MessagePort;
port.on('message', (message: Job | { readonly ground: Ground }) => {
  // One of a search that is over.
  if (!('team' in message)) return;
  takePart(message);
  // A thread that sleeps keeps what it had.
  collect();
});

function takePart({ team, me }: Job): void {
  const hand = new Hand(team, me);
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
