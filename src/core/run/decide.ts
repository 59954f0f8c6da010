import { acceptBaseline } from './plan/acceptBaseline.ts';
import type { Tools } from '../model/tools.ts';
import { nextEvents } from './nextEvents.ts';
import type { Command, Decided, Refusal } from '../model/commands.ts';
import { confirmGate, decideGate, reopenGate } from './gate/decideGate.ts';
import { divideWave } from './plan/divideWave.ts';
import { observePlan, proposeAdaptation, retryWave } from './plan/decidePlan.ts';
import { endSession, standSession } from './session/decideSession.ts';
import type { Recorded, RunEvent } from '../model/events.ts';
import { evolve } from './evolve.ts';
import { seeSurroundings } from './seeSurroundings.ts';
import { commentAnswered, readComments } from './comments/decideComments.ts';
import { inspectWave, worktreesFailed } from './wave/prepareWave.ts';
import { givenBack, madeAhead } from './worktreesAhead.ts';
import { isDispatching, overdueGates } from '../queries/runQueries.ts';
import { scopeKey } from '../model/names.ts';
import type { RunState } from '../model/state.ts';
import { goesOnAt } from './session/usageLimits.ts';
import { takeBackAnswer } from './supervise/takeBack.ts';
import { triageFinding } from './plan/triage.ts';

export type Answer = Happened | Refusal;

/** Everything that a command has brought about. */
interface Happened {
  readonly events: readonly Recorded[];
  /** The run after these events, as `evolve` gives it. */
  readonly after: RunState | undefined;
}

/**
 * The whole domain: what a command does to a run. Pure and total. The events of an answer include everything that
 * follows from the command without anyone's doing (a wave that opens, a gate that opens), and the journal takes them as one
 * record: a run is always where some command has left it.
 */
export function decide(command: Command, state: RunState | undefined, tools: Tools): Answer {
  const first = handle(command, state, tools);
  if ('refused' in first) return first;
  const events: Recorded[] = [];
  let current = state;
  const record = (added: readonly RunEvent[]): void => {
    for (const event of added) {
      const recorded = { ...event, at: command.at };
      events.push(recorded);
      current = evolve(current, recorded);
    }
  };
  record(first.events);
  // Each round strictly moves the run towards waiting for somebody; the bound only guards against a mistake here.
  for (let round = 0; round < 100 && current !== undefined; round += 1) {
    const next = nextEvents(current, command.at, tools);
    if (next.length === 0) break;
    record(next);
  }
  return { events, after: current };
}

/** Commands that report of work that was under way when a run was stopped, or that ends with it. */
const afterStop: ReadonlySet<Command['type']> = new Set([
  'session-dispatched',
  'session-ended',
  'worktrees-removed',
  'worktrees-made-ahead',
  'worktrees-given-back',
]);

function handle(command: Command, state: RunState | undefined, tools: Tools): Decided {
  if (command.type === 'start-run') {
    if (state) return { refused: `Run ${state.run} has started already. Open it instead of starting it again.` };
    const { at: _at, type: _type, ...start } = command;
    return { events: [{ type: 'run-started', ...start }] };
  }
  if (!state) return { refused: 'This run has not started. Start it from its plan first.' };
  if (state.phase === 'stopped' && !afterStop.has(command.type)) {
    return {
      refused: `Run ${state.run} was stopped by ${state.stopped?.who ?? 'someone'}. Start a new run from the plan.`,
    };
  }
  switch (command.type) {
    case 'bind-thread':
      return state.thread ? nothing : { events: [{ type: 'thread-bound', mode: command.mode, id: command.id }] };
    case 'observe-plan':
      return observePlan(command, state);
    case 'triage-finding':
      return triageFinding(command, state);
    case 'decide-gate':
      return decideGate(command, state);
    case 'confirm-gate':
      return confirmGate(command, state, tools);
    case 'surroundings-seen':
      return seeSurroundings(command, state);
    case 'comments-read':
      return readComments(command, state);
    case 'comment-answered':
      return commentAnswered(command, state);
    case 'reopen-gate':
      return reopenGate(command, state, tools);
    case 'wave-inspected':
      return inspectWave(command, state, tools);
    case 'worktrees-ready':
      return worktreesReady(command, state);
    case 'worktrees-made-ahead':
      return madeAhead(command, state);
    case 'worktrees-given-back':
      return givenBack(command, state);
    case 'worktrees-failed':
      return worktreesFailed(command, state);
    case 'session-dispatched':
      return state.sessions[command.session]?.status === 'ready'
        ? { events: [{ type: 'session-dispatched', session: command.session }] }
        : nothing;
    case 'session-ended':
      return endSession(command, state);
    case 'session-stands':
      return standSession(command, state);
    case 'worktrees-removed':
      return state.removed.includes(scopeKey(command.scope)) ? nothing : { events: [worktreesRemoved(command)] };
    case 'propose-adaptation':
      return proposeAdaptation(command, state);
    case 'divide-wave':
      return divideWave(command, state);
    case 'retry-wave':
      return retryWave(command, state, tools);
    case 'take-back-answer':
      return takeBackAnswer(command, state);
    case 'accept-baseline':
      return acceptBaseline(command, state);
    case 'stop-run':
      return { events: [{ type: 'run-stopped', who: command.who, reason: command.reason }] };
    case 'tick':
      return tick(command, state, tools);
  }
}

function tick(command: Extract<Command, { type: 'tick' }>, state: RunState, tools: Tools): Decided {
  const expired = overdueGates(state, command.at).map(({ id }): RunEvent => ({ type: 'gate-expired', gate: id }));
  const due = goesOnAt(state);
  if (due === undefined || command.at < due) return { events: expired };
  const resumed = retryWave({ ...command, type: 'retry-wave', who: 'Wavegate' }, state, tools);
  return 'refused' in resumed ? { events: expired } : { events: [...expired, ...resumed.events] };
}

const nothing: Decided = { events: [] };

function worktreesReady(command: Extract<Command, { type: 'worktrees-ready' }>, state: RunState): Decided {
  const key = scopeKey(command.scope);
  const waiting = Object.values(state.sessions).some(
    (session) => session.status === 'planned' && scopeKey(session.scope) === key,
  );
  if (!waiting) return nothing;
  const { scope, evidence, ports } = command;
  const ready: RunEvent = { type: 'worktrees-ready', scope, evidence, ...(ports === undefined ? {} : { ports }) };
  if (command.scope.kind !== 'wave') return { events: [ready] };
  const { wave, attempt } = command.scope;
  // Worktrees are asked for once the launch gate is used; any that are reported before were made by somebody else.
  if (!isDispatching(state.waves[wave]) || state.waves[wave]?.attempt !== attempt) return nothing;
  // The wave is past this step when a resolver or a verifier gets its worktree; what was attested is in the event itself.
  if (state.waves[wave]?.status !== 'dispatching') return { events: [ready] };
  return { events: [{ type: 'step-passed', wave, attempt, step: 'worktrees', evidence: command.evidence }, ready] };
}

function worktreesRemoved({ scope, left = [] }: Extract<Command, { type: 'worktrees-removed' }>): RunEvent {
  return { type: 'worktrees-removed', scope, ...(left.length > 0 && { left }) };
}
