// SPDX-License-Identifier: MIT
/** What the help of the verbs about a real kernel prints. */

const SOURCES_HELP = `Usage: mhpcheck sources [<model>] --tree DIR [options]

Each step names the function, file and version of the kernel that it was
read from. Looks each of them up in a kernel tree: whether it is as it
was read, changed, in another file, or gone; and how much of each design
stands. Of the versions that the models were read from a digest of each
function is kept (comments and blanks do not count).

  --tree DIR          a kernel tree, such as apt's linux-source-6.1 as
                      unpacked
  --against DIR       a tree of a version that was modelled, or a commit
                      of the repository in the tree (v6.1): compared
                      with that; again for another version
  --design D, --config C   what these were read from alone
  --full              also what stands as it was
  --json              the same as JSON, for programs (docs/json.md)

Example:

  mhpcheck sources memory-block --tree linux --design v6.18

Exit status: 0 if all is found in its file, changed or not; 1 if
something is in another file, or gone.
`;

const REPRODUCE_HELP = `Usage: mhpcheck reproduce <file> [options]

Forces the schedule of a saved counterexample on a kernel, booted for it
under QEMU: between two steps of a thread the kernel enters or leaves a
function, and there a task is held by a kprobe while the others take
their steps. Says for each kernel whether the violation shows in its
log; if not, how far it got; or which step can't be held, or why nobody
can make the kernel do that. Kernels are those of the design; one that
is no kernel as it is, a what-if, is not tried. What the model forbids
beside is tried as well: one thread held, another must wait, or do no
harm (docs/kernel.md).

Of a disagreement that conform has kept the operations are done again,
in up to ten guests, on the kernel that it was seen on, unless --kernel
names others (docs/disagreements.md).

npm run kernels makes Debian's 6.1, 6.12, 6.1-arm64, 6.12-arm64 ready.

  --kernel V       this one alone, or several
  --kernel FILE    one of your own (bzImage, vmlinux, arm64's Image), of
                   whatever version; what it lacks is said
  --build DIR      where that was built, or its headers (default: the
                   tree that FILE is in): the module is built there
  --format sh      print a script that does it on a machine of your own
  --wait T         for a thread to get where it is held (default 20s)
  --accel A        tcg (default) or kvm
  --json           the same as JSON, for programs (docs/json.md)

The emulator is qemu-system-x86_64 or -aarch64, or what MHPCHECK_QEMU
names. It ends with this program, however that ends.

Example:

  mhpcheck reproduce counterexamples/memory-block/\\
v6.1--valid-zones-has-node--show.nid.json

Exit status: 1 if a kernel has it, or does what the model forbids; 0 if
each that was tried got to the end without, 2 if it can't be tried, 4 if
a guest failed.
`;

const CONFORM_HELP = `Usage: mhpcheck conform [<model>] [options]

Does to a kernel, booted for it under QEMU, what fast-check draws: DIMMs
plugged and ejected, writes to state (junk too), auto_online_blocks and
probe, reads of attributes, memory taken, some of it pinned; one at a
time, or up to four at once. The model (memory-block, unless said) is
the oracle: some run of its threads, in an order that the times of
beginning and end allow, has to give each what it was answered, and
leave memory as it is seen then. What disagrees is made shorter. With
memmap-on-memory the kernel is booted with memmap_on_memory, and what is
counted is that model's.

npm run kernels makes Debian's 6.1, 6.12, 6.1-arm64, 6.12-arm64 ready.

  --time T         for so long on each kernel (default 1m)
  --operations N   until there are so many
  --seed S         draw these (default: by the clock; it is printed)
  --kernel V       this one alone, or several (default: all)
  --kernel FILE    one of your own, 6.1 or 6.12 (see reproduce --help)
  --build DIR      where that was built, or its headers
  --guests N       so many side by side (default 1)
  --journal FILE   write down what is done and seen, a line each; goes
                   on with a file that is there
  --save DIR       keep what disagrees in DIR/<model>/, a file each:
                   the run, made shorter, and the guest's log, which
                   replay, report and reproduce take
                   (docs/disagreements.md)
  --judge FILE     judge such a journal again; no kernel is booted
  --record FILE    instead: one driver's run is drawn (12 operations, or
                   --operations N) and recorded by probes of the kernel,
                   for validate-trace, which is then asked (kernel 6.1)
  --accel A        tcg (default) or kvm
  --json           the same as JSON, for programs (docs/json.md)

Example:

  mhpcheck conform memory-block --kernel 6.12 --time 10m --seed 1

Exit status: 0 if the kernel never disagrees, 1 if it does, 2 if nothing
was done, 4 if guests failed, or, as with check, what was found can't be
kept.
`;

const VALIDATE_TRACE_HELP = `Usage: mhpcheck validate-trace <model> <file>

Whether the model has a run that explains what a kernel was seen to do:
a recording of kprobes at entries (p_) and returns (r_) of functions,
with their arguments, and of marks (STEP) of who drove the kernel, a
line each, or as the kernel's own file trace has them. Which lines a
step stands for is in models/*/recording.ts.
Else prints the first line that no run explains, and what was expected
there. Values count: a number is the same wherever it is named, or
follows from others.

Example:

  mhpcheck validate-trace memory-block recording.txt

Exit status: 0 if it is explained, 1 if not.
`;

export const KERNEL_HELP = {
  'validate-trace': VALIDATE_TRACE_HELP,
  reproduce: REPRODUCE_HELP,
  conform: CONFORM_HELP,
  sources: SOURCES_HELP,
};
