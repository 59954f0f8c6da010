type Argv = readonly [string, ...string[]];

/** What a program in a sandbox may see and change beside what every program reads. Absolute native paths. */
export interface SandboxRequest {
  /** The folder it works in; it can write there. */
  readonly worktree: string;
  /** The person's checkout, to read. */
  readonly repository: string;
  /** Folders it cannot see, apart from what is listed below. */
  readonly hidden: readonly string[];
  /** Files and folders it can read although they lie in a hidden folder. */
  readonly readable: readonly string[];
  /** Further files and folders it can write; those that do not exist are left out. */
  readonly writable: readonly string[];
}

/** Keeps programs of an agent from writing anywhere but where they work. */
export interface Sandbox {
  /** @returns how to start programs inside it, or undefined when this system offers none that works */
  enter(request: SandboxRequest): Promise<((argv: Argv) => Argv) | undefined>;
}
