import { addUsage, reachedLimit, usageText } from '../agents/usage.ts';
import { taskById } from '../plan/lookup.ts';
import type { Supervisor } from '../plan/schema/plan.ts';
import type { Usage } from '../model/sessionResult.ts';
import type { RunState, Session } from '../model/state.ts';
import type { PutQuestion, Supervision, SupervisorAnswer, Supervises } from '../model/supervision.ts';
import { budgetUsedUp } from './budget.ts';
import { answerProblem } from './citations.ts';
import { openQuestions } from './questions.ts';
import { currentWave } from './runQueries.ts';

/** Questions about the supervisors of a run's teams. */

/** Supervisors of the plan in force, by team. */
export function supervisorOf({ plan }: Pick<RunState, 'plan'>, team: string): Supervisor | undefined {
  return Object.hasOwn(plan.plan.teams, team) ? plan.plan.teams[team]?.supervisor : undefined;
}

/** Team of a task, if that has a supervisor. */
export function supervisedTeam(state: Pick<RunState, 'plan'>, task: string): string | undefined {
  const team = taskById(state.plan.plan, task)?.team;
  return team !== undefined && supervisorOf(state, team) !== undefined ? team : undefined;
}

/** A session of a supervisor, with what it is about. */
export type SupervisorSession = Session & { readonly supervises: Supervises };

/** Sessions of supervisors, oldest first. @param team of this one alone */
export function supervisorSessions(state: RunState, team?: string): readonly SupervisorSession[] {
  return Object.values(state.sessions).filter(
    (session): session is SupervisorSession =>
      session.supervises !== undefined && (team === undefined || session.supervises.team === team),
  );
}

/** Usage of a supervisor so far, and the milliseconds that it was at work. */
export function supervisorUsage(
  state: RunState,
  team: string,
): { readonly sessions: number; readonly milliseconds: number; readonly usage?: Usage } {
  const sessions = supervisorSessions(state, team);
  const milliseconds = sessions.reduce(
    (sum, { startedAt, endedAt = state.updatedAt }) => sum + (startedAt === undefined ? 0 : endedAt - startedAt),
    0,
  );
  const told = sessions.flatMap(({ result, interrupted }) => [result?.usage ?? [], interrupted?.usage ?? []].flat());
  const usage = told.length === 0 ? undefined : told.reduce((sum, each) => addUsage(sum, each));
  return { sessions: sessions.length, milliseconds, ...(usage === undefined ? {} : { usage }) };
}

/** Questions a supervisor was asked, of those it may be, and its usage, for people. */
export function supervisorUsed(state: RunState, team: string): readonly string[] {
  const { sessions, usage } = supervisorUsage(state, team);
  const most = supervisorOf(state, team)?.budget.sessions ?? 0;
  return [
    `asked ${sessions} ${sessions === 1 ? 'time' : 'times'} of ${most}`,
    ...(usage === undefined ? [] : [usageText(usage)]),
  ];
}

/** Why a supervisor is asked nothing more, for people; undefined while it is. */
export function supervisorSilent(state: RunState, team: string): string | undefined {
  const supervisor = supervisorOf(state, team);
  if (supervisor === undefined) return `The team ${team} has no supervisor.`;
  const { budget } = supervisor;
  const { sessions, milliseconds, usage } = supervisorUsage(state, team);
  const reached =
    (sessions >= budget.sessions ? `it was asked ${sessions === 1 ? 'once' : `${sessions} times`}` : undefined) ??
    (budget.minutes !== undefined && milliseconds >= budget.minutes * 60_000
      ? `it has worked for ${budget.minutes} minutes`
      : undefined) ??
    (usage === undefined ? undefined : reachedLimit(usage, budget));
  if (reached !== undefined)
    return `The budget of the supervisor of ${team} is used up: ${reached}. It is silent from now on; raise "budget" of "supervisor" in the plan to have it asked again.`;
  return budgetUsedUp(state);
}

/**
 * Whether only a person can answer, whatever a supervisor could cite: somebody asks to be allowed something, or about what
 * gates and people keep to themselves.
 */
export function isForPerson(question: string): boolean {
  return reserved.test(question);
}

const reserved =
  /\b(?:approv\w*|permission|authori[sz]\w*|sign[- ]?off|(?:allowed|permitted) to|(?:may|can|could|shall|should) (?:i|we) (?:merge|push|deploy|release|ship|launch|skip|ignore|disable|delete|bypass)|gates?|credentials?|secrets?|passwords?|api keys?|access tokens?)\b/i;

