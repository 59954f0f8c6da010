import path from 'node:path';
import { parseSessionBranch } from '../refs/marks.ts';
import { differingFiles } from '../files/checkoutFiles.ts';
import type { Fingerprint, GitFolderState, LaterFingerprint } from './fingerprint.ts';
import { settingsFiles } from './settings.ts';

/**
 * Something outside a session's worktree that is not as it was. Whatever changes there is taken for the person's (`person`)
 * unless something proves otherwise. `session`: it is this agent's doing; it blocks the session and is undone. `agents`:
 * nobody but agents works in this repository, and several did; it is undone, and blocks none, because nothing tells which.
 */
export type Difference = {
  readonly by: 'session' | 'agents' | 'person';
  readonly name: string;
} & (
  | { readonly what: 'ref'; readonly before?: string; readonly after?: string }
  | { readonly what: 'git-file'; readonly settings?: readonly string[] }
  | { readonly what: 'head'; readonly before?: string; readonly after?: string }
  | { readonly what: 'file' }
);

/** Further facts that tell who made a change. */
export interface Knowledge {
  /** Nobody but agents works in the checkout during the run: the plan says so. */
  readonly reserved: boolean;
  /** Files outside its worktree that the agent's own program says it wrote. Absolute, native. */
  readonly wrote: readonly string[];
  /** Whether other sessions were at work at the same time. */
  readonly others: boolean;
  /** Whether the session could write a path; absolute, native. What it could not is the person's. Default: every path. */
  readonly mayWrite?: (file: string) => boolean;
}

/** Lists the differences between two fingerprints of a session, without the refs Wavegate itself moves meanwhile. */
export function compareFingerprints(
  before: Fingerprint,
  after: LaterFingerprint,
  { reserved, wrote, others, mayWrite = () => true }: Knowledge,
): readonly Difference[] {
  const unproven = reserved ? (others ? 'agents' : 'session') : 'person';
  const by = (place: string, proven = wrote.includes(place)): Difference['by'] =>
    mayWrite(place) ? (proven ? 'session' : unproven) : 'person';
  const placeOf = (folder: string, name: string): string => path.join(folder, ...name.split('/'));
  return [
    ...changedKeys(before.refs, after.refs, (a, b) => a === b)
      .filter((name) => !isOurs(name, before, after.refs[name]))
      .map((name): Difference => {
        const place = placeOf(before.common, name);
        const proven = after.withWork.includes(name) || wrote.includes(place);
        return { what: 'ref', name, by: by(place, proven), ...ends(before.refs[name], after.refs[name]) };
      }),
    ...gitFileDifferences(before, after).map((difference): Difference => ({
      ...difference,
      by: by(placeOf(before.common, difference.name)),
    })),
    ...changedKeys(before.heads, after.heads, (a, b) => a === b).map((name): Difference => ({
      what: 'head',
      name,
      by: by(before.common, false),
      ...ends(before.heads[name], after.heads[name]),
    })),
    ...differingFiles(before.checkout ?? {}, after.checkout).map((name): Difference => ({
      what: 'file',
      name,
      by: by(placeOf(before.top, name)),
    })),
  ];
}

/** One line for people about a difference. */
export function describeDifference(difference: Difference): string {
  const { name } = difference;
  switch (difference.what) {
    case 'ref':
      return `${refWords(name)} was ${changeWord(difference, 'created', 'deleted', 'moved')}`;
    case 'git-file': {
      const { settings = [] } = difference;
      return `.git/${name} was changed${settings.length === 0 ? '' : ` (${settings.join(', ')})`}`;
    }
    case 'head':
      if (difference.before === undefined) return `the worktree ${name} was added`;
      if (difference.after === undefined) return `the worktree ${name} was removed`;
      return `another branch or commit was checked out in ${name}`;
    case 'file':
      return `${name} changed in your checkout`;
  }
}

/** How people call a ref. */
function refWords(name: string): string {
  const [, kind = '', short = ''] = /^refs\/(heads|tags|remotes)\/(.+)$/s.exec(name) ?? [];
  if (kind === 'heads') return `branch ${short}`;
  if (kind === 'tags') return `tag ${short}`;
  if (kind === 'remotes') return `remote branch ${short}`;
  return name === 'refs/stash' ? 'the stash' : name;
}

function changeWord(
  { before, after }: { readonly before?: string; readonly after?: string },
  created: string,
  deleted: string,
  moved: string,
): string {
  if (before === undefined) return created;
  return after === undefined ? deleted : moved;
}

/**
 * Refs that Wavegate moves at any time: the session's own branch, branches of other sessions and runs (their tips are
 * never trusted: results name commits), and what it keeps, which it adds but never takes away.
 */
function isOurs(name: string, { branch }: GitFolderState, to: string | undefined): boolean {
  if (name.startsWith('refs/wavegate/')) return to !== undefined;
  const { prefix, run } = parseSessionBranch(branch);
  return name.startsWith(`refs/heads/${prefix}/`) && name !== `refs/heads/${prefix}/${run}`;
}

/** A file of settings counts as changed by what it says. */
function gitFileDifferences(
  before: Fingerprint,
  after: LaterFingerprint,
): readonly { readonly what: 'git-file'; readonly name: string; readonly settings?: readonly string[] }[] {
  return changedKeys(before.files, after.files, (a, b) => a?.hash === b?.hash && a?.mode === b?.mode).flatMap(
    (name) => {
      if (!settingsFiles.includes(name)) return [{ what: 'git-file' as const, name }];
      const settings = after.settings.filter((setting) => setting.split(' ', 1)[0] === name);
      if (settings.length === 0) return [];
      return [
        {
          what: 'git-file' as const,
          name,
          // A file whose content is not known stands alone.
          settings: settings.map((setting) => setting.slice(name.length + 1)).filter((setting) => setting !== ''),
        },
      ];
    },
  );
}

function ends(before: string | undefined, after: string | undefined): { before?: string; after?: string } {
  return { ...(before !== undefined && { before }), ...(after !== undefined && { after }) };
}

function changedKeys<Value>(
  before: Readonly<Record<string, Value>>,
  after: Readonly<Record<string, Value>>,
  same: (a: Value | undefined, b: Value | undefined) => boolean,
): readonly string[] {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].filter((key) => !same(before[key], after[key])).sort();
}
