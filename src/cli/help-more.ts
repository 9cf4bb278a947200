// SPDX-License-Identifier: MIT
/** What the help of why, diff and draw prints, and what explore has both in its help and on the way. */

export const LIMITS = `  --max-time T        stop after T (90s, 10m, 2h): "unknown" too
  --max-memory SIZE   stop before the process takes more than SIZE
                      (512M, 2G): "unknown" too
`;

export const WORKERS = `  --workers N         search on N threads from the start (default: one
                      a core, once it takes over a second): verdicts,
                      counts and traces are those of one thread
`;

/** What is typed into explore: its --help and its `?` have it. */
export const EXPLORE_COMMANDS = `  N            take step N of the list; or write it as in --schedule
  b [N]        back, a step or N
  v [N]        is there a violation from here? looks at N states
  g N          go to violation N that v has found
  t            the trace so far, drawn
  m            all of memory
  s [DIR]      save what the trace breaks in DIR (counterexamples), or
               print the command that runs the trace
  ?            this; an empty line: the list again
  q            quit
`;

export const EXPLORE_HELP = `Usage: mhpcheck explore <model> [options]

Takes a model's steps by hand: lists those that can be taken, by number,
and why the other threads stand; prints what each step saw and changed.
What is typed, a line each:

${EXPLORE_COMMANDS}
Reads a pipe as well: one command a line.

  --design D, --config C   which (default: the first)
  --bound B                tiny (default), small or large
  --limit N=V              another value for one of the bound's limits
  --schedule WORDS         begin after these steps (check --help)
  --max-time T, --max-memory SIZE   limits of what v looks at

Example:

  mhpcheck explore vmalloc-hot-remove --design none

Exit status: 1 if the trace at the end breaks a property, else 0.
`;

export const WHY_HELP = `Usage: mhpcheck why <file> [--model FILE.js] [options]
       mhpcheck why <model> --design D [--config C] [options]

Prints a counterexample, of a file or the first that is found, and what
would have forbidden it. Small changes to the machine are tried, of the
steps that the trace is told with: a lock that the machine has held from
one step to another, two steps of a thread in the other order, a check
made once more; first one change, then two. Each changed machine is
searched to the end. One counts if the property holds then, no property
that held breaks, each "sometimes" that was met still is, and no
deadlock is new. Those that are about the fewest steps come first; up to
three are told. That none is found says nothing of changes of another
kind, nor of steps that the trace folds away (docs/repairs.md).

  --tries N           no more than N changes (default 400)
  --max-states N      nor machines of more states (default 200,000)
  --time T            nor longer than T (default 60s)
  --bound B           of a model: tiny (default), small or large
  --limit N=V         of a model: another value of a bound's limit
  --full              every step of the trace
  --model FILE.js     of a file: a model of your own that it is of

mhpcheck report puts the same into a mail (see its help). Exit status: 0
once it is printed.

Example:

  mhpcheck why vmalloc-hot-remove --design none --tries 2
`;

export const DRAW_HELP = `Usage: mhpcheck draw <model> [--design D] [--config C] [options]

Prints which steps each design reaches within the bound (default tiny).
Of the first design asked, or the one that is named, it draws instead:

  --format svg        each thread's automaton, as a picture: steps with
                      their function and statement, ways as a trace has
                      them, gray what nothing reaches, red what faults
  --format dot        one thread's, for graphviz and the kernel's rvgen
  --format xstate     the machine as JSON, which createMachine() and
                      Stately's editor take: code is left out of it, and
                      guards and actions are names
  --format monitor    the order in which functions are entered, proved
                      of all states, as an automaton for rvgen; with
                      --events FUNC,FUNC,...  (docs/kernel.md)
  --thread T          of svg, dot, monitor: this thread alone; dot,
                      unless the format is named
  --bound B, --limit N=V, --max-states N, --max-time T,
  --max-memory SIZE   as check has them

Example:

  mhpcheck draw vmalloc-hot-remove --design none --thread vmalloc

Exit status: 0, 2 if a limit cut the search short.
`;

export const DIFF_HELP = `Usage: mhpcheck diff <model> A B [options]

Two designs side by side: the shortest schedule that A allows and B
forbids, why B does not go on, what it does instead; and the other way
round. A step is the same in both by thread, name, choice, the way taken
("[none]") and the fault it ends in. Steps that one design alone has,
such as those of a lock it takes, are passed over: they are taken where
it can take them, and do not part the two (docs/schedules.md).

  --config C          one configuration, or several (default: all)
  --bound B           tiny, small (default) or large
  --limit N=V         another value for one of the bound's limits
  --step S            compare by this step alone, thread.step or
                      role.f(), or several; all others are passed over
  --all               of several configurations, draw each
  --full              every step, and every name passed over
  --max-states N      look at N pairs of states: then "unknown"
${LIMITS}  --json              the same as JSON, for programs (docs/json.md)

Example:

  mhpcheck diff memory-block v6.1 v6.18 --config dimm --bound tiny

Exit status, as diff has it: 1 if they part, else 2 if unknown, else 0.
`;

export const WATCH_HELP = `Usage: mhpcheck watch ./my-model.js[#design] [options]

Checks a model's file, and again whenever it has changed, or a file that
it imports by a path: however the editor saves it. A file that does not
load is told as check tells it, and watched on; so is one that is gone.
Each time is a process of its own. A check that an edit overtakes is
ended. On a terminal the screen is cleared; elsewhere a line of "="
parts the answers.

  --bound B           tiny (default), small or large
  --design D, --config C, --limit N=V, --property P, --first, --all,
  --all-violations, --full, --strict, --max-states N, --schedule WORDS,
  --through STEP      as check has them

Example:

  mhpcheck watch ./my-lock.js --design two-accesses

Ctrl-C ends it. Exit status: 130 then, 3 where there is no such file at
first.
`;

export const INFO_HELP = `Usage: mhpcheck info <model> [--design D] [--config C] [options]

What one instance is made of (default: the first): threads, their steps
and what they wait for, words that a state takes, kinds of properties;
of a finite space parameters and combinations. Then its size. A sample
of states is searched; if that is all there are, it says so. Else, from
how the levels of the search grow and how long random runs are, the
order of magnitude of states, time and memory: 50 of 53 such estimates
over the models here were within a factor of ten, three were too low.
Where a sample does not tell, it is unknown.

  --max-states N      states of the sample (default 100,000)
  --bound B, --limit N=V, --max-time T, --max-memory SIZE
                      as check has them

Example:

  mhpcheck info vmalloc-hot-remove --design option-1 --bound large

Exit status: 0; 2 where the number of states stays unknown.
`;
