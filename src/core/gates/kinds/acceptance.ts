import type { Gate } from '../../model/gate.ts';
import type { RunState } from '../../model/state.ts';
import { pushTrialLines } from '../../words/pushTrial.ts';
import { moveLines } from '../../words/boardSurroundings.ts';
import { validatorFindingLines, verdictLines } from '../../validators/validatorLines.ts';
import { doneLines } from '../../checks/doneLines.ts';
import { totalLines } from '../../ledger/waveLedger.ts';
import { criteriaLines } from '../../words/criteriaLines.ts';
import { tophatLines } from '../../words/tophatLines.ts';
import { manualSteps } from '../../queries/tophat.ts';
import { count } from '../../words/labels.ts';
import { checkLines, committedLines, ranText } from '../../words/sectionLines.ts';
import { waveNotes } from '../../words/sessionNotes.ts';
import type { GateDraft } from '../../model/gateDraft.ts';
import { acceptedLines, missingWord } from '../acceptedRed.ts';
import { isGenerated } from '../changeParts.ts';
import { changeReasons } from '../changeSigns.ts';
import { resultChanges } from '../resultChanges.ts';
import type { SampledFile } from '../spotCheckSample.ts';
import { resultEvidence } from '../evidence.ts';
import { markName, markOf } from '../fileMarks.ts';
import { accepting } from '../folds.ts';
import type { GateSpec, Sections } from '../gateSpec.ts';
import type { Missing } from '../../model/missing.ts';
import { lookedAt, mayRest } from '../resting.ts';
import { resultObstacle } from '../resultObstacle.ts';

/** The self-check of a person who accepts a result (seed: the meta-engineer's four questions), by answer key. */
const selfCheck = {
  explain: 'Could I explain this without looking at it?',
  rewrite: 'Could I rewrite the core logic from memory?',
  worstCase: 'Could I reason about worst-case behaviour?',
  defend: 'Could I defend the trade-offs?',
} as const;
const questions = Object.keys(selfCheck);
const ownTesting = 'testing';

const mostRisky = 6;

/** The whole result as the person's own. */
export const acceptance: GateSpec = {
  scope: 'run',
  title: 'Accept the result',
  icon: 'verified',
  station: 'validate',
  about: (state) =>
    `All waves are committed. ${ranText(state.validation?.checks ?? [], state.validation?.accepted)} Approving accepts the result as yours.`,
  sections,
  difference: { of: 'work' },

  evidence: resultEvidence,
  looksOutside: 'recently',
  attempt: ({ validation }) => validation?.attempt,

  missing,
  questionsTitle: 'Self-check',
  questions: (state) => [
    ...manualSteps(state).map(({ id, text }) => ({
      id,
      text: `Try by hand, and say what you saw: ${text}`,
      inWords: true as const,
    })),
    ...Object.entries(selfCheck).map(([id, text]) => ({
      id,
      text,
      ifNo: 'A “no” means you do not own this code yet: look at the riskiest files of the whole change and mark each before you accept it. Your answer goes on record.',
    })),
  ],
  ownTesting,
  files: {
    changed: resultChanges,
    sampled: riskiest,
    kept: () => ({}),
    oneByOne: true,
  },
  inAdvance: {
    // No person could be asked, so the self-check is answered with no, and the record says why.
    answers: (note, state) => ({
      ...Object.fromEntries(questions.map((question) => [question, 'no'])),
      [ownTesting]: note,
      ...Object.fromEntries(manualSteps(state).map(({ id }) => [id, 'not tried'])),
      ...Object.fromEntries(riskiest(state).map(({ path }) => [markName(path), 'unseen'])),
    }),
  },

  restsOn: (state, gate) => {
    const { plan } = state.plan;
    const { accepted, findings = [] } = state.validation ?? {};
    const toLookAt = plan.definitionOfDone.some(({ verify }) => !verify.startsWith('$ '));
    if (gate.attempt !== 1 || toLookAt || accepted !== undefined || findings.length > 0) return undefined;
    if (manualSteps(state).length > 0) return undefined;
    return mayRest(plan, 'acceptance') ? lookedAt(state) : undefined;
  },

  guards: () => undefined,
  onUse: (_state, gate) => [{ type: 'validated', gate: gate.id }],
  fold: { opened: (state) => accepting(state, 'validate', 'acceptance') },

  afterRejection: 'leads-on',
  reopenObstacle: resultObstacle,
  planEdit: 'keeps',
};

