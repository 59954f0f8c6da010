import type { Recorded } from '../model/events.ts';
import type { RunState } from '../model/state.ts';
import { shippedTitle } from '../words/shippedWords.ts';
import { stepNumbers } from '../model/phase.ts';
import { gateTitle } from './boardGates.ts';
import { validatorSummary } from '../validators/validatorLines.ts';
import type { CommentsRead } from '../model/forge.ts';
import type { PlanReviewSummary } from '../model/planReview.ts';
import { passesText } from '../words/planReviewLines.ts';
import type { BudgetsSeen } from '../model/sharedBudget.ts';
import type { OtherRunsSeen } from '../model/otherRun.ts';
import { otherRunLines } from '../queries/otherRuns.ts';
import { sharedBudgetUsedUp } from '../queries/sharedBudgets.ts';
import { moveLine } from '../words/boardSurroundings.ts';
import { waveTitle } from '../words/waveTitle.ts';
import { count, outcomeText, short, stepTitles, strategyTitles } from '../words/labels.ts';
import { scopeTitle, sessionTitle } from './sessionWords.ts';
import { commentPlace } from '../words/commentPlace.ts';

/** An event in the words of everyone who follows a run: the sidebar, the command line, the thread. */
export interface EventWords {
  readonly text: string;
  readonly detail?: string;
}

/**
 * Says what an event means.
 *
 * @param state the run after the event, or any time later
 * @returns undefined for events that only keep the books
 */
export function eventWords(event: Recorded, state: RunState): EventWords | undefined {
  switch (event.type) {
    case 'run-started': {
      const from = event.base.branch ?? short(event.base.commit);
      return { text: `Run ${event.run} started`, detail: `${event.plan.plan.title}, from ${from}` };
    }
    case 'thread-bound':
      return { text: 'Coordination thread opened', detail: event.id };
    case 'audit-started':
      return { text: 'Audit started', detail: count(event.sessions.length, 'lens', 'lenses') };
    case 'findings-recorded':
      return { text: count(event.findings.length, 'finding'), detail: event.session };
    case 'finding-triaged':
      return {
        text: `Finding ${event.finding}: ${event.wrongSpec === true ? 'the specification is wrong' : event.triage}`,
        detail: `by ${event.who}${event.note === undefined ? '' : `: ${event.note}`}`,
      };
    case 'audit-closed':
      return { text: 'Audit closed' };
    case 'plan-edited':
      return { text: 'Plan file edited', detail: short(event.hash) };
    case 'plan-approved':
      return { text: 'Plan approved', detail: short(event.hash) };
    case 'plan-revised':
      return { text: `Plan revision ${event.plan.revision}`, detail: event.plan.why };
    case 'plan-committed':
      return { text: `Plan revision ${event.revision} committed`, detail: short(event.commit) };
    case 'adaptation-proposed':
      return {
        text: `Change proposed: ${strategyTitles[event.strategy]}`,
        detail:
          event.task === ''
            ? event.plan.why
            : event.plan.note === undefined
              ? event.task
              : `${event.task}: ${event.plan.note}`,
      };
    case 'division-started':
      return {
        text: `${waveTitle(state, event.wave)} is divided`,
        detail: `by ${event.who}${event.note === '' ? '' : `: ${event.note}`}`,
      };
    case 'base-merge-proposed':
      return { text: `Change proposed: ${strategyTitles[event.strategy]}`, detail: event.plan.why };
    case 'ahead-started':
    case 'ahead-judged':
    case 'ahead-voided':
      return aheadWords(event, state);
    case 'validation-started':
      return { text: 'Validation started' };
    case 'findings-merged':
      return { text: 'The validators have ended', detail: validatorSummary(event.findings) };
    case 'validation-failed':
      return { text: 'Validation failed', detail: event.failure.message };
    case 'validated':
      return { text: 'Validated' };
    case 'shipped':
      return { text: shippedTitle(event.result), detail: event.result.message };
    case 'ship-failed':
      return { text: 'Shipping failed', detail: event.message };
    case 'surroundings-seen':
      if (event.room !== undefined)
        return { text: `The memory is enough for ${count(event.room, 'agent')} at a time`, detail: 'limits.memory' };
      if (event.budgets !== undefined) return budgetWords(event.budgets);
      if (event.waits !== undefined) return waitsWords(event.waits, state);
      if (event.otherRuns !== undefined) return otherRunWords(event.otherRuns);
      return event.review === undefined ? movedWords(event) : reviewWords(event.review);
    case 'comments-read':
      return commentWords(event.read);
    case 'comment-answered':
      return event.why === undefined
        ? { text: `Answered ${event.finding}`, detail: event.answer }
        : { text: `The answer to ${event.finding} was not posted`, detail: event.why };
    case 'run-stopped':
      return { text: 'Run stopped', detail: `by ${event.who}: ${event.reason}` };
    case 'baseline-accepted':
      return {
        text: `Accepted as red before the run: ${event.checks.join(', ')}`,
        detail: `by ${event.who}: ${event.note}`,
      };
    case 'wave-opened':
    case 'step-passed':
    case 'step-failed':
    case 'wave-failed':
    case 'wave-resumed':
    case 'wave-carried':
    case 'wave-committed':
    case 'wave-unchanged':
      return waveWords(event, state);
    case 'spec-read':
      return { text: 'Specification read', detail: Object.keys(event.sections).join(', ') };
    case 'sessions-planned':
    case 'worktrees-ready':
    case 'worktrees-made-ahead':
    case 'worktrees-given-back':
    case 'session-dispatched':
    case 'session-retried':
    case 'answer-taken-back':
    case 'session-taken-over':
    case 'session-handed-back':
    case 'session-staged':
    case 'session-ended':
    case 'worktrees-removed':
      return sessionWords(event, state);
    case 'gate-opened':
    case 'gate-decided':
    case 'gate-rested':
    case 'gate-expired':
    case 'gate-used':
    case 'gate-voided':
      return gateWords(event, state);
  }
}

