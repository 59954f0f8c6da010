import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { wholly } from './wholly.ts';

/** Configuration of a repository that git has made on this machine, whose file system it has looked at. */
let configuration: string | undefined;

/**
 * Makes an empty repository on the branch `main`, as `git init` does, without starting git for each one.
 *
 * @param folder absolute path; its git folder is `.git` in it
 * @param person who commits
 * @param remote address of `origin`
 */
export function newRepository(folder: string, person: string, email: string, remote?: string): void {
  const git = path.join(folder, '.git');
  fillGitFolder(git, configurationHere());
  writeFileSync(path.join(git, 'info', 'exclude'), '# Files that git is to ignore here.\n');
  const own = `[user]\n\tname = ${person}\n\temail = ${email}\n`;
  const origin =
    remote === undefined
      ? ''
      : `[remote "origin"]\n\turl = ${remote.replaceAll('\\', '/')}\n\tfetch = +refs/heads/*:refs/remotes/origin/*\n`;
  appendFileSync(path.join(git, 'config'), `${own}${origin}`);
}

/** Makes an empty bare repository, as `git init --bare` does. */
export function newBareRepository(folder: string): void {
  const bare = configurationHere()
    .replace('bare = false', 'bare = true')
    .replace(/^\tlogallrefupdates.*\n/m, '');
  // A push into it ends without a look at whether it is time to tidy up.
  fillGitFolder(folder, `${bare}[receive]\n\tautoGC = false\n`);
}

/** Commit that was made in a repository just now, read without git: its branch is a file of its own then. */
export function newestCommit(folder: string): string {
  const read = (name: string): string => readFileSync(path.join(folder, '.git', name), 'utf8').trim();
  const head = read('HEAD');
  return head.startsWith('ref: ') ? read(head.slice('ref: '.length)) : head;
}

function fillGitFolder(git: string, config: string): void {
  for (const name of ['hooks', 'info', 'objects/info', 'objects/pack', 'refs/heads', 'refs/tags']) {
    mkdirSync(path.join(git, name), { recursive: true });
  }
  writeFileSync(path.join(git, 'HEAD'), 'ref: refs/heads/main\n');
  writeFileSync(path.join(git, 'config'), config);
}

function configurationHere(): string {
  if (configuration !== undefined) return configuration;
  const folder = mkdtempSync(path.join(tmpdir(), 'wavegate git '));
  try {
    execFileSync('git', ['init', '--quiet', '--template=', folder], { stdio: 'pipe' });
    configuration = readFileSync(path.join(folder, '.git', 'config'), 'utf8');
  } finally {
    rmSync(folder, wholly);
  }
  return configuration;
}
