// SPDX-License-Identifier: MIT
/** The engines: how each is built, run and read. Each build and run is in a directory of its own, which goes after it. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { besideOne } from '../src/watch/cores.ts';
import { found, inScratch, install, NotMeasured, run, runMeasured } from './process.ts';
import type { Tool } from './process.ts';
import type { Way } from './explore.ts';
import { numbersOf } from './workloads.ts';
import type { EngineName, Workload } from './workloads.ts';

/** One run of one engine. */
export interface Measured {
  readonly engine: EngineName;
  /** The search alone, as the engine itself measures it where it does. */
  readonly seconds: number;
  /** From the source to the verdict: read, generate, compile, start, search. */
  readonly endToEnd: number;
  readonly rssMB?: number;
  readonly states: number;
  readonly transitions: number;
  /** `holds`, or what is violated. */
  readonly verdict: string;
  /** Ours alone: 32-bit words of a state. */
  readonly words?: number;
}
/** What gcc is told. */
type Flags = readonly string[];
const FAST: Flags = ['-O3', '-march=native'];

interface Engine {
  readonly says: string;
  readonly needs: readonly Tool[];
  readonly measure: (workload: Workload, cwd: string, limit: number, optimise: Flags) => Promise<Found>;
}
/** What an engine has found: `violated` is empty if all holds. */
type Found = Omit<Measured, 'engine' | 'verdict'> & { readonly violated: readonly string[] };

// Built (`npm run bench` builds first), this file lies one folder deeper than in the sources.
const isBuilt = import.meta.url.endsWith('.js');
const root = fileURLToPath(new URL(isBuilt ? '../..' : '..', import.meta.url));
const source = (path: string) => join(root, path);
const script = (path: string): string[] => {
  const built = source(join('.bench', path.replace(/\.ts$/, '.js')));
  return isBuilt && existsSync(built) ? [built] : ['--import', import.meta.resolve('tsx'), source(path)];
};

/** A program that prints a line of JSON about itself, once it is built. */
interface Line {
  states: number;
  transitions: number;
  verdict?: string;
  violated?: readonly string[];
  seconds: number;
  rssMB: number;
  words?: number;
}
async function printing(command: string, args: readonly string[], cwd: string, limit: number, built = 0) {
  const { stdout, seconds: wall } = await run(command, args, cwd, limit);
  const { verdict = 'holds', ...line } = JSON.parse(stdout) as Line;
  const violated = verdict === 'holds' ? [] : [verdict];
  return { violated, ...line, endToEnd: built + wall };
}
/** What is violated, in words. Peers of vhr do not say it by name. */
export function verdictFor({ size }: Workload, violated: readonly string[]): string {
  if (violated.length === 0) return 'holds';
  return size === undefined ? `violated: ${violated.join(', ')}` : 'violated';
}

async function c(workload: Workload, cwd: string, limit: number, optimise: Flags) {
  const flags = [...optimise, ...workload.defines, '-o', 'vhr'];
  const { seconds } = await run('gcc', [...flags, source('peers/c/vhr.c')], cwd, limit);
  return printing(join(cwd, 'vhr'), [], cwd, limit, seconds);
}

/** SPIN. What it generates is built for safety alone and without weak fairness, which makes it faster. */
const spin =
  (...reduction: string[]) =>
  async (workload: Workload, cwd: string, limit: number, optimise: Flags) => {
    const model = source(`peers/spin/${workload.promela}`);
    const flags = [...optimise, '-w', '-DSAFETY', '-DNOFAIR', '-DMEMLIM=16000', ...reduction];
    // -o2: in a twin, a variable that only an invariant reads stays part of the state.
    const kept = workload.size ? [] : ['-o2'];
    const generate = await run('spin', [...workload.defines, ...kept, '-a', model], cwd, limit);
    const compile = await run('gcc', [...flags, '-o', 'pan', 'pan.c'], cwd, limit);
    const pan = await runMeasured(join(cwd, 'pan'), ['-c0', '-n', '-m100000', '-w24'], cwd, limit);
    const endToEnd = generate.seconds + compile.seconds + pan.seconds;
    return { ...readPan(pan.stdout), ...(pan.rssMB && { rssMB: pan.rssMB }), endToEnd };
  };

