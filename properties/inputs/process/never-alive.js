// SPDX-License-Identifier: MIT
/** Right: exit 3 with a line after a while, though a timer keeps the process alive. */
setInterval(() => {}, 1000);
await new Promise(() => {});
