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
import { asStopped, watch } from '../watch/watch.ts';
import type { Reason } from '../watch/watch.ts';
import { parse } from './options.ts';
import type { Context } from './verbs.ts';

/** Each verb's code is loaded where it is asked for: a check needs nothing of emulators. */
const RUN = {
  list: async () => (await import('./verbs.ts')).runList,
  check: async () => (await import('./verbs.ts')).runCheck,
  compare: async () => (await import('./verbs.ts')).runCompare,
  diff: async () => (await import('./diff.ts')).runDiff,
  mutate: async () => (await import('./mutate.ts')).runMutate,
  explore: async () => (await import('./explore.ts')).runExplore,
  info: async () => (await import('./info.ts')).runInfo,
  watch: async () => (await import('./watch.ts')).runWatch,
  draw: async () => (await import('./draw.ts')).runDraw,
  replay: async () => (await import('./replay.ts')).runReplay,
  report: async () => (await import('./replay.ts')).runReport,
  why: async () => (await import('./run-why.ts')).runWhy,
  sources: async () => (await import('./sources.ts')).runSources,
  reproduce: async () => (await import('./reproduce.ts')).runReproduce,
  conform: async () => (await import('./conform.ts')).runConform,
  'validate-trace': async () => (await import('./validate-trace.ts')).runValidateTrace,
} as const satisfies Readonly<Record<string, () => Promise<(context: Context) => Promise<number>>>>;

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
    const run = await RUN[args.verb as keyof typeof RUN]();
    return await run({ args, entries, console, stopped });
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
