import { usageText } from '../../core/agents/usage.ts';
import { driverTraits } from '../../core/plan/driverTraits.ts';
import { profileOf } from '../../core/plan/lookup.ts';
import type { Scope, Usage } from '../../core/model/sessionResult.ts';
import { scopeKey } from '../../core/model/names.ts';
import { isAgentSession, sessionsOf } from '../../core/queries/runQueries.ts';
import type { RunState, Session } from '../../core/model/state.ts';
import { isRed } from '../../core/checks/isRed.ts';
import { elapsed, outcomeText } from '../../core/words/labels.ts';
import { deniedShellCommands } from '../../core/adapt/deniedCommands.ts';
import { proofWords } from '../../core/words/proofLines.ts';
import { deniedText, sessionNotes } from '../../core/words/sessionNotes.ts';
import type { BoardSupervisor, KeptQuestion } from '../../core/model/boardModel.ts';
import { supervisorSummaries } from '../../core/words/supervisorLines.ts';
import { occasionTitles, scopeTitle, sessionTitle } from '../../core/views/sessionWords.ts';
import type { SessionStatus } from '../../ports/executor.ts';
import { commands } from '../shared/contributions.ts';
import { code, plain } from '../tree/markdown.ts';
import type { ItemContext } from '../tree/itemContexts.ts';
import { shortTitle } from '../tree/shortTitle.ts';
import type { TreeNode } from '../tree/treeNode.ts';
import type { SessionStatuses } from './sessionUsage.ts';
import { briefUsage, usageOf } from './sessionUsage.ts';

/**
 * The sessions of a run by what they belong to, newest group first; only groups with something under way are unfolded.
 * @param now epoch milliseconds, for how long a session has been running
 * @param statuses what is known of running sessions that is not in the journal
 */
export function sessionsTree(state: RunState, now: number, statuses: SessionStatuses = new Map()): readonly TreeNode[] {
  const groups = new Map<string, { readonly scope: Scope; readonly sessions: Session[] }>();
  for (const session of Object.values(state.sessions)) {
    if (isSuperseded(state, session) || session.supervises !== undefined) continue;
    const key = scopeKey(session.scope);
    const group = groups.get(key) ?? { scope: session.scope, sessions: [] };
    group.sessions.push(session);
    groups.set(key, group);
  }
  const newest = [...groups].reverse();
  const seen = { state, now, statuses };
  return [
    ...supervisorSummaries(state).map((supervisor) => supervisorNode(seen, supervisor)),
    ...newest.map(([key, { scope, sessions }], index) => groupNode(seen, key, scope, sessions, index === 0)),
  ];
}

/** A supervisor over its pod: its own sessions, those of its team, and what it has kept from the person or proposed. */
function supervisorNode(
  seen: Seen,
  { team, lead, status, text, brief, why, own, pod, kept, proposed }: BoardSupervisor,
): TreeNode {
  const nodesOf = (ids: readonly string[]): readonly TreeNode[] => {
    const sessions = sessionsOf(seen.state, ids);
    return sessions.map((session) => {
      const node = sessionNode(seen, session, sessions);
      return { ...node, ...ownWords(session, node), id: `pod:${team}:${node.id}` };
    });
  };
  const inForce = kept.filter(({ takenBack }) => takenBack === undefined).length;
  return {
    id: `supervisor:${team}`,
    label: `Team ${team}`,
    description: [...(inForce === 0 ? [] : [`kept ${inForce} from you`]), brief].join(' · '),
    tooltip: [
      `**${plain(`Supervisor of ${team}`)}**`,
      plain(`Led by ${lead}`),
      plain(text),
      ...(why === undefined ? [] : [plain(why)]),
    ].join('\n\n'),
    ...supervisorLooks[status],
    expanded: status === 'reading',
    children: [
      ...nodesOf(own),
      ...nodesOf(pod),
      ...linesNode(`kept:${team}`, 'Kept from you', 'comment-discussion', kept.map(keptNode)),
      ...linesNode(
        `proposed:${team}`,
        'Proposed, decides nothing',
        'lightbulb',
        proposed.map((line) => ({ label: line, tooltip: plain(line) })),
      ),
    ],
  };
}

const supervisorLooks: Readonly<Record<BoardSupervisor['status'], Pick<TreeNode, 'icon' | 'color'>>> = {
  reading: { icon: 'eye', color: 'charts.blue' },
  waits: { icon: 'eye' },
  silent: { icon: 'eye-closed', color: 'charts.yellow' },
};

/** Words of a supervisor's session below its team, where a row has little room: why it was asked comes first. */
function ownWords({ supervises }: Session, { description = '' }: TreeNode): Partial<TreeNode> {
  if (supervises === undefined) return {};
  const occasion = occasionTitles[supervises.occasion];
  return { label: `${occasion[0]?.toUpperCase()}${occasion.slice(1)}`, description: `supervisor · ${description}` };
}

