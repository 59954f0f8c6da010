import fc from 'fast-check';

/** Characters and words that mean something in YAML or in a plan, and some that mean trouble. */
const junk = [
  '\t',
  '\r',
  '\n',
  '\r\n',
  '[',
  ']',
  '{',
  '}',
  ': ',
  '- ',
  '&a ',
  '*a',
  '<<: *a',
  '|',
  '>-',
  '"',
  "'",
  '#',
  ' # x',
  '!!x ',
  '---\n',
  '...\n',
  '? ',
  '%YAML 1.2\n',
  '\u2028',
  '😀',
  '\uFEFF',
  '\u0000',
  '\uE000',
  '**/*',
  'waves:',
  '\nwaves:\n',
  '\n    tasks:\n',
  '\n      - id: a\n',
  '\n  - id: w\n',
  'dependsOn: [a]',
  '  ',
  '        ',
] as const;

/** One change to a text: cut something out at a place, put something in. */
export interface Mutation {
  /** From 0 to 1: where in the text. */
  readonly at: number;
  readonly cut: number;
  readonly put: string;
}

/** Place in a text, from 0 up to 1. Not a double of fast-check's: of those between 0 and 1, nearly all are next to 0. */
export const share: fc.Arbitrary<number> = fc.nat(9_999).map((part) => part / 10_000);

export const mutations = (most: number): fc.Arbitrary<Mutation[]> =>
  fc.array(
    fc.record({
      at: share,
      cut: fc.oneof({ weight: 4, arbitrary: fc.nat(6) }, fc.nat(120)),
      put: fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...junk) }, fc.string({ maxLength: 12 }), fc.constant('')),
    }),
    { minLength: 1, maxLength: most },
  );

/** The text after a mutation, and what an editor would tell about it. */
export function mutate(
  text: string,
  { at, cut, put }: Mutation,
): { readonly text: string; readonly start: number; readonly end: number } {
  const start = Math.floor(at * text.length);
  const end = Math.min(text.length, start + cut);
  return { text: text.slice(0, start) + put + text.slice(end), start, end };
}
