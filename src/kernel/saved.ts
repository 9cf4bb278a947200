// SPDX-License-Identifier: MIT
/**
 * The state of a machine, to go on from as often as wanted: a file that has no name any more once it is open, so that it
 * goes with this program, however that ends.
 */
import { closeSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

const PIECE = 1 << 18;

export class SavedState {
  // No stream of Node's: one that is destroyed closes the file under the others.
  private readonly fd: number;

  /** `dir`: where it is for a moment. */
  constructor(dir: string) {
    const file = join(dir, 'saved');
    this.fd = openSync(file, 'wx+', 0o600);
    unlinkSync(file);
  }
  /** All that comes, to its end. Fails where there is no room for it. */
  async take(from: Readable): Promise<void> {
    for await (const data of from as AsyncIterable<Buffer>)
      for (let done = 0; done < data.length;) done += writeSync(this.fd, data, done);
  }
  give(to: Writable): Promise<void> {
    return pipeline(this.pieces(), to);
  }
  private *pieces(): Generator<Buffer> {
    for (let at = 0; ;) {
      const piece = Buffer.allocUnsafe(PIECE);
      const length = readSync(this.fd, piece, 0, PIECE, at);
      if (length === 0) return;
      at += length;
      yield piece.subarray(0, length);
    }
  }
  close(): void {
    closeSync(this.fd);
  }
}
