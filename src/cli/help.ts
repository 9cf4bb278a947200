// SPDX-License-Identifier: MIT
/** What --help prints. Every example works. */

export const HELP = `mhpcheck - model checker for Linux memory-hotplug designs

Usage: mhpcheck <command> [...]

  list                what there is: models, designs, configurations
  check <model>       try every interleaving, show what is violated
  compare <model>     designs against properties, in a table
  replay <file>       run a saved counterexample again

mhpcheck <command> --help says more. mhpcheck --version.

Start here:

  mhpcheck compare vmalloc-hot-remove
  mhpcheck check vmalloc-hot-remove --design none --config shared

A model is an XState machine of kernel threads; each step is named after
the kernel statement it stands for. "holds" means that every
interleaving within the stated bound was tried. It says nothing beyond
the bound, nor about weaker memory models.

Exit status: 0 answered, nothing violated; 1 violated; 2 unknown; 3 bad
usage or input; 4 the tool failed; 130 interrupted.
`;

const COMMON = `  --design D          one design (default: all)
  --config C          one configuration (default: all)
  --bound B           tiny, small (default) or large
  --max-states N      stop after N states: the answer is then "unknown"
  --json              the same as JSON, for programs
`;

export const VERB_HELP: Readonly<Record<string, string>> = {
  list: `Usage: mhpcheck list [--json]

Prints each model with its question, designs, configurations, bounds,
properties and assumptions.
`,
  check: `Usage: mhpcheck check <model> [options]
       mhpcheck check ./my-model.js[#design] [options]

Tries every interleaving of each design in each configuration, prints
the verdict of each property and the shortest trace of each violation.

${COMMON}  --save DIR          keep each counterexample in DIR/<model>/, as JSON
                      and as text; nothing is written without it
  --random N          instead of all interleavings, N random ones: finds
                      bugs where the space is too large; a clean run is
                      "unknown"
  --seed S            with --random: the same schedules again
  --strategy X        with --random: uniform, or pct:D, priorities with
                      D - 1 change points (default pct:3)
  --path P            with --seed: the one schedule that a failure named

Examples:

  mhpcheck check vmalloc-hot-remove --design none --config shared
  mhpcheck check vmalloc-hot-remove --bound tiny --save counterexamples
  mhpcheck check vmalloc-hot-remove --bound large --max-states 1000000
  mhpcheck check vmalloc-hot-remove --design none --random 1000 --seed 1

Ctrl-C stops the search and prints what was covered. Exit status: 1 if
anything is violated, else 2 if anything is unknown, else 0.
`,
  compare: `Usage: mhpcheck compare <model> [options]

Prints designs against properties, a table for each configuration.

${COMMON}  --expect            exit with 1 on any difference from the answers
                      that the kernel's source gives, which are those
                      at bound small (properties/expected)
  --first-trace       also print the shortest trace of the first
                      property that is violated

Examples:

  mhpcheck compare vmalloc-hot-remove
  mhpcheck compare vmalloc-hot-remove --config shared --first-trace
  mhpcheck compare vmalloc-hot-remove --expect

Exit status: 0 whatever the verdicts, 2 if one is unknown.
`,
  replay: `Usage: mhpcheck replay <file> [--json]

Runs a saved counterexample again, on XState itself and on the compiled
form, and prints its trace. Exit status: 1 if the violation is there, 0
if it is not any more, 3 if the schedule does not run.

Example:

  mhpcheck replay counterexamples/vmalloc-hot-remove/\\
none--no-freed-table-accessed--vmalloc.pmd_none.json
`,
};
