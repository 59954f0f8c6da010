import { own } from '../../../util/records.ts';
import { countMismatches, mismatchLines, sourceThatCounts } from '../../ledger/countMismatches.ts';
import { ledgerReasons, waveLedgerLines } from '../../ledger/waveLedger.ts';
import type { RunEvent } from '../../model/events.ts';
import type { CheckRun } from '../../model/checkRun.ts';
import type { Gate } from '../../model/gate.ts';
import { planWave, taskSessions } from '../../queries/runQueries.ts';
import type { RunState, WaveState } from '../../model/state.ts';
import { count } from '../../words/labels.ts';
import { waveCallSiteLines, waveCallSiteReasons } from '../../words/callSiteLines.ts';
import { proofLines } from '../../words/proofLines.ts';
import { criteriaLines, criteriaReasons } from '../../words/criteriaLines.ts';
import { checkLines, ranText } from '../../words/sectionLines.ts';
import { waveNotes } from '../../words/sessionNotes.ts';
import { emptyDraft } from '../../model/gateDraft.ts';
import type { GateDraft } from '../../model/gateDraft.ts';
import { hashOf } from '../evidence.ts';
import { markName, markOf, refusedFiles } from '../fileMarks.ts';
import type { FileMark } from '../fileMarks.ts';
import { setWave } from '../folds.ts';
import type { GateSpec } from '../gateSpec.ts';
import type { Missing } from '../../model/missing.ts';
import { acceptedLines, missingWord } from '../acceptedRed.ts';
import { changeReasons } from '../changeSigns.ts';
import { keptVerdicts } from '../keptVerdicts.ts';
import { approvedPlan, mayRest } from '../resting.ts';
import { spotCheckSample } from '../spotCheckSample.ts';
import type { SampledFile } from '../spotCheckSample.ts';
import { sentCommentLines, unansweredComments } from '../sentComments.ts';
import { lackOf, wasUsed } from '../usedGate.ts';

const countsTitle = 'Numbers of tests that do not match';

/** The merged work of a wave, file by file, before it is committed. */
export const spotCheck: GateSpec = {
  scope: 'wave',
  title: 'Spot-check',
  icon: 'diff-multiple',
  station: 'wave',
  about: (state, gate) =>
    `The wave is merged. ${ranText(checksAt(state, gate), waveOf(state, gate)?.accepted)} Approving commits it to the run branch.`,
  sections: (state, gate) => [
    { title: 'Checks', lines: checkLines(checksAt(state, gate)) },
    { title: 'Proofs of the stages', lines: proofLines(state, waveOf(state, gate)) },
    { title: 'Call sites', lines: waveCallSiteLines(state, waveOf(state, gate)) },
    { title: 'Acceptance criteria', lines: criteriaLines(state, gate.wave ?? '') },
    { title: 'Tests', lines: waveLedgerLines(state, waveOf(state, gate)) },
    { title: countsTitle, lines: mismatchLines(state, waveOf(state, gate)), asked: true },
    { title: 'Comments sent before this attempt', lines: sentCommentLines(state, gate.wave ?? '', gate.attempt ?? 1) },
    { title: 'Needs a reason', lines: reasonsAt(state, gate) },
    { title: 'Accepted as red before the run', lines: acceptedLines(waveOf(state, gate) ?? {}) },
    { title: 'Further files with something to know', lines: furtherLines(state, gate) },
    { title: 'To know of the agents', lines: waveNotes(state, waveOf(state, gate)) },
  ],
  difference: { of: 'work' },

  evidence: (state, tools, wave) => ({
    plan: state.plan.hash,
    base: state.head,
    tree: waveOf(state, { wave })?.merge?.tree ?? '',
    results: hashOf(resultsOf(state, waveOf(state, { wave })), tools),
  }),
  looksOutside: 'no',

  missing: (state, gate, draft) => [
    ...missingVerdicts(state, gate, { ...draft, answers: { ...keptVerdicts(state, gate), ...draft.answers } }),
    ...missingSource(state, gate, draft),
    ...missingReason(state, gate, draft),
    ...missingWord(waveOf(state, gate) ?? {}, draft.note),
  ],
  questionsTitle: countsTitle,
  questions: (state, gate) =>
    countMismatches(state, waveOf(state, gate)).map(({ id, subject, sources }) => ({
      id,
      text: `${subject}: the numbers of tests do not match. Which counts?`,
      choices: sources.map(({ id: value, tests, from }) => ({ value, label: `${tests} ${from}` })),
    })),
  files: {
    changed: (state, gate) => waveOf(state, gate)?.merge?.changes ?? [],
    sampled,
    kept: keptVerdicts,
  },

  restsOn: (state, gate) =>
    gate.attempt === 1 && mayRest(state.plan.plan, 'spot-check') && isTiny(state, gate)
      ? approvedPlan(state)
      : undefined,

  guards,
  onUse: () => [],
  fold: { opened: (state, gate, put) => setWave(state, gate, 'spot-check', put) },

  afterRejection: 'leads-on',
  reopenObstacle: (_state, { status }) =>
    status === 'rejected'
      ? 'A rejected spot-check is followed by adapting the plan: pick what to do with the wave.'
      : undefined,
  planEdit: 'keeps',
};

