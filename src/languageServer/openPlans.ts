import { TextDocument } from 'vscode-languageserver-textdocument';
import type { TextDocumentContentChangeEvent } from 'vscode-languageserver-textdocument';
import { noMemory, repositoryOf } from '../core/planRules/check/checkPlan.ts';
import type { PlanMemory } from '../core/planRules/check/runRules.ts';
import { askedFacts } from '../core/planRules/check/askedFacts.ts';
import type { WorkspaceFacts } from '../core/planRules/workspaceFacts.ts';
import { changedFile, planFile } from './planFile.ts';
import type { PlanFile } from './planFile.ts';
import type { PlanWorkspace } from './planWorkspace.ts';

interface Open {
  file: PlanFile;
  readonly memory: PlanMemory;
  /** Request that led to the current facts, as JSON. */
  asked: string;
  facts: WorkspaceFacts;
}

/** The plans that are open in the editor, each with what was read of it last and what is known of its repository. */
export class OpenPlans {
  readonly #workspace: PlanWorkspace;
  readonly #open = new Map<string, Open>();
  #mostCallSites: number | undefined;
  #agent: string | undefined;

  constructor(workspace: PlanWorkspace) {
    this.#workspace = workspace;
  }

  get uris(): readonly string[] {
    return [...this.#open.keys()];
  }

  get(uri: string): PlanFile | undefined {
    return this.#open.get(uri)?.file;
  }

  /** Memory of earlier checks of the plan, for checking it again. */
  memory(uri: string): PlanMemory {
    return this.#open.get(uri)?.memory ?? noMemory();
  }

  open(document: TextDocument): void {
    this.#open.set(document.uri, { file: planFile(document), memory: noMemory(), asked: '', facts: {} });
  }

  /** Reads again what has changed in a plan. */
  change(uri: string, changes: readonly TextDocumentContentChangeEvent[], version: number): void {
    const open = this.#open.get(uri);
    if (open !== undefined) open.file = changedFile(open.file, changes, version);
  }

  close(uri: string): void {
    this.#open.delete(uri);
  }

  limitCallSites(most: number | undefined): void {
    this.#mostCallSites = most;
  }

  /** @param driver that works where a plan names no agent */
  assumeAgent(driver: string | undefined): void {
    this.#agent = driver === '' ? undefined : driver;
  }

  /**
   * Looks at the repository again, if the plan asks for something it has not asked for before.
   *
   * @param anew looks again in any case, because the repository or the settings have changed
   * @returns whether something is known that was not known before
   */
  async refreshFacts(uri: string, anew: boolean): Promise<boolean> {
    const open = this.#open.get(uri);
    if (open === undefined) return false;
    const asked = { ...askedFacts(open.file.plan), ...(this.#agent !== undefined && { agent: this.#agent }) };
    const key = JSON.stringify([asked, this.#mostCallSites]);
    if (key === open.asked && !anew) return false;
    open.asked = key;
    const found = await this.#workspace.facts(uri, asked);
    const limit = this.#mostCallSites;
    const facts = limit === undefined ? found : { ...found, mostCallSites: limit };
    if (JSON.stringify(facts) === JSON.stringify(open.facts)) return false;
    open.facts = facts;
    open.file = { ...open.file, repository: repositoryOf(facts) };
    return true;
  }

  /** The other plans of the repository: as they are in the editor, and else as they are on disk. */
  async others(uri: string): Promise<readonly PlanFile[]> {
    const onDisk = await this.#workspace.otherPlans(uri);
    return onDisk.map(
      (other) => this.get(other.uri) ?? planFile(TextDocument.create(other.uri, 'waveplan', 0, other.text)),
    );
  }
}
