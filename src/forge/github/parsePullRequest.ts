import type { CiCheck } from '../../core/model/forge.ts';
import type { PullRequestLook } from '../../sessionPorts/forge.ts';
import type { UnknownRecord } from '../../util/records.ts';
import { stringOf } from '../shared/values.ts';
import { isRecord, parseJson, recordOf } from '../../util/records.ts';

const states: Readonly<Record<string, PullRequestLook['state']>> = { OPEN: 'open', CLOSED: 'closed', MERGED: 'merged' };

const obstacles: Readonly<Record<string, string>> = {
  DIRTY: 'It conflicts with its base branch.',
  BEHIND: 'Its base branch has moved on, and the rules of the repository want it brought up to date.',
  BLOCKED: 'A rule of the repository keeps it from being merged: a review or a required check is missing.',
};

/** Reads what `gh pr view --json` prints. @returns undefined for anything else */
export function parsePullRequest(text: string): PullRequestLook | undefined {
  const found = recordOf(parseJson(text));
  const state = states[stringOf(found['state'])];
  const head = stringOf(found['headRefOid']);
  if (state === undefined || head === '') return undefined;
  const commit = stringOf(recordOf(found['mergeCommit'])['oid']);
  const base = stringOf(found['baseRefName']);
  const blocked = obstacles[stringOf(found['mergeStateStatus'])];
  const review = stringOf(found['reviewDecision']);
  const obstacle = review === 'CHANGES_REQUESTED' ? 'A reviewer asks for changes.' : blocked;
  const rollup = found['statusCheckRollup'];
  return {
    state,
    head,
    ...(base === '' ? {} : { base }),
    ...(commit === '' ? {} : { mergeCommit: commit }),
    ...(obstacle === undefined ? {} : { obstacle }),
    checks: newest((Array.isArray(rollup) ? rollup : []).filter(isRecord)).map((check) => checkOf(check)),
  };
}

/**
 * A job that ran again is listed once for each time: the last one counts. Two runs of a workflow, such as one for the push and one
 * for the pull request, have jobs of the same names: each counts.
 */
function newest(entries: readonly UnknownRecord[]): readonly UnknownRecord[] {
  const byName = new Map<string, UnknownRecord>();
  for (const entry of entries) {
    const run = /\/actions\/runs\/\d+/.exec(stringOf(entry['detailsUrl']))?.[0] ?? '';
    const name = `${run} ${nameOf(entry)}`;
    const known = byName.get(name);
    if (known === undefined || stringOf(known['startedAt']) <= stringOf(entry['startedAt'])) byName.set(name, entry);
  }
  return [...byName.values()];
}

function nameOf(entry: UnknownRecord): string {
  const workflow = stringOf(entry['workflowName']);
  const name = stringOf(entry['name']) || stringOf(entry['context']) || 'unnamed';
  return workflow === '' ? name : `${workflow} / ${name}`;
}

/** A check run of an app, or a status that some service has set. */
function checkOf(entry: UnknownRecord): CiCheck {
  const url = stringOf(entry['detailsUrl']) || stringOf(entry['targetUrl']);
  const status = stringOf(entry['status']);
  const conclusion = stringOf(entry['conclusion']);
  const word = status !== '' && status !== 'COMPLETED' ? 'PENDING' : conclusion || stringOf(entry['state']);
  const because = endings[word];
  return {
    name: nameOf(entry),
    state: stateOf(word),
    ...(because === undefined ? {} : { because }),
    ...(url === '' ? {} : { url }),
  };
}

const endings: Readonly<Record<string, string>> = {
  CANCELLED: 'cancelled',
  TIMED_OUT: 'timed out',
  STARTUP_FAILURE: 'did not start',
  ACTION_REQUIRED: 'waits for somebody at the forge',
};

function stateOf(word: string): CiCheck['state'] {
  if (word === 'SUCCESS') return 'passed';
  if (word === 'SKIPPED' || word === 'NEUTRAL') return 'skipped';
  // It waits for somebody at the forge who lets it run.
  if (['', 'PENDING', 'EXPECTED', 'ACTION_REQUIRED', 'STALE'].includes(word)) return 'pending';
  return 'failed';
}
