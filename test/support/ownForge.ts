import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { GithubServer } from './githubServer.ts';
import type { ServedCheck } from './githubServer.ts';

/** A forge on this machine: a bare repository, and a server in front of it that the real `gh` takes for GitHub. */
export interface OwnForge {
  readonly server: GithubServer;
  /** Variables that lead `gh` there. */
  readonly environment: Readonly<Record<string, string>>;
  /** Runs git in the bare repository. @returns what it printed, without the last line break */
  readonly git: (...args: readonly string[]) => string;
}

/** Whether the program is on the PATH; the suites do not install it. */
export function hasGh(): boolean {
  try {
    execFileSync('gh', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** `gh` refuses to work in a checkout without any remote at a forge it knows. Nothing is fetched from this one. */
export function nameForGh(git: OwnForge['git']): void {
  git('remote', 'add', 'github', 'https://github.com/team/sample.git');
}

/**
 * @param remote bare repository
 * @param checks of a commit, at the given look (from 1)
 */
export async function startOwnForge(
  t: { after: (step: () => unknown) => void },
  remote: string,
  checks: (forge: OwnForge, commit: string, look: number) => readonly ServedCheck[],
): Promise<OwnForge> {
  const folder = mkdtempSync(path.join(tmpdir(), 'wavegate-forge-'));
  const socket = path.join(folder, 'api.sock');
  const git = (...args: readonly string[]): string => {
    const who = ['-c', 'user.name=forge', '-c', 'user.email=forge@example.org'];
    return execFileSync('git', ['--git-dir', remote, ...who, ...args], { encoding: 'utf8', stdio: 'pipe' }).trim();
  };
  const tipOf = (branch: string): string | undefined => {
    try {
      return git('rev-parse', '--verify', '--quiet', `refs/heads/${branch}`);
    } catch {
      return undefined;
    }
  };
  const server = new GithubServer({
    head: (branch) => tipOf(branch) ?? '0'.repeat(40),
    checks: (commit, look) => checks(forge, commit, look),
    log: () => 'AssertionError: offByOne\n',
    contains(newer, commit) {
      try {
        return git('merge-base', newer, commit) === git('rev-parse', commit);
      } catch {
        return false;
      }
    },
    deleteBranch: (branch) => void git('update-ref', '-d', `refs/heads/${branch}`),
    merge({ base, branch }) {
      const head = tipOf(branch);
      const onto = tipOf(base);
      if (head === undefined || onto === undefined) return { refused: 'Base or head branch is gone.' };
      if (git('merge-base', head, onto) === head) return { refused: 'There are no new commits on the head branch.' };
      let tree: string;
      try {
        tree = git('merge-tree', '--write-tree', onto, head).split('\n')[0] ?? '';
      } catch {
        return { refused: 'Pull Request has merge conflicts' };
      }
      const commit = git('commit-tree', tree, '-p', onto, '-p', head, '-m', `Merge ${branch}`);
      git('update-ref', `refs/heads/${base}`, commit, onto);
      return { commit };
    },
  });
  const config = path.join(folder, 'config');
  mkdirSync(config);
  writeFileSync(path.join(config, 'config.yml'), `http_unix_socket: ${JSON.stringify(socket)}\n`);
  const environment = { GH_CONFIG_DIR: config, GH_TOKEN: 'no-secret', GH_REPO: 'github.com/team/sample' };
  const forge: OwnForge = { server, environment, git };
  await server.listen(socket);
  t.after(async () => {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return forge;
}
