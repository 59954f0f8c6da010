import type { ForgeKind, ForgeRef } from '../model/forge.ts';
import { forgeNames } from '../model/forge.ts';
import type { SessionResult } from '../model/sessionResult.ts';
import type { RunState } from '../model/state.ts';
import { shipRemote } from './runQueries.ts';

/**
 * The forge that the result goes to: the plan's own word, else what the address of the remote says. Where that says nothing,
 * it is guessed to be one that `gh` knows.
 *
 * @returns undefined without a remote, or where the plan wants no forge
 */
export function forgeOf(state: Pick<RunState, 'plan' | 'repository' | 'target'>): ForgeRef | undefined {
  const remote = shipRemote(state);
  const { forge, tokenEnv } = state.plan.plan.ship;
  if (remote === undefined || forge === 'none') return undefined;
  const told = state.target?.remote === remote ? state.target.addresses : state.repository.push?.[remote];
  const place = placeOf(told?.[0] ?? '');
  const kind = forge === 'auto' ? kindOf(place?.host ?? '') : forge;
  return {
    kind: kind ?? 'github',
    ...place,
    ...(tokenEnv === undefined ? {} : { tokenEnv }),
    ...(kind === undefined ? { guessed: true as const } : {}),
  };
}

/** Host and path of an address that leads to another machine: a URL, or `user@host:path`. */
function placeOf(address: string): Required<Pick<ForgeRef, 'host' | 'repository'>> | undefined {
  const url = /^(https?|ssh|git|git\+ssh):\/\/(?:[^@/]*@)?([^/:]+)(:\d+)?\/+(.+?)(?:\.git)?\/*$/i.exec(address);
  const short = url === null ? /^(?:[^@/\\]+@)?([^/\\:]{2,}):(?!\/\/)\/*(.+?)(?:\.git)?\/*$/.exec(address) : null;
  const [, scheme = '', name, port = '', path] = url ?? [];
  // The port of SSH is not the one of the web.
  const host = name === undefined ? short?.[1] : `${name}${scheme.toLowerCase().startsWith('http') ? port : ''}`;
  const repository = path ?? short?.[2];
  return host === undefined || repository === undefined ? undefined : { host: host.toLowerCase(), repository };
}

function kindOf(host: string): ForgeKind | undefined {
  if (/(^|\.)github\./.test(host)) return 'github';
  if (/(^|\.)gitlab\./.test(host)) return 'gitlab';
  return /(^|\.)(gitea|forgejo|codeberg)\./.test(host) ? 'gitea' : undefined;
}

/** The forge a pull request was opened at, where the run goes on with it after the push. */
export function forgeAfterPush(state: RunState, { pullRequest }: SessionResult): ForgeRef | undefined {
  return pullRequest?.url === undefined ? undefined : forgeOf(state);
}

/** The pull request that waits to be merged, with its checks as they were found. */
export function openPullRequest(
  state: RunState,
): { readonly url: string; readonly commit: string; readonly ci?: SessionResult['ci'] } | undefined {
  const pushed = state.sessions[state.ship?.session ?? '']?.result;
  const ci = state.sessions[state.ship?.ci ?? '']?.result?.ci;
  const url = pushed?.pullRequest?.url;
  if (url === undefined || pushed?.pushed === undefined) return undefined;
  return { url, commit: pushed.pushed.commit, ...(ci === undefined ? {} : { ci }) };
}

/** Name of the forge for people. */
export function forgeName(state: RunState): string {
  const forge = forgeOf(state);
  return forge === undefined || forge.guessed ? 'the forge' : forgeNames[forge.kind];
}
