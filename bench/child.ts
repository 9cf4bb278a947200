// SPDX-License-Identifier: MIT
/** Explores one workload, given by name, in a process of its own, and prints one line of JSON. */
import { explore } from './explore.ts';
import { asked, WORKLOADS } from './workloads.ts';

const name = process.argv.slice(2).join(' ');
const workload = WORKLOADS.find((w) => w.name === name) ?? asked(name.replace(/^vhr /, ''));
const explored = explore(workload);
console.log(JSON.stringify({ ...explored, rssMB: process.resourceUsage().maxRSS / 1024 }));
