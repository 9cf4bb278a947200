// SPDX-License-Identifier: MIT
/** The problems of the field: public ones, each with the counts that somebody else has published. */
import type { Instance } from '../../src/model/types.ts';
import { parseSize, vhr } from '../vhr.ts';
import { anderson, bakery, peterson } from './mutex.ts';
import { coffeeCan, ewd840, philosophers, readersWriters, twoPhase } from './protocols.ts';

export interface Problem {
  readonly name: string;
  /** Who published it, and the counts. */
  readonly source: string;
  /** Of all interleavings. */
  readonly states: number;
  readonly transitions?: number;
  /** What is asked instead is a shortest trace, of so many steps. */
  readonly shortest?: number;
  /** Under peers/field, without its ending; Promela and Murphi of vhr are in peers/spin and peers/murphi. */
  readonly file: string;
  /** The numbers in it: `-DN=3` of Promela, `N: 3;` of Murphi, `const N: usize = 3;` of Rust, CONSTANTS of TLA+. */
  readonly numbers: Readonly<Record<string, number>>;
  /** Initial states, where there are several: SPIN draws one, from a state of its own. */
  readonly starts?: number;
  /** A module of the TLA+ Examples, and its configuration; or else peers/field has one. */
  readonly tla?: { readonly module: string; readonly config: string };
  /** Small: part of `--quick`. */
  readonly quick?: true;
  readonly build: () => Instance;
}

const spec = (module: string, constants: string, invariant: string) => ({
  module: `specifications/${module}.tla`,
  config: `CONSTANTS ${constants}\nSPECIFICATION Spec\nCHECK_DEADLOCK FALSE\nINVARIANT ${invariant}\n`,
});
const quick = true as const;

const twoPhaseOf = (n: number, states: number, transitions: number): Problem => ({
  name: `two-phase commit, ${n} resource managers`,
  source: n === 3 ? 'TLA+ Examples, Stateright: 288' : 'Stateright: 8,832',
  states,
  transitions,
  file: 'two-phase',
  numbers: { N: n },
  tla: {
    module: 'specifications/transaction_commit/TwoPhase.tla',
    config: `CONSTANT RM = {${Array.from({ length: n }, (_, i) => `r${i}`).join(', ')}}\nSPECIFICATION TPSpec\nCHECK_DEADLOCK FALSE\nINVARIANT TPTypeOK\n`,
  },
  build: () => twoPhase(n),
});
const ewd840Of = (n: number, states: number, transitions: number): Problem => ({
  name: `EWD 840, ${n} nodes`,
  source: `TLA+ Examples: ${states.toLocaleString('en-US')}`,
  states,
  transitions,
  file: 'ewd840',
  numbers: { N: n, DRAWS: 4 ** n },
  starts: 4 ** n * n,
  tla: spec('ewd840/EWD840', `N = ${n}`, 'TerminationDetection'),
  build: () => ewd840(n),
});
const vhrOf = (text: string, states: number, transitions: number): Problem => ({
  name: `vhr ${text}`,
  source: 'peers/README.md',
  states,
  transitions,
  file: 'vhr',
  numbers: { ...parseSize(text) },
  build: () => vhr(parseSize(text)),
});

