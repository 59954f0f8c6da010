import type { Job } from '../../model/effects.ts';
import type { LandWork, ShipWork, StackWork, WatchWork } from '../../model/shipWork.ts';
import { runBranch } from '../../model/names.ts';
import { worktreeSettings } from '../../model/worktreeSettings.ts';
import { forgeOf, openPullRequest } from '../../queries/forge.ts';
import { shipMessage } from '../../queries/messages.ts';
import { latestGate, shipRemote } from '../../queries/runQueries.ts';
import { openStack, stackOf } from '../../queries/stack.ts';
import { approvedTarget } from '../../queries/surroundings.ts';
import type { RunState, Session } from '../../model/state.ts';
import { archiveOf } from '../../report/archive.ts';
import { fullRecord, renderReport } from '../../report/report.ts';
import { shipTexts } from '../../report/shipTexts.ts';
import type { ShipTexts } from '../../report/shipTexts.ts';
import { sessionVariables } from '../session/sessionVariables.ts';

/** Work of the sessions that bring the result to where it belongs. */

/** @param port of the session */
export function shipWork(session: Session, state: RunState, port: number): ShipWork {
  const { plan } = state.plan;
  const remote = shipRemote(state);
  const texts = shipTexts(state);
  const approved = approvedTarget(latestGate(state, 'ship')?.evidence ?? {});
  const archive = archiveOf(state);
  const { addresses = remote === undefined ? undefined : state.repository.push?.[remote], expected } = approved;
  return {
    kind: 'ship',
    branch: runBranch(plan.git.branchPrefix, state.run),
    sign: plan.commit.sign,
    hooks: {
      ...worktreeSettings(plan),
      variables: {
        ...sessionVariables(state.run, session.scope, session.subject, port),
        WAVEGATE_SESSION: session.id,
      },
    },
    head: session.base,
    ...(remote === undefined ? {} : { remote }),
    ...(addresses === undefined ? {} : { addresses }),
    ...(expected === undefined ? {} : { expected }),
    ...(archive === undefined ? {} : { archive }),
    ...(texts.changelog && { changelog: { ...texts.changelog, message: shipMessage(state) } }),
    ...(texts.pullRequest && { pullRequest: pullRequest(state, texts.pullRequest) }),
    ...stackWork(state, texts),
  };
}

function stackWork(state: RunState, { below = [] }: ShipTexts): Pick<ShipWork, 'stack'> {
  const top = stackOf(state).at(-1);
  if (top === undefined) return {};
  const { commit: _commit, ...rest } = top;
  return { stack: { top: rest, below: below.map(({ request, ...texts }) => ({ ...request, ...texts })) } };
}

/** The requests that are watched and merged, where there is one for each wave. */
function openedStack(state: RunState): { readonly stack?: StackWork } {
  const requests = openStack(state);
  if (requests.length === 0) return {};
  return { stack: { requests, ...(state.base.branch === undefined ? {} : { target: state.base.branch }) } };
}

function pullRequest(
  state: RunState,
  { title, body, edited, retitled = false }: NonNullable<ShipTexts['pullRequest']>,
): NonNullable<ShipWork['pullRequest']> {
  const { draft, reviewers, labels, template } = state.plan.plan.ship.pullRequest;
  // A text of one's own need not contain the record, which is kept beside it then.
  const record = edited ? renderReport(state) : fullRecord(state);
  const forge = forgeOf(state);
  const ships = Object.values(state.sessions).filter(({ kind }) => kind === 'ship');
  const earlier = ships.findLast(({ result }) => result?.pullRequest?.url !== undefined)?.result?.pullRequest?.url;
  return {
    title,
    body,
    ...(edited || retitled ? { edited: true } : {}),
    ...(earlier === undefined ? {} : { earlier }),
    ...(record === undefined ? {} : { record }),
    ...baseOf(state),
    ...(forge === undefined ? {} : { forge }),
    settings: { draft, reviewers, labels },
    template,
  };
}

/** @returns undefined where no pull request is open */
export function watchWork(state: RunState): WatchWork | undefined {
  const request = openPullRequest(state);
  const forge = forgeOf(state);
  if (request === undefined || forge === undefined) return undefined;
  const { checks } = state.plan.plan.ship;
  const { url, commit } = request;
  return { kind: 'watch', forge, url, commit, ...baseOf(state), checks, ...openedStack(state) };
}

/** @returns undefined where no pull request is open, or none is to be merged */
export function landWork(state: RunState): LandWork | undefined {
  const request = openPullRequest(state);
  const forge = forgeOf(state);
  const { merge, mergeMinutes, checks, pullRequest: settings } = state.plan.plan.ship;
  if (request === undefined || forge === undefined || merge === 'none') return undefined;
  const { url, commit } = request;
  const { everySeconds } = checks;
  const pace = { isDraft: settings.draft, everySeconds, minutes: mergeMinutes };
  return { kind: 'land', forge, url, commit, ...baseOf(state), how: merge, ...pace, ...openedStack(state) };
}

function baseOf({ base: { branch } }: RunState): { readonly base?: string } {
  return branch === undefined ? {} : { base: branch };
}

/** The session itself ends when its time is over, and says what is missing; this ends one that hangs. */
export function forgeLimits(work: WatchWork | LandWork): Job['limits'] {
  const minutes = (work.kind === 'watch' ? work.checks.minutes : work.minutes) + 10;
  return { minutes, idleMinutes: minutes };
}
