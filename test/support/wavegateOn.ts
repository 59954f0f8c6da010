import type { ExtensionContext } from 'vscode';
import { Wavegate } from '../../src/editor/wavegate.ts';
import { fakeMemory, FakeVscode } from './fakeVscode.ts';
import type { Answer } from './fakeVscode.ts';
import type { SimulatedRun } from './simulatedRun.ts';
import { SimulatedService } from './simulatedService.ts';

/** The whole extension in a window, as `activate` makes it, on a run; one that has not been started is none. */
export function wavegateOn(run: SimulatedRun, answers: readonly Answer[] = []) {
  const vscode = new FakeVscode(answers);
  const service = new SimulatedService(run);
  const memory = fakeMemory();
  const secrets = new Map<string, string>();
  const context = {
    workspaceState: memory,
    globalState: fakeMemory(),
    secrets: {
      get: (name: string) => Promise.resolve(secrets.get(name)),
      store: (name: string, text: string) => Promise.resolve(void secrets.set(name, text)),
      delete: (name: string) => Promise.resolve(void secrets.delete(name)),
    },
    extensionUri: vscode.api.Uri.file('/extension'),
    extensionPath: '/extension',
    asAbsolutePath: (file: string) => `/extension/${file}`,
  };
  let loads = 0;
  const load = (): Promise<SimulatedService> => {
    loads += 1;
    return Promise.resolve(service);
  };
  // The part of the context that is used.
  const wavegate = new Wavegate(vscode.api, context as unknown as ExtensionContext, load);
  return { vscode, service, memory, loads: () => loads, dispose: () => wavegate.dispose() };
}
