import type { EventEmitter, Memento } from 'vscode';
import type { FileComment } from '../../core/model/terms.ts';
import { DisposableStore } from '../shared/disposableStore.ts';
import type { RunConnection } from '../shared/runConnection.ts';
import type { FileVerdict } from '../views/gatesTree.ts';
import type { VSCode } from '../shared/vscodeTypes.ts';

const verdictsKey = 'wavegate.spotCheckVerdicts';
const commentsKey = 'wavegate.spotCheckComments';
type Verdicts = Readonly<Record<string, FileVerdict>>;

/**
 * Verdicts and comments of the person on files and lines of a spot-check that is not decided yet. A draft: kept with
 * the workspace, so that a reload loses none of it, and part of the run only once the gate is decided.
 */
export class SpotCheckVerdicts {
  readonly onDidChange;
  readonly #run: RunConnection;
  readonly #memory: Memento;
  readonly #store = new DisposableStore();
  readonly #changed: EventEmitter<void>;

  constructor(vscode: VSCode, run: RunConnection, memory: Memento) {
    this.#run = run;
    this.#memory = memory;
    this.#changed = this.#store.add(new vscode.EventEmitter<void>());
    this.onDidChange = this.#changed.event;
  }

  /** Verdicts by path, for a gate of the open run. */
  of(gate: string): Verdicts {
    return this.#drafts<Verdicts>(verdictsKey)[this.#key(gate)] ?? {};
  }

  set(gate: string, file: string, verdict: FileVerdict): Promise<void> {
    return this.#update(verdictsKey, gate, { ...this.of(gate), [file]: verdict });
  }

  /** In the order in which they were made. */
  commentsOf(gate: string): readonly FileComment[] {
    return this.#drafts<readonly FileComment[]>(commentsKey)[this.#key(gate)] ?? [];
  }

  /** A file with a comment is not ok. */
  async comment(gate: string, comment: FileComment): Promise<void> {
    await this.#update(commentsKey, gate, [...this.commentsOf(gate), comment]);
    await this.set(gate, comment.file, 'not-ok');
  }

  deleteComment(gate: string, { file, line, text }: FileComment): Promise<void> {
    const rest = this.commentsOf(gate).filter((each) => each.file !== file || each.line !== line || each.text !== text);
    return this.#update(commentsKey, gate, rest);
  }

  /** The gate has been decided: its draft is no longer needed. */
  async forget(gate: string): Promise<void> {
    await this.#update(verdictsKey, gate, undefined);
    await this.#update(commentsKey, gate, undefined);
  }

  async #update(key: string, gate: string, draft: unknown): Promise<void> {
    const { [this.#key(gate)]: _before, ...rest } = this.#drafts(key);
    await this.#memory.update(key, draft === undefined ? rest : { ...rest, [this.#key(gate)]: draft });
    this.#changed.fire();
  }

  /** A gate that is asked again after a hold is about the same files. */
  #key(gate: string): string {
    const { run, gates } = this.#run.state ?? {};
    const { wave, attempt } = gates?.[gate] ?? {};
    return `${run ?? ''} ${wave ?? gate} ${attempt ?? ''}`;
  }

  #drafts<Draft>(key: string): Readonly<Record<string, Draft>> {
    return this.#memory.get<Readonly<Record<string, Draft>>>(key, {});
  }

  dispose(): void {
    this.#store.dispose();
  }
}
