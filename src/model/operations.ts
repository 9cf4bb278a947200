// SPDX-License-Identifier: MIT
/** What a model's threads are on a running kernel: what each does there, and how a violation shows. */

/** What somebody outside of the kernel does. `{block}`: the directory of the DIMM's block in sysfs. */
export type Operation =
  | { readonly does: 'plug' }
  | { readonly does: 'eject' }
  | { readonly does: 'write'; readonly file: string; readonly value: string }
  /** `place`: of a file of entries, where the one that is read is. */
  | { readonly does: 'read'; readonly file: string; readonly place?: string }
  /** A command of the guest's module: `notifiers store`. */
  | { readonly does: 'module'; readonly line: string };

/**
 * What a kernel says of an address that nothing is mapped at: show_fault_oops() of arch/x86/mm/fault.c, and before v5.1
 * in the words of arm64; die_kernel_fault() of arch/arm64/mm/fault.c (v6.12).
 */
export const PAGING_REQUEST = /unable to handle (page fault|kernel paging request)/i;

/**
 * ... of an address that is within the first page, or no address at all (exc_general_protection(), x86). Where arm64 has
 * no user's mappings in the kernel (CONFIG_ARM64_SW_TTBR0_PAN) do_page_fault() has words of its own for the first page.
 */
export const BAD_ADDRESS = new RegExp(
  `NULL pointer dereference|general protection fault|access to user memory outside uaccess|${PAGING_REQUEST.source}`,
  'i',
);

/** One step of a trace, as far as an operation depends on it. */
export interface Taken {
  readonly thread: string;
  readonly label: string;
  readonly choice: string | undefined;
  readonly note: string | undefined;
}

/** What it is depends on what the trace has, such as a notifier's answers. */
export type Setup = readonly Operation[] | ((steps: readonly Taken[]) => readonly Operation[]);

export interface Operations {
  /** Why no guest ever runs this, whatever its kernel. */
  readonly never?: string;
  /** Kernels that a design is of, `6.1`; none where it is no kernel as it is. */
  readonly kernels: Readonly<Record<string, readonly string[]>>;
  /** What the kernel's command line has for it. */
  readonly append?: string;
  /** What is done before the threads start, by configuration; a text says why a guest can't be like that. */
  readonly setup: Readonly<Record<string, Setup | string>>;
  /** What a thread does in a trace, one after the other; a text says why nobody can make the kernel do so. */
  readonly thread: (name: string, steps: readonly Taken[]) => readonly Operation[] | string;
  /** How the name of the task begins that a thread is: its own, unless said. */
  readonly task?: (name: string) => string;
  /** By property: what the kernel's log has where it is broken; a text says why nothing shows it. */
  readonly shows: Readonly<Record<string, RegExp | string>>;
  /** Functions to stop at before a step, where its own have no probe: by `thread.step`. */
  readonly probes?: Readonly<Record<string, readonly string[]>>;
}
