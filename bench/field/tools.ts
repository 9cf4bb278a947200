// SPDX-License-Identifier: MIT
/** The tools of the field: where each is, and the command that gets one which is missing. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

/** What Stateright is built of asks for a recent one. */
const RUST = 'apt-get install cargo (if that is Rust 1.85 or later, or else https://rustup.rs)';
/** A program is looked for on PATH, unless its variable says where it is; a folder or an archive is where its variable says. */
const TOOLS = {
  spin: { variable: 'SPIN', asks: '-V', get: 'apt-get install spin' },
  rumur: { variable: 'RUMUR', asks: '--version', get: 'apt-get install rumur' },
  gcc: { variable: 'CC', asks: '--version', get: 'apt-get install gcc' },
  java: { variable: 'JAVA', asks: '-version', get: 'apt-get install default-jre-headless' },
  cargo: { variable: 'CARGO', asks: '--version', get: RUST },
  rustc: { variable: 'RUSTC', asks: '--version', get: RUST },
  TLA2TOOLS: {
    variable: 'TLA2TOOLS',
    get: 'curl -LO https://github.com/tlaplus/tlaplus/releases/latest/download/tla2tools.jar; export TLA2TOOLS=$PWD/tla2tools.jar',
  },
  TLA_EXAMPLES: {
    variable: 'TLA_EXAMPLES',
    get: 'git clone --depth 1 https://github.com/tlaplus/Examples; export TLA_EXAMPLES=$PWD/Examples',
  },
  STATERIGHT: {
    variable: 'STATERIGHT',
    get: 'git clone --depth 1 https://github.com/stateright/stateright; export STATERIGHT=$PWD/stateright',
  },
} as const;
export type ToolName = keyof typeof TOOLS;

/** The program, or the place that its variable names: a path is one from here, wherever it is run. */
export function tool(name: ToolName, env: NodeJS.ProcessEnv = process.env): string {
  const told = env[TOOLS[name].variable];
  if (told === undefined || told === '') return 'asks' in TOOLS[name] ? name : '';
  return 'asks' in TOOLS[name] && !told.includes('/') ? told : resolve(told);
}

const known = new Map<ToolName, string | undefined>();
/** Why it is not there, if it is not, with the command that gets it. */
export function missing(name: ToolName): string | undefined {
  if (!known.has(name)) known.set(name, without(name));
  return known.get(name);
}
export function without(name: ToolName, env: NodeJS.ProcessEnv = process.env): string | undefined {
  const { variable, get } = TOOLS[name];
  if (isThere(name, env)) return undefined;
  return env[variable]
    ? `${variable} says ${tool(name, env)}, which does not do; get it: ${get}`
    : `not here; get it: ${get}`;
}
function isThere(name: ToolName, env: NodeJS.ProcessEnv): boolean {
  const what = TOOLS[name];
  if (!('asks' in what)) return existsSync(tool(name, env));
  return spawnSync(tool(name, env), [what.asks], { env }).status === 0;
}
