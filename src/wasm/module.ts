// SPDX-License-Identifier: MIT
/**
 * Puts functions together into a WebAssembly module over one memory, which threads may share. All parameters and results
 * are 32-bit words. An instance of it is given a number, its `base`: where its part of the memory begins.
 */
import { unsigned } from './code.ts';
import type { Code } from './code.ts';

const PAGE = 1 << 16;
/** Pages that a memory may have at all. */
const MOST_PAGES = 1 << 16;
export const WORD = 4;
/** One that a single thread has; that threads share; that has addresses of 64 bits (code for it: WORDS in code.ts). */
export type MemoryKind = 'alone' | 'shared' | 'wide';
/** Bytes of a memory at most, by what can be addressed and what engines allow. */
export const MOST_BYTES: Readonly<Record<MemoryKind, number>> = {
  alone: 2 ** 32,
  shared: 2 ** 32,
  wide: 2 ** 34,
};
const FLAGS: Readonly<Record<MemoryKind, string>> = { alone: '\x00', shared: '\x03', wide: '\x04' };

/** A function: how many words it takes and returns, its further locals, and its body. */
interface Body {
  readonly name: string;
  readonly type: number;
  readonly locals: number;
  readonly code: Code;
}

export class Module {
  private readonly types: string[] = [];
  private readonly imports: { readonly name: string; readonly type: number }[] = [];
  private readonly bodies: Body[] = [];

  /** A function that JavaScript gives. All of these come before the first `add`. */
  import(name: string, parameters: number, results: 0 | 1): number {
    if (this.bodies.length > 0) throw new Error(`import of ${name} after a function`);
    return this.imports.push({ name, type: this.type(parameters, results) }) - 1;
  }

  /** A function, by whose number it is called. Its locals follow its parameters, and are 0 to begin with. */
  add(name: string, parameters: number, results: 0 | 1, locals: number, code: Code): number {
    const type = this.type(parameters, results);
    return this.imports.length + this.bodies.push({ name, type, locals, code }) - 1;
  }

  private type(parameters: number, results: number): number {
    const words = (n: number) => unsigned(n) + '\x7f'.repeat(n);
    const type = `\x60${words(parameters)}${words(results)}`;
    const known = this.types.indexOf(type);
    return known >= 0 ? known : this.types.push(type) - 1;
  }

  /** All functions are exported, by their names. */
  bytes(kind: MemoryKind = 'alone'): Uint8Array<ArrayBuffer> {
    const text = (s: string) => unsigned(s.length) + s;
    const list = (items: readonly string[]) => unsigned(items.length) + items.join('');
    const section = (id: number, content: string) => String.fromCharCode(id) + text(content);
    const imports = this.imports.map(({ name, type }) => `${text('')}${text(name)}\x00${unsigned(type)}`);
    const limits = `${FLAGS[kind]}${unsigned(1)}${kind === 'shared' ? unsigned(MOST_PAGES) : ''}`;
    const memory = `${text('')}${text('memory')}\x02${limits}`;
    const base = `${text('')}${text('base')}\x03\x7f\x00`;
    const at = (i: number) => unsigned(this.imports.length + i);
    const bodies = this.bodies.map(({ locals, code }) =>
      text(`${locals > 0 ? `\x01${unsigned(locals)}\x7f` : '\x00'}${code}\x0b`),
    );
    const names = this.bodies.map(({ name }, i) => at(i) + text(name));
    const whole = [
      '\0asm\x01\0\0\0',
      section(1, list(this.types)),
      section(2, list([...imports, memory, base])),
      section(3, list(this.bodies.map(({ type }) => unsigned(type)))),
      section(7, list(this.bodies.map(({ name }, i) => `${text(name)}\x00${at(i)}`))),
      section(10, list(bodies)),
      section(0, text('name') + section(1, list(names))),
    ];
    return Uint8Array.from(Buffer.from(whole.join(''), 'latin1'));
  }
}

/** What of the WebAssembly interface is used: the types that come with Node leave it out. */
interface Memory {
  readonly buffer: ArrayBufferLike;
  readonly grow: (pages: number) => number;
}
/** Compiled code. It can be sent to another thread, as a memory can. */
type ModuleCode = object;
interface Limits {
  readonly initial: number | bigint;
  readonly maximum?: number;
  readonly shared?: true;
  readonly address?: 'i64';
  readonly index?: 'i64';
}
interface Interface {
  readonly Memory: new (limits: Limits) => Memory;
  readonly Module: new (bytes: Uint8Array) => ModuleCode;
  readonly Instance: new (module: ModuleCode, imports: object) => { readonly exports: unknown };
}
const wasm = (globalThis as unknown as { WebAssembly: Interface }).WebAssembly;
export type { Memory, ModuleCode };

/**
 * Memory of at least so many bytes. Of what nobody writes to, the system keeps nothing. One that threads share stays as
 * long as it is.
 */
export function memoryOf(bytes: number, kind: MemoryKind = 'alone'): Memory {
  const initial = Math.ceil(bytes / PAGE);
  if (kind === 'wide') return wideMemory(initial);
  return new wasm.Memory(kind === 'shared' ? { initial, maximum: initial, shared: true } : { initial });
}

/** As the standard has it (Node 24), or as it was before there was one (Node 22). */
function wideMemory(pages: number): Memory {
  try {
    return new wasm.Memory({ initial: BigInt(pages), address: 'i64' });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return new wasm.Memory({ initial: pages, index: 'i64' });
  }
}

let wide = false;
/** Whether there are memories with addresses of 64 bits: Node 22 and newer have them, Node 20 from when on it is told. */
export const hasWide = (): boolean => (wide ||= canBeWide());
function canBeWide(): boolean {
  try {
    const module = new Module();
    module.add('nothing', 0, 0, 0, '');
    functionsOf(codeOf(module, 'wide'), memoryOf(PAGE, 'wide'));
    return true;
  } catch {
    return false;
  }
}

/** Makes it longer by at least so many bytes, if that can be. Its buffer is then another one. */
export function grow(memory: Memory, bytes: number): boolean {
  try {
    memory.grow(Math.ceil(bytes / PAGE));
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

export const codeOf = (module: Module, kind?: MemoryKind): ModuleCode => new wasm.Module(module.bytes(kind));

/** The functions of code over a memory: there may be any number of them, over the same memory or others. */
export const functionsOf = <Exports>(
  code: ModuleCode,
  memory: Memory,
  imports: object = {},
  base = 0,
): Exports => new wasm.Instance(code, { '': { memory, base, ...imports } }).exports as Exports;
