import type { Uri } from 'vscode';
import type { RunConnection } from './runConnection.ts';
import type { VSCode } from './vscodeTypes.ts';

/**
 * Folder of the repository of the open run, by its plan file: the folder that is open may lie above or below it, and a
 * window may have several.
 */
export function repositoryRoot(vscode: VSCode, { planFile, state }: RunConnection): Uri | undefined {
  if (planFile === undefined || state === undefined) return undefined;
  const uri = vscode.Uri.file(planFile);
  const inside = `/${state.plan.file.replaceAll('\\', '/')}`;
  return uri.path.endsWith(inside) ? uri.with({ path: uri.path.slice(0, -inside.length) }) : undefined;
}
