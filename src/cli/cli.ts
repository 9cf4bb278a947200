// SPDX-License-Identifier: MIT
/** From a command line to an exit status. Everything printed goes through the console it is given. */
import { ModelError } from '../compile/compile.ts';
import { CheckpointError } from '../explore/checkpoint-meta.ts';
import { watched } from '../check/limits.ts';
import { AuthorError, isError, isTheirFault, thrown } from '../model/mistake.ts';
import { SubsetError } from '../model/read.ts';
import { ThreadLost } from '../explore/rounds.ts';
import { unknownName } from '../model/suggest.ts';
import type { Entry } from '../model/types.ts';
import { FileError, systemError } from '../outside/read.ts';
import { message } from '../outside/text.ts';
import { version } from '../outside/version.ts';
import { EXIT, fit, UsageError } from './console.ts';
import type { Console } from './console.ts';
import { HELP, VERB_HELP } from './help.ts';
import { printFramed } from './json.ts';
import type { Frame, Kept } from './json.ts';
import { limits, tooLittle } from './large.ts';
import { runDiff } from './diff.ts';
import { runDraw } from './draw.ts';
import { runInfo } from './info.ts';
import { runExplore } from './explore.ts';
import { runMutate } from './mutate.ts';
import { asStopped, watch } from '../watch/watch.ts';
import type { Reason } from '../watch/watch.ts';
import { parse } from './options.ts';
import { runReplay, runReport } from './replay.ts';
import { runWatch } from './watch.ts';
import { runWhy } from './run-why.ts';
import { runConform } from './conform.ts';
import { runReproduce } from './reproduce.ts';
import { runValidateTrace } from './validate-trace.ts';
import { runSources } from './sources.ts';
import { runCheck, runCompare, runList } from './verbs.ts';

const RUN = {
  list: runList,
  check: runCheck,
  compare: runCompare,
  diff: runDiff,
  mutate: runMutate,
  explore: runExplore,
  info: runInfo,
  watch: runWatch,
  draw: runDraw,
  replay: runReplay,
  report: runReport,
  why: runWhy,
  sources: runSources,
  reproduce: runReproduce,
  conform: runConform,
  'validate-trace': runValidateTrace,
} as const;

export async function cli(
  argv: readonly string[],
  entries: readonly Entry[],
  given: Console,
  stopped: () => boolean,
  /** When the command began (ms, performance.now()): what --max-time counts from. */
  began = performance.now(),
): Promise<number> {
  const known = new Known();
  const console = known.told(fit(given));
  try {
    if (argv.length === 0 || argv[0] === '--help' || argv[0] === '-h' || argv[0] === 'help') {
      const verb = argv[1] ?? '';
      console.out((argv[0] === 'help' && Object.hasOwn(VERB_HELP, verb) && VERB_HELP[verb]) || HELP);
      return argv.length === 0 ? EXIT.usage : EXIT.ok;
    }
    if (argv[0] === '--version') {
      console.out(`mhpcheck ${version()}\n`);
      return EXIT.ok;
    }
    if (argv[0]?.startsWith('-'))
      throw new UsageError(unknownName('option', argv[0], ['--help', '--version']));
    const args = parse(argv);
    if (args.options['help'] === true) {
      console.out(VERB_HELP[args.verb] ?? HELP);
      return EXIT.ok;
    }
    const bounds = limits(args);
    watch(watched(bounds, stopped, began));
    const short = tooLittle(bounds);
    if (short) console.err(`mhpcheck: ${short}\n`);
    if (bounds.maxTime !== undefined) given.within?.(began + bounds.maxTime * 1000 - performance.now());
    return await RUN[args.verb as keyof typeof RUN]({ args, entries, console, stopped });
  } catch (error) {
    return failed(error, console, known);
  } finally {
    watch();
  }
}

/** What ended a command that had nothing to print by then. */
const UNTIMELY: Readonly<Record<Reason, string>> = {
  interrupt: 'interrupted',
  '--max-time': '--max-time was reached',
  '--max-memory': '--max-memory was reached',
  memory: 'no more memory is to be had',
};

/** The results so far: --json prints them wherever the command is stopped. */
class Known {
  private frame: Frame | undefined;
  private readonly results: object[] = [];

  told(console: Console): Console {
    const kept = ({ frame, result }: Kept) => {
      this.frame = frame;
      if (result) this.results.push(result);
      console.kept?.({ frame, ...(result && { result }) });
    };
    return { ...console, kept };
  }
  print(console: Console, status: number): void {
    if (this.frame) printFramed(console, this.frame, status, this.results);
  }
}

/** Somebody's mistake gets a line; ours a stack to report. */
function failed(error: unknown, console: Console, known: Known): number {
  const say = (text: string) => console.err(`mhpcheck: ${message(text)}\n`);
  if (!isError(error)) {
    say(`a mistake in the model: ${thrown(error)}`);
    return EXIT.usage;
  }
  if (
    [UsageError, FileError, CheckpointError, SubsetError, AuthorError].some((kind) => error instanceof kind)
  ) {
    say(error.message);
    return EXIT.usage;
  }
  const stopped = asStopped(error);
  if (stopped) {
    say(`${UNTIMELY[stopped.reason]}: what is not printed above is unknown`);
    const status = stopped.reason === 'interrupt' ? EXIT.interrupted : EXIT.unknown;
    known.print(console, status);
    return status;
  }
  if (error instanceof ModelError) {
    say(`a mistake in the model: ${error.message}`);
    return EXIT.usage;
  }
  if (error instanceof ThreadLost) {
    say(error.message);
    return EXIT.failed;
  }
  const refused = systemError(error);
  if (refused !== undefined) {
    say(refused);
    return EXIT.failed;
  }
  if (isTheirFault(error)) {
    say(`a mistake in the model: its code throws ${thrown(error)}`);
    return EXIT.usage;
  }
  console.err(`mhpcheck failed; this is a bug in mhpcheck, not in the model:\n${error.stack}\n`);
  return EXIT.failed;
}
