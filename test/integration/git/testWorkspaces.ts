import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { SessionPlan } from '../../../src/core/model/events.ts';
import type { Scope } from '../../../src/core/model/sessionResult.ts';
import { planSchema } from '../../../src/core/plan/schema/plan.ts';
import type { Plan } from '../../../src/core/plan/schema/plan.ts';
import { readWorktree } from '../../../src/git/worktrees/worktreeIndex.ts';
import { commitState } from '../../../src/git/worktrees/snapshot.ts';
import type { Snapshot, SnapshotRequest } from '../../../src/git/worktrees/snapshot.ts';
import { createWorkspaces } from '../../../src/git/worktrees/gitWorkspaces.ts';
import { createRepositoryWork } from '../../../src/git/worktrees/repositoryWork.ts';
import type { RepositoryWork } from '../../../src/git/worktrees/repositoryWork.ts';
import type { RunCommand } from '../../../src/git/worktrees/provisionWorktree.ts';
import type { Workspaces } from '../../../src/ports/workspaces.ts';
import type { TestRepository } from './testRepository.ts';

export const scope: Scope = { kind: 'wave', wave: 'one', attempt: 1 };

/** Where the tests' layout puts the worktree of a session of run `r1`. */
export function worktreeOf(repository: Pick<TestRepository, 'home'>, subject: string): string {
  return path.join(repository.home, 'worktrees', 'r1', subject);
}

export const repositoryWork = (): RepositoryWork => createRepositoryWork(() => runCommand);

/** @param work what workspaces of one process share */
export function workspacesOf(
  repository: Pick<TestRepository, 'home' | 'folder'>,
  folder = repository.folder,
  work = repositoryWork(),
): Workspaces {
  const layout = {
    worktree: (run: string, _scope: Scope, subject: string) => path.join(repository.home, 'worktrees', run, subject),
    backupFolder: (run: string) => path.join(repository.home, 'backup', run),
    stateRoot: path.join(repository.home, 'state'),
    worktreeRoot: path.join(repository.home, 'worktrees'),
  };
  const freePort = (first: number) => Promise.resolve(first);
  return createWorkspaces({ repository: folder, layout, work, freePort });
}

export function session(subject: string, base: string): SessionPlan {
  const branch = `wavegate/r1.sessions/one/${subject}`;
  return { id: `wave~one~1~${subject}`, kind: 'implement', scope, subject, epoch: 1, branch, base };
}

/** The plan's worktree settings with these keys set. */
export function settings(given: Partial<Plan['worktree']> = {}): Plan['worktree'] {
  const plan = planSchema.parse({
    waveplan: 1,
    title: 't',
    waves: [{ id: 'one', title: 'w', tasks: [{ id: 'a', title: 't', owns: ['a'], objective: 'o' }] }],
  });
  return { ...plan.worktree, ...given };
}

export const runCommand: RunCommand = async ([program, ...args], folder) => {
  const child = spawn(program, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stdout.on('data', (bytes: Buffer) => (output += bytes.toString()));
  child.stderr.on('data', (bytes: Buffer) => (output += bytes.toString()));
  const [exitCode] = (await once(child, 'close')) as [number | null];
  return { exitCode, output };
};

/** Work of a session host at the end of its agent, read at once. */
export async function snapshotWorktree(request: SnapshotRequest & { readonly worktree: string }): Promise<Snapshot> {
  return commitState(request, await readWorktree(request));
}
