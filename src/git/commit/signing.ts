import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Plan } from '../../core/plan/schema/plan.ts';
import { createCommit, signingAdvice } from '../refs/commits.ts';
import { GitError, asSentence } from '../call/gitError.ts';
import { commonFolder } from '../place/repositoryFolders.ts';
import { gitText, runGit } from '../call/runGit.ts';

type Signing = Plan['commit']['sign'];

/** Milliseconds a trial of signing may take: time to enter a passphrase, or to touch a key. */
const signTimeout = 2 * 60_000;

/** Whether commits are to be signed, by the plan and, where it leaves that to git, by the person's settings. */
export async function isSigned(repository: string, sign: Signing): Promise<boolean> {
  if (sign !== 'auto') return sign === 'always';
  const { stdout } = await runGit(['config', '--type=bool', '--get', 'commit.gpgsign'], {
    folder: repository,
    accept: [0, 1],
  });
  return stdout.toString('utf8').trim() === 'true';
}

/**
 * Signs a commit that nothing keeps, as the commits of a run are going to be signed. Nothing is left of it, not even an
 * object.
 *
 * @returns why commits cannot be signed here, for people; undefined when they can, or are not to be
 */
export async function signingObstacle(repository: string, sign: Signing): Promise<string | undefined> {
  if (!(await isSigned(repository, sign))) return undefined;
  const aside = await mkdtemp(path.join(os.tmpdir(), 'wavegate-sign-'));
  try {
    const objects = path.join(await commonFolder(repository), 'objects');
    const env = { GIT_OBJECT_DIRECTORY: aside, GIT_ALTERNATE_OBJECT_DIRECTORIES: objects };
    const tree = await gitText(['hash-object', '-t', 'tree', '-w', '--stdin'], { folder: repository, env, input: '' });
    const message = 'A commit nothing keeps, to see whether signing works';
    await createCommit(repository, { tree: tree.trim(), parents: [], message, sign: true, timeout: signTimeout, env });
    return undefined;
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    const said = error.message.endsWith(`${signingAdvice}.`)
      ? error.message
      : `${asSentence(error.message)} ${signingAdvice}.`;
    return `${await wish(repository, sign)}, and that does not work here: ${said} Nothing was started.`;
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

async function wish(repository: string, sign: Signing): Promise<string> {
  const { stdout } = await runGit(['config', '-z', '--get-regexp', '^(gpg\\.format|user\\.signingkey)$'], {
    folder: repository,
    accept: [0, 1],
  });
  const settings = stdout
    .toString('utf8')
    .split('\0')
    .filter((entry) => entry !== '');
  const shown = settings.map((entry) => entry.replace('\n', '=').slice(0, 120)).join(', ');
  const who =
    sign === 'always' ? 'The plan has commits signed (commit.sign)' : 'Your git signs commits (commit.gpgsign)';
  return shown === '' ? who : `${who} with ${shown}`;
}
