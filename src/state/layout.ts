import type { Scope } from '../core/model/sessionResult.ts';
import type { Layout } from '../ports/layout.ts';
import { folderName } from './folderName.ts';
import { findRoots, LayoutError, pathsOf, temporaryFolders } from './roots.ts';
import type { Environment, FolderSettings, Roots } from './roots.ts';

/** A layout that also knows the folder of all runs, for listing them. */
export interface LocalLayout extends Layout {
  /** Holds one folder per run of this repository. */
  readonly runsFolder: string;
  /** Names the checkout a run was started in. */
  checkoutFile(run: string): string;
  /** Decisions that people have begun at the gates of a run. */
  draftsFile(run: string): string;
  /** Keeps how much of a run was sent to a collector. */
  telemetryFile(run: string): string;
  /** File with the review of a plan file. @param file from the repository root */
  planReviewFile(file: string): string;
  /** Marker files of other tools: requests to decide a gate of a run. */
  requestsFolder(run: string): string;
}

export interface LayoutOptions {
  /** Top folder of the checkout, or the git folder where there is none. Absolute and native. */
  readonly repositoryRoot: string;
  /** The repository's own id, fit for a folder: see repositoryId.ts. */
  readonly id: string;
  readonly env: Environment;
  readonly platform: NodeJS.Platform;
  readonly settings?: FolderSettings;
}

/** Path length that Windows allows without special settings, less what a repository needs below a worktree. */
const longestWorktreeOnWindows = 260 - 120;

/**
 * Places of one repository's runs: `<state>/<id>/runs/<run>/…` and `<worktrees>/<id>/<run>/…`.
 * Arithmetic on paths only; nothing is looked up or created.
 * @throws LayoutError when the folders would lie inside the repository, or (unless chosen) in a temporary folder
 */
export function createLayout(options: LayoutOptions): LocalLayout {
  const { platform, id } = options;
  const paths = pathsOf(platform);
  const roots = findRoots(platform, options.env, options.settings);
  checkRoots(roots, options);

  const runsFolder = paths.join(roots.state, id, 'runs');
  const worktreeRoot = paths.join(roots.worktrees, id);
  const runFolder = (run: string): string => paths.join(runsFolder, runName(run));
  return {
    stateRoot: roots.state,
    worktreeRoot,
    runsFolder,
    runFolder,
    checkoutFile: (run) => paths.join(runFolder(run), 'checkout.json'),
    journalFile: (run) => paths.join(runFolder(run), 'journal.jsonl'),
    sessionFolder: (run, session, epoch) => paths.join(runFolder(run), 'sessions', `${folderName(session)}@${epoch}`),
    draftsFile: (run) => paths.join(runFolder(run), 'drafts.jsonl'),
    telemetryFile: (run) => paths.join(runFolder(run), 'telemetry.json'),
    planReviewFile: (file) => paths.join(roots.state, id, 'plan-reviews', `${folderName(file)}.json`),
    requestsFolder: (run) => paths.join(runFolder(run), 'requests'),
    backupFolder: (run) => paths.join(runFolder(run), 'backup'),
    worktree(run, scope, subject) {
      const folder = paths.join(worktreeRoot, runName(run), scopeFolder(scope), folderName(subject));
      if (platform === 'win32' && folder.length > longestWorktreeOnWindows) {
        throw new LayoutError(
          `The worktree ${folder} has ${folder.length} characters, which leaves too few for the files in it ` +
            '(Windows allows 260 in all). Set WAVEGATE_WORKTREES to a short folder such as C:\\wg.',
        );
      }
      return folder;
    },
  };
}

/** Run ids come from the command line too, so one that would leave the folder of runs is refused. */
function runName(run: string): string {
  if (folderName(run) === run) return run;
  throw new LayoutError(`"${run}" is not the id of a run. \`wavegate status\` lists the runs of this repository.`);
}

/**
 * The attempt always follows a "+", which no other part can hold, so that no two scopes share a folder. Not an "@": Qwen
 * Code takes what follows one in a prompt for the name of a file, and would work in another folder.
 */
function scopeFolder(scope: Scope): string {
  switch (scope.kind) {
    case 'audit':
      return scope.attempt === undefined ? 'audit' : `audit+${scope.attempt}`;
    case 'wave':
      return `wave-${folderName(scope.wave)}+${scope.attempt}`;
    case 'ahead':
    case 'explore':
      return `${scope.kind}-${folderName(scope.wave)}+${scope.attempt}`;
    case 'supervise':
      return `supervise-${folderName(scope.team)}+${scope.attempt}`;
    case 'adapt':
      return `adapt+${scope.revision}`;
    case 'draft':
    case 'validate':
    case 'ship':
      return `${scope.kind}+${scope.attempt}`;
  }
}

function checkRoots(roots: Roots, { platform, repositoryRoot, env }: LayoutOptions): void {
  const inside = (folder: string, parent: string): boolean => isInside(folder, parent, platform);
  for (const [folder, variable] of [
    [roots.state, 'WAVEGATE_STATE'],
    [roots.worktrees, 'WAVEGATE_WORKTREES'],
  ] as const) {
    if (inside(folder, repositoryRoot)) {
      throw new LayoutError(
        `${folder} lies inside the repository ${repositoryRoot}, where it would show up as a change of yours. ` +
          `Set ${variable} to a folder outside.`,
      );
    }
  }
  if (inside(roots.worktrees, roots.state) || inside(roots.state, roots.worktrees)) {
    throw new LayoutError(
      `The state folder ${roots.state} and the worktrees ${roots.worktrees} lie in each other, so that agents would ` +
        'work beside the record of their run. Set WAVEGATE_STATE and WAVEGATE_WORKTREES to separate folders.',
    );
  }
  const temporary = temporaryFolders(platform, env).find((folder) => inside(roots.worktrees, folder));
  if (temporary !== undefined && !roots.worktreesChosen) {
    throw new LayoutError(
      `Worktrees would lie in ${roots.worktrees}, inside the temporary folder ${temporary}, which the system may empty ` +
        'in the middle of a run. Set WAVEGATE_WORKTREES to a folder that stays.',
    );
  }
}

function isInside(folder: string, parent: string, platform: NodeJS.Platform): boolean {
  const paths = pathsOf(platform);
  // The file systems of Windows and macOS usually take upper and lower case for the same.
  const fold = (text: string): string => (platform === 'linux' ? text : text.toLowerCase());
  const relative = paths.relative(fold(parent), fold(folder));
  return (
    relative === '' || (relative !== '..' && !relative.startsWith(`..${paths.sep}`) && !paths.isAbsolute(relative))
  );
}
