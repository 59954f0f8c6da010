import type { HandoffJudgement } from '../../core/handoff/judgeHandoff.ts';
import type { SessionMode } from '../../core/plan/schema/plan.ts';
import type { SessionResult } from '../../core/model/sessionResult.ts';
import type { AgentDriver } from '../../sessionPorts/agentDriver.ts';
import { listed } from '../../core/words/labels.ts';
import type { AgentEnd, Ended } from './runAgent.ts';
import type { Verification } from './verifyWork.ts';

/** Facts known once an agent has ended and its worktree has been inspected. */
export interface AgentFacts {
  readonly end: AgentEnd;
  readonly mode: SessionMode;
  /** Paths changed against the rules, and what was changed outside the worktree; undone already. */
  readonly violations: readonly string[];
  /** Files among them that the task owns and the agent deleted, though `deletes` does not name them. */
  readonly undeclared?: readonly string[];
  /** Its worktree is thrown away: it may run what it likes, and change nothing that is there. */
  readonly throwAway?: boolean;
  readonly backupFolder: string;
  readonly limits: { readonly minutes: number };
  readonly exitVerdict: ReturnType<AgentDriver['judgeExit']>;
  readonly handoff: HandoffJudgement;
}

export type Verdict = Pick<SessionResult, 'outcome' | 'message' | 'question'>;

/**
 * Decides the outcome of an agent's session, before its own checks are run. A person's wish comes first; then what was
 * broken, because it must never hide behind another outcome; then how the program ended; then what it says of itself.
 */
export function judgeAgent(facts: AgentFacts): Verdict {
  const { end, violations, exitVerdict, handoff } = facts;
  if (end.kind === 'ended' && end.why === 'cancelled') {
    return { outcome: 'cancelled', message: `The session was ended on request.${undone(facts)}` };
  }
  if (violations.length > 0) return violated(facts);
  if (end.kind === 'never-ran')
    return { outcome: 'crashed', message: `The agent could not be started. ${end.message}` };
  if (end.kind === 'ended') return { outcome: end.why, message: limitMessage(end, facts) };
  const reported = handoff.ok ? undefined : handoff.handoff;
  const question = reported?.question === undefined ? {} : { question: reported.question };
  const asksForHelp = reported !== undefined && reported.status !== 'done' && !handoff.ok;
  if (asksForHelp) return { outcome: handoff.outcome, message: handoff.message, ...question };
  if (exitVerdict !== undefined) return exitVerdict;
  if (!handoff.ok) return { outcome: handoff.outcome, message: handoff.message, ...question };
  return { outcome: 'done', message: handoff.handoff.summary };
}

/** The verdict once the task's own checks have been run by us, too. */
export function withVerification(verdict: Verdict, verification: readonly Omit<Verification, 'whole'>[]): Verdict {
  const red = verification.find(({ passes }) => !passes);
  if (red === undefined) {
    const known = verification.flatMap(({ run, known: some }) =>
      some > 0 ? [`"${run.command}": ${some} failed before the agent began already, by name`] : [],
    );
    return known.length === 0
      ? verdict
      : { ...verdict, message: `${verdict.message} Not counted: ${known.join('; ')}.` };
  }
  const { run, why, redBefore } = red;
  const names = run.failed.slice(0, 3).map(({ name }) => name);
  const reasons = [
    ...(names.length > 0 ? [`Failing: ${names.join(', ')}.`] : []),
    ...(run.hollow === undefined ? [] : [`It is red although it seems green: ${run.hollow}.`]),
    ...(why === undefined && run.missing !== undefined ? [`It may be this machine: ${run.missing}`] : []),
    ...(redBefore && names.length === 0 && why === undefined ? ['It was red before the agent began, too.'] : []),
    ...(why === undefined ? [] : [why]),
  ];
  const ending = run.timedOut
    ? 'took too long'
    : run.exitCode === null
      ? 'could not be run'
      : `ended with ${run.exitCode}`;
  const message = `The agent reports its work as done, but "${run.command}" ${ending} when Wavegate ran it.`;
  return { outcome: 'blocked', message: [message, ...reasons].join(' ') };
}

function violated(facts: AgentFacts): Verdict {
  if (facts.mode === 'read-only') {
    return { outcome: 'readonly-violated', message: `A read-only agent changed something.${undone(facts)}` };
  }
  if (facts.throwAway === true) {
    return {
      outcome: 'scope-violated',
      message: `The verifier changed what it was to verify, so nothing it reports counts.${undone(facts)}`,
    };
  }
  const { undeclared = [] } = facts;
  const strayed = facts.violations.length > undeclared.length ? 'The agent changed what its task does not own.' : '';
  const deleted =
    undeclared.length === 0
      ? ''
      : `The agent deleted ${listed(undeclared, 5)}: its task owns that, but "deletes" does not name it. If it is to go, add it to "deletes" of the task; "amend" does so.`;
  const said = [strayed, deleted].filter((part) => part !== '').join(' ');
  return { outcome: 'scope-violated', message: `${said}${undone(facts)}` };
}

function undone({ violations, backupFolder }: AgentFacts): string {
  if (violations.length === 0) return '';
  const shown = violations.slice(0, 5).join(', ');
  const more = violations.length > 5 ? ` and ${violations.length - 5} more` : '';
  return ` Undone: ${shown}${more}. Copies are in ${backupFolder}.`;
}

function limitMessage({ why, detail = '' }: Ended, { limits }: AgentFacts): string {
  switch (why) {
    case 'timeout':
      return `The agent was ended after ${limits.minutes} minutes. Split the task, or raise the limit of its profile.`;
    case 'budget':
      return `The agent was ended at its limit: ${detail}. Look at what it did, then raise the limit or split the task.`;
    case 'rate-limited':
      return `The agent was ended because its provider kept rejecting requests (${detail}). Retry the wave once it accepts requests again: it continues with the work done so far.`;
    case 'auth':
      return `The agent was ended because its provider rejects its login (${detail}). Log in with its own program and retry the wave, which continues with the work done so far; or name its key variable in env of its profile.`;
    case 'stuck':
    case 'cancelled':
      return `The agent was ended because it printed nothing for ${detail}. Look at its output, then dispatch the task again.`;
  }
}
