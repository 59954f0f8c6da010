import path from 'node:path';
import { attributeRef, movedIn } from './attributeRef.ts';
import { differingFiles } from './checkoutFiles.ts';
import type { Fingerprint, LaterFingerprint } from './fingerprint.ts';
import { settingsFiles } from './settings.ts';

/**
 * Something outside a session's worktree that is not as it was. `session`: it is the agent's doing as far as git's logs
 * tell, or nobody else had a reason to; it blocks the session and is undone. `unclear`: the person may have done it
 * while the session ran, so it is reported and left alone. `somebody`: one of several sessions did it, and nothing tells
 * which; it is undone, and holds all of them.
 */
export type Difference = { readonly by: 'session' | 'somebody' | 'unclear'; readonly name: string } &
  /** `through`: the checkout of the person's in which a branch was moved, its files with it. */
  (
    | { readonly what: 'ref'; readonly before?: string; readonly after?: string; readonly through?: string }
    | { readonly what: 'git-file' | 'head' }
    /** `told`: the agent's own program says that it wrote it. */
    | { readonly what: 'file'; readonly told?: boolean }
  );

/** What else tells whose doing a difference is. */
export interface Knowledge {
  /** Nobody but agents works in the checkout during the run: the plan says so. */
  readonly reserved: boolean;
  /** Files outside its worktree that the agent's own program says it wrote. Absolute, native. */
  readonly wrote: readonly string[];
}

/** What changed between two fingerprints of the same session. What Wavegate itself moves meanwhile is left out. */
export function compareFingerprints(
  before: Fingerprint,
  after: LaterFingerprint,
  { reserved, wrote }: Knowledge,
): readonly Difference[] {
  const unlessReserved = reserved ? 'session' : 'unclear';
  return [
    ...refDifferences(before, after).map((difference): Difference =>
      reserved && /^refs\/(heads\/|stash$)/.test(difference.name) ? { ...difference, by: 'session' } : difference,
    ),
    ...gitFileDifferences(before, after),
    ...changedKeys(before.heads, after.heads, (a, b) => a?.head === b?.head)
      .filter((name) => name in before.heads)
      .map((name): Difference => ({ what: 'head', name, by: unlessReserved })),
    ...differingFiles(before.checkout ?? {}, after.checkout).map((name): Difference => {
      const told = wrote.includes(path.join(before.top, ...name.split('/')));
      return { what: 'file', name, by: told ? 'session' : unlessReserved, told };
    }),
  ];
}

/** One line for people about a difference. */
export function describeDifference(difference: Difference): string {
  const { name } = difference;
  switch (difference.what) {
    case 'ref': {
      if (difference.before === undefined) return `${name} was created`;
      return difference.after === undefined ? `${name} was deleted` : `${name} was moved`;
    }
    case 'git-file':
      return `.git/${name} was changed`;
    case 'head':
      return `another branch or commit was checked out in ${name}`;
    case 'file':
      return `${name} changed in your checkout`;
  }
}

function refDifferences(before: Fingerprint, after: LaterFingerprint): readonly Difference[] {
  return changedKeys(before.refs, after.refs, (a, b) => a === b).flatMap((name): readonly Difference[] => {
    const by = attributeRef(name, before, after);
    if (by === 'ours') return [];
    const [from, to, through] = [before.refs[name], after.refs[name], movedIn(name, before, after)];
    return [
      {
        what: 'ref',
        name,
        by,
        ...(from !== undefined && { before: from }),
        ...(to !== undefined && { after: to }),
        ...(through !== undefined && { through }),
      },
    ];
  });
}

/** A file of settings counts as changed by what it says. */
function gitFileDifferences(before: Fingerprint, after: LaterFingerprint): readonly Difference[] {
  const saysTheSame = (file: string): boolean =>
    settingsFiles.includes(file) && !after.settings.some((setting) => setting.split(' ', 1)[0] === file);
  return changedKeys(before.files, after.files, (a, b) => a?.hash === b?.hash && a?.mode === b?.mode)
    .filter((name) => !saysTheSame(name))
    .map((name): Difference => ({ what: 'git-file', name, by: 'session' }));
}

function changedKeys<Value>(
  before: Readonly<Record<string, Value>>,
  after: Readonly<Record<string, Value>>,
  same: (a: Value | undefined, b: Value | undefined) => boolean,
): readonly string[] {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].filter((key) => !same(before[key], after[key])).sort();
}
