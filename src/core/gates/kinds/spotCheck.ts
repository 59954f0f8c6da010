import { ledgerReasons, waveLedgerLines } from '../../ledger/waveLedger.ts';
import type { RunEvent } from '../../model/events.ts';
import type { CheckRun } from '../../model/checkRun.ts';
import type { Gate } from '../../model/gate.ts';
import { planWave, taskSessions } from '../../queries/runQueries.ts';
import type { RunState, WaveState } from '../../model/state.ts';
import { count } from '../../words/labels.ts';
import { proofLines } from '../../words/proofLines.ts';
import { criteriaLines, criteriaReasons } from '../../words/criteriaLines.ts';
import { checkLines, ranText } from '../../words/sectionLines.ts';
import { waveNotes } from '../../words/sessionNotes.ts';
import { emptyDraft } from '../../model/gateDraft.ts';
import type { GateDraft } from '../../model/gateDraft.ts';
import { hashOf } from '../evidence.ts';
import { setWave } from '../folds.ts';
import type { GateSpec } from '../gateSpec.ts';
import type { Missing } from '../../model/missing.ts';
import { keptVerdicts } from '../keptVerdicts.ts';
import { approvedPlan, mayRest } from '../resting.ts';
import { spotCheckSample } from '../spotCheckSample.ts';
import type { SampledFile } from '../spotCheckSample.ts';
import { lackOf, wasUsed } from '../usedGate.ts';

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
    { title: 'Acceptance criteria', lines: criteriaLines(state, gate.wave ?? '') },
    { title: 'Tests', lines: waveLedgerLines(state, waveOf(state, gate)) },
    { title: 'Needs a reason', lines: reasonsAt(state, gate) },
    { title: 'Accepted as red before the run', lines: waveOf(state, gate)?.accepted ?? [] },
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
    ...missingReason(state, gate, draft),
    ...missingAcceptance(state, gate, draft),
  ],
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
  const says = [...missingReason(state, gate, emptyDraft), ...missingAcceptance(state, gate, emptyDraft)];
  return (
    tasks.every(({ risk }) => risk === 'low') &&
    changes.length <= 5 &&
    lines <= 100 &&
    changes.every(({ form }) => form === undefined) &&
    says.length + waveNotes(state, wave).length === 0
  );
}

/** Checks of a wave, the proofs of its tasks' stages and the report on its criteria, if it has any. */
function resultsOf(state: RunState, wave: WaveState | undefined): unknown {
  const checks = wave?.check?.checks ?? [];
  const proofs = wave === undefined ? [] : taskSessions(state, wave).flatMap(({ result }) => result?.stages ?? []);
  const criteria = state.sessions[wave?.verifier ?? '']?.result?.criteria;
  if (proofs.length === 0 && criteria === undefined) return checks;
  return { checks, ...(proofs.length === 0 ? {} : { proofs }), ...(criteria === undefined ? {} : { criteria }) };
}

/** Order of the files: those that changed since a person looked come first. */
function sampled(state: RunState, gate: Gate): readonly SampledFile[] {
  const kept = keptVerdicts(state, gate);
  const sample = spotCheckSample(state, gate.wave ?? '').map((file) =>
    kept[file.path] === undefined ? file : { ...file, reasons: [...file.reasons, 'unchanged since it was marked OK'] },
  );
  const isKept = ({ path }: SampledFile): boolean => kept[path] !== undefined;
  return [...sample.filter((file) => !isKept(file)), ...sample.filter(isKept)];
}

function checksAt(state: RunState, gate: Gate): readonly CheckRun[] {
  return waveOf(state, gate)?.check?.checks ?? [];
}

function missingVerdicts(state: RunState, gate: Gate, { answers, comments }: GateDraft): readonly Missing[] {
  const refused = Object.keys(answers).filter((file) => answers[file] === 'not-ok');
  const sample = spotCheckSample(state, gate.wave ?? '').map(({ path }) => path);
  const open = sample.filter((path) => answers[path] !== 'ok' && answers[path] !== 'not-ok');
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

/** Losses that a person has to explain: tests that no longer run, and criteria that nothing shows to be met. */
function reasonsAt(state: RunState, gate: Gate): readonly string[] {
  return [...ledgerReasons(state, waveOf(state, gate)), ...criteriaReasons(state, gate.wave ?? '')];
}

/** Tests that no longer run, and settings that decide which do, are unexplained until a person says why. */
function missingReason(state: RunState, gate: Gate, { note }: GateDraft): readonly Missing[] {
  const reasons = reasonsAt(state, gate);
  if (reasons.length === 0 || note.trim() !== '') return [];
  const text = `${reasons.join(' ')} Say in the note why that is right, or reject the gate.`;
  return [{ field: 'note', names: [], text }];
}

/** Red checks that nothing excuses but a person's word, which is signed with the decision. */
function missingAcceptance(state: RunState, gate: Gate, { note }: GateDraft): readonly Missing[] {
  const accepted = waveOf(state, gate)?.accepted ?? [];
  if (accepted.length === 0 || note.trim() !== '') return [];
  const text = `${accepted.join(', ')} is red and was accepted as red before the run. Say in the note how you know, or reject the gate.`;
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
