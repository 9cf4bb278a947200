// SPDX-License-Identifier: MIT
/** The monitor of a guest's machine: what it is told, one after the other, and what it tells by itself. */
import type { Socket } from 'node:net';
import { GuestError } from './guest.ts';
import { lines } from './lines.ts';

export interface Told {
  readonly event: string;
  readonly data?: {
    readonly info?: { readonly source: number; readonly status: number };
    /** Of a state that is saved, or comes in. */
    readonly status?: string;
  };
}
interface Answered {
  readonly return?: unknown;
  readonly error?: { readonly desc: string };
}

export class Qmp {
  private readonly socket: Socket;
  private readonly asked: ((error: string | undefined) => void)[] = [];

  constructor(socket: Socket, tells: (told: Told) => void) {
    this.socket = socket;
    lines(socket, (line) => {
      const told = JSON.parse(line) as Told | Answered;
      if ('event' in told) tells(told);
      else if ('return' in told || told.error) this.asked.shift()?.(told.error?.desc);
    });
  }
  /** Fails where the machine refuses. */
  tell(execute: string, args: object = {}): Promise<void> {
    const answered = new Promise<void>((done, fail) =>
      this.asked.push((error) =>
        error === undefined ? done() : fail(new GuestError(`${execute}: ${error}`)),
      ),
    );
    this.socket.write(`${JSON.stringify({ execute, arguments: args })}\n`);
    return answered;
  }
  end(): void {
    this.socket.destroy();
  }
}
