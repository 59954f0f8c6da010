import type { WorkspaceFolder } from 'vscode';
import { notify } from './messages.ts';
import type { VSCode } from './vscodeTypes.ts';

/**
 * Writes a plan that is not there yet into a folder of the window, and opens it.
 *
 * @param title what the plan is about; its file is called after it
 * @returns whether it was written; where it was not, the person was told why
 */
export async function createPlanFile(
  vscode: VSCode,
  folder: WorkspaceFolder,
  title: string,
  text: string,
): Promise<boolean> {
  const { window, workspace, Uri, WorkspaceEdit } = vscode;
  const uri = Uri.joinPath(folder.uri, `${fileName(title)}.waveplan.yaml`);
  const edit = new WorkspaceEdit();
  edit.createFile(uri, { contents: new TextEncoder().encode(text) });
  if (!(await workspace.applyEdit(edit))) {
    notify(vscode, 'warning', `${workspace.asRelativePath(uri)} exists already: open it, or choose another title.`);
    return false;
  }
  const document = await workspace.openTextDocument(uri);
  await document.save();
  await window.showTextDocument(document);
  return true;
}

function fileName(title: string): string {
  const name = title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 48);
  return name === '' ? 'plan' : name;
}
