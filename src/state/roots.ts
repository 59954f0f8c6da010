import path from 'node:path';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Folders a person has set instead of the usual ones. Absolute, or they are ignored with an error. */
export interface FolderSettings {
  readonly stateRoot?: string;
  readonly worktreeRoot?: string;
}

/** Folders in which Wavegate keeps things of this user, and whether the person said so. */
export interface Roots {
  readonly state: string;
  readonly worktrees: string;
  readonly worktreesChosen: boolean;
}

/** A folder that Wavegate cannot use. The message says which setting to change. */
export class LayoutError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'LayoutError';
  }
}

/** Paths as that platform writes them, whichever one this code runs on. */
export function pathsOf(platform: NodeJS.Platform): path.PlatformPath {
  return platform === 'win32' ? path.win32 : path.posix;
}

/**
 * The user's folders: settings first, then WAVEGATE_STATE and WAVEGATE_WORKTREES, then the platform's own places (the
 * XDG Base Directory Specification on Linux, Application Support on macOS, LOCALAPPDATA on Windows).
 * @throws LayoutError when a chosen folder is not absolute, or the home folder is unknown
 */
export function findRoots(platform: NodeJS.Platform, env: Environment, settings: FolderSettings = {}): Roots {
  const paths = pathsOf(platform);
  const state = chosen(paths, settings.stateRoot, env, 'WAVEGATE_STATE');
  const worktrees = chosen(paths, settings.worktreeRoot, env, 'WAVEGATE_WORKTREES');
  const usual = usualPlaces(platform, paths, env);
  return {
    state: state ?? usual('state'),
    worktrees: worktrees ?? usual('worktrees'),
    worktreesChosen: worktrees !== undefined,
  };
}

function chosen(
  paths: path.PlatformPath,
  setting: string | undefined,
  env: Environment,
  variable: string,
): string | undefined {
  const folder = setting ?? env[variable];
  if (folder === undefined || folder === '') return undefined;
  if (paths.isAbsolute(folder)) return paths.normalize(folder);
  const where = setting === undefined ? variable : 'the settings';
  throw new LayoutError(`The folder ${folder} in ${where} is not an absolute path. Write it from the root on.`);
}

function usualPlaces(
  platform: NodeJS.Platform,
  paths: path.PlatformPath,
  env: Environment,
): (kind: 'state' | 'worktrees') => string {
  const home = (...parts: readonly string[]): string => {
    const folder = platform === 'win32' ? env['USERPROFILE'] : env['HOME'];
    if (folder === undefined || !paths.isAbsolute(folder)) {
      throw new LayoutError(
        'Your home folder is unknown, so there is no place for the state of runs. ' +
          'Set WAVEGATE_STATE and WAVEGATE_WORKTREES to folders.',
      );
    }
    return paths.join(folder, ...parts);
  };
  // The specification says that relative values count as unset.
  const given = (variable: string): string | undefined => {
    const folder = env[variable];
    return folder !== undefined && paths.isAbsolute(folder) ? folder : undefined;
  };
  switch (platform) {
    case 'win32':
      return (kind) => paths.join(given('LOCALAPPDATA') ?? home('AppData', 'Local'), 'Wavegate', kind);
    case 'darwin':
      return (kind) => home('Library', 'Application Support', 'Wavegate', kind);
    default:
      return (kind) =>
        kind === 'state'
          ? paths.join(given('XDG_STATE_HOME') ?? home('.local', 'state'), 'wavegate')
          : paths.join(given('XDG_DATA_HOME') ?? home('.local', 'share'), 'wavegate', 'worktrees');
  }
}

/** Folders the system empties by itself. */
export function temporaryFolders(platform: NodeJS.Platform, env: Environment): readonly string[] {
  const paths = pathsOf(platform);
  const named = (platform === 'win32' ? ['TEMP', 'TMP'] : ['TMPDIR']).flatMap((variable) => env[variable] ?? []);
  const usual = platform === 'win32' ? [] : ['/tmp', '/var/tmp'];
  return [...named.filter((folder) => paths.isAbsolute(folder)), ...usual];
}
