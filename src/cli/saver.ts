// SPDX-License-Identifier: MIT
/** `--save DIR`: keeps counterexamples, and says where one can't be kept, or where another was in its place. */
import { existsSync } from 'node:fs';
import { saveConfirmed } from '../check/confirm.ts';
import type { Confirmed } from '../check/confirm.ts';
import type { Counterexample } from '../counterexample/counterexample.ts';
import { decode } from '../counterexample/format.ts';
import { placeOf } from '../counterexample/store.ts';
import { FileError, nameOf, readFile, systemError } from '../outside/read.ts';
import { tryDirectory } from '../outside/write.ts';
import { plural } from '../report/text.ts';
import { UsageError } from './console.ts';
import type { Console } from './console.ts';

export class Saver {
  /** Something that was asked for is not on the disk. */
  failed = false;
  private readonly dir: string;
  private readonly console: Console;
  private readonly refused = new Set<string>();
  /** What this run has kept, by its place. */
  private readonly kept = new Map<string, Counterexample>();

  /** The directory is tried before anything is searched. */
  constructor(dir: string, console: Console) {
    if (dir === '') throw new UsageError("--save '': write the directory to keep counterexamples in");
    this.dir = dir;
    this.console = console;
    tryDirectory(dir);
  }

  /** One file for each identity and configuration: where one shows it twice, the shortest trace, of equals the first. */
  keep(confirmed: Pick<Confirmed, 'counterexample' | 'text' | 'json'>): string | undefined {
    const { counterexample: c } = confirmed;
    let file = `${placeOf(this.dir, c)}.json`;
    try {
      const place = this.placeFor(c);
      file = `${place}.json`;
      const mine = this.kept.get(place);
      if (mine && mine.schedule.length <= c.schedule.length) {
        if (mine.fingerprint !== c.fingerprint)
          this.say(`${nameOf(file)}: ${told(mine)} stays, not ${told(c)}`);
        return undefined;
      }
      const other = mine ?? inPlace(file);
      saveConfirmed(this.dir, confirmed, place);
      this.kept.set(place, c);
      if (other && other.fingerprint !== c.fingerprint)
        this.say(`${nameOf(file)}: ${told(c)} takes the place of ${told(other)}`);
      return file;
    } catch (error) {
      const why = error instanceof FileError ? error.message : systemError(error, file);
      if (why === undefined) throw error;
      this.failed = true;
      // A full disk is one mistake, however many traces there are.
      const code = (error as NodeJS.ErrnoException).code ?? why;
      if (!this.refused.has(code)) this.say(`not saved: ${why}`);
      this.refused.add(code);
      return undefined;
    }
  }

  /** Its own place, or one that names its configuration where another's stands there. */
  private placeFor(c: Counterexample): string {
    const place = placeOf(this.dir, c);
    const there = this.kept.get(place) ?? inPlace(`${place}.json`);
    return there === undefined || there.configuration === c.configuration
      ? place
      : placeOf(this.dir, c, true);
  }

  private say(text: string): void {
    this.console.err(`mhpcheck: ${text}\n`);
  }
}

/** The counterexample that is there already. Throws a {@link FileError} where something else is. */
function inPlace(file: string): Counterexample | undefined {
  return existsSync(file) ? decode(readFile(file), file) : undefined;
}

const told = ({ configuration, bound, schedule, fingerprint }: Counterexample) =>
  `${fingerprint} (${plural(schedule.length, 'step')}, ${configuration}, ${bound})`;
