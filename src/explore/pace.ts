// SPDX-License-Identifier: MIT
/** Whether several threads are faster than one here and now: where other work runs on the machine they may not be. */

/** How long it is looked at before it is judged (ms). */
const LOOK = 200;
/** What is known of one's speed sooner, from so long on: threads begin while one searches. */
const GLANCE = 20;
/** How long one thread goes on alone then (ms): each time twice as long, up to the most. */
const PAUSE = { first: 1000, most: 16_000 };

class Speed {
  /** Steps a millisecond, once that is known. */
  rate: number | undefined;
  private steps = 0;
  private ms = 0;

  /** True where a look is over, and the rate is a new one. */
  add(steps: number, ms: number): boolean {
    this.steps += steps;
    this.ms += ms;
    if (this.ms >= GLANCE) this.rate = this.steps / this.ms;
    if (this.ms < LOOK) return false;
    this.forget();
    return true;
  }
  forget(): void {
    [this.steps, this.ms] = [0, 0];
  }
}

export class Pace {
  private readonly one = new Speed();
  private readonly all = new Speed();
  private pause = PAUSE.first;
  private until = 0;

  /** Whether it was found to be faster alone, for now. */
  get alone(): boolean {
    return performance.now() < this.until;
  }
  /** So many steps took so long, on all threads or on one. */
  took(shared: boolean, steps: number, ms: number): void {
    if (!shared) {
      this.one.add(steps, ms);
      return;
    }
    if (!this.all.add(steps, ms) || this.one.rate === undefined) return;
    if ((this.all.rate as number) >= this.one.rate) {
      this.pause = PAUSE.first;
      return;
    }
    this.until = performance.now() + this.pause;
    this.pause = Math.min(2 * this.pause, PAUSE.most);
    this.one.forget();
  }
}
