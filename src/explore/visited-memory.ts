// SPDX-License-Identifier: MIT
/** Where things lie in the memory of a visited set, and its code, which is made once for all sets that are alike. */
import { BYTES, WORDS } from '../wasm/code.ts';
import { codeOf, functionsOf, WORD } from '../wasm/module.ts';
import type { Memory, MemoryKind } from '../wasm/module.ts';
import { visitedCode } from './visited-code.ts';
import type { Loops, TableMemory } from './visited-code.ts';

/** Records that are inserted or looked for together at most. */
export const CHUNK = 1024;
/** What is found of so many records, a chunk at a time. */
export function inChunks(count: number, chunk: (from: number, n: number) => Int32Array): Int32Array {
  if (count <= CHUNK) return chunk(0, count);
  const found = new Int32Array(count);
  for (let from = 0; from < count; from += CHUNK) found.set(chunk(from, Math.min(CHUNK, count - from)), from);
  return found;
}

interface Made {
  readonly places: TableMemory;
  /** How far the addresses of two words are apart. */
  readonly word: number;
  readonly over: (memory: Memory) => Loops;
}
/** Bytes at the beginning of a memory that threads share: for what their step code reads. Nobody has to fill them. */
export const IMAGE = 1 << 24;

/** The code for states of so many words, by their number and that of the edges there is room for. */
const known = new Map<string, Made>();
export function codeFor(words: number, edges: number, kind: MemoryKind = 'alone'): Made {
  let room = 64;
  while (room < edges + 1) room *= 2;
  const key = `${words} ${room} ${kind}`;
  const there = known.get(key);
  if (there) return there;
  let end = kind === 'shared' ? IMAGE : 0;
  const place = (n: number) => (end += n * WORD) - n * WORD;
  const places = {
    records: place(CHUNK * (words + 1)),
    parents: place(CHUNK),
    hashes: place(CHUNK),
    found: place(CHUNK),
    firstTaken: place(room),
    faulty: place(room),
    table: end,
  };
  const addresses = kind === 'wide' ? WORDS : BYTES;
  const made = codeOf(visitedCode(words, places, addresses), kind);
  const over = (memory: Memory) => functionsOf<Loops>(made, memory);
  const code = { places, word: addresses.word, over };
  known.set(key, code);
  return code;
}
