import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ShipWork } from '../../core/model/shipWork.ts';
import type { StackedRequest } from '../../core/model/forge.ts';
import type { SessionResult } from '../../core/model/sessionResult.ts';
import { hasReached } from '../../core/queries/stackStep.ts';
import { recordFile } from '../../core/report/report.ts';
import { ForgeError } from '../../sessionPorts/forge.ts';
import type { ForgeOf } from '../../sessionPorts/forge.ts';
import type { SessionContext } from '../../sessionPorts/sessionHandler.ts';
import { errorMessage } from '../../util/errors.ts';
import { forgePlace } from './forgePlace.ts';
import { otherHost } from './otherHosts.ts';
import { openPullRequest } from './openPullRequest.ts';
import type { Request } from './openPullRequest.ts';
import { lookAtStack, targetOf } from './seenStack.ts';
import type { LookedAt } from './seenStack.ts';

/** Pushes a commit as a branch. @param expected approved state of the branch. @throws Error saying why it was not taken */
export type PushBranch = (branch: string, commit: string, expected?: { readonly commit?: string }) => Promise<void>;

type StackedWork = Required<Pick<ShipWork, 'stack' | 'pullRequest'>> & { readonly commit: string };
type Opened = Pick<SessionResult, 'outcome' | 'message' | 'pullRequest' | 'stack'>;

/**
 * Pushes the branch of each wave and opens its pull request, based on the branch of the one below. What has reached the base
 * branch since an earlier attempt is left alone, and what is open is found. Each step may be repeated.
 *
 * @param work its `commit` is the tip of the run branch, which is pushed
 */
export async function shipStack(
  services: { readonly forgeOf: ForgeOf; readonly environment: Readonly<Record<string, string>> },
  { stack, pullRequest, commit }: StackedWork,
  push: PushBranch,
  context: SessionContext,
): Promise<Opened> {
  const { title, body, record, edited } = pullRequest;
  const top = { ...stack.top, commit, title, body, ...(edited === undefined ? {} : { edited }) };
  const planned = [...stack.below, top];
  const text = planned.map((each) => `# ${each.title}\n\n${each.body}`).join('\n\n');
  if (record !== undefined) await writeFile(path.join(context.folder, recordFile), record);
  const requests: StackedRequest[] = planned.map(({ title: _title, body: _body, edited: _, ...request }) => request);
  const ended = (outcome: 'done' | 'blocked' | 'cancelled', message: string): Opened => {
    const url = requests.at(-1)?.url;
    return { outcome, message, stack: requests, pullRequest: { text, ...(url === undefined ? {} : { url }) } };
  };
  let kept: ReadonlyMap<string, 'open' | 'in'>;
  try {
    kept = await alreadyThere(services, pullRequest, requests, context);
  } catch (error) {
    if (!(error instanceof ForgeError)) throw error;
    return ended(
      'blocked',
      `The forge does not say how the pull requests of the waves are. ${error.message} Approve the ship gate again to go on.`,
    );
  }
  let base = pullRequest.base;
  /** How to open each one, where there is nobody to ask. */
  const byHand: string[] = [];
  const other = pullRequest.forge === undefined ? undefined : otherHost(pullRequest.forge);
  for (const [index, each] of planned.entries()) {
    const { wave, branch } = each;
    const how = kept.get(wave);
    if (how === 'in') continue;
    try {
      await push(branch, each.commit);
    } catch (error) {
      const what = `The pull request of wave ${wave} waits for its branch. ${errorMessage(error)}`;
      return ended(context.signal.aborted ? 'cancelled' : 'blocked', what);
    }
    if (byHand.length > 0 && other === undefined) {
      // Whoever could not be asked for the first one is not asked for the others.
      byHand.push(`Wave ${wave}: from ${branch} into ${base ?? 'the base branch'}`);
    } else if (how === undefined || each.edited === true) {
      context.reportProgress(`${how === undefined ? 'Opening' : 'Editing'} the pull request of wave ${wave}`);
      const { base: _base, earlier: _earlier, edited: _edited, ...rest } = pullRequest;
      const request: Request = {
        ...{ ...rest, title: each.title, body: each.body },
        ...(base === undefined ? {} : { base }),
        ...(how === undefined || each.url === undefined ? {} : { edited: true, earlier: each.url }),
      };
      const opened = await openPullRequest(services, branch, request, context);
      if (!('url' in opened)) {
        if (how === undefined) requests[index] = withoutUrl(requests[index] ?? each);
        const isOver = opened.isOver && requests.every(({ url }) => url === undefined);
        if (!isOver) {
          const so = `Pushed the branches up to this wave. Wave ${wave}: ${opened.reason}\nThe texts are in the report.`;
          return ended('blocked', so);
        }
        byHand.push(`Wave ${wave}: ${opened.reason}`);
      } else requests[index] = { wave, branch, commit: each.commit, url: opened.url };
    }
    base = branch;
  }
  if (byHand.length > 0) {
    const target = pullRequest.base ?? 'the base branch';
    const next = `Open them in this order, and merge them in it too: after each merge, ${other?.retarget ?? 'change the branch that the next one is merged into'}, so that it goes into ${target}.`;
    return ended('done', `Pushed a branch for each wave.\n${byHand.join('\n')}\n${next}\nThe texts are in the report.`);
  }
  const waiting = requests.filter(({ wave }) => kept.get(wave) !== 'in');
  const urls = waiting.map(({ wave, url = '' }) => `${wave}: ${url}`).join(', ');
  return ended('done', `Pushed a branch for each wave. Pull requests, in the order of the merge: ${urls}.`);
}

/** By wave: whether its earlier request is open still, or its work has reached the base branch. */
async function alreadyThere(
  services: { readonly forgeOf: ForgeOf; readonly environment: Readonly<Record<string, string>> },
  { forge: ref, base }: Request,
  requests: readonly StackedRequest[],
  context: SessionContext,
): Promise<ReadonlyMap<string, 'open' | 'in'>> {
  const known = requests.flatMap(({ url, ...request }): LookedAt['request'][] =>
    url === undefined ? [] : [{ ...request, url }],
  );
  if (ref === undefined || known.length === 0) return new Map();
  const seen = await lookAtStack(services.forgeOf(ref, forgePlace(services, context)), known);
  const target = targetOf(base, seen);
  return new Map(
    seen.flatMap(({ request, state }, index): (readonly [string, 'open' | 'in'])[] => {
      if (hasReached(seen, index, target)) return [[request.wave, 'in']];
      return state === 'open' ? [[request.wave, 'open']] : [];
    }),
  );
}

/** One that is closed, or merged where it does not count, is none. */
function withoutUrl({ url: _url, ...request }: StackedRequest): StackedRequest {
  return request;
}