/** Questions that a supervisor may read now, by team; those that were taken back from it are the person's. */
export function questionsToPut(state: RunState, wave: string | undefined): ReadonlyMap<string, readonly PutQuestion[]> {
  const byTeam = new Map<string, PutQuestion[]>();
  for (const { session, task, question } of openQuestions(state, wave)) {
    const team = supervisedTeam(state, task);
    if (team === undefined || isForPerson(question) || wasTakenBack(session)) continue;
    byTeam.set(team, [...(byTeam.get(team) ?? []), { task, session: session.id, epoch: session.epoch, question }]);
  }
  return byTeam;
}

/** Whether a person has taken back what the agent of a session was answered last, and nothing was said since. */
export function wasTakenBack({ answers = [] }: Pick<Session, 'answers'>): boolean {
  return answers.at(-1)?.takenBack !== undefined;
}

/** An answer of a supervisor that a person may still take back. */
export interface AnswerToTakeBack {
  readonly task: string;
  readonly team: string;
  readonly question: string;
  readonly text: string;
}

/** Answers that supervisors gave agents of the wave at hand, as long as that is at work. */
export function answersToTakeBack(state: RunState): readonly AnswerToTakeBack[] {
  const wave = currentWave(state)?.state;
  if (wave?.status !== 'running') return [];
  return Object.entries(wave.tasks).flatMap(([task, id]) => {
    const last = state.sessions[id]?.answers?.at(-1);
    if (last?.by === undefined || last.takenBack !== undefined) return [];
    return [{ task, team: last.by.team, question: last.question, text: last.text }];
  });
}

/** The latest session in which a supervisor was asked about this very question. */
export function askedAbout(state: RunState, team: string, put: PutQuestion): SupervisorSession | undefined {
  return supervisorSessions(state, team).findLast(({ supervises }) =>
    supervises.questions.some(({ session, epoch }) => session === put.session && epoch === put.epoch),
  );
}

/** An answer of a supervisor, as code judges it. */
export interface JudgedAnswer extends SupervisorAnswer {
  readonly put?: PutQuestion;
  /** Why it is for no agent. */
  readonly problem?: string;
}

/** Answers of one session of a supervisor. Only the first to each question counts. */
export function judgedAnswers(state: RunState, { supervises, result }: SupervisorSession): readonly JudgedAnswer[] {
  const taken = new Set<string>();
  return heard(result).answers.map((answer): JudgedAnswer => {
    const put = supervises.questions.find(({ task }) => task === answer.task);
    const again = taken.has(answer.task);
    taken.add(answer.task);
    const problem =
      put === undefined
        ? `${answer.task} did not ask the supervisor of ${supervises.team}`
        : again
          ? 'the question has an answer already'
          : answerProblem(state, answer);
    return { ...answer, ...(put === undefined ? {} : { put }), ...(problem === undefined ? {} : { problem }) };
  });
}

/** The answer that a supervisor has for a question and that code lets through. */
export function citedAnswer(
  state: RunState,
  team: string,
  put: PutQuestion,
): { readonly session: SupervisorSession; readonly answer: SupervisorAnswer } | undefined {
  const session = askedAbout(state, team, put);
  if (session === undefined) return undefined;
  const answer = judgedAnswers(state, session).find(
    (judged) => judged.task === put.task && judged.problem === undefined,
  );
  return answer === undefined ? undefined : { session, answer };
}

/** Everything a supervisor has said in a session; nothing where that did not end well. */
export function heard(result: Session['result']): Supervision {
  const said = result?.outcome === 'done' ? result.supervision : undefined;
  return said ?? { answers: [], proposals: [], ranks: [] };
}

/** Files that supervisors want read first at the spot-check of an attempt at a wave, with their reasons. */
export function supervisorRanks(
  state: RunState,
  wave: string,
  attempt: number | undefined,
): readonly { readonly file: string; readonly reason: string; readonly team: string }[] {
  return supervisorSessions(state)
    .filter(({ supervises }) => supervises.wave === wave && supervises.attempt === attempt)
    .filter(({ supervises }) => supervises.occasion === 'spot-check')
    .flatMap(({ supervises: { team }, result }) => heard(result).ranks.map((rank) => ({ ...rank, team })));
}

/** Proposals of supervisors about the failure of an attempt at a wave. */
export function proposalsFor(
  state: RunState,
  wave: string,
  attempt: number,
): readonly (Supervision['proposals'][number] & { readonly team: string })[] {
  return supervisorSessions(state)
    .filter(({ supervises }) => supervises.wave === wave && supervises.attempt === attempt)
    .filter(({ supervises }) => supervises.occasion === 'trouble')
    .flatMap(({ supervises: { team }, result }) => heard(result).proposals.map((proposal) => ({ ...proposal, team })));
}

/** Whether a supervisor reads what keeps the run from going on. */
export function supervisorReads(state: RunState): boolean {
  const wave = state.adaptation?.cause.wave;
  return supervisorSessions(state).some(
    ({ status, supervises }) => status !== 'ended' && supervises.wave === wave && supervises.occasion !== 'spot-check',
  );
}
