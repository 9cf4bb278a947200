// SPDX-License-Identifier: MIT
/** What --help prints. Every example works. */

import { KERNEL_HELP } from './help-kernel.ts';
import {
  DIFF_HELP,
  DRAW_HELP,
  EXPLORE_HELP,
  INFO_HELP,
  LIMITS,
  WATCH_HELP,
  WHY_HELP,
  WORKERS,
} from './help-more.ts';

export const HELP = `mhpcheck - model checker for Linux memory-hotplug designs

Usage: mhpcheck <command> [...]

  list                what there is: models, designs, configurations
  check <model>       try every interleaving, show what is violated
  compare <model>     designs against properties, in a table
  diff <model> A B    shortest schedule that one design alone allows
  mutate <model>      break the model on purpose: who notices?
  info <model>        threads, steps, states and time expected
  watch <file>        check a model's file whenever it is saved
  explore <model>     its steps by hand, in the terminal
  draw <model>        steps each design reaches; a thread's automaton
  replay <file>       run a saved counterexample again
  report <file>       print it as a mail, a page, in lockdep's layout
  why <file|model>    what would have forbidden a violation
  validate-trace      has a model a run that explains a recording?
  reproduce <file>    force its schedule on a kernel that is booted
  conform [<model>]   does a kernel do what the model lets it do?
  sources [<model>]   does a kernel tree still have what was modelled?

mhpcheck <command> --help says more. mhpcheck --version.

Start here:

  mhpcheck compare vmalloc-hot-remove
  mhpcheck check vmalloc-hot-remove --design none

A model is an XState machine of kernel threads; each step is named after
the kernel statement it stands for. "holds" means that every
interleaving within the stated bound was tried. It says nothing beyond
the bound, nor about weaker memory models.

Where nothing interleaves a model is a finite space: parameters, and
values derived from them by the kernel's formulas. Every point is looked
at, and the first that breaks a property is shown. Same commands:

  mhpcheck check gfp --design memtrace-v1 --config v5.12

Exit status: 0 answered, nothing violated; 1 violated; 2 unknown; 3 bad
usage or input; 4 the tool failed, or can't keep what it found, which is
printed all the same; 130 interrupted.
`;

const COMMON = `  --design D          one design, or several: --design A --design B
                      (default: all)
  --config C          one configuration, or several (default: all)
  --bound B           tiny, small (default) or large
  --max-states N      stop after N states or points: the answer is then
                      "unknown"
  --json              the same as JSON, for programs (docs/json.md)
`;

