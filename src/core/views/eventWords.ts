import type { Recorded } from '../model/events.ts';
import type { RunState } from '../model/state.ts';
import { shippedTitle } from '../words/shippedWords.ts';
import { validatorSummary } from '../validators/validatorLines.ts';
import type { CommentsRead } from '../model/forge.ts';
import { waveTitle } from '../words/waveTitle.ts';
import { count, short, strategyTitles } from '../words/labels.ts';
import { aheadWords, waveWords } from './waveEventWords.ts';
import { sessionWords } from './sessionEventWords.ts';
import { gateWords } from './gateEventWords.ts';
import { reviewWords, budgetWords, waitsWords, otherRunWords, movedWords } from './surroundingsWords.ts';
import type { EventWords } from './eventText.ts';

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

function commentWords({ comments, unread }: CommentsRead): EventWords {
  if (unread !== undefined) return { text: 'Comments of the pull request could not be read', detail: unread };
  if (comments.length === 0) return { text: 'No comment on the pull request waits for an answer' };
  const authors = [...new Set(comments.map(({ author }) => author))].join(', ');
  return { text: `${count(comments.length, 'comment')} of reviewers on the pull request`, detail: authors };
}

/** The words as one line; undefined where there are none. */
export function eventLine(event: Recorded, state: RunState): string | undefined {
  const words = eventWords(event, state);
  if (words === undefined) return undefined;
  return words.detail === undefined || words.detail === '' ? words.text : `${words.text}: ${words.detail}`;
}
