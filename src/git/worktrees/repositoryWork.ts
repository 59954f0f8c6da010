import type { Plan } from '../../core/plan/schema/plan.ts';
import type { DigestFacts } from '../../core/digest/facts.ts';
import type { BaseMove, FileChange, MessageTrial, Target } from '../../core/model/repository.ts';
import type { Evidence } from '../../core/model/gate.ts';
import { WorkspaceError } from '../../ports/workspaces.ts';
import type { InspectOptions, RepositoryInspection } from '../../ports/workspaces.ts';
import { errorMessage } from '../../util/errors.ts';
import { baseMoves } from '../merge/baseMoves.ts';
import type { RunBase } from '../merge/baseMoves.ts';
import { fileChanges, isUnknownCommit, readFileAt, treeOf } from '../changes/changes.ts';
import { committedWaves } from '../commit/committedWaves.ts';
import { digestFacts } from '../changes/digestFacts.ts';
import { tryMessages } from '../commit/hooks.ts';
import { inspectRepository } from '../inspectRepository.ts';
import { commonFolder } from '../place/repositoryFolders.ts';
import { poolFolder } from '../pool/keptWorktrees.ts';
import { prepareWorktrees, together } from './prepareWorktrees.ts';
import type { CommandPlace, CommandsOf } from './provisionWorktree.ts';
import { settleIndexes } from './settleIndexes.ts';
import { signingObstacle } from '../commit/signing.ts';
import { pushTarget } from '../remote/remoteBranch.ts';
import { removeWorktrees } from './removeWorktrees.ts';
import { readRef } from '../refs/refFiles.ts';
import { dropRunBranch, openRunBranch } from '../refs/runBranch.ts';
import { foreseeReverts } from '../merge/wayBack.ts';
import { asWorkspace } from '../place/workspaceFailure.ts';
import { tearDownAll } from './teardown.ts';
import { createTurns } from './turns.ts';
import type { WantedWorktree } from './worktreeGate.ts';

/**
 * Operations on a repository that workspaces need, as calls that can be made from another process: they take and give
 * plain data, and may be repeated. The first argument is the top folder of the person's checkout, a native path; all
 * throw WorkspaceError. Calls about the same worktrees wait for each other: these may still be made ahead when they are asked for,
 * or given back, also by a run that was closed since and opened again.
 */
export interface RepositoryWork {
  inspect(repository: string, options: InspectOptions): Promise<RepositoryInspection>;
  tryCommits(repository: string, commit: Plan['commit']): Promise<readonly string[]>;
  tryMessages(repository: string, messages: readonly string[]): Promise<MessageTrial | undefined>;
  resolve(repository: string, branch: string): Promise<string | undefined>;
  /** @returns whether this call made the branch */
  openRun(repository: string, branch: string, commit: string): Promise<boolean>;
  dropRun(repository: string, branch: string, commit: string): Promise<void>;
  prepare(
    repository: string,
    wanted: readonly WantedWorktree[],
    settings: Parameters<typeof prepareWorktrees>[2] & CommandPlace['sandbox'],
    roots: Roots,
  ): Promise<Evidence>;
  /** @returns lines for people about what was kept of the set-up */
  prepareAhead(...args: Parameters<RepositoryWork['prepare']>): Promise<readonly string[]>;
  remove(
    repository: string,
    sessions: readonly WantedWorktree[],
    settings: Parameters<typeof removeWorktrees>[2] & CommandPlace['sandbox'],
    roots: Roots,
  ): ReturnType<typeof removeWorktrees>;
  /** Runs teardown in those that are there, which stay. @returns those where it failed */
  tearDown(...args: Parameters<RepositoryWork['remove']>): ReturnType<typeof removeWorktrees>;
  target(repository: string, remote: string, branch: string, timeout: number): Promise<Target>;
  moved(repository: string, base: RunBase, head: string, stays: readonly string[]): Promise<readonly BaseMove[]>;
  foreseeReverts: typeof foreseeReverts;
  committedWaves: typeof committedWaves;
  changes(repository: string, from: string, to: string): Promise<readonly FileChange[]>;
  tree(repository: string, commit: string): Promise<string>;
  fileAt(repository: string, commit: string, path: string): Promise<string | undefined>;
  digest(repository: string, commit: string, names: readonly string[]): Promise<DigestFacts>;
}

