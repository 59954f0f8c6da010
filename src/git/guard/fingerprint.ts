import { lstat, open, readFile } from 'node:fs/promises';
import path from 'node:path';
import { readRefs } from '../commits.ts';
import { listWorktrees } from '../listedWorktrees.ts';
import { parseSessionBranch } from '../marks.ts';
import { parseStatus } from '../parse/status.ts';
import { administrativeFolder, commonFolder } from '../repositoryFolders.ts';
import { gitLine, gitText, runGit } from '../runGit.ts';
import { branchesWithOwnWork } from './ownWork.ts';
import { readWatchedFiles } from './watchedFiles.ts';
import type { WatchedFiles } from './watchedFiles.ts';

export interface FingerprintRequest {
  /** The person's checkout. Absolute. */
  readonly repository: string;
  /** The session's worktree. Absolute. */
  readonly worktree: string;
  /** Short name of the session's branch. */
  readonly branch: string;
  /** The fingerprint this one will be compared with. */
  readonly since?: Fingerprint;
}

/**
 * Everything outside a session's own worktree and branch that an agent must leave alone, as plain data: two of them, from
 * before and after a session, show what changed meanwhile and, as far as git's own logs tell, through whom.
 */
export interface Fingerprint {
  readonly branch: string;
  /** Object by full ref name. */
  readonly refs: Readonly<Record<string, string>>;
  /** Checkouts of the person: what HEAD names (ref or commit), and the last entries of its log. */
  readonly heads: Readonly<Record<string, { readonly head: string; readonly log: readonly string[] }>>;
  /** Files of the person's checkout that differ from its HEAD: state, staged content, size and time on disk. */
  readonly checkout: Readonly<Record<string, string>>;
  /** Settings that matter for everyone, by key; values in order. */
  readonly settings: Readonly<Record<string, readonly string[]>>;
  readonly files: WatchedFiles;
  /** Commits that were ever HEAD of the session's worktree, its base included. */
  readonly own: readonly string[];
  /** Branches that hold commits the session has made since the earlier fingerprint, by full ref name. */
  readonly reached: readonly string[];
  /** What the last stash says of where it was made. */
  readonly stash?: string;
}

/** How much of a log is read: the entries of a session are its last ones. */
const logTail = 64 * 1024;

/**
 * Takes a fingerprint. Costs about one `git status` of the person's checkout.
 *
 * @throws GitError when the repository cannot be read
 */
export async function takeFingerprint(request: FingerprintRequest): Promise<Fingerprint> {
  const { repository, worktree, branch, since } = request;
  parseSessionBranch(branch);
  const common = await commonFolder(repository);
  const own = await administrativeFolder(common, worktree);
  const [refs, heads, checkout, settings, files, log, stash] = await Promise.all([
    readRefs(repository),
    readHeads(repository, common, branch),
    readCheckout(repository),
    readSettings(common),
    readWatchedFiles(common),
    own === undefined ? [] : readLog(path.join(own, 'logs', 'HEAD')),
    readLog(path.join(common, 'logs', 'refs', 'stash')),
  ]);
  const last = stash.at(-1);
  const ownCommits = [...new Set(log.map((entry) => entry.split(' ')[1] ?? ''))];
  return {
    branch,
    refs,
    heads,
    checkout,
    settings,
    files,
    own: ownCommits,
    reached: since === undefined ? [] : await branchesWithOwnWork(repository, since, { refs, heads, own: ownCommits }),
    ...(last !== undefined && { stash: last.slice(last.indexOf('\t') + 1) }),
  };
}

/** HEADs of the worktrees that are the person's: all but those of sessions, whose agents may move theirs. */
async function readHeads(repository: string, common: string, branch: string): Promise<Fingerprint['heads']> {
  const { prefix } = parseSessionBranch(branch);
  const heads: Record<string, { head: string; log: readonly string[] }> = {};
  for (const [index, listed] of (await listWorktrees(repository)).entries()) {
    const folder = index === 0 ? common : await administrativeFolder(common, listed.path);
    if (folder === undefined || listed.bare || listed.branch?.startsWith(`${prefix}/`)) continue;
    const head = await readFile(path.join(folder, 'HEAD'), 'utf8').catch(() => '');
    heads[listed.path] = {
      head: head.trim().replace(/^ref: /, ''),
      log: await readLog(path.join(folder, 'logs', 'HEAD')),
    };
  }
  return heads;
}

async function readCheckout(repository: string): Promise<Fingerprint['checkout']> {
  const { entries } = parseStatus(
    await gitText(['status', '--porcelain=v2', '-z', '--untracked-files=all', '--no-renames'], { folder: repository }),
  );
  if (entries.length === 0) return {};
  const top = await gitLine(['rev-parse', '--show-toplevel'], { folder: repository });
  const states: Record<string, string> = {};
  for (const { path: file, state, detail } of entries) {
    const found = await lstat(path.join(top, ...file.split('/'))).catch(() => undefined);
    states[file] = `${state} ${detail} ${found?.size ?? '-'} ${found?.mtimeMs ?? '-'}`;
  }
  return states;
}

/** Settings of the repository. Those below `branch.` only say where a branch is pulled from; editors rewrite them freely. */
async function readSettings(common: string): Promise<Fingerprint['settings']> {
  const settings: Record<string, string[]> = {};
  for (const file of ['config', 'config.worktree']) {
    const place = path.join(common, file);
    // Most repositories have no settings per worktree, and every git counts when many agents start at once.
    if ((await lstat(place).catch(() => undefined)) === undefined) continue;
    const { stdout } = await runGit(['config', '--file', place, '--list', '-z'], {
      folder: common,
      accept: [0, 1, 128],
    });
    for (const entry of stdout.toString('utf8').split('\0')) {
      const [key = ''] = entry.split('\n', 1);
      if (key !== '' && !key.startsWith('branch.'))
        (settings[`${file} ${key}`] ??= []).push(entry.slice(key.length + 1));
    }
  }
  return settings;
}

/** The last lines of a ref's log: `old new who <mail> time zone\tmessage`. */
async function readLog(file: string): Promise<readonly string[]> {
  const handle = await open(file).catch(() => undefined);
  if (handle === undefined) return [];
  try {
    const { size } = await handle.stat();
    const start = Math.max(0, size - logTail);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(size - start), 0, size - start, start);
    const lines = buffer
      .toString('utf8', 0, bytesRead)
      .split('\n')
      .filter((line) => line !== '');
    return start === 0 ? lines : lines.slice(1);
  } finally {
    await handle.close();
  }
}
