import type { Inside, SandboxStatus } from '../ports/inside.ts';
import type { Plan } from '../core/plan/schema/plan.ts';
import type { OwnPlace } from './agentDriver.ts';

/** `missing`: the plan requires a sandbox and this system offers none that works. */
export type Entrance = Inside | 'missing';

/** Access of a program in a sandbox beyond what every program can read. Absolute native paths. */
export interface SandboxRequest {
  /** The folder it works in; it can write there. */
  readonly worktree: string;
  /** The person's checkout, to read. */
  readonly repository: string;
  /** Holds the worktrees of other sessions, to read. */
  readonly worktreeRoot: string;
  /** Files and folders it cannot see, apart from what is listed below. */
  readonly hidden: readonly string[];
  /** Files and folders it can read although they lie in a hidden folder. */
  readonly readable: readonly string[];
  /** Folders of the session it can write although they lie in a hidden one; made where they do not exist. */
  readonly folders?: readonly string[];
  /** Places its program keeps its own data in. */
  readonly own?: readonly OwnPlace[];
  /** Folder of the session's own files, for copies of such. Without it there are none. */
  readonly folder?: string;
  /**
   * Paths from the plan: absolute, below `~/`, relative to the checkout, or the name of a variable with `$`. Folders
   * that do not exist are created where the path ends with a slash, and left out otherwise.
   */
  readonly writable: readonly string[];
  /** The person's own: by it package managers find their caches, and `writable` its variables. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Keeps programs of an agent from writing anywhere but where they work. */
export interface Sandbox {
  /** @param wanted what the plan asks for */
  enter(wanted: Plan['worktree']['sandbox'], request: SandboxRequest): Promise<Entrance>;
  status(): Promise<SandboxStatus>;
}