function waveOf(state: RunState, { wave }: { readonly wave?: string | undefined }): WaveState | undefined {
  return wave === undefined ? undefined : state.waves[wave];
}

/** Work of tasks of low risk that changes little, with nothing that a person has to explain or know. */
function isTiny(state: RunState, gate: Gate): boolean {
  const wave = waveOf(state, gate);
  const tasks = planWave(state, gate.wave ?? '')?.tasks ?? [];
  const changes = wave?.merge?.changes ?? [];
  const lines = changes.reduce((sum, { additions, deletions }) => sum + additions + deletions, 0);
  const says = [
    ...missingSource(state, gate, emptyDraft),
    ...missingReason(state, gate, emptyDraft),
    ...missingWord(waveOf(state, gate) ?? {}, ''),
  ];
  return (
    tasks.every(({ risk }) => risk === 'low') &&
    changes.length <= 5 &&
    lines <= 100 &&
    changes.every(({ form, generated }) => form === undefined && generated !== 'newly') &&
    says.length + waveNotes(state, wave).length === 0
  );
}

/** Checks of a wave, the proofs of its tasks' stages and the report on its criteria, if it has any. */
function resultsOf(state: RunState, wave: WaveState | undefined): unknown {
  const checks = wave?.check?.checks ?? [];
  const proofs = wave === undefined ? [] : taskSessions(state, wave).flatMap(({ result }) => result?.stages ?? []);
  const criteria = state.sessions[wave?.verifier ?? '']?.result?.criteria;
  const callSites = state.sessions[wave?.merge?.session ?? '']?.result?.callSites;
  const mismatches = countMismatches(state, wave);
  if (proofs.length + mismatches.length === 0 && criteria === undefined && callSites === undefined) return checks;
  return {
    checks,
    ...(mismatches.length === 0 ? {} : { mismatches }),
    ...(callSites === undefined ? {} : { callSites }),
    ...(proofs.length === 0 ? {} : { proofs }),
    ...(criteria === undefined ? {} : { criteria }),
  };
}

/** Order of the files: those that changed since a person looked come first. */
function sampled(state: RunState, gate: Gate): readonly SampledFile[] {
  const kept = keptVerdicts(state, gate);
  const sample = spotCheckSample(state, gate.wave ?? '').map((file) =>
    own(kept, markName(file.path)) === undefined
      ? file
      : { ...file, reasons: [...file.reasons, 'unchanged since it was marked OK'] },
  );
  const isKept = ({ path }: SampledFile): boolean => own(kept, markName(path)) !== undefined;
  return [...sample.filter((file) => !isKept(file)), ...sample.filter(isKept)];
}

/** Most files that are named beside those to review; `wavegate diff` names them all. */
const furtherFiles = 30;

/** Changed files that are not among those to review, where their path, form or mark says something of them. */
function furtherLines(state: RunState, gate: Gate): readonly string[] {
  const toReview = new Set(spotCheckSample(state, gate.wave ?? '').map(({ path }) => path));
  const lines = (waveOf(state, gate)?.merge?.changes ?? []).flatMap((change) => {
    const reasons = toReview.has(change.path) ? [] : changeReasons(change);
    return reasons.length === 0 ? [] : [`${change.path}: ${reasons.join(', ')}`];
  });
  const left = lines.length - furtherFiles;
  const all = `and ${count(left, 'further file')}, which \`wavegate diff ${state.run} ${gate.id}\` names`;
  return left <= 0 ? lines : [...lines.slice(0, furtherFiles), all];
}

function checksAt(state: RunState, gate: Gate): readonly CheckRun[] {
  return waveOf(state, gate)?.check?.checks ?? [];
}

/** Whether somebody has looked. */
function isJudged(mark: FileMark | undefined): boolean {
  return mark === 'ok' || mark === 'not-ok';
}

