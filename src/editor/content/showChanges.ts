import type { Uri } from 'vscode';
import type { FileChange } from '../../core/model/repository.ts';
import type { VSCode } from '../shared/vscodeTypes.ts';
import type { RunDocuments } from './runDocuments.ts';

/** Two commits and what differs between them. */
export interface ChangeSet {
  readonly title: string;
  readonly from: string;
  readonly to: string;
  readonly files: readonly Pick<FileChange, 'path' | 'kind'>[];
}

/** Opens the changes in VS Code's own multi-file diff editor. */
export async function showChanges(vscode: VSCode, documents: RunDocuments, changes: ChangeSet): Promise<void> {
  const { title, from, to, files } = changes;
  const resources = files.map(({ path, kind }): [Uri, Uri | undefined, Uri | undefined] => {
    const left = documents.uri({ kind: 'commit', path, commit: from });
    const right = documents.uri({ kind: 'commit', path, commit: to });
    return [right, kind === 'added' ? undefined : left, kind === 'deleted' ? undefined : right];
  });
  await vscode.commands.executeCommand('vscode.changes', title, resources);
}

/** Opens the change of one file in a diff editor. */
export async function showFileChange(
  vscode: VSCode,
  documents: RunDocuments,
  changes: Omit<ChangeSet, 'files'> & { readonly file: ChangeSet['files'][number] },
): Promise<void> {
  const { title, from, to, file } = changes;
  const side = (commit: string, absent: boolean): Uri =>
    documents.uri(absent ? { kind: 'empty', path: file.path } : { kind: 'commit', path: file.path, commit });
  const left = side(from, file.kind === 'added');
  const right = side(to, file.kind === 'deleted');
  await vscode.commands.executeCommand('vscode.diff', left, right, title, { preview: true });
}