function reviewWords(review: PlanReviewSummary): EventWords {
  const open = review.open.length === 0 ? '' : ` ${count(review.open.length, 'gap')} open.`;
  return { text: 'The plan was read by reviewers', detail: `${passesText(review)}${open}` };
}

function commentWords({ comments, unread }: CommentsRead): EventWords {
  if (unread !== undefined) return { text: 'Comments of the pull request could not be read', detail: unread };
  if (comments.length === 0) return { text: 'No comment on the pull request waits for an answer' };
  const authors = [...new Set(comments.map(({ author }) => author))].join(', ');
  return { text: `${count(comments.length, 'comment')} of reviewers on the pull request`, detail: authors };
}

/** Words only where nothing is left of a budget: how much is left is shown at the launch gate. */
function budgetWords(budgets: BudgetsSeen): EventWords | undefined {
  const held = sharedBudgetUsedUp(budgets, budgets.uses.flatMap(({ agent }) => agent ?? []).concat('any'));
  return held === undefined ? undefined : { text: 'No further agents are started for now', detail: held };
}

function waitsWords({ session, why }: { readonly session: string; readonly why: string }, state: RunState): EventWords {
  const waiting = state.sessions[session];
  return { text: waiting === undefined ? session : sessionTitle(state, waiting), detail: why };
}

/** Words only where another run has been launched: the others are shown at the launch gate. */
function otherRunWords(otherRuns: OtherRunsSeen): EventWords | undefined {
  const runs = otherRuns.runs.filter(({ launched }) => launched);
  if (runs.length === 0) return undefined;
  return { text: 'Another run may change the same files', detail: otherRunLines({ otherRuns: { runs } }).join('; ') };
}

/** The place where shipping would go is shown at its gate. */
function movedWords({ moved = [] }: EventOf<'surroundings-seen'>): EventWords | undefined {
  const [text, ...more] = moved.map(moveLine);
  return text === undefined ? undefined : { text, ...(more.length > 0 && { detail: more.join(' ') }) };
}

type EventOf<Type extends Recorded['type']> = Extract<Recorded, { type: Type }>;

function aheadWords(event: EventOf<'ahead-started' | 'ahead-judged' | 'ahead-voided'>, state: RunState): EventWords {
  const wave = waveTitle(state, event.wave);
  switch (event.type) {
    case 'ahead-started': {
      const again = event.round === 1 ? '' : ' again';
      return { text: `${wave} is read by validators ahead of its launch${again}` };
    }
    case 'ahead-judged':
      return { text: `${wave} is validated ahead`, detail: validatorSummary(event.findings) };
    case 'ahead-voided':
      return { text: `Verdict on ${wave} no longer counts`, detail: event.reason };
  }
}

function waveWords(
  event: EventOf<
    | 'wave-opened'
    | 'step-passed'
    | 'step-failed'
    | 'wave-failed'
    | 'wave-resumed'
    | 'wave-carried'
    | 'wave-committed'
    | 'wave-unchanged'
  >,
  state: RunState,
): EventWords {
  const wave = waveTitle(state, event.wave);
  switch (event.type) {
    case 'wave-opened':
      return { text: `${wave} opened`, detail: `attempt ${event.attempt}` };
    case 'step-passed':
      return { text: `Step ${stepNumbers[event.step]} passed: ${stepTitles[event.step]}`, detail: wave };
    case 'step-failed':
      return { text: `Step ${stepNumbers[event.step]} failed: ${stepTitles[event.step]}`, detail: event.reason };
    case 'wave-failed':
      return { text: `${wave} failed`, detail: event.failure.message };
    case 'wave-unchanged':
      return { text: `${wave} changed nothing`, detail: 'there is nothing to commit' };
    case 'wave-resumed':
      return { text: `${wave} continues`, detail: `attempt ${event.attempt}, where a limit had stopped it` };
    case 'wave-carried':
      return { text: `${wave} is carried on`, detail: `in ${waveTitle(state, event.into)}` };
    case 'wave-committed':
      return { text: `${wave} committed`, detail: short(event.commit) };
  }
}

