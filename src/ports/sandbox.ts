import type { Plan } from '../core/plan/schema.ts';

type Argv = readonly [string, ...string[]];

/** How programs are started: as they are, in a sandbox, or not at all. */
export type Entrance = ((argv: Argv) => Argv) | 'missing';

/** What a program in a sandbox may see and change beside what every program reads. Absolute native paths, but for `~/`. */
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
  /**
   * @param wanted what the plan asks for
   * @returns `missing` when the plan requires a sandbox and this system offers none that works
   */
  enter(wanted: Plan['worktree']['sandbox'], request: SandboxRequest): Promise<Entrance>;
}
