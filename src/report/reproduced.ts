// SPDX-License-Identifier: MIT
/** What became of a counterexample on running kernels: the holds, and what the kernel said. */
import { ascii, item, paragraph, wrap, WIDTH } from './text.ts';

export interface Tried {
  /** `6.12.117+deb12-cloud-amd64`. */
  readonly release: string;
  readonly outcome: 'reproduced' | 'not-reproduced' | 'not-possible' | 'failed';
  readonly why: string;
  readonly holds: readonly {
    readonly thread: string;
    readonly step: string;
    readonly probe: { readonly on: string; readonly func: string };
    readonly reached: boolean;
  }[];
  readonly log: readonly string[];
}

const SAID: Readonly<Record<Tried['outcome'], string>> = {
  reproduced: 'reproduced',
  'not-reproduced': 'not reproduced',
  'not-possible': 'not possible',
  failed: 'not tried to the end',
};

export function triedText({ release, outcome, why, holds, log }: Tried): string {
  const sentence = outcome === 'reproduced' ? '' : `: ${why}`;
  return ascii(
    [
      paragraph(`Linux ${release}: ${SAID[outcome]}${sentence}.`),
      ...holds.map(({ thread, step, probe, reached }) =>
        item(
          `${thread}${reached ? '' : ' was to be'} held at the ${probe.on} of ${probe.func}(), after ${step}`,
        ),
      ),
      ...(log.length > 0
        ? ['', ...log.flatMap((line) => wrap(line, WIDTH - 2, 2).map((l) => `  ${l}`))]
        : []),
      '',
    ].join('\n'),
  );
}
