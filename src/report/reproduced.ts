// SPDX-License-Identifier: MIT
/** What became of a counterexample on running kernels: the holds, and what the kernel said. */
import { ascii, item, paragraph, wrap, WIDTH } from './text.ts';

export interface Tried {
  /** `6.12.117+deb12-cloud-amd64`. */
  readonly release: string;
  readonly outcome: 'reproduced' | 'not-reproduced' | 'other-report' | 'not-possible' | 'failed';
  readonly why: string;
  readonly holds: readonly Hold[];
  readonly log: readonly string[];
  /** What the model forbids, tried on it as well. */
  readonly forbidden: readonly TriedForbidden[];
}
interface Hold {
  readonly thread: string;
  readonly step: string;
  readonly probe: { readonly on: string; readonly func: string };
  readonly reached: boolean;
}
export interface TriedForbidden {
  readonly kind: 'waits' | 'harmless';
  readonly outcome: 'kept' | 'happened' | 'other-report' | 'not-reached' | 'not-possible' | 'failed';
  readonly why: string;
  readonly holds: readonly Hold[];
  readonly log: readonly string[];
}

const SAID: Readonly<Record<Tried['outcome'], string>> = {
  reproduced: 'reproduced',
  'not-reproduced': 'not reproduced',
  'other-report': 'not reproduced, but the kernel reports something',
  'not-possible': 'not possible',
  failed: 'not tried to the end',
};

const FORBIDDEN: Readonly<Record<TriedForbidden['outcome'], string>> = {
  kept: 'it did not happen',
  happened: 'IT HAPPENED, and the model is wrong',
  'not-reached': 'says nothing',
  'other-report': 'says nothing, but the kernel reports something',
  'not-possible': 'not possible',
  failed: 'not tried to the end',
};

export function triedText({ release, outcome, why, holds, log, forbidden }: Tried): string {
  const sentence = outcome === 'reproduced' ? '' : `: ${why}`;
  return ascii(
    [
      paragraph(`Linux ${release}: ${SAID[outcome]}${sentence}.`),
      ...holds.map(({ thread, step, probe, reached }) =>
        item(
          `${thread}${reached ? '' : ' was to be'} held at the ${probe.on} of ${probe.func}(), after ${step}`,
        ),
      ),
      ...(log.length > 0 ? ['', ...logText(log)] : []),
      ...(forbidden.length > 0 ? ['', '  What the model forbids, tried as well:'] : []),
      ...forbidden.flatMap((one) => [item(`${FORBIDDEN[one.outcome]}: ${one.why}`), ...logText(one.log)]),
      '',
    ].join('\n'),
  );
}

const logText = (log: readonly string[]): readonly string[] =>
  log.flatMap((line) => wrap(line, WIDTH - 2, 2).map((one) => `  ${one}`));
