import type { RunState } from '../../model/state.ts';
import { coverageOf, shownPlan } from '../../queries/coverage.ts';
import type { BoardGate } from '../../model/boardModel.ts';
import type { GateDraft } from '../../model/gateDraft.ts';
import type { Missing } from '../../model/missing.ts';
import type { Gate } from '../../model/gate.ts';
import { listed } from '../../words/labels.ts';
import type { GateSpec } from '../gateSpec.ts';
import { planSections } from '../planSections.ts';
import { advanceQuestion } from '../advanceQuestion.ts';
import { mayRest } from '../resting.ts';
import { lackOf } from '../usedGate.ts';
import { verdictQuestions, verdictsInAdvance, verdictsMissing } from '../waveVerdicts.ts';

/** The plan as it is written, or as it was edited since its last approval. */
export const plan: GateSpec = {
  scope: 'run',
  title: 'Approve the plan',
  icon: 'notebook',
  station: 'plan',
  about: (state) => {
    const starts = mayRest(shownPlan(state), 'launch') ? ' and starts its agents' : '';
    return `Approving binds the run to exactly this plan${starts}. Any later edit voids the approval.`;
  },
  sections: planSections,
  difference: { of: 'plan', after: (state) => state.edit?.plan?.plan },

  evidence: (state) => ({ plan: state.edit?.plan?.hash ?? state.plan.hash, base: state.head }),
  looksOutside: 'no',

  missing,
  questionsTitle:
    'Before the plan is approved: say why a finding is left or cover it, sign off what reviewers left open, and judge each wave of a large plan',
  questions: (state) => [
    ...coverageOf(state, shownPlan(state)).open.map((finding) => ({
      id: finding.id,
      text: `Why is this left? ${finding.title} (${finding.severity}, ${finding.file}:${finding.line})`,
      inWords: true as const,
    })),
    ...signOffQuestion(state),
    ...verdictQuestions(state),
    ...advanceQuestion(shownPlan(state), state),
  ],
  inAdvance: {
    answers: (_note, state) => verdictsInAdvance(state),
    obstacle: (_state, gate, hash) =>
      gate.evidence['plan'] === hash
        ? undefined
        : 'The plan was edited after --approve was given, so it is not covered.',
  },

  guards: (event, state) =>
    event.type === 'wave-opened' ? lackOf(state.planApproval.gate !== undefined, 'plan gate') : undefined,
  onUse: (state, gate) =>
    state.edit?.plan && state.edit.plan.hash === gate.evidence['plan']
      ? [{ type: 'plan-revised', plan: state.edit.plan, gate: gate.id }]
      : [{ type: 'plan-approved', hash: state.plan.hash, gate: gate.id }],

  afterRejection: 'parks',
  reopenObstacle: () => undefined,
  planEdit: 'is-about-it',
};

function missing(state: RunState, _gate: Gate, { answers }: GateDraft): readonly Missing[] {
  return [...uncovered(state, answers), ...notSignedOff(state, answers), ...verdictsMissing(state, answers)];
}

function uncovered(state: RunState, answers: GateDraft['answers']): readonly Missing[] {
  const open = coverageOf(state, shownPlan(state)).open.filter(({ id }) => (answers[id] ?? '').trim() === '');
  if (open.length === 0) return [];
  const names = open.map(({ id }) => id);
  const [first = ''] = names;
  const moved = state.audit.findings.some(({ id }) => id === first)
    ? `\`wavegate triage ${state.run} out|deferred ${first}\``
    : '`triage` of the finding in the plan';
  const text = `${open.length === 1 ? 'A finding is' : `${open.length} findings are`} in scope and no task covers ${open.length === 1 ? 'it' : 'them'}: ${listed(names, 8)}. Name each in \`findings\` of the task that remedies it, move it out of scope (${moved}), or say why it is left: --answer ${first}="…".`;
  return [{ field: 'answers', names, text }];
}

/** Asked where reviewers have left gaps open; the id names the pass, so that an answer is about that one. */
function signOffQuestion({ planReview }: RunState): BoardGate['questions'] {
  if (planReview === undefined || planReview.open.length === 0) return [];
  const { open, fresh } = planReview;
  const gaps = open.map(({ gap, title }) => `${gap}, ${title}`);
  return [
    {
      id: `readiness-${fresh.length}`,
      text: `Why is the plan good enough with ${open.length === 1 ? 'this gap' : `these ${open.length} gaps`}? ${listed(gaps, 3)}`,
      inWords: true,
    },
  ];
}

/** The score opens nothing, and an open gap holds nothing that a person does not sign off in words. */
function notSignedOff(state: RunState, answers: GateDraft['answers']): readonly Missing[] {
  return signOffQuestion(state)
    .filter(({ id }) => (answers[id] ?? '').trim() === '')
    .map(({ id, text }) => ({
      field: 'answers',
      names: [id],
      text: `${text}. Take or dismiss each gap (\`wavegate review-plan ${state.plan.file} --show\`), or sign the plan off with a reason: --answer ${id}="…".`,
    }));
}
