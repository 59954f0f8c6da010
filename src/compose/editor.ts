import { createSecretSigner } from '../decisions/signers.ts';
import type { Signer } from '../ports/signer.ts';
import { EditorTeam } from '../runs/editor/editorTeam.ts';
import { EditorRuns } from '../runs/editor/editorRuns.ts';
import { redactorFor } from './redactor.ts';
import { createEngineMaker } from './editorEngine.ts';
import type { EditorSetup } from './editorEngine.ts';
import { createWorkerClient } from './workerClient.ts';

/** Wires the runs of an editor. */
export function createRunService(setup: EditorSetup): EditorRuns {
  let made: Promise<Signer> | undefined;
  // The signing key is read or made when it is first needed, and once.
  const signer = (): Promise<Signer> => (made ??= createSecretSigner(setup.secrets));
  const services = createWorkerClient(setup.workerProgram);
  const { settings, agent } = setup;
  const team = new EditorTeam(setup.database);
  const makeEngine = createEngineMaker(setup, services, signer, team);
  const redactor = () => redactorFor(process.env);
  return new EditorRuns({ settings, agent, services, makeEngine, signer, team, redactor });
}
