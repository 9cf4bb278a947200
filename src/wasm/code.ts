// SPDX-License-Identifier: MIT
/**
 * WebAssembly instructions, as text puts them: operands before the operator. All values are 32-bit integers, an address
 * is one of bytes. A piece of code is a string with one character for each byte: strings are cheap to put together and
 * to compare. What the bytes mean: WebAssembly core specification 1.0, chapter 5.
 */
export type Code = string;

const byte = (...bytes: number[]): Code => String.fromCharCode(...bytes);

/** A number in LEB128, seven bits a byte. */
export function unsigned(n: number): Code {
  let text = '';
  for (; n > 0x7f; n >>>= 7) text += byte((n & 0x7f) | 0x80);
  return text + byte(n);
}
function signed(n: number): Code {
  let text = '';
  for (; n < -64 || n > 63; n >>= 7) text += byte((n & 0x7f) | 0x80);
  return text + byte(n & 0x7f);
}

export const i32 = (n: number): Code => byte(0x41) + signed(n | 0);
export const get = (local: number): Code => byte(0x20) + unsigned(local);
export const set = (local: number, value: Code): Code => value + byte(0x21) + unsigned(local);
export const tee = (local: number, value: Code): Code => value + byte(0x22) + unsigned(local);

/** A word at `address + offset`, which is a multiple of four. */
export const load = (address: Code, offset = 0): Code => address + byte(0x28, 2) + unsigned(offset);
export const store = (address: Code, value: Code, offset = 0): Code =>
  address + value + byte(0x36, 2) + unsigned(offset);

/** How code over a memory names its places. Offsets are in bytes whatever it is. */
export interface Addresses {
  /** By how much the address of a word is above that of the word before. */
  readonly word: number;
  readonly load: (address: Code, offset?: number) => Code;
  readonly store: (address: Code, value: Code, offset?: number) => Code;
}
/** By bytes: four GiB. */
export const BYTES: Addresses = { word: 4, load, store };
/** By words, of memory that has addresses of 64 bits: sixteen GiB. */
const wide = (address: Code): Code => address + byte(0xad, 0x42, 2, 0x86);
export const WORDS: Addresses = {
  word: 1,
  load: (address, offset) => load(wide(address), offset),
  store: (address, value, offset) => store(wide(address), value, offset),
};

/** The number that the module was given when it was made an instance of: see module.ts. */
export const base: Code = byte(0x23, 0);

/** Puts `value` where `expected` is; what was there before, in any case. One thread at a time: others see it whole. */
export const exchange = (address: Code, expected: Code, value: Code, offset = 0): Code =>
  address + expected + value + byte(0xfe, 0x48, 2) + unsigned(offset);
/** Adds to a word that other threads add to as well; what was there before. */
export const addTo = (address: Code, value: Code, offset = 0): Code =>
  address + value + byte(0xfe, 0x1e, 2) + unsigned(offset);

const operator = (code: number) => (a: Code, b: Code) => a + b + byte(code);
export const eqz = (a: Code): Code => a + byte(0x45);
export const eq = operator(0x46);
export const ne = operator(0x47);
export const less = operator(0x48);
export const lessUnsigned = operator(0x49);
export const atLeast = operator(0x4e);
export const add = operator(0x6a);
export const sub = operator(0x6b);
export const mul = operator(0x6c);
/** Of numbers without a sign. */
export const divide = operator(0x6e);
export const and = operator(0x71);
export const or = operator(0x72);
export const xor = operator(0x73);
export const shiftLeft = operator(0x74);
/** Zeros come in from above. */
export const shiftRight = operator(0x76);

const NOTHING = byte(0x40);
const WORD = byte(0x7f);
const END = byte(0x0b);
/** `depth`: how many blocks, loops and ifs that surround it are left out. Leaves a block, begins a loop anew. */
export const br = (depth: number): Code => byte(0x0c) + unsigned(depth);
export const brIf = (depth: number, condition: Code): Code => condition + byte(0x0d) + unsigned(depth);
/** Goes to the depth at the place `index` of `depths`, or beyond them to `otherwise`. */
export const brTable = (index: Code, depths: readonly number[], otherwise: number): Code =>
  index + byte(0x0e) + unsigned(depths.length) + depths.map(unsigned).join('') + unsigned(otherwise);
export const block = (body: Code): Code => byte(0x02) + NOTHING + body + END;
export const loop = (body: Code): Code => byte(0x03) + NOTHING + body + END;
/** As long as the condition is true. In the body, a depth of 0 goes on with the next turn and of 1 leaves. */
export const whilst = (condition: Code, body: Code): Code =>
  block(loop(brIf(1, eqz(condition)) + body + br(0)));
export const when = (condition: Code, then: Code, otherwise = ''): Code =>
  condition + byte(0x04) + NOTHING + then + (otherwise === '' ? '' : byte(0x05) + otherwise) + END;
/** One of two values, both of which are worked out. */
export const pick = (condition: Code, a: Code, b: Code): Code => a + b + condition + byte(0x1b);
/** The value of one or the other, of which only that one is worked out. */
export const choose = (condition: Code, then: Code, otherwise: Code): Code =>
  condition + byte(0x04) + WORD + then + byte(0x05) + otherwise + END;

export const call = (fn: number, ...values: Code[]): Code => values.join('') + byte(0x10) + unsigned(fn);
export const drop = (value: Code): Code => value + byte(0x1a);
export const ret = (value = ''): Code => value + byte(0x0f);
/** What is never come to. */
export const never: Code = byte(0x00);
/** Code for each of 0, 1, ... `n` - 1. */
export const each = (n: number, code: (i: number) => Code): Code =>
  Array.from({ length: n }, (_, i) => code(i)).join('');
