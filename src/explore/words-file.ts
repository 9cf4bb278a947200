// SPDX-License-Identifier: MIT
/** The files of a checkpoint: words that only grow in number, with a sum over all of them; and one that is replaced. */
import {
  closeSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readSync,
  renameSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';

/** Words written or read at a time: 16 MiB. */
const CHUNK = 1 << 22;

/** The bytes of `count` words of an array from the `from`th on: a view, no copy. */
const bytesOf = (words: Int32Array, from: number, count: number) =>
  new Uint8Array(words.buffer, words.byteOffset + from * 4, count * 4);

/** Like FNV, a word at a time: tells changed, missing and exchanged words, as a disk may leave them. */
function summed(sum: number, words: Int32Array, from: number, count: number): number {
  let h = sum;
  for (let i = from; i < from + count; i++) h = Math.imul(h ^ (words[i] as number), 0x01000193) ^ (h >>> 15);
  return h;
}

export class WordsFile {
  /** Words in the file, and their sum. */
  length = 0;
  sum = 0;
  private readonly fd: number;

  /** Opens or creates it. What it holds beyond `length` is from a write that was cut short: {@link trim} it. */
  constructor(file: string, fresh: boolean) {
    this.fd = openSync(file, fresh ? 'w+' : 'r+');
  }

  /** Appends `array` from the words that are in the file already up to `end`. */
  append(array: Int32Array, end: number): void {
    for (let from = this.length; from < end; from += CHUNK) {
      const count = Math.min(CHUNK, end - from);
      const bytes = bytesOf(array, from, count);
      // A disk that is nearly full may take a part.
      for (let done = 0; done < bytes.length;)
        done += writeSync(this.fd, bytes, done, bytes.length - done, from * 4 + done);
      this.sum = summed(this.sum, array, from, count);
    }
    this.length = end;
  }

  /** Reads the first `length` words into `array`. False where there are fewer. */
  read(array: Int32Array, length: number): boolean {
    for (let from = 0; from < length; from += CHUNK) {
      const count = Math.min(CHUNK, length - from);
      const bytes = bytesOf(array, from, count);
      for (let done = 0; done < bytes.length;) {
        const got = readSync(this.fd, bytes, done, bytes.length - done, from * 4 + done);
        if (got === 0) return false;
        done += got;
      }
      this.sum = summed(this.sum, array, from, count);
    }
    this.length = length;
    return true;
  }

  trim(): void {
    ftruncateSync(this.fd, this.length * 4);
  }
  sync(): void {
    fsyncSync(this.fd);
  }
  close(): void {
    closeSync(this.fd);
  }
}

/** Either the old file or the new one is there, whole, whatever happens in between. */
export function replaceFile(dir: string, name: string, text: string): void {
  const fresh = join(dir, `${name}.new`);
  writeFileSync(fresh, text, { flush: true });
  renameSync(fresh, join(dir, name));
  const fd = openSync(dir, 'r');
  fsyncSync(fd);
  closeSync(fd);
}
