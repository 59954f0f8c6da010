import type { Command, Decided } from '../../model/commands.ts';
import type { RunEvent } from '../../model/events.ts';
import type { Finding } from '../../model/finding.ts';
import type { RunState, Session } from '../../model/state.ts';
import type { Plan } from '../../plan/schema/plan.ts';
import { planFindingFor } from '../../queries/coverage.ts';

/** A session's end counts once, and only for the epoch that is in force. */
export function endSession(command: Extract<Command, { type: 'session-ended' }>, state: RunState): Decided {
  const session = state.sessions[command.session];
  if (!session) return { refused: `Session ${command.session} is not part of run ${state.run}.` };
  if (session.status === 'ended') return { events: [] };
  if (session.epoch !== command.epoch) {
    return {
      refused: `The result is of epoch ${command.epoch} of session ${session.id}; epoch ${session.epoch} is in force.`,
    };
  }
  const { session: id, epoch, result } = command;
  const ended: RunEvent = { type: 'session-ended', session: id, epoch, result };
  if (session.kind === 'audit' && result.outcome === 'done' && result.findings) {
    const findings = findingsOf(session, result.findings).map((finding) => markedByPlan(finding, state.plan.plan));
    return { events: [ended, { type: 'findings-recorded', session: id, findings }] };
  }
  return { events: [ended] };
}

/** A person came or went, or the next stage began; told again, it is nothing new. */
export function standSession(command: Extract<Command, { type: 'session-stands' }>, state: RunState): Decided {
  const { session: id, epoch, takenOver, stage } = command;
  const session = state.sessions[id];
  if (session?.status !== 'running' || session.epoch !== epoch) return { events: [] };
  const events: RunEvent[] = [];
  if (stage !== undefined && stage !== session.stage)
    events.push({ type: 'session-staged', session: id, epoch, stage });
  if (takenOver !== (session.takenOver === true)) {
    events.push({ type: takenOver ? 'session-taken-over' : 'session-handed-back', session: id, epoch });
  }
  return { events };
}

/** With the mark that the plan already gives this finding. A person may change it until the triage gate is approved. */
function markedByPlan(finding: Finding, plan: Plan): Finding {
  const declared = planFindingFor(finding, plan);
  return declared === undefined ? finding : { ...finding, triage: declared.triage };
}

/** Finding ids are made unique by the lens that found them. */
function findingsOf(session: Session, found: readonly Omit<Finding, 'lens' | 'triage'>[]): readonly Finding[] {
  return found.map((finding, index) => ({
    ...finding,
    id: `${session.subject}-${index + 1}`,
    lens: session.subject,
  }));
}
