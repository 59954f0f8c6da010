import path from 'node:path';
import { here } from '../../compose/cli.ts';
import { composeRun } from '../../compose/composeRun.ts';
import { checkoutOf } from '../../runs/find/locate.ts';
import { openRun } from '../../engine/openRun.ts';
import type { EnginePorts } from '../../engine/ports.ts';
import type { RunState } from '../../core/model/state.ts';
import type { RunEngine } from '../../engine/runEngine.ts';
import type { LocalLayout } from '../../state/layout.ts';
import { placeOf, viewRun } from './place.ts';
import { requireOutOfReach, signerOf } from './signer.ts';
import type { SigningValues } from './signer.ts';
import type { PlaceValues } from './place.ts';
import type { Terminal } from './terminal.ts';

/** Everything it takes to open a run of this repository, and who does so. */
export interface RunAccess {
  readonly ports: EnginePorts;
  /** Places of the run, with the folder for worktrees that its plan names. */
  readonly layout: LocalLayout;
  readonly who: string;
  /** The person's plan file. Absolute. */
  readonly planPath: string;
  /** The run as its journal tells it. */
  readonly state: RunState;
}

/** A run opened for writing. */
export interface OpenedRun extends RunAccess {
  readonly engine: RunEngine;
}

export interface OpenValues extends SigningValues, PlaceValues {
  readonly plan?: string | undefined;
}

/**
 * Opens a run and continues with whatever is outstanding.
 * @throws JournalError `in-use` when another process drives it; RunError, WorkspaceError, LayoutError
 */
export async function openNamedRun(terminal: Terminal, values: OpenValues, run: string): Promise<OpenedRun> {
  const access = await accessRun(terminal, values, run);
  return { ...access, engine: await openRun(run, access.ports) };
}

/** Finds everything a run is opened with. @throws JournalError `not-found`; RunError, WorkspaceError, LayoutError */
export async function accessRun(terminal: Terminal, values: OpenValues, run: string): Promise<RunAccess> {
  const place = placeOf(terminal, values);
  const { state, runs } = await viewRun(place, run);
  requireOutOfReach(terminal, values, state.plan.plan);
  const folder = await checkoutOf(here, runs, run);
  const planPath =
    values.plan === undefined
      ? path.join(folder, ...state.plan.file.split('/'))
      : path.resolve(terminal.folder, values.plan);
  const worktreeRoot = state.plan.plan.worktree.root;
  const { ports, layout } = await composeRun({
    ...place,
    folder,
    planPath,
    signer: await signerOf(terminal, values),
    worktreeRoot,
  });
  return { ports, layout, who: await here.personAt(folder), planPath, state };
}
