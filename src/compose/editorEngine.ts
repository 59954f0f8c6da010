import path from 'node:path';
import type { SecretPlace } from '../decisions/signers.ts';
import type { Signer } from '../ports/signer.ts';
import type { FolderSettings } from '../state/roots.ts';
import { composeEngine } from './engine.ts';
import type { MakeEngine } from '../runs/shared/composedEngine.ts';
import type { EditorTeam, SecretText } from '../runs/editor/editorTeam.ts';
import { locate } from '../runs/find/locate.ts';
import type { WorkerServices } from '../runs/shared/workerServices.ts';

/** Services of the editor for the engine. */
export interface EditorSetup {
  /** The session host's program. Absolute. */
  readonly hostProgram: string;
  /** The worker's program. Absolute. */
  readonly workerProgram: string;
  readonly settings: FolderSettings;
  /** Driver that is set for plans without agents, now; empty for none. */
  readonly agent?: () => string;
  /** Place where the signing key is kept: out of reach of every process the engine starts. */
  readonly secrets: SecretPlace;
  /** Place of the address of the team's database. Default: runs are in files */
  readonly database?: SecretText;
}

/** Wires engines for an editor. @param signer gives the one signer of the editor */
export function createEngineMaker(
  { hostProgram, settings, agent }: EditorSetup,
  services: WorkerServices,
  signer: () => Promise<Signer>,
  team: Pick<EditorTeam, 'address'>,
): MakeEngine {
  return async (folder, planPath, worktreeRoot, where) => {
    let placed = settings;
    if (worktreeRoot !== undefined && settings.worktreeRoot === undefined) {
      const { repository } = await locate(services, folder, settings);
      placed = { ...settings, worktreeRoot: path.resolve(repository, worktreeRoot) };
    }
    const set = agent?.() ?? '';
    const database = where === 'database' ? await team.address() : undefined;
    return composeEngine({
      folder,
      planPath,
      signer: await signer(),
      settings: placed,
      hostProgram,
      services,
      staysOpen: true,
      ...(set === '' ? {} : { agent: set }),
      ...(database === undefined ? {} : { database }),
    });
  };
}
