import type { WorkspaceFolder } from 'vscode';
import type { VSCode } from './vscodeTypes.ts';

/** Paths of the workspace folders that are on a disk. */
export function workspaceFolders(vscode: VSCode): readonly string[] {
  return foldersOnDisk(vscode).map(({ uri }) => uri.fsPath);
}

/**
 * The folder that something is for: that of the editor in sight, the only one, or the one that is picked.
 * @returns undefined when none is open, or the person left without picking one
 */
export async function chooseFolder(vscode: VSCode, question: string): Promise<WorkspaceFolder | undefined> {
  const folders = foldersOnDisk(vscode);
  if (folders.length < 2) return folders[0];
  const active = vscode.window.activeTextEditor?.document.uri;
  const shown = active && vscode.workspace.getWorkspaceFolder(active);
  return shown ?? vscode.window.showWorkspaceFolderPick({ placeHolder: question, ignoreFocusOut: true });
}

function foldersOnDisk(vscode: VSCode): readonly WorkspaceFolder[] {
  return (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
}