/** A question that no person was asked, with a button on it while the answer can be taken back. */
function keptNode({ task, question, answer, places, takenBack, takesBack }: KeptQuestion): Line {
  const back = takenBack === undefined ? [] : [`taken back by ${takenBack}`];
  return {
    label: task,
    description: [...back, `${answer} (${places})`].join(' · '),
    tooltip: [
      `**${plain(task)}** asked: ${plain(question)}`,
      `Answered: ${plain(answer)}`,
      `As it stands in ${plain(places)}`,
      ...back.map(plain),
    ].join('\n\n'),
    subject: { kind: 'answer', task },
    ...(takesBack ? { context: 'answer.kept' } : {}),
  };
}

type Line = Pick<TreeNode, 'label' | 'description' | 'tooltip' | 'subject' | 'context'>;

function linesNode(id: string, label: string, icon: string, lines: readonly Line[]): readonly TreeNode[] {
  if (lines.length === 0) return [];
  const children = lines.map((line, index) => ({ ...line, id: `${id}:${index}`, icon }));
  return [{ id, label, description: String(lines.length), icon, expanded: true, children }];
}

/** Planned for an attempt that was given up before it started, so it never will. */
function isSuperseded(state: RunState, { scope, status }: Session): boolean {
  if (status === 'running' || status === 'ended' || scope.kind !== 'wave') return false;
  return scope.attempt !== state.waves[scope.wave]?.attempt;
}

function groupNode(seen: Seen, key: string, scope: Scope, sessions: readonly Session[], newest: boolean): TreeNode {
  const ended = sessions.filter((session) => session.status === 'ended').length;
  const underWay = ended < sessions.length;
  const used = usageOf(sessions, seen.statuses);
  const usage = used === undefined ? [] : [briefUsage(used)];
  const title = scopeTitle(seen.state, scope);
  const progress = underWay ? `${ended} of ${sessions.length} ended` : `${sessions.length} ended`;
  return {
    id: `group:${key}`,
    label: shortTitle(title, titleRoom.group),
    description: [progress, ...usage].join(' · '),
    tooltip: [`**${plain(title)}**`, progress, ...usageLines(used)].join('\n\n'),
    icon: 'layers',
    expanded: newest || underWay,
    children: sessions.map((session) => sessionNode(seen, session, sessions)),
  };
}

/** So many characters leave room beside them in a sidebar of usual width, where the end of a row is cut off. */
const titleRoom = { group: 16, session: 24 };

/** The label of a session: short, unless that makes it look like another one of its group. */
function labelOf(state: RunState, session: Session, group: readonly Session[]): string {
  const shortOf = (each: Session) => shortTitle(sessionTitle(state, each), titleRoom.session);
  const title = sessionTitle(state, session);
  const alike = group.filter((other) => shortOf(other) === shortOf(session));
  return alike.every((other) => sessionTitle(state, other) === title) ? shortOf(session) : title;
}

/** Input that a view is drawn from. */
interface Seen {
  readonly state: RunState;
  readonly now: number;
  readonly statuses: SessionStatuses;
}

function sessionNode({ state, now, statuses }: Seen, session: Session, group: readonly Session[]): TreeNode {
  const status = statuses.get(session.id);
  const used = session.result?.usage ?? status?.used;
  const look = lookOf(session, status);
  const { first, time } = lineOf(state, session, now, status);
  const agent = session.agent === undefined ? [] : [session.agent];
  // A narrow sidebar cuts the end off, so what a person has to know comes first.
  const host = status?.host ? [`on ${status.host}`] : [];
  const parts = [...first, ...(used === undefined ? [] : [briefUsage(used)]), ...time, ...agent, ...host];
  return {
    id: `session:${session.id}`,
    label: labelOf(state, session, group),
    description: parts.join(' · '),
    tooltip: tooltip(sessionTitle(state, session), session, [...first, ...time, ...agent, ...host], used),
    ...look,
    context: contextOf(state, session, status),
    subject: { kind: 'session', session: session.id },
    ...(session.status === 'running' || session.status === 'ended' ? { click: commands.openTerminal } : {}),
  };
}

/** `session.agent.taken-over.running` and the like: what package.json decides by which commands fit. */
function contextOf({ plan }: RunState, session: Session, status: SessionStatus | undefined): ItemContext {
  const kind = isAgentSession(session) ? 'agent' : 'work';
  const denied = session.status === 'ended' ? (session.result?.denied?.commands ?? []) : [];
  if (kind === 'agent' && deniedShellCommands(denied).length > 0) return 'session.agent.denied.ended';
  const driver = profileOf(plan.plan, session)?.driver;
  // That of an agent on a host is on another machine.
  const isHere = status?.host === undefined;
  const hasInterface = kind === 'agent' && driver !== undefined && driverTraits[driver].isCli && isHere;
  if (session.status !== 'running' || !hasInterface) return `session.${kind}.${session.status}`;
  return `session.agent.${session.takenOver === true ? 'taken-over' : 'takeable'}.running`;
}

