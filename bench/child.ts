// SPDX-License-Identifier: MIT
/** Explores one workload, given by way and name, in a process of its own, and prints one line of JSON. */
import { explore } from './explore.ts';
import type { Way } from './explore.ts';
import { asked, WORKLOADS } from './workloads.ts';

const [way, ...words] = process.argv.slice(2);
const name = words.join(' ');
const workload = WORKLOADS.find((w) => w.name === name) ?? asked(name.replace(/^vhr /, ''));
const explored = explore(workload, way as Way);
console.log(JSON.stringify({ ...explored, rssMB: process.resourceUsage().maxRSS / 1024 }));
