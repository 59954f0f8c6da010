import type { EventEmitter, Memento } from 'vscode';
import { DisposableStore } from './disposableStore.ts';
import type { RunConnection } from './runConnection.ts';
import type { FileVerdict } from './views/gatesTree.ts';
import type { VSCode } from './vscodeTypes.ts';

const memoryKey = 'wavegate.spotCheckVerdicts';
type Verdicts = Readonly<Record<string, Readonly<Record<string, FileVerdict>>>>;

/**
 * What the person has said of single files of a spot-check that is not decided yet. A draft: kept with the workspace, so
 * that a reload loses none of it, and part of the run only once the gate is decided.
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
  of(gate: string): Readonly<Record<string, FileVerdict>> {
    return this.#all()[this.#key(gate)] ?? {};
  }

  async set(gate: string, file: string, verdict: FileVerdict): Promise<void> {
    const all = this.#all();
    const drafted = { ...all[this.#key(gate)], [file]: verdict };
    await this.#memory.update(memoryKey, { ...all, [this.#key(gate)]: drafted });
    this.#changed.fire();
  }

  /** The gate has been decided: its draft is no longer needed. */
  async forget(gate: string): Promise<void> {
    const { [this.#key(gate)]: _gone, ...rest } = this.#all();
    await this.#memory.update(memoryKey, rest);
    this.#changed.fire();
  }

  #key(gate: string): string {
    return `${this.#run.state?.run ?? ''} ${gate}`;
  }

  #all(): Verdicts {
    return this.#memory.get<Verdicts>(memoryKey, {});
  }

  dispose(): void {
    this.#store.dispose();
  }
}