export const VERB_HELP: Readonly<Record<string, string>> = {
  list: `Usage: mhpcheck list [<model>] [--json]

Prints each model, or one, with its question, designs, configurations,
bounds, properties and assumptions.
`,
  check: `Usage: mhpcheck check <model> [options]
       mhpcheck check ./my-model.js[#design] [options]

Tries every interleaving of each design in each configuration; of a
model without threads every point. Prints the verdict of each property
and the cause of what is violated, by a shortest trace; of several
designs or configurations a table, and one cause for each design.
Where a lock is taken, lock-order is asked too: what lockdep would say.

${COMMON}${LIMITS}${WORKERS}  --reduce R          leave out states that say nothing new: local
                      (steps that nobody else can meet go first),
                      symmetry (threads that are alike change places
                      freely), all, or none (default). With --property
                      what that can't see is left out, too (slice: that
                      alone), and of nothing else is anything known.
                      The verdict says what was left out, or why not. A
                      trace need not be a shortest one then
  --limit N=V         another value for one of the bound's limits, as
                      in --limit hotplugs=2; again for another. What
                      holds then holds within that. Such a trace is
                      kept apart, and replays with it
  --property P        this property alone, or several. The search is
                      the same; only what is asked and shown is less.
                      With --reduce it searches for that alone
  --all               tell every cause of every instance, not only the
                      first of each design
  --all-violations    tell each violation by a trace of its own, not
                      only each cause: also what a deadlock breaks
                      beside, and the same deadlock closed by another
  --full              every step of a trace: what the violation does
                      not depend on is not folded into "..."
  --first             stop at the first violation, and show that trace
                      alone: what else is asked stays unknown
  --strict            a model that does not keep the rules of
                      docs/semantics.md is refused (exit status 3),
                      not only noted: a step that touches two shared
                      fields and is no primitive or says no place in
                      the kernel, no "sometimes", a name used twice
  --save DIR          keep each counterexample in DIR/<model>/, as JSON
                      and as text; nothing is written without it. Of
                      a second configuration its name is added
  --checkpoint DIR    keep where the search stands in DIR/<model>/, once
                      it takes over a minute, and when it is stopped
  --resume DIR        go on from there, and keep it there
  --every T           time between two checkpoints (default 60s)
  --bitstate SIZE     keep three bits of each state, in SIZE (512M, 2G)
                      of memory, instead of the state: for more states
                      than memory. Stops at the first violation; a
                      clean run is "unknown", with the estimated share
                      of states that was missed
  --compact SIZE      the same with 64 bits of each state: misses next
                      to none, until SIZE is full
  --random N          instead of all interleavings, N random ones: finds
                      bugs where the space is too large; a clean run is
                      "unknown"; for models of threads
  --seed S            with --random: the same schedules again; with
                      --bitstate, --compact: other hashes (default 0)
  --strategy X        with --random: uniform, or pct:D, priorities with
                      D - 1 change points (default pct:3)
  --path P            with --seed: the one schedule that a failure named
  --schedule WORDS    instead of a search, one interleaving: where it
                      stops and why, or what it violates. Each word is
                      thread (its next step), thread:choice where that
                      step has a choice, or thread.step: the thread
                      alone, by its shortest way, up to and with that
                      step (or its first in a kernel function of that
                      name). *3 behind a word: three times. Steps are
                      named as in --json. Exit status: 2 if it stops
  --through STEP      the shortest trace that takes STEP: thread.step,
                      with :choice or " [what it found]"; a role for
                      any of its threads. "Never" is shown by a search
                      of the whole bound

Examples:

  mhpcheck check vmalloc-hot-remove --design none
  mhpcheck check vmalloc-hot-remove --bound tiny --save counterexamples
  mhpcheck check vmalloc-hot-remove --bound large --max-states 1000000
  mhpcheck check vmalloc-hot-remove --first --property no-wild-pointer
  mhpcheck check vmalloc-hot-remove --bound tiny --limit hotplugs=2
  mhpcheck check vmalloc-hot-remove --bound large --checkpoint kept
  mhpcheck check vmalloc-hot-remove --bound large --bitstate 512M
  mhpcheck check vmalloc-hot-remove --design none --random 1000 --seed 1
  mhpcheck check vmalloc-hot-remove --through vmalloc.pmd_none
  mhpcheck check vmalloc-hot-remove --schedule vmalloc.pmd_none

Ctrl-C stops the search and prints what was covered. Exit status: 1 if
anything is violated, else 2 if anything is unknown, else 0.
`,
  compare: `Usage: mhpcheck compare <model> [options]

Prints designs against properties, a table for each configuration.

${COMMON}${LIMITS}${WORKERS}  --limit N=V         another value for one of the bound's limits
  --property P        these properties alone; the search is the same
  --expect            exit with 1 on any difference from the answers
                      that the kernel's source gives, which are those
                      at bound small; those of your own model are its
                      \`export const expected\` (docs/schedules.md)
  --first-trace       also print the shortest trace of the first
                      property that is violated

Examples:

  mhpcheck compare vmalloc-hot-remove
  mhpcheck compare vmalloc-hot-remove --bound tiny --first-trace
  mhpcheck compare vmalloc-hot-remove --expect

Exit status: 0 whatever the verdicts, 2 if one is unknown.
`,
  mutate: `Usage: mhpcheck mutate <model> [options]

Is a pass worth anything? Changes one step of the model at a time, as a
programmer might by mistake: a lock, an unlock, a wait, a re-check or a
flush left out, a step without its effect, two steps in the other order,
a page freed too early, an error ignored, a scan that is off by one.
Each such mutant is searched like the original. It is

  killed      a property that held of the original is violated, or the
              mutant is no model any more (it lets go of a lock that it
              does not hold, or leaves a declared domain)
  equivalent  shown to be the original in other words: same verdicts,
              same states but for what is left out as stated, up to the
              largest bound that stays below --max-states
  survived    neither: a property is missing, or the bound is too small

  --design D          one design, also if some property of it is
                      violated: those that hold are asked then;
                      again for another (default: all, where every
                      property holds)
  --config C          one configuration, or several (default: all)
  --bound B           tiny (default), small or large: how far mutants
                      are searched for a property that kills them
  --max-states N      leave spaces with more states alone (default
                      100,000 at tiny, 1,000,000 at small, 10,000,000
                      at large)
  --json              the same as JSON, for programs (docs/json.md)

Examples:

  mhpcheck mutate vmalloc-hot-remove --design option-1
  mhpcheck mutate vmalloc-hot-remove --bound small --json

Ctrl-C prints what was found. Exit status: 1 if a mutant survives for
which the model's notes do not name the missing property, 2 if a limit
was hit or no mutant could be run, else 0.
`,
  explore: EXPLORE_HELP,
  diff: DIFF_HELP,
  info: INFO_HELP,
  watch: WATCH_HELP,
  draw: DRAW_HELP,
  why: WHY_HELP,
  ...KERNEL_HELP,
  replay: `Usage: mhpcheck replay <file> [--model FILE.js] [--full] [--json]
       mhpcheck replay - [--model FILE.js] [--full] [--json]

Runs a saved counterexample again, on XState itself and on the compiled
form, and prints its trace; - reads it from standard input: the file,
or a whole mail as report writes it, however it was quoted and folded
on its way (docs/schedules.md). Exit status:
1 if the violation is there, 0 if it is not any more, 3 if the schedule
does not run, or the file is damaged (its fingerprint tells).
A disagreement that conform has kept is judged again: exit status 1 if
it is one still, 0 if the model explains it (docs/disagreements.md).

  --model FILE.js  a model of your own that it is of; without it, one of
                   those that \`list\` prints. The file loads no code;
                   where it was made of another model that is said
  --full           every step, also those it does not depend on
  --json           whether it was reproduced, as JSON

Example:

  mhpcheck replay counterexamples/vmalloc-hot-remove/\\
none--no-freed-table-accessed--vmalloc.pmd_none.json
`,
  report: `Usage: mhpcheck report <file> [--format F] [--model FILE.js]
       mhpcheck report - [--format F] [--model FILE.js]

Runs a saved counterexample again and prints it in a form in which it
leaves the terminal. Exit status: 0 once it is printed, 1 if the
violation is not there any more, 3 as replay has it. A disagreement that
conform has kept is printed as plain text (docs/disagreements.md).

  --format F       race: the diagram, as replay prints it (default);
                   mail: a whole mail, plain ASCII, 72 columns, that git
                   send-email takes, with what the trace rests on of all
                   that is assumed; markdown: a section for a tracker;
                   mermaid: a sequence diagram;
                   lockdep, hung_task (of a deadlock), kasan (of a bad
                   access), might_sleep: the layout of a kernel's log,
                   headed MODEL:, without what only a kernel has;
                   itf: each state, in Apalache's Informal Trace Format;
                   dot: a thread's automaton, for graphviz, and for the
                   kernel's rvgen (dot2k);
                   html: one page that loads nothing and steps through
                   the trace (arrow keys, Home, End): lanes, memory, a
                   property in each state; without scripts a table
  --thread T       of dot: which thread's; default: the last one's
  --why            with race, mail, markdown: what would have forbidden
                   it, as mhpcheck why has it; takes seconds, no more
                   than --tries, --max-states and --time say
  --in-reply-to ID of a mail: the Message-ID it answers
  --full           every step, also those it does not depend on
  --model FILE.js  a model of your own that it is of

Example:

  mhpcheck report --format mail counterexamples/vmalloc-hot-remove/\\
option-2--no-deadlock--cycle-hot_remove.allocate.json
`,
};
