import { gateSpecs } from '../gates/specs/gateSpecs.ts';
import type { Phase } from '../model/phase.ts';
import { questionsWaiting } from '../queries/questions.ts';
import { pendingGates } from '../queries/runQueries.ts';
import type { RunState } from '../model/state.ts';
import type { BoardPhase, Progress } from '../model/boardModel.ts';
import { count } from '../words/labels.ts';
import { shippedNote } from '../words/shippedWords.ts';

type Station = Exclude<BoardPhase['id'], 'adapt'>;

const stations: readonly Station[] = ['audit', 'plan', 'wave', 'validate', 'ship'];
const titles: Readonly<Record<Station, string>> = {
  audit: 'Audit',
  plan: 'Plan',
  wave: 'Waves',
  validate: 'Validate',
  ship: 'Ship',
};

/** The five phases in order, each with how far it is. */
export function phasesOf(state: RunState): readonly BoardPhase[] {
  const here = stations.indexOf(stationOf(state));
  return stations.map((id, index) => ({
    id,
    title: titles[id],
    progress: index === here ? progressHere(state, id) : index < here ? progressBehind(state, id) : 'ahead',
    note: noteOf(state, id),
  }));
}

/** An audit without lenses is left out, and an approval that an edit has voided is not there. */
function progressBehind(state: RunState, station: Station): Progress {
  if (station === 'audit' && state.plan.plan.audit.lenses.length === 0) return 'ahead';
  return station === 'plan' && state.planApproval.status === 'void' ? 'waiting' : 'done';
}

/** The way back from a failure to a changed plan. */
export function adaptPhaseOf(state: RunState): BoardPhase {
  const revised = state.revisions.filter((revision) => revision.cause !== undefined).length;
  const progress: Progress =
    state.phase === 'adapt' && !waitsForAnswers(state) ? 'waiting' : revised > 0 ? 'done' : 'ahead';
  return { id: 'adapt', title: 'Adapt', progress, note: revised === 0 ? '' : count(revised, 'revision') };
}

/** Whether the run goes on with answers to its agents, and so needs no other plan. */
function waitsForAnswers(state: RunState): boolean {
  return questionsWaiting(state, state.adaptation?.cause.wave ?? '').length > 0;
}

/** Position of the run on the rail. A stopped run is where it was stopped. */
function stationOf(state: RunState): Station {
  if (state.phase === 'shipped') return 'ship';
  if (state.phase === 'adapt') return adaptedFrom(state);
  if (state.phase !== 'stopped') return state.phase;
  if (state.ship !== undefined) return 'ship';
  if (state.validation !== undefined) return 'validate';
  if (Object.keys(state.waves).length > 0) return 'wave';
  return state.audit.status === 'closed' ? 'plan' : 'audit';
}

function adaptedFrom(state: RunState): Station {
  return state.validation?.status === 'failed' ? 'validate' : 'wave';
}

function progressHere(state: RunState, station: Station): Progress {
  if (waitsForAnswers(state)) return 'waiting';
  const over: Partial<Record<Phase, Progress>> = { shipped: 'done', stopped: 'failed', adapt: 'failed' };
  const known = over[state.phase];
  if (known !== undefined) return known;
  if (state.parked !== undefined) return 'waiting';
  if (station === 'ship' && state.ship?.failure !== undefined) return 'failed';
  const waits = pendingGates(state).some((gate) => {
    const at = gateSpecs[gate.kind].station;
    return (typeof at === 'function' ? at(gate) : at) === station;
  });
  return waits ? 'waiting' : 'current';
}

function noteOf(state: RunState, station: Station): string {
  switch (station) {
    case 'audit':
      if (state.plan.plan.audit.lenses.length === 0) return 'skipped';
      return state.audit.status === 'pending' || state.audit.status === 'running'
        ? count(state.plan.plan.audit.lenses.length, 'auditor')
        : count(state.audit.findings.length, 'finding');
    case 'plan':
      if (state.planApproval.status === 'none') return '';
      return state.planApproval.status === 'void' ? 'edited, approval void' : `revision ${state.plan.revision}`;
    case 'wave': {
      const finished = state.plan.plan.waves.filter(({ id }) => {
        const status = state.waves[id]?.status;
        return status === 'committed' || status === 'carried';
      });
      return `${finished.length} of ${state.plan.plan.waves.length}`;
    }
    case 'validate':
      return state.validation === undefined || state.validation.attempt === 1
        ? ''
        : `attempt ${state.validation.attempt}`;
    case 'ship':
      if (state.phase !== 'shipped') return '';
      return shippedNote(state.ship?.result ?? {});
  }
}