/** Folders that the commands of a plan are kept out of. Absolute native paths. */
type Roots = Pick<CommandPlace, 'worktreeRoot' | 'stateRoot'>;

const foldersOf = (worktrees: readonly WantedWorktree[]): readonly string[] => worktrees.map(({ folder }) => folder);

/** @param commandsOf how setup and teardown commands of a plan are run */
export function createRepositoryWork(commandsOf: CommandsOf): RepositoryWork {
  const inTurn = createTurns();
  return {
    inspect: (repository, options) => asWorkspace(() => inspectRepository(repository, options)),
    tryCommits: (repository, { sign }) =>
      asWorkspace(async () => [await signingObstacle(repository, sign)].flatMap((obstacle) => obstacle ?? [])),
    tryMessages: (repository, messages) => asWorkspace(() => tryMessages(repository, messages)),
    resolve: (repository, branch) => asWorkspace(() => readRef(repository, `refs/heads/${branch}`)),
    openRun: (repository, branch, commit) => asWorkspace(() => openRunBranch(repository, branch, commit)),
    dropRun: (repository, branch, commit) => asWorkspace(() => dropRunBranch(repository, branch, commit)),
    prepare: (repository, wanted, settings, roots) =>
      inTurn(foldersOf(wanted), () =>
        asWorkspace(() =>
          prepareWorktrees(
            repository,
            wanted,
            settings,
            commandsOf({ repository, ...roots, sandbox: settings }),
            poolFolder(roots.worktreeRoot),
          ),
        ),
      ),
    prepareAhead: (repository, wanted, settings, roots) =>
      inTurn(foldersOf(wanted), () =>
        asWorkspace(async () => {
          const run = commandsOf({ repository, ...roots, sandbox: settings });
          const notes: string[] = [];
          await prepareWorktrees(repository, wanted, settings, run, poolFolder(roots.worktreeRoot), (line) => {
            notes.push(line);
          });
          await settleIndexes(await commonFolder(repository), foldersOf(wanted), together);
          return notes;
        }),
      ),
    remove: (repository, sessions, settings, roots) =>
      inTurn(foldersOf(sessions), () =>
        asWorkspace(() =>
          removeWorktrees(
            repository,
            sessions,
            settings,
            commandsOf({ repository, ...roots, sandbox: settings }),
            poolFolder(roots.worktreeRoot),
          ),
        ),
      ),
    tearDown: (repository, sessions, settings, roots) =>
      asWorkspace(() => tearDownAll(sessions, settings, commandsOf({ repository, ...roots, sandbox: settings }))),
    target: (repository, remote, branch, timeout) =>
      asWorkspace(() => pushTarget({ repository, remote, branch }, timeout)),
    moved: (repository, base, head, stays) => asWorkspace(() => baseMoves(repository, base, head, stays)),
    committedWaves: (repository, run, known) => asWorkspace(() => committedWaves(repository, run, known)),
    foreseeReverts: (repository, onto, commits, stays) =>
      aboutCommits(() => foreseeReverts(repository, onto, commits, stays)),
    changes: (repository, from, to) => aboutCommits(() => fileChanges(repository, from, to)),
    tree: (repository, commit) => aboutCommits(() => treeOf(repository, commit)),
    digest: (repository, commit, names) => aboutCommits(() => digestFacts(repository, commit, names)),
    fileAt: (repository, commit, file) => aboutCommits(() => readFileAt(repository, commit, file)),
  };
}

async function aboutCommits<Result>(work: () => Promise<Result>): Promise<Result> {
  return asWorkspace(async () => {
    try {
      return await work();
    } catch (error) {
      if (!isUnknownCommit(error)) throw error;
      const text = errorMessage(error);
      throw new WorkspaceError(
        'unknown-commit',
        `${text}. Fetch the commit, or check that the repository is the one of the run.`,
        {
          cause: error,
        },
      );
    }
  });
}
