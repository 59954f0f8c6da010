import type { Recorded } from '../../core/run/events.ts';
import type { RunState } from '../../core/run/state.ts';
import { gateTitle } from '../../core/views/boardGates.ts';
import { outcomeWords, stepTitles } from '../../core/views/boardWords.ts';

/**
 * An event in one line for people who follow a run, or undefined for those that only matter to the machine.
 * @param state the run after the event
 */
export function describeEvent(event: Recorded, state: RunState): string | undefined {
  const gate = (id: string): string => {
    const found = state.gates[id];
    return found === undefined ? id : `${gateTitle(state, found)} (${id})`;
  };
  switch (event.type) {
    case 'run-started':
      return `Run ${event.run}: ${event.plan.plan.title}, from ${event.base.commit.slice(0, 10)}`;
    case 'thread-bound':
      return `Thread: ${event.mode} ${event.id}`;
    case 'audit-started':
      return event.sessions.length === 0
        ? undefined
        : `Audit: ${event.sessions.map(({ subject }) => subject).join(', ')}`;
    case 'findings-recorded':
      return `${event.session}: ${event.findings.length} finding(s)`;
    case 'finding-triaged':
      return `Finding ${event.finding}: ${event.triage}`;
    case 'plan-edited':
      return 'The plan file was edited.';
    case 'plan-revised':
      return `Plan revision ${event.plan.revision}: ${event.plan.why}`;
    case 'wave-opened':
      return `Wave ${event.wave}, attempt ${event.attempt}`;
    case 'step-passed':
      return `Wave ${event.wave}: step ${event.step} ${stepTitles[event.step]} passed`;
    case 'step-failed':
      return `Wave ${event.wave}: step ${event.step} ${stepTitles[event.step]} failed: ${event.reason}`;
    case 'session-dispatched':
      return `${event.session}: started`;
    case 'session-ended':
      return `${event.session}: ${outcomeWords[event.result.outcome]}. ${event.result.message}`;
    case 'gate-opened':
      return `Gate ${gate(event.gate.id)} is open`;
    case 'gate-decided':
      return `Gate ${gate(event.decision.gate)}: ${event.decision.verdict} by ${event.decision.who}`;
    case 'gate-expired':
      return `Gate ${gate(event.gate)} expired without a decision`;
    case 'gate-voided':
      return `Gate ${gate(event.gate)} no longer counts: ${event.reason}`;
    case 'wave-failed':
      return `Wave ${event.wave} failed: ${event.failure.message}`;
    case 'adaptation-proposed':
      return `Proposed: ${event.plan.why}`;
    case 'wave-carried':
      return `Wave ${event.wave} is carried on by wave ${event.into}`;
    case 'wave-committed':
      return `Wave ${event.wave} committed as ${event.commit.slice(0, 10)}`;
    case 'plan-committed':
      return `Plan revision ${event.revision} committed as ${event.commit.slice(0, 10)}`;
    case 'validation-started':
      return 'Validating the result';
    case 'validation-failed':
      return `Validation failed: ${event.failure.message}`;
    case 'shipped':
      return `Shipped. ${event.result.message}`;
    case 'ship-failed':
      return `Shipping failed: ${event.message}`;
    case 'run-stopped':
      return `Stopped by ${event.who}: ${event.reason}`;
    default:
      return undefined;
  }
}
