import type { VSCode } from './vscodeTypes.ts';

/** Paths of the workspace folders that are on a disk. */
export function workspaceFolders(vscode: VSCode): readonly string[] {
  const folders = vscode.workspace.workspaceFolders ?? [];
  return folders.filter(({ uri }) => uri.scheme === 'file').map(({ uri }) => uri.fsPath);
}
