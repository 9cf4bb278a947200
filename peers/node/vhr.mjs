// SPDX-License-Identifier: MIT
/**
 * A breadth-first explorer of vhr, written and packed by hand for this one workload: what a patient expert would write
 * in JavaScript. Prints one line of JSON.
 *
 *   node peers/node/vhr.mjs V H S P C R OPT
 *
 * Fast because whole states are keys in the table itself, successors of many states are inserted together (touching
 * their buckets first lets the cache misses overlap), parents are one Int32, and nothing is allocated for a state.
 */
import { allDone, initialState, layout, Thread } from './steps.mjs';
import { hotRemove, vmalloc } from './threads.mjs';

const NAMES = ['V', 'H', 'S', 'P', 'C', 'R', 'OPT'];
const given = process.argv.slice(2).map(Number);
if (given.length !== NAMES.length || given.some((n) => !Number.isInteger(n) || n < 0)) {
  console.error(`usage: node vhr.mjs ${NAMES.join(' ')}   (whole numbers, as ../README.md explains)`);
  process.exit(3);
}
const size = Object.fromEntries(NAMES.map((name, i) => [name, given[i]]));
const l = layout(size);
const W = l.words;
const BATCH = 256;
const WIDEST = 64;

const words = (text, between = ' ') => Array.from({ length: W }, (_, k) => text(k)).join(between);
const threads = l.threads.map((_, i) => new Thread(size, l, i));
const hash = `let h = Math.imul(v0, 0x9e3779b1); ${Array.from({ length: W - 1 }, (_, k) => `h = Math.imul(h ^ h >>> 15 ^ v${k + 1}, 0x85ebca6b);`).join(' ')} h = Math.imul(h ^ h >>> 13, 0xc2b2ae35); h ^= h >>> 16;`;

const source = `'use strict';
let cap = 1 << 16, mask = cap - 1, T = new Int32Array(cap * ${W});
let Q = new Int32Array(${W} << 16), parent = new Int32Array(1 << 16), count = 0;
const B = new Int32Array(${(BATCH + WIDEST) * W}), from = new Int32Array(${BATCH + WIDEST}), H = new Int32Array(${BATCH + WIDEST});
let head = 0, level = 1, error = false, stuck = false;
function expand() {
  let n = 0;
  while (n < ${BATCH * W} && head < level) {
    const b = head * ${W}, n0 = n;
    ${words((k) => `const w${k} = Q[b + ${k}];`)}
    ${threads.map((t) => `const x${t.index} = w${t.word} >>> ${t.shift} & ${t.mask};`).join(' ')}
    ${threads.map((t) => (t.kind === 'V' ? vmalloc(t) : hotRemove(t))).join('\n    ')}
    if (error) return n / ${W};
    if (n === n0 && !(${allDone(l)})) { stuck = true; return n / ${W}; }
    for (let k = n0 / ${W}; k < n / ${W}; k++) from[k] = head;
    head++;
  }
  return n / ${W};
}
function bigger(a, length) { const to = new Int32Array(length); to.set(a); return to; }
function rehash() {
  const old = T;
  cap *= 2; mask = cap - 1; T = new Int32Array(cap * ${W});
  for (let i = 0; i < old.length; i += ${W}) {
    if (old[i + ${l.occupied}] === 0) continue;
    ${words((k) => `const v${k} = old[i + ${k}];`)} ${hash}
    let j = h & mask;
    while (T[j * ${W} + ${l.occupied}] !== 0) j = j + 1 & mask;
    ${words((k) => `T[j * ${W} + ${k}] = v${k};`)}
  }
}
function touch(n) {
  let sum = 0;
  for (let k = 0; k < n; k++) {
    ${words((k) => `const v${k} = B[k * ${W} + ${k}];`)} ${hash}
    H[k] = h; sum ^= T[(h & mask) * ${W}];
  }
  return sum;
}
function insert(n) {
  for (let k = 0; k < n; k++) {
    ${words((k) => `const v${k} = B[k * ${W} + ${k}];`)}
    let j = H[k] & mask;
    for (;;) {
      if (T[j * ${W} + ${l.occupied}] === 0) {
        ${words((k) => `T[j * ${W} + ${k}] = v${k}; Q[count * ${W} + ${k}] = v${k};`)}
        parent[count++] = from[k];
        break;
      }
      if (${words((k) => `T[j * ${W} + ${k}] === v${k}`, ' && ')}) break;
      j = j + 1 & mask;
    }
  }
}
return function explore(initial) {
  B.set(initial);
  let sink = touch(1), transitions = 0, depth = 0;
  insert(1);
  while (head < count && !error && !stuck) {
    if (head === level) { depth++; level = count; }
    const n = expand();
    transitions += n;
    if ((count + n) * 10 > cap * 6) rehash();
    if ((count + n) * ${W} > Q.length) Q = bigger(Q, Q.length * 2);
    if (count + n > parent.length) parent = bigger(parent, parent.length * 2);
    sink ^= touch(n);
    insert(n);
  }
  return { states: count, transitions, depth, verdict: error ? 'violated' : stuck ? 'deadlock' : 'holds', sink: sink & 0 };
};`;

const explore = new Function(source)();
const start = performance.now();
const { sink: _, ...result } = explore(initialState(size, l));
const seconds = (performance.now() - start) / 1000;
const rssMB = Math.round(process.resourceUsage().maxRSS / 1024);
console.log(
  JSON.stringify({
    tool: 'hand-written JavaScript',
    size: given.join(' '),
    words: W,
    ...result,
    seconds,
    rssMB,
  }),
);
