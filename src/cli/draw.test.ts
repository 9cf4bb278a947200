// SPDX-License-Identifier: MIT
import { describe, expect, it } from 'vitest';
import { command } from '../testing/command.ts';
import { entryOf, threeWay } from '../testing/sample.ts';
import { faulty } from '../testing/toys.ts';

const entries = [entryOf('faulty', faulty), entryOf('three-way', threeWay)];

describe('draw', () => {
  it('says which steps each design takes', async () =>
    expect(await command('draw three-way', entries)).toEqual({
      status: 0,
      out: 'plain, default: 7 of 7 steps are taken.\n',
      err: '',
    }));
  it('draws an automaton, the faults in red, for graphviz and rvgen', async () => {
    const { out, status } = await command('draw faulty --thread user', entries);
    expect(status).toBe(0);
    expect(out).toMatch(/^digraph state_automaton {\n \/\/ MODEL: faulty, design plain/);
    expect(out).toContain(' "look" -> "use" [ label = "do_look_use" ];');
    expect(out).toContain(' "use_after_free" [label = "use_after_free", color = red, fontcolor = red];');
    expect(out).not.toContain('gray');
  });
  it('is not through where a limit cuts the search short, and what it has not met is gray', async () => {
    const cut = await command('draw faulty --max-states 1', entries);
    expect(cut.status).toBe(2);
    expect(cut.out).toContain('at least');
    expect((await command('draw faulty --thread user --max-states 1', entries)).out).toContain('gray');
  });
  it('names the threads where there is none of that name', async () =>
    expect((await command('draw faulty --thread usr', entries)).err).toContain("did you mean 'user'"));
});