function missingVerdicts(state: RunState, gate: Gate, { answers, comments }: GateDraft): readonly Missing[] {
  const refused = refusedFiles(answers);
  const sample = spotCheckSample(state, gate.wave ?? '').map(({ path }) => path);
  const open = sample.filter((path) => !isJudged(markOf(answers, path)));
  const found: Missing[] = [];
  if (comments.length > 0) {
    const text = 'You left comments. Reject the gate to send them to the agents, or delete them.';
    found.push({ field: 'comments', names: [], text });
  }
  if (refused.length > 0) {
    const text = `You marked ${refused.join(', ')} as not OK. Reject the gate, or change the mark.`;
    found.push({ field: 'files', names: refused, text });
  }
  if (open.length > 0) {
    const verb = open.length === 1 ? 'has' : 'have';
    const text = `${open.length} of ${count(sample.length, 'file')} to review ${verb} no verdict yet, first ${open[0]}. Look at each and mark it OK or not OK.`;
    found.push({ field: 'files', names: open, text });
  }
  return found;
}

/** Things that a person has to explain: tests that no longer run, criteria that nothing shows to be met, links that lead out. */
function reasonsAt(state: RunState, gate: Gate, answers?: GateDraft['answers']): readonly string[] {
  const wave = waveOf(state, gate);
  return [
    ...ledgerReasons(state, wave, answers),
    ...waveCallSiteReasons(state, wave),
    ...linkReasons(wave),
    ...criteriaReasons(state, gate.wave ?? ''),
    ...unansweredComments(state, gate.wave ?? '', gate.attempt ?? 1),
  ];
}

/** Links out of the repository: whoever goes through one later reads or writes there with their own rights. */
function linkReasons(wave: WaveState | undefined): readonly string[] {
  const out = (wave?.merge?.changes ?? []).filter(({ leadsOut }) => leadsOut !== undefined);
  if (out.length === 0) return [];
  const some = out.slice(0, 3).map(({ path, leadsOut }) => `${path} to ${leadsOut}`);
  const more = out.length > some.length ? ` and ${out.length - some.length} more` : '';
  return [`${count(out.length, 'link')} out of the repository: ${some.join(', ')}${more}.`];
}

/** Where numbers of tests do not match, a person says which counts; work that contradicts the one that counts is not committed. */
function missingSource(state: RunState, gate: Gate, { answers }: GateDraft): readonly Missing[] {
  const mismatches = countMismatches(state, waveOf(state, gate));
  const open = mismatches.filter((mismatch) => sourceThatCounts(mismatch, answers) === undefined);
  const asked = open.map(({ id, subject, sources }) => {
    const numbers = sources.map(({ tests, from }) => `${tests} ${from}`).join(', ');
    return `${subject}: ${numbers} [${id}=${sources.map((source) => source.id).join('|')}]`;
  });
  const against = mismatches.flatMap((mismatch): readonly Missing[] => {
    const { contradicts } = sourceThatCounts(mismatch, answers) ?? {};
    if (contradicts === undefined) return [];
    const text = `${mismatch.subject}: by the number that counts for you, ${contradicts}. Reject the gate and say so, or choose the other number.`;
    return [{ field: 'answers', names: [mismatch.id], text }];
  });
  const text = `Numbers of tests do not match. Say which counts: ${asked.join('; ')}. On the command line with --answer.`;
  return [
    ...(open.length === 0 ? [] : [{ field: 'answers' as const, names: open.map(({ id }) => id), text }]),
    ...against,
  ];
}

/** Tests that no longer run, and settings that decide which do, are unexplained until a person says why. */
function missingReason(state: RunState, gate: Gate, { note, answers }: GateDraft): readonly Missing[] {
  const reasons = reasonsAt(state, gate, answers);
  if (reasons.length === 0 || note.trim() !== '') return [];
  const text = `${reasons.join(' ')} Say in the note why that is right, or reject the gate.`;
  return [{ field: 'note', names: [], text }];
}

function guards(event: RunEvent, state: RunState): string | undefined {
  if (event.type === 'sessions-planned') {
    const { scope, sessions } = event;
    if (scope.kind !== 'wave' || sessions.every(({ kind }) => kind !== 'commit')) return undefined;
    const isThere = wasUsed(state, 'spot-check', scope.wave, scope.attempt);
    return lackOf(isThere, `spot-check gate of wave ${scope.wave}`);
  }
  if (event.type !== 'wave-committed') return undefined;
  const isThere = Object.values(state.gates).some(
    ({ kind, wave, usedAt, evidence }) =>
      kind === 'spot-check' && wave === event.wave && usedAt !== undefined && evidence['tree'] === event.tree,
  );
  const gate = `spot-check gate of wave ${event.wave} about tree ${event.tree}`;
  return lackOf(state.waves[event.wave] !== undefined && isThere, gate);
}