function missing(state: RunState, _gate: Gate, { answers, comments, note }: GateDraft): readonly Missing[] {
  const open = questions.filter((question) => answers[question] !== 'yes' && answers[question] !== 'no');
  const found: Missing[] = [];
  if (open.length > 0) {
    const text = 'Answer the four self-check questions with yes or no first.';
    found.push({ field: 'answers', names: open, text });
  }
  if ((answers[ownTesting] ?? '').trim() === '') {
    const text = 'Note what you tried yourself: acceptance rests on your own testing too.';
    found.push({ field: 'answers', names: [ownTesting], text });
  }
  return [
    ...found,
    ...missingWord(state.validation ?? {}, note),
    ...missingSteps(state, answers),
    ...missingLooks(state, answers),
    ...refusedParts(state, answers, comments),
  ];
}

/** Manual steps that are not ticked yet, and those that failed. */
function missingSteps(state: RunState, answers: GateDraft['answers']): readonly Missing[] {
  const steps = manualSteps(state);
  const open = steps.filter(({ id }) => (answers[id] ?? '').trim() === '');
  const wrong = steps.filter(({ id }) => /^(?:no|not ok|failed)\b/i.test((answers[id] ?? '').trim()));
  const names = (some: typeof steps) => some.map(({ id }) => id);
  return [
    ...(open.length === 0
      ? []
      : [
          {
            field: 'answers' as const,
            names: names(open),
            text: `${count(open.length, 'step')} to try by hand ${open.length === 1 ? 'is' : 'are'} not ticked, first ${open[0]?.id ?? ''}: ${open[0]?.text ?? ''}. Try it (wavegate try ${state.run}), and say what you saw.`,
          },
        ]),
    ...(wrong.length === 0
      ? []
      : [
          {
            field: 'answers' as const,
            names: names(wrong),
            text: `You said that ${names(wrong).join(', ')} does not go as it should. Note where as a finding and reject the gate, or say what you saw otherwise.`,
          },
        ]),
  ];
}

/** After a "no", the riskiest files of the whole change are looked at before an approval counts. */
function missingLooks(state: RunState, answers: GateDraft['answers']): readonly Missing[] {
  if (questions.every((question) => answers[question] !== 'no')) return [];
  const open = riskiest(state).filter(({ path }) => markOf(answers, path) === undefined);
  if (open.length === 0) return [];
  const names = open.map(({ path }) => path);
  const text = `You answered a self-check question with no, so look at the riskiest files of the whole change first, and mark each OK or not OK: ${names.join(', ')}.`;
  return [{ field: 'files', names, text }];
}

function refusedParts(
  state: RunState,
  answers: GateDraft['answers'],
  comments: GateDraft['comments'],
): readonly Missing[] {
  const refused = riskiest(state).flatMap(({ path }) => (markOf(answers, path) === 'not-ok' ? [path] : []));
  return [
    ...(comments.length === 0
      ? []
      : [
          {
            field: 'comments' as const,
            names: [],
            text: 'You left comments. Reject the gate to have them fixed, or delete them.',
          },
        ]),
    ...(refused.length === 0
      ? []
      : [
          {
            field: 'files' as const,
            names: refused,
            text: `You marked ${refused.join(', ')} as not OK. Reject the gate, or change the mark.`,
          },
        ]),
  ];
}

/** Files of the whole change that a person looks at after a "no": generated and lock files are left out. */
function riskiest(state: RunState): readonly SampledFile[] {
  return resultChanges(state)
    .map((change) => ({ ...change, reasons: changeReasons(change) }))
    .filter(({ reasons }) => !isGenerated(reasons))
    .slice(0, Math.min(mostRisky, state.plan.plan.checkpoint.spotCheck.sample));
}

function sections(state: RunState): Sections {
  return [
    { title: 'Definition of done', lines: doneLines(state) },
    { title: 'Checks', lines: checkLines(state.validation?.checks ?? []) },
    { title: 'Accepted as red before the run', lines: acceptedLines(state.validation ?? {}) },
    { title: 'Hooks', lines: pushTrialLines(state, state.sessions[state.validation?.session ?? '']) },
    { title: 'Acceptance criteria', lines: state.plan.plan.waves.flatMap(({ id }) => criteriaLines(state, id)) },
    { title: 'To try by hand', lines: tophatLines(state) },
    { title: 'Verdicts of the validators', lines: verdictLines(state) },
    { title: 'Findings of the validators', lines: validatorFindingLines(state) },
    { title: 'Tests after each wave', lines: totalLines(state) },
    { title: 'Committed', lines: committedLines(state) },
    { title: 'Since the run began', lines: moveLines(state) },
    { title: 'To know of the agents', lines: Object.values(state.waves).flatMap((wave) => waveNotes(state, wave)) },
  ];
}
