import type { Disposable, FileChangeEvent, FileStat, FileSystemProvider, Uri } from 'vscode';
import { draftObstacle } from '../../core/gates/gateDraft.ts';
import {
  answersFor,
  pullRequestDocument,
  pullRequestOf,
  readPullRequestDocument,
  shipTexts,
} from '../../core/report/shipTexts.ts';
import { shipTextScheme } from '../shared/contributions.ts';
import { DisposableStore } from '../shared/disposableStore.ts';
import type { RunConnection } from '../shared/runConnection.ts';
import type { VSCode } from '../shared/vscodeTypes.ts';

/** The texts a person may edit before the result leaves, by the names of their files. */
const files = { 'pull-request': 'pull request.md', changelog: 'changelog entry.md' } as const;
export type ShipText = keyof typeof files;
const lower = /^pull request of wave (.+)\.md$/;

/**
 * The text of the pull request and the changelog entry as files that are edited and saved like others. Saving puts them into the
 * draft of the ship gate, so that they are part of what is approved; an emptied file is written from the record again.
 */
export class ShipTextFiles implements FileSystemProvider {
  readonly onDidChangeFile;
  readonly #vscode: VSCode;
  readonly #run: RunConnection;
  readonly #store = new DisposableStore();
  readonly #changed;
  /** Text that each file was last read with, by its URI. */
  readonly #read = new Map<string, { readonly uri: Uri; readonly text: string; readonly mtime: number }>();
  /** Files whose saving has not been looked at yet. */
  readonly #saved = new Set<string>();

  constructor(vscode: VSCode, run: RunConnection) {
    this.#vscode = vscode;
    this.#run = run;
    this.#changed = this.#store.add(new vscode.EventEmitter<FileChangeEvent[]>());
    this.onDidChangeFile = this.#changed.event;
    const options = { isCaseSensitive: true };
    this.#store.add(vscode.workspace.registerFileSystemProvider(shipTextScheme, this, options));
    this.#store.add(run.onDidChange(() => this.#tellChanges()));
    this.#store.add(run.onDidChangeDrafts(() => this.#tellChanges()));
  }

  /** @param wave of a pull request below the last one, where each wave has its own */
  async show(gate: string, text: ShipText, wave?: string): Promise<void> {
    const name = wave === undefined ? files[text] : `pull request of wave ${wave}.md`;
    const uri = this.#vscode.Uri.from({ scheme: shipTextScheme, path: `/${gate}/${name}` });
    const document = await this.#vscode.workspace.openTextDocument(uri);
    await this.#vscode.window.showTextDocument(document, { preview: false });
  }

  async stat(uri: Uri): Promise<FileStat> {
    const key = uri.toString();
    const before = this.#read.get(key);
    // An editor that has just saved asks what became of it: that is what it holds. That the text reads otherwise it is told then.
    if (before !== undefined && this.#saved.delete(key)) {
      if (before.text !== (await this.#text(uri))) setTimeout(() => this.#tellChanges());
      return this.#statOf(before);
    }
    return this.#statOf(await this.#look(uri));
  }

  /** Reads a text, and counts it as newer where it is another than before. */
  async #look(uri: Uri): Promise<{ readonly text: string; readonly mtime: number }> {
    const text = await this.#text(uri);
    const before = this.#read.get(uri.toString());
    const read = { uri, text, mtime: before?.text === text ? before.mtime : (before?.mtime ?? 0) + 1 };
    this.#read.set(uri.toString(), read);
    return read;
  }

  #statOf({ text, mtime }: { readonly text: string; readonly mtime: number }): FileStat {
    const { File } = this.#vscode.FileType;
    return { type: File, ctime: 0, mtime, size: new TextEncoder().encode(text).length };
  }

  async readFile(uri: Uri): Promise<Uint8Array> {
    return new TextEncoder().encode((await this.#look(uri)).text);
  }

  /** @throws FileSystemError where the gate has been decided, or the text cannot be sent like that */
  async writeFile(uri: Uri, content: Uint8Array): Promise<void> {
    const { FileSystemError } = this.#vscode;
    const { gate, name } = partsOf(uri);
    const { state } = this.#run;
    if (state === undefined) throw FileSystemError.Unavailable('No run is open. Open it with "Wavegate: Open Run".');
    const closed = draftObstacle(state, gate);
    if (closed !== undefined) throw FileSystemError.NoPermissions(closed);
    const text = new TextDecoder().decode(content);
    const read = name === files.changelog ? { changelog: text } : readPullRequestDocument(text);
    if (read === undefined) {
      const how = 'Begin the text with "# " and the title of the pull request, on a line of its own.';
      throw FileSystemError.NoPermissions(how);
    }
    for (const [answer, value] of Object.entries(answersFor(state, read, lower.exec(name)?.[1]))) {
      const { refused } = await this.#run.changeDraft(gate, { type: 'answer', name: answer, value });
      if (refused !== undefined) throw FileSystemError.NoPermissions(refused);
    }
    const key = uri.toString();
    this.#read.set(key, { uri, text, mtime: (this.#read.get(key)?.mtime ?? 0) + 1 });
    this.#saved.add(key);
  }

  async #text(uri: Uri): Promise<string> {
    await this.#run.service();
    const { gate, name } = partsOf(uri);
    const { state } = this.#run;
    const texts = state?.gates[gate] === undefined ? {} : shipTexts(state, this.#answersAt(gate));
    const { changelog } = texts;
    const wave = lower.exec(name)?.[1];
    const pullRequest = pullRequestOf(texts, wave);
    if (name === files.changelog && changelog !== undefined) return `${changelog.entry}\n`;
    if ((name === files['pull-request'] || wave !== undefined) && pullRequest !== undefined)
      return pullRequestDocument(pullRequest);
    throw this.#vscode.FileSystemError.FileNotFound(uri);
  }

  /** Answers of the draft while the gate waits, those it was approved with afterwards. */
  #answersAt(gate: string): Readonly<Record<string, string>> | undefined {
    const { state } = this.#run;
    return state === undefined || draftObstacle(state, gate) !== undefined
      ? undefined
      : this.#run.draftOf(gate).answers;
  }

  #tellChanges(): void {
    const events = [...this.#read.values()].map(({ uri }) => ({ type: this.#vscode.FileChangeType.Changed, uri }));
    if (events.length > 0) this.#changed.fire(events);
  }

  watch(): Disposable {
    return { dispose: () => undefined };
  }

  readDirectory(): [] {
    return [];
  }

  createDirectory(): never {
    throw this.#vscode.FileSystemError.NoPermissions('Only the texts of the ship gate are here.');
  }

  delete(): never {
    return this.createDirectory();
  }

  rename(): never {
    return this.createDirectory();
  }

  dispose(): void {
    this.#store.dispose();
  }
}

function partsOf({ path }: Uri): { readonly gate: string; readonly name: string } {
  const [, gate = '', name = ''] = path.split('/');
  return { gate, name };
}
