// SPDX-License-Identifier: MIT
/** What the help of why and draw prints, and what explore has both in its help and on the way. */

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

export const DRAW_HELP = `Usage: mhpcheck draw <model> [--design D] [--config C] [--thread T]

Prints which steps each design reaches within the bound (default tiny).
--thread T prints that thread's automaton in dot instead, of the first
design asked, gray where nothing gets; graphviz and rvgen read it:

  mhpcheck draw vmalloc-hot-remove --design none --thread vmalloc

Exit status: 0, 2 if a limit cut the search short.
`;
