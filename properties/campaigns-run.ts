// SPDX-License-Identifier: MIT
/** `npm run campaigns -- FILE...`: docs/campaigns.md, from what `mhpcheck conform --json` printed into these. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format } from 'prettier';
import type { Conformed } from '../src/report/conformed.ts';
import { campaigns } from './campaigns.ts';

const all = process.argv
  .slice(2)
  .flatMap((file) => (JSON.parse(readFileSync(file, 'utf8')) as { results: readonly Conformed[] }).results);
const text = await format(campaigns(all), { parser: 'markdown' });
writeFileSync(fileURLToPath(new URL('../docs/campaigns.md', import.meta.url)), text);
