// SPDX-License-Identifier: MIT
/**
 * The vhr workload packed by hand: which bits hold what, and the steps of each thread as JavaScript over those bits.
 * Word 0 holds what all threads see; each thread has a chunk of bits in some word. See ../README.md for the steps.
 */

/** Bits that hold the numbers 0 to n. */
const width = (n) => 32 - Math.clz32(n);

/** Lays named fields of the given widths side by side, from `shift` on. */
function pack(widths, shift = 0) {
  const fields = {};
  for (const [name, bits] of Object.entries(widths)) {
    fields[name] = { shift, mask: 2 ** bits - 1 };
    shift += bits;
  }
  return { fields, end: shift };
}

const VMALLOC = [
  'idle',
  'rlock',
  'rd',
  'lock',
  'reread',
  'alloc',
  'install',
  'unlock',
  'lock2',
  'retry',
  'walk',
  'write',
];
const UNMAP = ['wunlock', 'ulock', 'uwalk', 'uwrite', 'uunlock', 'done'];
const REMOVE = [
  'acq',
  'walk',
  'lock',
  'check',
  'clear',
  'unlockc',
  'flush',
  'free',
  'unlockn',
  'rel',
  'done',
];
/** Program counters start at 1: a word with a thread in it is never 0. */
const numbered = (names) => Object.fromEntries(names.map((name, i) => [name, i + 1]));

export function layout({ V, H, S, P, C, R, OPT }) {
  const pageBits = width(P);
  const shared = pack({
    ...Object.fromEntries(Array.from({ length: S }, (_, s) => [`pmd${s}`, pageBits])),
    used: P,
    cell: P * C,
    plock: 1,
    writer: 1,
    readers: OPT === 2 ? width(V) : 0,
  });
  const chunk = (names) =>
    pack({ pc: width(names.length), r: width(R), s: width(S - 1), c: width(C - 1), p: pageBits });
  const kinds = { V: { pc: numbered([...VMALLOC, ...UNMAP]) }, H: { pc: numbered(REMOVE) } };
  for (const kind of Object.values(kinds)) Object.assign(kind, chunk(Object.keys(kind.pc)));
  const used = [shared.end];
  const threads = Array.from({ length: V + H }, (_, t) => {
    const kind = t < V ? 'V' : 'H';
    const { end } = kinds[kind];
    let word = used.findIndex((u) => u + end <= 32);
    if (word < 0) word = used.push(0) - 1;
    const shift = used[word];
    used[word] += end;
    return { kind, word, shift, mask: 2 ** end - 1 };
  });
  if (shared.end > 32) throw new RangeError('the shared part does not fit one word');
  return {
    words: used.length,
    occupied: threads.at(-1).word,
    shared: shared.fields,
    pageBits,
    kinds,
    threads,
  };
}

export function initialState({ S, R }, l) {
  const words = Array.from({ length: l.words }, () => 0);
  words[0] = (1 << l.shared[`pmd${S - 1}`].shift) | (1 << l.shared.used.shift);
  for (const { kind, word, shift } of l.threads) {
    const { fields, pc } = l.kinds[kind];
    words[word] |= ((kind === 'V' ? pc.idle : pc.acq) | (R << fields.r.shift)) << shift;
  }
  return words;
}

/** Says whether every thread is done, as an expression over w0, w1, ... */
export const allDone = (l) =>
  l.threads
    .map(({ kind, word, shift }) => {
      const { fields, pc } = l.kinds[kind];
      return `(w${word} >>> ${shift} & ${fields.pc.mask}) === ${pc.done}`;
    })
    .join(' && ');

/** What writes the steps of one thread: how it reads and sets its own fields and the shared ones. */
export class Thread {
  constructor(size, l, index) {
    Object.assign(this, { size, l, index, ...l.threads[index] });
    ({ fields: this.fields, pc: this.pc } = l.kinds[this.kind]);
    this.x = `x${index}`;
  }
  get(name) {
    const { shift, mask } = this.fields[name];
    return mask === 0 ? '0' : `(${this.x} >>> ${shift} & ${mask})`;
  }
  /** The chunk with fields set; `pc` by name, others by number or expression. */
  set(values) {
    let keep = this.mask;
    let fixed = 0;
    const computed = [];
    for (const [name, value] of Object.entries(values)) {
      const { shift, mask } = this.fields[name];
      if (mask === 0) continue;
      keep &= ~(mask << shift);
      if (name === 'pc') fixed |= this.pc[value] << shift;
      else if (typeof value === 'number') fixed |= value << shift;
      else computed.push(`(${value}) << ${shift}`);
    }
    const kept = keep === 0 ? [] : [`${this.x} & ${keep}`];
    const constant = fixed === 0 ? [] : [`${fixed}`];
    return [...kept, ...constant, ...computed].join(' | ') || '0';
  }
  /** Stores a successor: the new word 0 (an expression, or null for the old one) and the new chunk. */
  go(values, word0 = null) {
    const own = ~(this.mask << this.shift);
    const words = Array.from({ length: this.l.words }, (_, k) => {
      const base = k === 0 && word0 ? `(${word0})` : `w${k}`;
      return k === this.word ? `${base} & ${own} | (${this.set(values)}) << ${this.shift}` : base;
    });
    return `${words.map((w, k) => `B[n + ${k}] = ${w};`).join(' ')} n += ${words.length};`;
  }
  // The shared word.
  pmd(slot) {
    const { shift } = this.l.shared.pmd0;
    return `(w0 >>> ${shift} + (${slot}) * ${this.l.pageBits} & ${2 ** this.l.pageBits - 1})`;
  }
  setPmd(slot, page) {
    const { shift } = this.l.shared.pmd0;
    return `w0 & ~(${2 ** this.l.pageBits - 1} << ${shift} + (${slot}) * ${this.l.pageBits}) | (${page}) << ${shift} + (${slot}) * ${this.l.pageBits}`;
  }
  /** Pages count from 1. */
  used = (page) => `(w0 >>> ${this.l.shared.used.shift - 1} + (${page}) & 1)`;
  cellShift = (page, cell) => `(${this.l.shared.cell.shift} + ((${page}) - 1) * ${this.size.C} + (${cell}))`;
  has = (name) => `(w0 & ${this.l.shared[name].mask << this.l.shared[name].shift})`;
  with = (name) => `w0 | ${1 << this.l.shared[name].shift}`;
  without = (name) => `w0 & ${~(1 << this.l.shared[name].shift)}`;
  count = (name, by) => `w0 ${by < 0 ? '-' : '+'} ${1 << this.l.shared[name].shift}`;
}