/** Reads what pan prints. It counts the initial state as a transition, and each failure of a twin's monitor as one. */
function readPan(text: string) {
  const number = (what: RegExp) => Number(what.exec(text)?.[1]);
  if (/max search depth too small|Search not completed/.test(text))
    throw new Error(`pan did not search everything:\n${text}`);
  const failures = [...text.matchAll(/^pan:\d+: (.*) \(at depth \d+\)$/gm)].map(([, what]) => what as string);
  const names = failures.map((what) =>
    what.startsWith('invalid end state')
      ? 'no-deadlock'
      : what.replace('assertion violated ', '').replaceAll('_', '-'),
  );
  return {
    states: number(/(\d+) states, stored/),
    transitions: number(/(\d+) transitions/) - 1 - number(/errors: (\d+)/),
    violated: [...new Set(names)].toSorted(),
    seconds: number(/elapsed time ([\d.]+)/),
  };
}

/** rumur says how long it took in whole seconds only: its process is timed instead. It exits with 1 on an error. */
async function rumur({ size }: Workload, cwd: string, limit: number, optimise: Flags) {
  let text = readFileSync(source('peers/murphi/vhr.m'), 'utf8');
  for (const [name, value] of Object.entries(size ?? {}))
    text = text.replace(new RegExp(`^  ${name}: \\d+;$`, 'm'), `  ${name}: ${value};`);
  writeFileSync(join(cwd, 'vhr.m'), text);
  const options = ['--threads', '1', '--deadlock-detection', 'stuck', '--quiet', '-o', 'vhr.c', 'vhr.m'];
  const generate = await run('rumur', options, cwd, limit);
  const flags = ['-std=c11', ...optimise, '-o', 'vhr', 'vhr.c', '-lpthread'];
  const compile = await run('gcc', flags, cwd, limit);
  const { stdout, seconds, rssMB } = await runMeasured(join(cwd, 'vhr'), [], cwd, limit, [0, 1]);
  const [, states, fired] = /(\d+) states, (\d+) rules fired in/.exec(stdout) ?? [];
  const ends = Number(/cover "ends" hit (\d+)/.exec(stdout)?.[1]);
  return {
    states: Number(states),
    transitions: Number(fired) - ends,
    violated: stdout.includes('No error found') ? [] : ['error'],
    seconds,
    endToEnd: generate.seconds + compile.seconds + seconds,
    ...(rssMB && { rssMB }),
  };
}

const node = (...args: string[]) => [process.execPath, args] as const;
/** As the command starts its own. */
const ours =
  (way: Way) =>
  (w: Workload, cwd: string, limit: number): Promise<Found> =>
    printing(...node(besideOne(), ...script('bench/child.ts'), way, w.name), cwd, limit);
export const ENGINES: Readonly<Record<EngineName, Engine>> = {
  mhpcheck: { says: 'mhpcheck', needs: [], measure: ours('full') },
  'mhpcheck-threads': { says: 'mhpcheck, 2 threads', needs: [], measure: ours('threads:2') },
  'mhpcheck-reduced': { says: 'mhpcheck, reduced', needs: [], measure: ours('reduced') },
  javascript: {
    says: 'hand-written JS',
    needs: [],
    measure: (w, cwd, limit) => printing(...node(source('peers/node/vhr.mjs'), ...numbersOf(w)), cwd, limit),
  },
  c: { says: 'hand-written C', needs: ['gcc'], measure: c },
  spin: { says: 'SPIN', needs: ['spin', 'gcc'], measure: spin('-DNOREDUCE') },
  'spin-reduced': { says: 'SPIN, reduced', needs: ['spin', 'gcc'], measure: spin() },
  rumur: { says: 'rumur', needs: ['rumur', 'gcc'], measure: rumur },
  xstate: {
    says: 'xstate/graph',
    needs: [],
    measure: (w, cwd, limit) =>
      printing(...node(...script('peers/xstate/graph.ts'), ...numbersOf(w)), cwd, limit),
  },
};

/** Runs one engine once; a {@link NotMeasured} says why there is nothing to show. */
export async function measure(
  engine: EngineName,
  workload: Workload,
  limit: number,
  optimise: Flags = FAST,
): Promise<Measured> {
  const { needs, measure: go } = ENGINES[engine];
  const missing = needs.filter((tool) => !found(tool));
  if (missing.length > 0) throw new NotMeasured(`not here: ${install(missing)}`);
  const { violated, ...measured } = await inScratch((cwd) => go(workload, cwd, limit, optimise));
  return { engine, ...measured, verdict: verdictFor(workload, violated) };
}
