import fc from 'fast-check';
import { outcomes } from '../../../src/core/model/sessionResult.ts';
import { strategies } from '../../../src/core/model/revision.ts';
import { planText } from '../../support/simulatedRun.ts';

const lenses = 'audit: {lenses: [{id: design, focus: Coupling}]}\n';
const deadlines = 'gates: {launch: {deadline: 5}, spot-check: {deadline: 5}}\n';
const validators = `validators:
  - {agent: codemod, disposition: Insists on tests}
  - {agent: codemod, disposition: Distrusts tests}
`;
/** Plans that runs start from, and are edited to. */
export const sources = [planText(2, lenses + deadlines), planText(2, deadlines), planText(3), planText(1, validators)];

const index = fc.nat({ max: 30 });
/** One thing that can come to a run from outside; most make no sense at most times, and that is the point. */
export const move = fc.oneof(
  { weight: 12, arbitrary: fc.record({ kind: fc.constant('go on' as const) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('effect' as const),
      index,
      outcome: fc.constantFrom('done', 'done', 'done', ...outcomes),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('decide' as const),
      index,
      verdict: fc.constantFrom('approved', 'approved', 'approved', 'rejected', 'hold'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('reopen' as const), index }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('edit' as const), index }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('adapt' as const),
      index,
      strategy: fc.constantFrom(...strategies),
    }),
  },
  // Clocks are set back, too.
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('time' as const), minutes: fc.integer({ min: -30, max: 8 }) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('comment' as const), index }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('blocker' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('overrule' as const), index }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('conflict' as const), solvable: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('retry' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('two windows' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('out of turn' as const), index }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('replayed result' as const),
      index,
      epoch: fc.integer({ min: 0, max: 2 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('world changes' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('restart' as const) }) },
);
export type Move = typeof move extends fc.Arbitrary<infer M> ? M : never;
