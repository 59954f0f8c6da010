import { profileOf } from '../../core/plan/lookup.ts';
import type { Scope } from '../../core/run/model.ts';
import { scopeKey } from '../../core/run/names.ts';
import { isAgentSession } from '../../core/run/queries.ts';
import type { RunState, Session } from '../../core/run/state.ts';
import { elapsed, isRed, outcomeWords } from '../../core/views/boardWords.ts';
import { scopeTitle, sessionTitle } from '../../core/views/sessionWords.ts';
import type { SessionStanding } from '../../ports/executor.ts';
import { commands } from '../contributions.ts';
import { code, plain } from '../tree/markdown.ts';
import type { TreeNode } from '../tree/treeNode.ts';
import type { Standings } from './sessionUsage.ts';
import { briefUsage, usageOf } from './sessionUsage.ts';

/**
 * The sessions of a run by what they belong to, newest group first; only groups with something under way are unfolded.
 * @param now epoch milliseconds, for how long a session has been running
 * @param standings what is known of running sessions that is not in the journal
 */
export function sessionsTree(state: RunState, now: number, standings: Standings = new Map()): readonly TreeNode[] {
  const groups = new Map<string, { readonly scope: Scope; readonly sessions: Session[] }>();
  for (const session of Object.values(state.sessions)) {
    if (isSuperseded(state, session)) continue;
    const key = scopeKey(session.scope);
    const group = groups.get(key) ?? { scope: session.scope, sessions: [] };
    group.sessions.push(session);
    groups.set(key, group);
  }
  const newest = [...groups].reverse();
  return newest.map(([key, { scope, sessions }], index) =>
    groupNode({ state, now, standings }, key, scope, sessions, index === 0),
  );
}

/** Planned for an attempt that was given up before it started, so it never will. */
function isSuperseded(state: RunState, { scope, status }: Session): boolean {
  if (status === 'running' || status === 'ended' || scope.kind !== 'wave') return false;
  return scope.attempt !== state.waves[scope.wave]?.attempt;
}

function groupNode(seen: Seen, key: string, scope: Scope, sessions: readonly Session[], newest: boolean): TreeNode {
  const ended = sessions.filter((session) => session.status === 'ended').length;
  const underWay = ended < sessions.length;
  const used = usageOf(sessions, seen.standings);
  const usage = used === undefined ? [] : [briefUsage(used)];
  return {
    id: `group:${key}`,
    label: scopeTitle(seen.state, scope),
    description: [underWay ? `${ended} of ${sessions.length} ended` : `${sessions.length} ended`, ...usage].join(' · '),
    icon: 'layers',
    expanded: newest || underWay,
    children: sessions.map((session) => sessionNode(seen, session)),
  };
}

/** What a view is drawn from. */
interface Seen {
  readonly state: RunState;
  readonly now: number;
  readonly standings: Standings;
}

function sessionNode({ state, now, standings }: Seen, session: Session): TreeNode {
  const stands = standings.get(session.id);
  const used = session.result?.usage ?? stands?.used;
  const usage = used === undefined ? [] : [briefUsage(used)];
  const look = lookOf(session, stands);
  return {
    id: `session:${session.id}`,
    label: sessionTitle(state, session),
    description: [session.agent, standing(session, now, stands), ...usage]
      .filter((part) => part !== undefined)
      .join(' · '),
    tooltip: tooltip(session),
    ...look,
    context: contextOf(state, session),
    subject: { kind: 'session', session: session.id },
    ...(session.status === 'running' || session.status === 'ended' ? { click: commands.openTerminal } : {}),
  };
}

/** `session.agent.taken-over.running` and the like: what package.json decides by which commands fit. */
function contextOf({ plan }: RunState, session: Session): string {
  const kind = isAgentSession(session) ? 'agent' : 'work';
  const driver = profileOf(plan.plan, session)?.driver;
  const hasInterface = kind === 'agent' && driver !== undefined && driver !== 'command';
  if (session.status !== 'running' || !hasInterface) return `session.${kind}.${session.status}`;
  return `session.agent.${session.takenOver === true ? 'taken-over' : 'takeable'}.running`;
}

function standing(session: Session, now: number, stands: SessionStanding | undefined): string {
  switch (session.status) {
    case 'planned':
      return 'waits for its worktree';
    case 'ready':
      return 'ready';
    case 'running':
      return [...attention(session, stands), elapsed(now - (session.startedAt ?? now))].join(' · ');
    case 'ended': {
      const took = elapsed((session.endedAt ?? 0) - (session.startedAt ?? session.endedAt ?? 0));
      const words = endedRed(session) ? 'Red' : session.result && outcomeWords[session.result.outcome];
      return words === undefined ? took : `${words} · ${took}`;
    }
  }
}

/** Why a running session is not simply at work. */
function attention(session: Session, stands: SessionStanding | undefined): readonly string[] {
  if (session.takenOver === true) return ['you have taken over'];
  if (stands?.refused !== undefined) return ['rate-limited, tries again'];
  return stands?.quietMinutes === undefined ? [] : [`nothing heard for ${stands.quietMinutes} min`];
}

/** The check session itself may have gone well and still tell of a red check. */
function endedRed(session: Session): boolean {
  return session.result?.checks?.some((check) => isRed(check)) === true;
}

function lookOf(session: Session, stands: SessionStanding | undefined): Required<Pick<TreeNode, 'icon' | 'color'>> {
  switch (session.status) {
    case 'planned':
    case 'ready':
      return { icon: 'circle-large', color: 'disabledForeground' };
    case 'running':
      if (session.takenOver === true) return { icon: 'person', color: 'charts.yellow' };
      if (attention(session, stands).length > 0) return { icon: 'watch', color: 'charts.yellow' };
      return { icon: 'sync~spin', color: 'charts.blue' };
    case 'ended': {
      if (endedRed(session)) return { icon: 'error', color: 'testing.iconFailed' };
      if (session.result?.outcome === 'done') return { icon: 'pass', color: 'testing.iconPassed' };
      if (session.result?.outcome === 'blocked') return { icon: 'question', color: 'charts.yellow' };
      if (session.result?.outcome === 'cancelled') return { icon: 'circle-slash', color: 'disabledForeground' };
      return { icon: 'error', color: 'testing.iconFailed' };
    }
  }
}

function tooltip(session: Session): string {
  const lines = [`**${plain(session.id)}**`];
  if (session.branch !== undefined)
    lines.push(`Branch ${code(session.branch)} from ${code(session.base.slice(0, 10))}`);
  if (session.result) lines.push(plain(session.result.message));
  if (session.result?.question !== undefined) lines.push(`**Asks:** ${plain(session.result.question)}`);
  if (session.result?.violations?.length) lines.push(`**Undone:** ${plain(session.result.violations.join(', '))}`);
  return lines.join('\n\n');
}
