import type { Recorded } from '../../core/run/events.ts';
import type { RunState } from '../../core/run/state.ts';
import {
  count,
  gateTitles,
  listed,
  outcomeWords,
  short,
  stepTitles,
  strategyTitles,
} from '../../core/views/boardWords.ts';
import { waveTitle } from '../../core/views/boardWaves.ts';
import { scopeTitle, sessionTitle } from './sessionsTree.ts';

/** An event as a line for people. */
export interface HistoryLine {
  readonly text: string;
  readonly detail?: string;
  readonly icon: string;
}

/** Says what an event means. @returns undefined for those that only keep the books */
export function historyLine(event: Recorded, state: RunState): HistoryLine | undefined {
  switch (event.type) {
    case 'run-started':
      return { text: 'Run started', detail: `from ${event.base.branch ?? short(event.base.commit)}`, icon: 'play' };
    case 'thread-bound':
      return { text: 'Coordination thread bound', detail: event.id, icon: 'comment-discussion' };
    case 'audit-started':
      return { text: 'Audit started', detail: count(event.sessions.length, 'lens', 'lenses'), icon: 'search' };
    case 'findings-recorded':
      return { text: count(event.findings.length, 'finding'), detail: event.session, icon: 'bug' };
    case 'finding-triaged':
      return { text: `Finding ${event.finding}: ${event.triage}`, detail: `by ${event.who}`, icon: 'checklist' };
    case 'audit-closed':
      return { text: 'Audit closed', icon: 'pass' };
    case 'plan-edited':
      return { text: 'Plan file edited', detail: short(event.hash), icon: 'edit' };
    case 'plan-approved':
      return { text: 'Plan approved', detail: short(event.hash), icon: 'pass' };
    case 'plan-revised':
      return { text: `Plan revision ${event.plan.revision}`, detail: event.plan.why, icon: 'git-compare' };
    case 'plan-committed':
      return { text: `Plan revision ${event.revision} committed`, detail: short(event.commit), icon: 'git-commit' };
    case 'adaptation-proposed':
      return { text: `Change proposed: ${strategyTitles[event.strategy]}`, detail: event.task, icon: 'lightbulb' };
    case 'validation-started':
      return { text: 'Validation started', icon: 'beaker' };
    case 'validation-failed':
      return { text: 'Validation failed', detail: event.failure.message, icon: 'error' };
    case 'validated':
      return { text: 'Validated', icon: 'verified' };
    case 'shipped':
      return { text: 'Shipped', detail: event.result.message, icon: 'package' };
    case 'ship-failed':
      return { text: 'Shipping failed', detail: event.message, icon: 'error' };
    case 'run-stopped':
      return { text: 'Run stopped', detail: `by ${event.who}: ${event.reason}`, icon: 'debug-stop' };
    case 'wave-opened':
    case 'step-passed':
    case 'step-failed':
    case 'wave-failed':
    case 'wave-carried':
    case 'wave-committed':
      return waveLine(event, state);
    case 'sessions-planned':
    case 'worktrees-ready':
    case 'session-dispatched':
    case 'session-retried':
    case 'session-ended':
    case 'worktrees-removed':
      return sessionLine(event, state);
    case 'gate-opened':
    case 'gate-decided':
    case 'gate-expired':
    case 'gate-used':
    case 'gate-voided':
      return gateLine(event, state);
  }
}

type EventOf<Type extends Recorded['type']> = Extract<Recorded, { type: Type }>;

function waveLine(
  event: EventOf<'wave-opened' | 'step-passed' | 'step-failed' | 'wave-failed' | 'wave-carried' | 'wave-committed'>,
  state: RunState,
): HistoryLine {
  const wave = waveTitle(state, event.wave);
  switch (event.type) {
    case 'wave-opened':
      return { text: `${wave} opened`, detail: `attempt ${event.attempt}`, icon: 'layers' };
    case 'step-passed':
      return { text: `Step ${event.step} passed: ${stepTitles[event.step]}`, detail: wave, icon: 'check' };
    case 'step-failed':
      return { text: `Step ${event.step} failed: ${stepTitles[event.step]}`, detail: event.reason, icon: 'error' };
    case 'wave-failed':
      return { text: `${wave} failed`, detail: event.failure.message, icon: 'error' };
    case 'wave-carried':
      return { text: `${wave} is carried on`, detail: `in ${waveTitle(state, event.into)}`, icon: 'arrow-right' };
    case 'wave-committed':
      return { text: `${wave} committed`, detail: short(event.commit), icon: 'git-commit' };
  }
}

function sessionLine(
  event: EventOf<
    | 'sessions-planned'
    | 'worktrees-ready'
    | 'session-dispatched'
    | 'session-retried'
    | 'session-ended'
    | 'worktrees-removed'
  >,
  state: RunState,
): HistoryLine | undefined {
  switch (event.type) {
    case 'sessions-planned':
      return undefined;
    case 'worktrees-ready': {
      const ready = count(Object.keys(event.evidence).length, 'worktree');
      return { text: `${ready} ready`, detail: scopeTitle(state, event.scope), icon: 'worktree' };
    }
    case 'worktrees-removed':
      return { text: 'Worktrees removed', detail: scopeTitle(state, event.scope), icon: 'trash' };
    case 'session-dispatched':
      return { text: `Started: ${nameOf(event.session, state)}`, icon: 'debug-start' };
    case 'session-retried':
      return { text: `Tried again: ${nameOf(event.session, state)}`, detail: event.why, icon: 'debug-restart' };
    case 'session-ended':
      return {
        text: `${outcomeWords[event.result.outcome]}: ${nameOf(event.session, state)}`,
        detail: event.result.message,
        icon: event.result.outcome === 'done' ? 'pass' : 'warning',
      };
  }
}

function nameOf(id: string, state: RunState): string {
  const session = state.sessions[id];
  return session === undefined ? id : sessionTitle(state, session);
}

const verdictWords = { approved: 'approved', rejected: 'rejected', hold: 'put on hold' } as const;

function gateLine(
  event: EventOf<'gate-opened' | 'gate-decided' | 'gate-expired' | 'gate-used' | 'gate-voided'>,
  state: RunState,
): HistoryLine | undefined {
  switch (event.type) {
    case 'gate-opened':
      return { text: `Waits for a decision: ${gateName(event.gate.id, state)}`, icon: 'bell' };
    case 'gate-decided': {
      const { who, channel, note, verdict, gate } = event.decision;
      const detail = listed([`by ${who}`, channel]) + (note === '' ? '' : `: ${note}`);
      return { text: `${gateName(gate, state)}: ${verdictWords[verdict]}`, detail, icon: 'law' };
    }
    case 'gate-expired':
      return { text: `${gateName(event.gate, state)}: expired`, icon: 'watch' };
    case 'gate-used':
      return undefined;
    case 'gate-voided':
      return { text: `${gateName(event.gate, state)}: void`, detail: event.reason, icon: 'circle-slash' };
  }
}

/** `Launch, Wave 2 · Migration`. */
export function gateName(id: string, state: RunState): string {
  const gate = state.gates[id];
  if (gate === undefined) return id;
  return gate.wave === undefined ? gateTitles[gate.kind] : `${gateTitles[gate.kind]}, ${waveTitle(state, gate.wave)}`;
}
