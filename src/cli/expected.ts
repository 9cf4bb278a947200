// SPDX-License-Identifier: MIT
/**
 * The answers that a model's file expects of itself, for `compare --expect`: a list, or in short `{ design: {
 * configuration: [names of what is violated] } }`, where all else holds.
 */
import { isMatching, P } from 'ts-pattern';
import { unknownName } from '../model/suggest.ts';
import type { AnyModel, Expected } from '../model/types.ts';
import { UsageError } from './console.ts';

const NAMES = ['configuration', 'design', 'property', 'source'] as const;
const VERDICTS = ['holds', 'violated'];
const SHAPE = {
  configuration: P.string,
  design: P.string,
  property: P.string,
  verdict: P.union('holds', 'violated'),
  source: P.string,
};

const SHORT = P.record(P.string, P.record(P.string, P.array(P.string)));
type Short = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

/** Each with the names of the model. Properties are known when it is built: compare says of one that is nobody's. */
export function expectedIn(file: string, model: AnyModel, given: unknown): readonly Expected[] {
  if (given === undefined) return [];
  const answers = isMatching(SHORT, given) ? written(file, given) : given;
  if (!Array.isArray(answers))
    throw new UsageError(
      `${file}: 'expected' is no list of { ${NAMES.join(', ')}, verdict }, nor { design: { configuration: [what is violated] } }`,
    );
  const seen = new Set<string>();
  answers.forEach((answer: unknown, i) => {
    const wrong = (what: string) => new UsageError(`${file}: expected[${i}]: ${what}`);
    if (typeof answer !== 'object' || answer === null)
      throw wrong(`is no record of ${NAMES.join(', ')}, verdict`);
    const fields = answer as Readonly<Record<string, unknown>>;
    const missing = NAMES.find((name) => typeof fields[name] !== 'string');
    if (missing) throw wrong(`'${missing}' is not a string`);
    if (!isMatching(SHAPE, answer)) throw wrong(`'verdict' is not ${VERDICTS.join(' or ')}`);
    const known = (what: string, name: string, among: object) => {
      if (!Object.hasOwn(among, name)) throw wrong(unknownName(what, name, Object.keys(among)));
    };
    known('design', answer.design, model.designs);
    known('configuration', answer.configuration, model.configurations);
    const key = JSON.stringify([answer.configuration, answer.design, answer.property]);
    if (seen.has(key))
      throw wrong(`${answer.configuration}, ${answer.design}, ${answer.property} is there twice`);
    seen.add(key);
  });
  return answers as readonly Expected[];
}

/** The answer to every property that has none of its own. */
const REST = '*';
/** The short form at length. */
const written = (file: string, given: Short): Expected[] =>
  Object.entries(given).flatMap(([design, row]) =>
    Object.entries(row).flatMap(([configuration, violated]) => {
      const answer = { design, configuration, source: file };
      return [
        ...violated.map((property): Expected => ({ ...answer, property, verdict: 'violated' })),
        { ...answer, property: REST, verdict: 'holds' },
      ];
    }),
  );
/** What is expected of a property. */
export const answerTo = (expected: readonly Expected[], of: Omit<Expected, 'verdict' | 'source'>) => {
  const here = expected.filter((e) => e.configuration === of.configuration && e.design === of.design);
  return here.find((e) => e.property === of.property) ?? here.find((e) => e.property === REST);
};

/** Answers to properties that the instances have not: nobody would ever compare them. */
export function strayAnswers(
  expected: readonly Expected[],
  { configuration, design }: Pick<Expected, 'configuration' | 'design'>,
  properties: readonly string[],
): string[] {
  return expected
    .filter((e) => e.configuration === configuration && e.design === design)
    .filter((e) => e.property !== REST && !properties.includes(e.property))
    .map((e) => `${configuration}, ${design}: expected: ${unknownName('property', e.property, properties)}`);
}