function sessionWords(
  event: EventOf<
    | 'sessions-planned'
    | 'worktrees-ready'
    | 'worktrees-made-ahead'
    | 'worktrees-given-back'
    | 'session-dispatched'
    | 'session-retried'
    | 'answer-taken-back'
    | 'session-taken-over'
    | 'session-handed-back'
    | 'session-staged'
    | 'session-ended'
    | 'worktrees-removed'
  >,
  state: RunState,
): EventWords | undefined {
  switch (event.type) {
    case 'sessions-planned':
      return undefined;
    case 'worktrees-ready': {
      const ready = count(Object.keys(event.evidence).length, 'worktree');
      return { text: `${ready} ready`, detail: scopeTitle(state, event.scope) };
    }
    case 'worktrees-made-ahead': {
      const detail = scopeTitle(state, event.scope);
      if (event.problem !== undefined)
        return { text: 'Worktrees could not be made ahead of the launch', detail: event.problem };
      return { text: `${count(event.sessions.length, 'worktree')} made ahead of the launch`, detail };
    }
    case 'worktrees-given-back':
      if ((event.left ?? []).length > 0) return removalWords(event, state);
      return { text: 'Worktrees given back', detail: scopeTitle(state, event.scope) };
    case 'worktrees-removed':
      return removalWords(event, state);
    case 'session-dispatched':
      return { text: `Started: ${nameOf(event.session, state)}` };
    case 'session-retried':
      return { text: `Tried again: ${nameOf(event.session, state)}`, detail: event.why };
    case 'answer-taken-back':
      return { text: `Answer taken back: ${nameOf(event.session, state)}`, detail: `by ${event.who}` };
    case 'session-taken-over':
      return { text: `Taken over: ${nameOf(event.session, state)}` };
    case 'session-staged':
      return { text: `Stage ${event.stage}: ${nameOf(event.session, state)}` };
    case 'session-handed-back':
      return { text: `Handed back: ${nameOf(event.session, state)}` };
    case 'session-ended':
      return {
        text: `${outcomeText(state.sessions[event.session]?.kind, event.result)}: ${nameOf(event.session, state)}`,
        detail: event.result.message,
      };
  }
}

function removalWords(
  { scope, left = [] }: EventOf<'worktrees-removed' | 'worktrees-given-back'>,
  state: RunState,
): EventWords {
  const where = scopeTitle(state, scope);
  if (left.length === 0) return { text: 'Worktrees removed', detail: where };
  const told = left.map(({ session, why }) => `${nameOf(session, state)}: ${why}`);
  return { text: `${count(left.length, 'worktree')} of ${where} left behind`, detail: told.join(' ') };
}

function nameOf(id: string, state: RunState): string {
  const session = state.sessions[id];
  return session === undefined ? id : sessionTitle(state, session);
}

const verdictWords = { approved: 'approved', rejected: 'rejected', hold: 'put on hold' } as const;

function gateWords(
  event: EventOf<'gate-opened' | 'gate-decided' | 'gate-rested' | 'gate-expired' | 'gate-used' | 'gate-voided'>,
  state: RunState,
): EventWords | undefined {
  switch (event.type) {
    case 'gate-opened':
      // Nobody is asked at a gate that rests on an earlier decision.
      if (state.gates[event.gate.id]?.restsOn !== undefined) return undefined;
      return { text: `Waits for a decision: ${gateName(event.gate.id, state)}` };
    case 'gate-decided': {
      const { who, channel, note, verdict, gate, comments = [] } = event.decision;
      const said = comments.map((comment) => `; ${commentPlace(comment)}: ${comment.text}`).join('');
      const detail = `by ${who} (${channel})${note === '' ? '' : `: ${note}`}${said}`;
      return { text: `${gateName(gate, state)}: ${verdictWords[verdict]}`, detail };
    }
    case 'gate-rested':
      return { text: `${gateName(event.gate, state)}: rests on the decision at ${event.by}` };
    case 'gate-expired':
      return { text: `${gateName(event.gate, state)}: expired` };
    case 'gate-used':
      return undefined;
    case 'gate-voided':
      return { text: `${gateName(event.gate, state)}: void`, detail: event.reason };
  }
}

function gateName(id: string, state: RunState): string {
  const gate = state.gates[id];
  return gate === undefined ? id : `${gateTitle(state, gate)} (${id})`;
}

/** The words as one line; undefined where there are none. */
export function eventLine(event: Recorded, state: RunState): string | undefined {
  const words = eventWords(event, state);
  if (words === undefined) return undefined;
  return words.detail === undefined || words.detail === '' ? words.text : `${words.text}: ${words.detail}`;
}
