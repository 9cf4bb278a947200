// SPDX-License-Identifier: MIT
/** The tools of the field: where each is, and the command that gets one which is missing. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** A program is looked for on PATH, unless its variable says where it is; a folder or an archive is where its variable says. */
const TOOLS = {
  spin: { variable: 'SPIN', asks: '-V', get: 'apt-get install spin' },
  rumur: { variable: 'RUMUR', asks: '--version', get: 'apt-get install rumur' },
  gcc: { variable: 'CC', asks: '--version', get: 'apt-get install gcc' },
  java: { variable: 'JAVA', asks: '-version', get: 'apt-get install default-jre-headless' },
  cargo: { variable: 'CARGO', asks: '--version', get: 'apt-get install cargo' },
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

/** The program, or the place that its variable names. */
export const tool = (name: ToolName, env: NodeJS.ProcessEnv = process.env): string =>
  env[TOOLS[name].variable] ?? ('asks' in TOOLS[name] ? name : '');

const known = new Map<ToolName, string | undefined>();
/** The command that gets it, where it is not there. */
export function missing(name: ToolName): string | undefined {
  if (!known.has(name)) known.set(name, isThere(name) ? undefined : TOOLS[name].get);
  return known.get(name);
}
function isThere(name: ToolName): boolean {
  const what = TOOLS[name];
  if (!('asks' in what)) return existsSync(tool(name));
  return spawnSync(tool(name), [what.asks]).status === 0;
}