/** Status of a session, unusual states first, and for how long. */
function lineOf(
  state: RunState,
  session: Session,
  now: number,
  status: SessionStatus | undefined,
): { readonly first: readonly string[]; readonly time: readonly string[] } {
  switch (session.status) {
    case 'planned':
      return { first: [isBeforeLaunch(state, session) ? 'not launched' : 'waiting for its worktree'], time: [] };
    case 'ready':
      return { first: ['ready'], time: [] };
    case 'running':
      return {
        first: [...attention(session, status), ...waiting(status), ...stageOf(session, status)],
        time: [elapsed(now - (session.startedAt ?? now))],
      };
    case 'ended': {
      const took = elapsed((session.endedAt ?? 0) - (session.startedAt ?? session.endedAt ?? 0));
      const words = endedRed(session) ? 'Failed' : session.result && outcomeText(session.kind, session.result);
      const denied = session.result?.denied === undefined ? [] : [deniedText(session.result.denied)];
      // A green icon says already that it is done; a narrow sidebar shows the first words only.
      const outcome = words === undefined ? [] : [words];
      const first = session.result?.outcome === 'done' ? [...denied, ...outcome] : [...outcome, ...denied];
      return { first, time: [took] };
    }
  }
}

/** Whether the wave of the session still waits for a person's launch. */
function isBeforeLaunch(state: RunState, { scope }: Session): boolean {
  return scope.kind === 'wave' && ['preparing', 'launch'].includes(state.waves[scope.wave]?.status ?? '');
}

function stageOf(session: Session, status: SessionStatus | undefined): readonly string[] {
  const stage = status?.stage ?? session.stage;
  return stage === undefined ? [] : [`stage ${stage}`];
}

/** Why a running session is not simply at work. */
function attention(session: Session, status: SessionStatus | undefined): readonly string[] {
  if (session.takenOver === true) return ['taken over'];
  if (status?.lostHost !== undefined) return [`${status.lostHost} fell silent, waits for another host`];
  if (status?.refused !== undefined) return ['rate-limited, tries again'];
  return status?.quietMinutes === undefined ? [] : [`silent for ${status.quietMinutes} min`];
}

/** That it is at work nowhere, because no host has it yet. */
function waiting(status: SessionStatus | undefined): readonly string[] {
  return status?.host === '' && status.lostHost === undefined ? ['waits for a host'] : [];
}

/** The check session itself may have gone well and still report a red check. */
function endedRed(session: Session): boolean {
  return session.result?.checks?.some((check) => isRed(check)) === true;
}

function lookOf(session: Session, status: SessionStatus | undefined): Required<Pick<TreeNode, 'icon' | 'color'>> {
  switch (session.status) {
    case 'planned':
    case 'ready':
      return { icon: 'circle-large', color: 'disabledForeground' };
    case 'running':
      if (session.takenOver === true) return { icon: 'person', color: 'charts.yellow' };
      if (attention(session, status).length > 0) return { icon: 'watch', color: 'charts.yellow' };
      return { icon: 'sync~spin', color: 'charts.blue' };
    case 'ended': {
      if (endedRed(session)) return { icon: 'error', color: 'testing.iconFailed' };
      if (session.result?.outcome === 'done') return { icon: 'pass', color: 'testing.iconPassed' };
      if (session.result?.outcome === 'blocked' && session.result.question !== undefined)
        return { icon: 'question', color: 'charts.yellow' };
      if (session.result?.outcome === 'cancelled') return { icon: 'circle-slash', color: 'disabledForeground' };
      return { icon: 'error', color: 'testing.iconFailed' };
    }
  }
}

function usageLines(used: Usage | undefined): readonly string[] {
  return used === undefined ? [] : [`Used: ${plain(usageText(used))}`];
}

function tooltip(title: string, session: Session, status: readonly string[], used: Usage | undefined): string {
  const lines = [`**${plain(title)}**`, plain(status.join(' · ')), ...usageLines(used), plain(session.id)];
  if (session.branch !== undefined)
    lines.push(`Branch ${code(session.branch)} from ${code(session.base.slice(0, 10))}`);
  if (session.result) lines.push(plain(session.result.message));
  lines.push(...(session.result?.stages ?? []).map((proof) => plain(proofWords(proof))));
  lines.push(...sessionNotes(session.result).map(plain));
  if (session.result?.violations?.length) lines.push(`**Undone:** ${plain(session.result.violations.join(', '))}`);
  return lines.join('\n\n');
}
