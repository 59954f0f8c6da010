import { constants } from 'node:fs';
import { access, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { MessageTrial } from '../../core/model/repository.ts';
import { GitError, explanation } from '../call/gitError.ts';
import { gitLine, runGit } from '../call/runGit.ts';
import { withAuthor } from './waveCommit.ts';

/** Milliseconds a hook may take over one message. */
const hookTimeout = 2 * 60_000;

/** Hooks of a person's own commits that no commit of a run asks. */
const skipped = ['pre-commit', 'prepare-commit-msg', 'post-commit', 'pre-merge-commit', 'post-merge', 'post-checkout'];

/**
 * Folder in which git finds the hooks of a repository, whatever set it (core.hooksPath, husky, lefthook). Absolute.
 *
 * @param repository top folder of the checkout: a relative setting is meant from there
 */
export async function hooksFolder(repository: string): Promise<string> {
  return path.resolve(
    repository,
    await gitLine(['rev-parse', '--git-path', 'hooks'], { folder: repository, hooks: true }),
  );
}

/**
 * Path of a hook that git would run, as people know it: relative to the checkout where it is inside.
 *
 * @param folder that of the hooks, where it was asked for just now
 */
export async function hookNamed(repository: string, name: string, folder?: string): Promise<string | undefined> {
  const file = path.join(folder ?? (await hooksFolder(repository)), name);
  try {
    await access(file, constants.X_OK);
  } catch {
    return undefined;
  }
  const inside = path.relative(repository, file);
  return inside.startsWith('..') || path.isAbsolute(inside) ? file : inside.split(path.sep).join('/');
}

/** Names of the repository's hooks that a run does not run. @param folder that of the hooks */
export async function skippedHooks(repository: string, folder: string): Promise<readonly string[]> {
  const there = new Set(await readdir(folder).catch((): string[] => []));
  const found = await Promise.all(
    skipped.filter((name) => there.has(name)).map((name) => hookNamed(repository, name, folder)),
  );
  return found.filter((name) => name !== undefined);
}

/**
 * Asks the repository's own commit-msg hook about messages, as `git commit` would, in the person's checkout: that is where
 * what such hooks start is installed. They see an index of their own, so that nothing they stage reaches the person's.
 *
 * @param messages complete, with their trailers
 * @returns the hook and its answers, in the order of the messages; nothing where there is no such hook
 * @throws GitError when git cannot run hooks at all
 */
export async function tryMessages(repository: string, messages: readonly string[]): Promise<MessageTrial | undefined> {
  const hook = await hookNamed(repository, 'commit-msg');
  if (hook === undefined || messages.length === 0) return undefined;
  const aside = await mkdtemp(path.join(os.tmpdir(), 'wavegate-message-'));
  try {
    const env = { GIT_INDEX_FILE: path.join(aside, 'index') };
    await runGit(['read-tree', 'HEAD'], { folder: repository, env });
    const file = path.join(aside, 'COMMIT_EDITMSG');
    const answers: MessageTrial['answers'][number][] = [];
    for (const message of messages) {
      const text = await withAuthor(repository, message);
      await writeFile(file, text);
      const subject = text.slice(0, text.indexOf('\n'));
      const refused = await refusal(repository, file, env);
      const changed = (await readFile(file, 'utf8')).trimEnd() !== text.trimEnd();
      answers.push({ subject, ...(refused !== undefined && { refused }), ...(changed && { changed }) });
    }
    return { hook, answers };
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

/** Words of the hook where it refuses the message in a file. */
async function refusal(
  repository: string,
  file: string,
  env: Readonly<Record<string, string>>,
): Promise<string | undefined> {
  try {
    await runGit(['hook', 'run', 'commit-msg', '--', file], {
      folder: repository,
      env,
      hooks: true,
      timeout: hookTimeout,
    });
    return undefined;
  } catch (error) {
    if (!(error instanceof GitError) || error.reason === 'missing') throw error;
    return explanation(error.stderr) || error.message;
  }
}
