import type { Uri } from 'vscode';
import { changeParts } from '../../core/gates/changeParts.ts';
import type { ChangeParts } from '../../core/gates/changeParts.ts';
import type { FileChange } from '../../core/model/repository.ts';
import { count } from '../../core/words/labels.ts';
import { askWhat } from '../shared/messages.ts';
import { readSetting } from '../shared/settings.ts';
import type { VSCode } from '../shared/vscodeTypes.ts';
import type { RunDocuments } from './runDocuments.ts';

/** A changed file, and why to look at it where that is known already. */
type ChangedFile = FileChange & { readonly reasons?: readonly string[] };

/** Two commits and what differs between them. */
export interface ChangeSet {
  readonly title: string;
  readonly from: string;
  readonly to: string;
  /** Riskiest first. */
  readonly files: readonly ChangedFile[];
}

/**
 * Opens the changes in VS Code's own multi-file diff editor: as many files as the setting says, riskiest first. The rest is
 * offered part by part; generated and lock files are listed, and opened one by one.
 */
export async function showChanges(vscode: VSCode, documents: RunDocuments, changes: ChangeSet): Promise<void> {
  const parts = changeParts(changes.files, readSetting(vscode, 'wavegate.filesInDiff'));
  if (parts.parts.length > 0) await openPart(vscode, documents, changes, parts, 0);
  if (parts.parts.length <= 1 && parts.listed.length === 0) return;
  // What is open already is not held up by the question about the rest.
  void offerRest(vscode, documents, changes, parts);
}

async function openPart(
  vscode: VSCode,
  documents: RunDocuments,
  { title, from, to }: ChangeSet,
  { parts }: ChangeParts<ChangedFile>,
  index: number,
): Promise<void> {
  const resources = (parts[index] ?? []).map(({ path, kind }): [Uri, Uri | undefined, Uri | undefined] => {
    const left = documents.uri({ kind: 'commit', path, commit: from });
    const right = documents.uri({ kind: 'commit', path, commit: to });
    return [right, kind === 'added' ? undefined : left, kind === 'deleted' ? undefined : right];
  });
  const place = parts.length === 1 ? '' : ` (${placeOf(parts, index)})`;
  await vscode.commands.executeCommand('vscode.changes', `${title}${place}`, resources);
}

/** `files 101–200 of 2,500`. */
function placeOf(parts: ChangeParts<ChangedFile>['parts'], index: number): string {
  const before = parts.slice(0, index).reduce((sum, part) => sum + part.length, 0);
  const all = parts.reduce((sum, part) => sum + part.length, 0);
  return `files ${before + 1}–${before + (parts[index]?.length ?? 0)} of ${all.toLocaleString('en')}`;
}

async function offerRest(
  vscode: VSCode,
  documents: RunDocuments,
  changes: ChangeSet,
  parts: ChangeParts<ChangedFile>,
): Promise<void> {
  const { listed } = parts;
  const open =
    parts.parts.length === 0
      ? 'Only generated and lock files have changed.'
      : `${placeOf(parts.parts, 0).replace(/^f/, 'F')} are open, riskiest first.`;
  const rest =
    listed.length === 0
      ? ''
      : ` ${count(listed.length, 'generated or lock file')} ${listed.length === 1 ? 'is' : 'are'} listed, not opened.`;
  if ((await askWhat(vscode, 'information', `${changes.title}: ${open}${rest}`, ['Show More…'])) === undefined) return;
  const picked = await vscode.window.showQuickPick(restItems(parts), {
    title: changes.title,
    placeHolder: 'Open a part of the change, or a generated or lock file',
    ignoreFocusOut: true,
    matchOnDescription: true,
    matchOnDetail: true,
  });
  if (picked?.part !== undefined) await openPart(vscode, documents, changes, parts, picked.part);
  if (picked?.file !== undefined) {
    const title = `${picked.file.path} (${changes.title})`;
    await showFileChange(vscode, documents, { ...changes, title, file: picked.file });
  }
  // The next part is chosen when this one has been read.
  if (picked !== undefined) await offerRest(vscode, documents, changes, parts);
}

interface RestItem {
  readonly label: string;
  readonly description?: string;
  readonly detail?: string;
  readonly part?: number;
  readonly file?: ChangedFile;
}

function restItems({ parts, listed }: ChangeParts<ChangedFile>): RestItem[] {
  const several = parts.length > 1 ? parts : [];
  return [
    ...several.map((part, index) => ({
      label: placeOf(parts, index).replace(/^f/, 'F'),
      description: `+${sum(part, 'additions')} −${sum(part, 'deletions')}`,
      detail: part
        .slice(0, 3)
        .map(({ path }) => path)
        .join(', '),
      part: index,
    })),
    ...listed.map((file) => ({
      label: file.path,
      description: `+${file.additions} −${file.deletions} · generated or lock file`,
      file,
    })),
  ];
}

function sum(files: readonly ChangedFile[], what: 'additions' | 'deletions'): number {
  return files.reduce((total, file) => total + file[what], 0);
}

/** Opens the change of one file in a diff editor. */
export async function showFileChange(
  vscode: VSCode,
  documents: RunDocuments,
  changes: Omit<ChangeSet, 'files'> & { readonly file: Pick<FileChange, 'path' | 'kind'> },
): Promise<void> {
  const { title, from, to, file } = changes;
  const side = (commit: string, absent: boolean): Uri =>
    documents.uri(absent ? { kind: 'empty', path: file.path } : { kind: 'commit', path: file.path, commit });
  const left = side(from, file.kind === 'added');
  const right = side(to, file.kind === 'deleted');
  await vscode.commands.executeCommand('vscode.diff', left, right, title, { preview: true });
}
