// SPDX-License-Identifier: MIT
/** Right: exit 3 with a line, at once, since nothing can settle this. */
import { toy } from './toy.js';

await new Promise(() => {});
export default toy({ d: {} });
