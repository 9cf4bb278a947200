// SPDX-License-Identifier: MIT
/** Whether what a guest's kernel says is heard: in a log that nothing comes to nothing ever shows. */
import { GuestError } from './guest.ts';
import type { Guest } from './guest.ts';

/** How long a line may take to the log (ms). */
const HEARD = 30_000;

/** Has the console get all that is no debugging, and sees that it does, in `time` (ms). */
export async function listen(guest: Guest, time = HEARD): Promise<void> {
  await guest.ask('write', '/proc/sys/kernel/printk', '7 4 1 7');
  await caughtUp(guest, time);
}

/** Until the log has all that the kernel has said so far. */
export async function caughtUp(guest: Guest, time: number): Promise<void> {
  const from = guest.log.length;
  const mark = `mhpcheck: line ${from}`;
  // A line without its end, as the agent writes them, comes once there is another.
  await guest.ask('write', '/dev/kmsg', `<6>${mark}`);
  const { error } = await guest.ask('write', '/dev/kmsg', `<6>${mark}`);
  const line = error === 0 ? await guest.said(new RegExp(`${mark}$`), time, from) : undefined;
  if (line !== undefined) return;
  // One that is gone meanwhile has its own reason.
  await guest.ask('read', '/proc/version');
  throw new GuestError(`the guest ${guest.release}: what its kernel says does not come in its log`);
}
