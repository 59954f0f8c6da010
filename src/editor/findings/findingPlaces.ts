import type { TextDocument } from 'vscode';
import type { BoardFinding } from '../../core/model/boardModel.ts';
import { placeLine } from '../../core/words/linePlace.ts';
import { documentRef } from '../content/documentRef.ts';
import { repositoryRoot } from '../shared/repositoryRoot.ts';
import type { RunConnection } from '../shared/runConnection.ts';
import type { VSCode } from '../shared/vscodeTypes.ts';
import { citedCommit } from './citedCommit.ts';

/** A finding, and the line of a document that it is about now. */
export interface PlacedFinding {
  readonly finding: BoardFinding;
  /** Counts from 1. */
  readonly line: number;
}

/** Finds the lines of documents that findings of the run cite, also where the text has changed since. */
export class FindingPlaces {
  readonly #vscode: VSCode;
  readonly #run: RunConnection;

  constructor(vscode: VSCode, run: RunConnection) {
    this.#vscode = vscode;
    this.#run = run;
  }

  /** Findings of a document: those that cite its file, at the lines they are on now. */
  async of(document: TextDocument): Promise<readonly PlacedFinding[]> {
    const { state, snapshot } = this.#run;
    const file = this.#fileOf(document);
    if (state === undefined || file === undefined) return [];
    const placed = (snapshot?.findings ?? [])
      .filter((finding) => finding.file === file.path)
      .map(async (finding) => {
        const commit = citedCommit(state, finding.id);
        if (file.commit !== undefined && file.commit !== commit) return [];
        const last = Math.max(document.lineCount, 1);
        if (file.commit !== undefined || commit === undefined)
          return [{ finding, line: Math.max(Math.min(finding.line, last), 1) }];
        const then = await this.#run
          .service()
          .then((service) => service.fileAt(commit, finding.file))
          .catch(() => undefined);
        const { line } = then === undefined ? finding : placeLine(then, document.getText(), finding.line);
        return [{ finding, line: Math.max(Math.min(line, last), 1) }];
      });
    return (await Promise.all(placed)).flat();
  }

  /** File of the repository that a document shows, and the commit where it is not the working file. */
  #fileOf({ uri }: TextDocument): { readonly path: string; readonly commit?: string } | undefined {
    const ref = documentRef(uri);
    if (uri.scheme !== 'file') return ref?.kind === 'commit' ? { path: ref.path, commit: ref.commit } : undefined;
    const root = repositoryRoot(this.#vscode, this.#run);
    const inside = root !== undefined && uri.path.startsWith(`${root.path}/`);
    return inside ? { path: uri.path.slice(root.path.length + 1) } : undefined;
  }
}
