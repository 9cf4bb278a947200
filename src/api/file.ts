// SPDX-License-Identifier: MIT
/** How a report names a model that code has in its hands: by the file that was given, or as one. */
import type { AnySelection } from '../check/selection.ts';

export const asFile = <S extends AnySelection>(selection: S): S => ({
  ...selection,
  spoken: selection.spoken ?? 'FILE.js',
});
