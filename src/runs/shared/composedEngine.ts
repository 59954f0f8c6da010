import type { EnginePorts } from '../../engine/ports.ts';
import type { LocalLayout } from '../../state/layout.ts';

/** The engine's ports for one repository and one plan file. */
export interface ComposedEngine {
  readonly ports: EnginePorts;
  readonly layout: LocalLayout;
  /** Top folder of the checkout. */
  readonly repository: string;
  /** Refuses places that a run could not write to. @throws LayoutError with the setting to change */
  readonly requirePlaces: () => Promise<void>;
}

/** Place of the record of a run: files of this machine, or the database of the team. */
export type RunPlace = 'files' | 'database';

/**
 * @param folder any folder of the checkout. Absolute
 * @param planPath the plan file. Absolute
 * @param worktreeRoot the plan's own folder for worktrees, absolute or relative to the repository
 */
export type MakeEngine = (
  folder: string,
  planPath: string,
  worktreeRoot: string | undefined,
  where: RunPlace,
) => Promise<ComposedEngine>;
