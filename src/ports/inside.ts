type Argv = readonly [string, ...string[]];

/** How the programs of a session are started: as they are, or in a sandbox. */
export interface Inside {
  /** Whether what is started so is in a sandbox. */
  readonly confined: boolean;
  /** The arguments by which a program is started, for a person's terminal. */
  enter(argv: Argv): Argv;
  /** Whether what `supervise` starts tells on descriptor 3 what it left running, a name a line. */
  readonly tellsLeft: boolean;
  /** The same for an unattended program. */
  supervise(argv: Argv): Argv;
  /** Whether what is started so can write an absolute path, apart from what the system's permissions say. */
  readonly mayWrite: (file: string) => boolean;
}

/** Status of the sandbox on this machine, for people. */
export interface SandboxStatus {
  readonly works: boolean;
  /** One or two sentences: what it is, or why there is none and what that means. */
  readonly detail: string;
}
