import fc from 'fast-check';
import { outcomes } from '../../../src/core/model/sessionResult.ts';
import { strategies } from '../../../src/core/model/revision.ts';
import { planText } from '../../support/simulatedRun.ts';

const lenses = 'audit: {lenses: [{id: design, focus: Coupling}]}\n';
const deadlines = `gates:
  plan: {deadline: 5}
  launch: {deadline: 5}
  spot-check: {deadline: 5}
  acceptance: {deadline: 5}
  ship: {deadline: 5}
`;
const both = `gates:
  launch: {approvers: [ada, grace], required: 2}
  acceptance: {approvers: [ada, grace], required: 2, deadline: 5}
`;
const own = `gates:
  custom:
    review: {before: launch, asks: Read what the agents are told.}
    board: {before: ship, asks: The board has agreed.}
`;
const validators = `validators:
  - {agent: codemod, disposition: Insists on tests}
  - {agent: codemod, disposition: Distrusts tests}
`;
/** Plans that runs start from. */
export const sources = [
  planText(2, lenses + deadlines),
  planText(2, deadlines),
  planText(1),
  planText(1, validators),
  planText(1, both),
  planText(1, own),
];

/** Texts that a plan is edited to; of the broken one no run can be. */
export const edits = ['broken', ...sources, planText(3), 'broken too'];

/** Gates that a run has come to before it is played with: late ones are rarely reached by chance. */
export const starts = ['plan', 'launch', 'spot-check', 'acceptance', 'ship'] as const;

const index = fc.nat({ max: 30 });
const verdict = fc.constantFrom('approved', 'approved', 'approved', 'rejected', 'hold');
const outcome = fc.constantFrom('done', 'done', 'done', ...outcomes);

/** Half of what the deadlines of plans allow, and more. */
const minutes = fc.constantFrom(-30, -3, 3, 6);
const trouble = fc.constantFrom(...outcomes.filter((each) => each !== 'done'));
const troubled = ['agent', 'check', 'check', 'merge', 'commit', 'revise', 'ship'] as const;

/** One thing that can come to a run from outside; many make no sense at most times, and that is the point. */
export const move = fc.oneof(
  // Effects are answered, and then the oldest gate is approved: its decision is not used yet.
  weighted(9, { kind: fc.constant('go on' as const) }),
  // Effects are answered: what waits for a person waits.
  weighted(4, { kind: fc.constant('work' as const) }),
  weighted(4, { kind: fc.constant('effect' as const), index, outcome }),
  weighted(4, { kind: fc.constant('decide' as const), index, verdict }),
  weighted(3, { kind: fc.constant('must refuse' as const) }),
  weighted(2, { kind: fc.constant('work, watched' as const) }),
  weighted(2, { kind: fc.constant('world changes' as const) }),
  weighted(2, { kind: fc.constant('trouble' as const), of: fc.constantFrom(...troubled), outcome: trouble }),
  weighted(2, { kind: fc.constant('edit' as const), index }),
  // With its approval, as another plan in force is rarely come to by chance.
  weighted(2, { kind: fc.constant('edit and approve' as const), index }),
  weighted(1, { kind: fc.constant('take edit back' as const) }),
  weighted(1, { kind: fc.constant('begin' as const) }),
  weighted(1, { kind: fc.constant('crash' as const) }),
  weighted(1, { kind: fc.constant('reopen' as const), index }),
  weighted(1, { kind: fc.constant('adapt' as const), index, strategy: fc.constantFrom(...strategies) }),
  // Clocks are set back, too, and time is not always looked at.
  weighted(2, { kind: fc.constant('time' as const), minutes, seen: fc.boolean() }),
  weighted(1, { kind: fc.constant('comment' as const), index }),
  weighted(1, { kind: fc.constant('blocker' as const) }),
  weighted(1, { kind: fc.constant('overrule' as const), index }),
  weighted(1, { kind: fc.constant('conflict' as const), solvable: fc.boolean() }),
  weighted(1, { kind: fc.constant('retry' as const) }),
  weighted(1, { kind: fc.constant('two windows' as const) }),
  weighted(1, { kind: fc.constant('restart' as const) }),
  // Rarely: little happens afterwards.
  weighted(1, { kind: fc.constant('stop' as const), index }),
);
export type Move = typeof move extends fc.Arbitrary<infer M> ? M : never;

function weighted<T extends object>(weight: number, model: { [K in keyof T]: fc.Arbitrary<T[K]> }) {
  return { weight, arbitrary: fc.record(model) };
}
