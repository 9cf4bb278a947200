// SPDX-License-Identifier: MIT
/** What the help of the verbs about a real kernel prints. */

export const SOURCES_HELP = `Usage: mhpcheck sources [<model>] --tree DIR [options]

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
