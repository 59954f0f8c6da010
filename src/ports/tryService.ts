/** A worktree in which the result of a run is tried, and the session that does. */
export interface TriedWorktree {
  readonly session: string;
  /** Absolute and native. */
  readonly folder: string;
}

/** A try of the open run that a terminal is about to start with the command line. */
export interface TryStart {
  /** Arguments of the command line, which name the run and where it is recorded. */
  readonly args: readonly string[];
  /** Variables that the command line needs beside those of the terminal. */
  readonly variables: Readonly<Record<string, string>>;
  /** Resolves with the worktree once its files are there; with undefined when the signal came first. */
  appeared(signal: AbortSignal): Promise<TriedWorktree | undefined>;
  /** Ends the session where the terminal was closed before it could; it removes its worktree itself. */
  end(): Promise<void>;
}

/** Trying the result of the open run by hand. */
export interface TryService {
  /** @throws Error when no run is open */
  start(): Promise<TryStart>;
  /**
   * Name of a file in the repository, with forward slashes, if it is in a worktree where the open run is tried now.
   * @param file absolute and native
   */
  fileIn(file: string): Promise<string | undefined>;
  /**
   * Id of the unfinished run whose result is tried in the worktree that contains a file; the open one first.
   * @param file absolute and native
   * @param folders of which the repositories' runs are looked through
   */
  runOf(file: string, folders: readonly string[]): Promise<string | undefined>;
}
