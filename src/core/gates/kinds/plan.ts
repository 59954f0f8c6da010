import { agentText } from '../../plan/agentText.ts';
import { assumedLines } from '../../plan/assumed.ts';
import { planChanges } from '../../plan/planChanges.ts';
import type { Plan, PlanWave } from '../../plan/schema/plan.ts';
import { itemText, readinessItems } from '../../queries/readiness.ts';
import type { ReadinessItem } from '../../queries/readiness.ts';
import type { RunState } from '../../model/state.ts';
import { coverageOf, shownPlan } from '../../queries/coverage.ts';
import type { CoveredFinding } from '../../queries/coverage.ts';
import type { BoardGate } from '../../model/boardModel.ts';
import type { GateDraft } from '../../model/gateDraft.ts';
import type { Missing } from '../../model/missing.ts';
import type { Gate } from '../../model/gate.ts';
import { count, listed } from '../../words/labels.ts';
import { planReviewLines } from '../../words/planReviewLines.ts';
import { checkCommands } from '../../words/sectionLines.ts';
import type { GateSpec, Sections } from '../gateSpec.ts';
import { advanceQuestion } from '../advanceQuestion.ts';
import { mayRest, restingLines } from '../resting.ts';
import { lackOf } from '../usedGate.ts';

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
  sections,
  difference: { of: 'plan', after: (state) => state.edit?.plan?.plan },

  evidence: (state) => ({ plan: state.edit?.plan?.hash ?? state.plan.hash, base: state.head }),
  looksOutside: 'no',

  missing,
  questionsTitle:
    'Before the plan is approved: say why a finding is left or cover it, and sign off what reviewers left open',
  questions: (state) => [
    ...coverageOf(state, shownPlan(state)).open.map((finding) => ({
      id: finding.id,
      text: `Why is this left? ${finding.title} (${finding.severity}, ${finding.file}:${finding.line})`,
      inWords: true as const,
    })),
    ...signOffQuestion(state),
    ...advanceQuestion(shownPlan(state), state),
  ],
  inAdvance: {
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

function sections(state: RunState): Sections {
  const shown = shownPlan(state);
  const { covered, waived, open } = coverageOf(state, shown);
  const changes = shown === state.plan.plan ? [] : planChanges(state.plan.plan, shown);
  return [
    { title: changedTitle(state), lines: changes },
    {
      title: 'Waves',
      lines: shown.waves.map((wave, index) => `${index + 1} · ${wave.title}: ${workText(wave)}`),
    },
    { title: 'Files', lines: [...new Set(shown.waves.flatMap((wave) => wave.tasks.flatMap((task) => task.owns)))] },
    {
      title: 'Agents',
      lines: Object.entries(shown.agents).map(([name, agent]) => `${name}: ${agentText(agent)}`),
    },
    { title: 'Decided with less', lines: restingLines(shown) },
    { title: 'Left open by the plan', lines: assumedLines(shown, state.assumed ?? {}) },
    { title: 'Checks', lines: checkCommands(shown) },
    {
      title: 'Hooks that are asked at the push',
      lines: pushHookLines(state),
    },
    { title: 'Hooks that are not run', lines: state.repository.skippedHooks ?? [] },
    { title: 'Readiness pass', lines: reviewLines(state) },
    { title: 'Definition of done', lines: shown.definitionOfDone.map(doneLine) },
    { title: 'Constraints', lines: shown.constraints },
    { title: 'Findings that no task covers', lines: open.map(findingText) },
    {
      title: 'Findings covered',
      lines: covered.map(({ finding, tasks }) => `${findingText(finding)}: ${tasks.join(', ')}`),
    },
    {
      title: 'Findings left as they are',
      lines: waived.map(({ finding, waiver }) => `${findingText(finding)}: ${waiver.reason} (${waiver.who})`),
    },
    { title: 'In scope', lines: shown.scope.in },
    { title: 'Out of scope', lines: shown.scope.out },
    { title: 'Deferred', lines: shown.scope.deferred },
    { title: 'Risks', lines: shown.risks.map(riskLine) },
    {
      title: 'Ready before launch',
      lines: [
        ...readinessItems(shown).map((item) => readinessLine(item, 'the first launch')),
        ...shown.waves.flatMap((wave) => readinessItems(wave, wave).map((item) => readinessLine(item, wave.title))),
      ],
    },
  ];
}

/** Before the first approval, a plan is compared with the one the run began with. */
function changedTitle({ planApproval: { gate } }: RunState): string {
  return gate === undefined ? 'Changed since the run began' : 'Changed since the approved plan';
}

/** With how it is found out: a command that runs at validation, or what somebody looks at. */
function doneLine({ statement, verify }: Plan['definitionOfDone'][number]): string {
  return verify.startsWith('$ ')
    ? `${statement}: runs ${verify.slice(2)}`
    : `${statement}: somebody looks at ${verify}`;
}

function riskLine({ risk, noticed, rollback }: Plan['risks'][number]): string {
  return `${risk}; noticed by: ${noticed}; way back: ${rollback}`;
}

function missing(state: RunState, _gate: Gate, { answers }: GateDraft): readonly Missing[] {
  return [...uncovered(state, answers), ...notSignedOff(state, answers)];
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

/** `logging-2: It prints through console (moderate, src/cli.js:38)`. */
function findingText({ id, severity, title, file, line }: CoveredFinding): string {
  return `${id}: ${title} (${severity}, ${file}:${line})`;
}

function workText({ merge, tasks }: PlanWave): string {
  const work = count(tasks.length, 'task');
  if (merge === undefined) return work;
  return tasks.length === 0 ? `merges ${merge.branch}` : `merges ${merge.branch}, ${work}`;
}

/** As the plan has it: how each is found out. */
function readinessLine(item: ReadinessItem, launch: string): string {
  if (item.probe === undefined) return `${itemText(item)}: confirmed at ${launch}`;
  return item.probe === item.item ? `runs ${item.probe}` : `${itemText(item)}: runs ${item.probe}`;
}

function pushHookLines({ repository: { pushHook }, plan: { plan } }: RunState): readonly string[] {
  if (pushHook === undefined) return [];
  const early = plan.ship.prePush === 'early' ? '; before the first launch and acceptance, too (ship.prePush)' : '';
  return [`${pushHook}, in a worktree of the run branch${early}`];
}

function reviewLines({ planReview, edit, plan: { hash } }: RunState): readonly string[] {
  return planReview === undefined ? [] : planReviewLines(planReview, edit?.plan?.hash ?? hash);
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
