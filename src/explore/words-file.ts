// SPDX-License-Identifier: MIT
/** The files of a checkpoint: words that only grow in number, with a digest of all of them; and one that is replaced. */
import { createHash } from 'node:crypto';
import {
  closeSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { at } from '../outside/write.ts';
import { check } from '../watch/watch.ts';

/** Words written or read at a time: 16 MiB. */
const CHUNK = 1 << 22;

/** The bytes of `count` words of an array from the `from`th on: a view, no copy. */
const bytesOf = (words: Int32Array, from: number, count: number) =>
  new Uint8Array(words.buffer, words.byteOffset + from * 4, count * 4);

export class WordsFile {
  /** Words in the file. */
  length = 0;
  private hash = createHash('sha256');
  private readonly file: string;
  private readonly fd: number;

  /** Opens or creates it. What it holds beyond `length` is from a write that was cut short: {@link trim} it. */
  constructor(file: string, fresh: boolean) {
    this.file = file;
    this.fd = openSync(file, fresh ? 'w+' : 'r+');
  }

  /** Appends `array` from the words that are in the file already up to `end`. */
  append(array: Int32Array, end: number): void {
    const hash = this.hash.copy();
    for (let from = this.length; from < end; from += CHUNK) {
      const count = Math.min(CHUNK, end - from);
      const bytes = bytesOf(array, from, count);
      // A disk that is nearly full may take a part.
      for (let done = 0; done < bytes.length;)
        done += at(this.file, () => writeSync(this.fd, bytes, done, bytes.length - done, from * 4 + done));
      hash.update(bytes);
    }
    // What was written of a write that failed does not count.
    this.length = end;
    this.hash = hash;
  }

  /** Of all words in the file. */
  get digest(): string {
    return this.hash.copy().digest('hex');
  }

  /** Whether it has so many words: asked before there is room made for them. */
  has(length: number): boolean {
    return fstatSync(this.fd).size >= length * 4;
  }

  /** Reads the first `length` words into `array`. False where there are fewer. */
  read(array: Int32Array, length: number): boolean {
    for (let from = 0; from < length; from += CHUNK) {
      check();
      const count = Math.min(CHUNK, length - from);
      const bytes = bytesOf(array, from, count);
      for (let done = 0; done < bytes.length;) {
        const got = readSync(this.fd, bytes, done, bytes.length - done, from * 4 + done);
        if (got === 0) return false;
        done += got;
      }
      this.hash.update(bytes);
    }
    this.length = length;
    return true;
  }

  trim(): void {
    ftruncateSync(this.fd, this.length * 4);
  }
  sync(): void {
    at(this.file, () => fsyncSync(this.fd));
  }
  close(): void {
    closeSync(this.fd);
  }
}

/** Either the old file or the new one is there, whole, whatever happens in between. */
export function replaceFile(dir: string, name: string, text: string): void {
  const fresh = join(dir, `${name}.new`);
  try {
    at(fresh, () => writeFileSync(fresh, text, { flush: true }));
    renameSync(fresh, join(dir, name));
  } catch (error) {
    rmSync(fresh, { force: true });
    throw error;
  }
  const fd = openSync(dir, 'r');
  fsyncSync(fd);
  closeSync(fd);
}
