import { CompletionItemKind } from 'vscode-languageserver';
import type { CompletionItem, Range } from 'vscode-languageserver';
import type { FileIndex } from '../core/glob/fileIndex.ts';

/** Most entries offered at once; writing on narrows them down. */
const mostEntries = 200;

/**
 * Files and folders of the repository that continue what is written, one folder at a time, and for a folder all that is in
 * it. Nothing while the repository is not known.
 *
 * @param written the path up to and around the cursor
 * @param range where it stands; an entry takes its place
 */
export function pathCompletion(files: FileIndex | undefined, written: string, range: Range): CompletionItem[] {
  if (files === undefined) return [];
  const folder = written.slice(0, written.lastIndexOf('/') + 1);
  const folders = new Set<string>();
  const here: string[] = [];
  for (const file of files.under(folder)) {
    const slash = file.indexOf('/', folder.length);
    if (slash === -1) here.push(file);
    else folders.add(file.slice(0, slash));
  }
  const item = (label: string, kind: CompletionItemKind, detail: string, order: number): CompletionItem => ({
    label,
    kind,
    detail,
    sortText: `${order}${label}`,
    filterText: label,
    textEdit: { range, newText: label },
  });
  return [
    ...[...folders].map((path) => item(`${path}/**`, CompletionItemKind.Folder, 'everything in the folder', 1)),
    ...here.map((path) => item(path, CompletionItemKind.File, 'file', 0)),
    ...[...folders].map((path) => item(`${path}/`, CompletionItemKind.Folder, 'folder', 2)),
  ].slice(0, mostEntries);
}
