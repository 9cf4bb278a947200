// SPDX-License-Identifier: MIT
/** The picture of an automaton, as a browser shows it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { readMachine } from '../../model/read.ts';
import { CHROMIUM, open } from '../../testing/chromium.ts';
import { threeWay } from '../../testing/sample.ts';
import { pictureDot, svgOf } from './picture.ts';

const dir = mkdtempSync(join(tmpdir(), 'mhpcheck-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const picture = () =>
  pictureDot({
    says: ['A "title" \\ with & <marks>'],
    threads: readMachine(threeWay().machine).threads.map((thread) => ({
      thread,
      name: `${thread.name} & "co" \\n`,
      takes: (position) => position === 0,
    })),
  });

describe('the picture of an automaton', () => {
  it('has in it what is said as it is said, whatever that would be to graphviz', async () => {
    const svg = await svgOf(picture());
    for (const text of ['A &quot;title&quot; \\ with &amp; &lt;marks&gt;', 'reader &amp; &quot;co&quot; \\n'])
      expect(svg).toContain(`>${text}</text>`);
  });
  it.skipIf(CHROMIUM === undefined)(
    'has room for its texts in a browser (skipped where the machine has none)',
    async () => {
      const file = join(dir, 'p.svg');
      writeFileSync(file, await svgOf(picture()));
      const page = await open(pathToFileURL(file).href);
      try {
        const [nodes, over] = (await page.ask(`(() => {
          const nodes = [...document.querySelectorAll('g.node')].filter((g) => g.querySelector('text'));
          const over = nodes.filter((g) => {
            const box = g.querySelector('polygon').getBBox();
            return [...g.querySelectorAll('text')].some((t) => {
              const { x, width } = t.getBBox();
              return x < box.x - 1 || x + width > box.x + box.width + 1;
            });
          });
          return [nodes.length, over.map((g) => g.textContent)];
        })()`)) as [number, string[]];
        expect(nodes).toBeGreaterThan(8);
        expect(over).toEqual([]);
      } finally {
        await page.close();
      }
    },
  );
});
