// SPDX-License-Identifier: MIT
import { describe, expect, it } from 'vitest';
import { createMachine } from 'xstate';
import type { AnyStateMachine } from 'xstate';
import { gfp } from '../../models/gfp/index.ts';
import { command } from '../testing/command.ts';
import { entryOf, threeWay } from '../testing/sample.ts';
import { faulty, lostUpdate } from '../testing/toys.ts';

const entries = [
  entryOf('faulty', faulty),
  entryOf('three-way', threeWay),
  entryOf('abba', lostUpdate),
  { model: gfp, expected: [] },
];

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
  it('names the threads where dot has to choose one', async () =>
    expect((await command('draw three-way --format dot', entries)).err).toContain(
      '--thread reader, writer, reaper',
    ));
  it('says what goes with what', async () => {
    const said = async (line: string) => (await command(`draw ${line}`, entries)).err;
    expect(await said('faulty --format sgv')).toContain("unknown format 'sgv'; did you mean 'svg'?");
    expect(await said('faulty --format xstate --thread user')).toContain(
      '--thread goes with --format dot or svg',
    );
    expect(await said('gfp --format svg')).toContain('gfp has no threads');
  });
  it('makes a picture of each thread: steps as a trace has them, a fault where it happens', async () => {
    const { out, status } = await command('draw faulty --format svg', entries);
    expect(status).toBe(0);
    expect(out).toMatch(/^<\?xml version="1.0"/);
    const texts = [...out.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text);
    expect(texts).toEqual(expect.arrayContaining(['user', 'freer', 'look:', 'use&#45;after&#45;free']));
    // The same, whenever it is asked.
    expect((await command('draw faulty --format svg', entries)).out).toBe(out);
    const one = (await command('draw faulty --format svg --thread freer --max-states 1', entries)).out;
    expect(one).not.toContain('>user<');
    expect(one).toContain('not reached as far as was searched');
    expect(one).toContain('stroke="#999999"');
  });
  it('draws threads of one role once, with their names', async () =>
    expect((await command('draw abba --format svg', entries)).out).toMatch(/>add \(add0, add1\)</));
  it('has the machine as createMachine() takes it, with each state and where its steps lead', async () => {
    const { out, status } = await command('draw faulty --format xstate', entries);
    expect(status).toBe(0);
    const made = createMachine(JSON.parse(out) as Parameters<typeof createMachine>[0]);
    const ways = (machine: AnyStateMachine) =>
      Object.values(machine.states).map((region) => [
        region.key,
        region.config.initial,
        Object.values(region.states).map((state) => [
          state.key,
          state.type,
          [...state.transitions.values()]
            .flat()
            .map((t) => [
              t.eventType,
              t.target?.map(({ key }) => key),
              t.guard !== undefined,
              t.actions.length,
              t.description,
            ]),
        ]),
      ]);
    expect(ways(made)).toEqual(ways(faulty().machine));
    expect(made.config.description).toContain('design plain, configuration default, bound tiny');
  });
  it('names the threads where there is none of that name', async () =>
    expect((await command('draw faulty --thread usr', entries)).err).toContain("did you mean 'user'"));
});
