// SPDX-License-Identifier: MIT
/** Right: exit 3 with a line. */
throw null;
