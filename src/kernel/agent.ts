// SPDX-License-Identifier: MIT
/** The agent of a guest (guest/agent.c), at the other end of its port. */
import type { Socket } from 'node:net';
import { answerIn } from './guest.ts';
import type { Answer } from './guest.ts';
import { lines } from './lines.ts';

export class Agent {
  /** Until it has spoken: once, when its kernel is up. */
  readonly isReady: Promise<void>;
  private readonly socket: Socket;
  private readonly waiting = new Map<string, (answer: Answer) => void>();
  private ids = 0;

  constructor(socket: Socket) {
    this.socket = socket;
    this.isReady = new Promise((ready) =>
      lines(socket, (line) => {
        if (line === 'ready') ready();
        const answer = answerIn(line);
        if (!answer) return;
        this.waiting.get(answer.id)?.(answer);
        this.waiting.delete(answer.id);
      }),
    );
  }
  say(verb: string, words: readonly string[]): Promise<Answer> {
    const id = String(++this.ids);
    const answered = new Promise<Answer>((done) => this.waiting.set(id, done));
    this.socket.write(`${[verb, id, ...words].join(' ')}\n`);
    return answered;
  }
  end(): void {
    this.socket.destroy();
  }
}
