// SPDX-License-Identifier: MIT
/** Guests that are ready to be driven: the first is booted, and the others begin in the state that it was in then. */
import { GuestError } from '../kernel/guest.ts';
import type { BootedGuest } from '../kernel/qemu.ts';
import type { SavedState } from '../kernel/saved.ts';
import { isError } from '../model/mistake.ts';
import { GuestSubject } from './subject.ts';
import type { Learnt } from './subject.ts';

export interface Means {
  /** Boots one, or has one go on `from` there. */
  readonly boot: (from?: SavedState) => Promise<BootedGuest>;
  /** True once no guest is wanted any more. */
  readonly stopped: () => boolean;
  /** Told once why others are booted as well. */
  readonly tell: (why: string) => void;
}
interface Beginning {
  readonly state: SavedState;
  readonly learnt: Learnt;
}

export class Beginnings {
  private readonly means: Means;
  private readonly guests = new Set<BootedGuest>();
  /** What the others begin from, once it is known whether there is such a thing. */
  private saved: Promise<Beginning | undefined> | undefined;
  private state: SavedState | undefined;
  /** A state is there to begin from. */
  isSaved = false;

  constructor(means: Means) {
    this.means = means;
  }

  async next(): Promise<GuestSubject> {
    if (!this.saved) return this.first();
    const saved = await this.saved;
    return (saved && (await this.again(saved))) ?? (await this.booted()).subject;
  }

  /** Ends all that runs. */
  async stop(): Promise<void> {
    await Promise.all([...this.guests].map((guest) => guest.end()));
  }
  /** Once nobody asks for one any more: what is saved goes too. */
  async end(): Promise<void> {
    await this.stop();
    this.state?.close();
  }

  private async first(): Promise<GuestSubject> {
    const booting = this.booted();
    const saving = booting.then(({ guest, subject }) => this.save(guest, subject));
    this.saved = saving.catch(() => (this.saved = undefined));
    await saving;
    return (await booting).subject;
  }
  /** One that failed over it is none to go on with. */
  private async save(guest: BootedGuest, subject: GuestSubject): Promise<Beginning | undefined> {
    try {
      this.state = await guest.save();
      this.isSaved = true;
      return { state: this.state, learnt: subject.learnt };
    } catch (error) {
      this.refused(error, 'no guest can be saved');
      await subject.look();
      return undefined;
    }
  }
  private async again(saved: Beginning): Promise<GuestSubject | undefined> {
    try {
      const guest = await this.means.boot(saved.state);
      this.guests.add(guest);
      return new GuestSubject(guest, saved.learnt);
    } catch (error) {
      this.refused(error, 'no guest comes back from where one was saved');
      this.saved = Promise.resolve(undefined);
      this.isSaved = false;
      return undefined;
    }
  }
  private refused(error: unknown, what: string): void {
    if (!isError(error) || !(error instanceof GuestError) || this.means.stopped()) throw error;
    this.means.tell(`${what}, so each is booted: ${error.message}`);
  }

  private async booted(): Promise<{ guest: BootedGuest; subject: GuestSubject }> {
    const guest = await this.means.boot();
    this.guests.add(guest);
    try {
      return { guest, subject: await new GuestSubject(guest).ready() };
    } catch (error) {
      await guest.end();
      throw error;
    }
  }
}
