import { RunDocuments } from '../../src/editor/content/runDocuments.ts';
import { CommandRegistry } from '../../src/editor/shared/commandRegistry.ts';
import type { CommandId } from '../../src/editor/shared/contributions.ts';
import { RunConnection } from '../../src/editor/shared/runConnection.ts';
import type { Subject } from '../../src/editor/shared/subject.ts';
import { FakeVscode } from './fakeVscode.ts';
import type { Answer } from './fakeVscode.ts';
import type { SimulatedRun } from './simulatedRun.ts';
import { SimulatedService } from './simulatedService.ts';

/** A window of the editor on a run, with the person at its keyboard scripted. */
export interface EditorOn {
  readonly vscode: FakeVscode;
  readonly api: FakeVscode['api'];
  readonly service: SimulatedService;
  readonly connection: RunConnection;
  readonly documents: RunDocuments;
  readonly registry: CommandRegistry;
  /** Runs a command, on a row of the sidebar where a subject is given. @returns the new lines of the log */
  readonly invoke: (command: CommandId, subject?: Subject) => Promise<readonly string[]>;
}

/** Opens a window on a run; one that has not been started is none. @param folders of the workspace */
export async function editorOn(
  run: SimulatedRun,
  answers: readonly Answer[] = [],
  folders: readonly string[] = ['/repository'],
): Promise<EditorOn> {
  const vscode = new FakeVscode(answers);
  vscode.folders.splice(0, Infinity, ...folders);
  const { api } = vscode;
  const service = new SimulatedService(run);
  const connection = new RunConnection(api, () => Promise.resolve(service));
  await connection.service();
  const documents = new RunDocuments(api, connection);
  const registry = new CommandRegistry(api);
  return {
    ...{ vscode, api, service, connection, documents, registry },
    async invoke(command, subject) {
      const before = vscode.log.length;
      await vscode.run(command, subject === undefined ? undefined : { id: 'row', subject });
      return vscode.log.slice(before);
    },
  };
}