/** Every state is asked for. */
const WHOLE: readonly Problem[] = [
  { ...twoPhaseOf(3, 288, 1145), quick },
  twoPhaseOf(5, 8832, 58_145),
  { ...ewd840Of(3, 302, 1625), quick },
  ewd840Of(4, 1566, 13_938),
  {
    name: 'Peterson, 3 processes',
    source: 'BEEM peterson.1: 12,498 / 33,369',
    states: 12_498,
    transitions: 33_369,
    file: 'peterson',
    numbers: { N: 3, WRONG: 0 },
    quick,
    build: () => peterson(3),
  },
  {
    name: 'Peterson, 4 processes',
    source: 'BEEM peterson.4: 1,119,560',
    states: 1_119_560,
    transitions: 3_864_896,
    file: 'peterson',
    numbers: { N: 4, WRONG: 0 },
    build: () => peterson(4),
  },
  {
    name: 'bakery, 3 processes',
    source: 'BEEM bakery.3: 32,919 / 85,061',
    states: 32_919,
    transitions: 85_061,
    file: 'bakery',
    numbers: { N: 3, MAX: 4, WRONG: 0 },
    quick,
    build: () => bakery(3, 4),
  },
  {
    name: 'bakery, 4 processes',
    source: 'BEEM bakery.5: 7,866,401',
    states: 7_866_401,
    file: 'bakery',
    numbers: { N: 4, MAX: 7, WRONG: 0 },
    build: () => bakery(4, 7),
  },
  {
    name: 'Anderson, 3 processes',
    source: 'BEEM anderson.2: 1,459 / 3,705',
    states: 1459,
    transitions: 3705,
    file: 'anderson',
    numbers: { N: 3 },
    quick,
    build: () => anderson(3),
  },
  {
    name: 'Anderson, 4 processes',
    source: 'BEEM anderson.4: 29,641 / 97,516',
    states: 29_641,
    transitions: 97_516,
    file: 'anderson',
    numbers: { N: 4 },
    build: () => anderson(4),
  },
  {
    name: 'readers and writers, 3 actors',
    source: 'TLA+ Examples: 21,527 / 59,674 with the first',
    states: 21_527,
    transitions: 59_673,
    file: 'readers-writers',
    numbers: { N: 3 },
    tla: spec('ReadersWriters/ReadersWriters', 'NumActors = 3', 'Safety'),
    build: () => readersWriters(3),
  },
  {
    name: 'philosophers, 6, one left-handed',
    source: 'BEEM phils.3: 729 / 2,916',
    states: 729,
    transitions: 2916,
    file: 'philosophers',
    numbers: { N: 6, LEFT: 1 },
    quick,
    build: () => philosophers(6, true),
  },
  {
    name: 'philosophers, 12',
    source: 'BEEM phils.5: 531,440',
    states: 531_440,
    transitions: 4_251_516,
    file: 'philosophers',
    numbers: { N: 12, LEFT: 0 },
    build: () => philosophers(12),
  },
  {
    name: 'a can of 100 beans',
    source: 'TLA+ Examples: 5,150',
    states: 5150,
    transitions: 14_850,
    file: 'coffee-can',
    numbers: { N: 100 },
    starts: 5150,
    tla: spec('CoffeeCan/CoffeeCan', 'MaxBeanCount = 100', 'TypeInvariant'),
    build: () => coffeeCan(100),
  },
  { ...vhrOf('2 1 2 2 2 1 1', 6618, 14_162), quick },
  vhrOf('3 1 2 2 2 2 1', 728_269, 2_009_714),
];

/** A shortest trace is asked for. */
const TRACES: readonly Problem[] = [
  {
    name: 'philosophers, 4: deadlock',
    source: 'BEEM phils.1',
    states: 80,
    shortest: 4,
    file: 'philosophers',
    numbers: { N: 4, LEFT: 0 },
    quick,
    build: () => philosophers(4),
  },
  {
    name: 'philosophers, 12: deadlock',
    source: 'BEEM phils.5',
    states: 531_440,
    shortest: 12,
    file: 'philosophers',
    numbers: { N: 12, LEFT: 0 },
    build: () => philosophers(12),
  },
  {
    name: 'Peterson, 3 processes: two inside',
    source: 'BEEM peterson.3: a path of 17 states',
    states: 170_156,
    shortest: 16,
    file: 'peterson',
    numbers: { N: 3, WRONG: 1 },
    quick,
    build: () => peterson(3, true),
  },
  {
    name: 'bakery, 3 processes: two inside',
    source: 'BEEM bakery.4: a path of 25 states',
    states: 157_003,
    shortest: 24,
    file: 'bakery',
    numbers: { N: 3, MAX: 6, WRONG: 1 },
    build: () => bakery(3, 6, true),
  },
];

export const PROBLEMS: readonly Problem[] = [...WHOLE, ...TRACES];
