import type { ClientCapabilities } from 'vscode-languageserver';
import type { Connection } from 'vscode-languageserver/node';
import type { PlanServerSettings } from '../protocol/planServer.ts';
import { settingsSection } from '../protocol/planServer.ts';
import { severitiesOf } from '../core/planText/severities.ts';
import type { Severities } from '../core/planText/severities.ts';
import { diagnostics } from './diagnostics.ts';
import type { OpenPlans } from './openPlans.ts';

/** Time that a plan must rest before the repository is asked about what it newly names, in milliseconds. */
const rest = 400;

/** Tells the editor what is wrong with the open plans, whenever that may have changed. */
export class Publisher {
  readonly #connection: Connection;
  readonly #plans: OpenPlans;
  readonly #pages: string | undefined;
  /** Plans whose diagnostics are due. Changes that arrive together are checked once. */
  readonly #due = new Map<string, NodeJS.Immediate>();
  readonly #asking = new Map<string, NodeJS.Timeout>();
  /** Open plans whose files were deleted. */
  readonly #gone = new Set<string>();
  #severities: Severities = {};
  #asksForSettings = false;
  #redrawsHints = false;

  /** @param pages address of the folder with a page for each code, where there is one */
  constructor(connection: Connection, plans: OpenPlans, pages: string | undefined) {
    this.#pages = pages;
    this.#connection = connection;
    this.#plans = plans;
  }

  /** Notes what the editor can be asked for. */
  follow({ workspace }: ClientCapabilities): void {
    this.#asksForSettings = workspace?.configuration === true;
    this.#redrawsHints = workspace?.inlayHint?.refreshSupport === true;
  }

  changed(uri: string): void {
    this.#gone.delete(uri);
    this.#publishSoon(uri);
    clearTimeout(this.#asking.get(uri));
    this.#asking.set(
      uri,
      setTimeout(() => void this.#ask(uri, false), rest),
    );
  }

  closed(uri: string): void {
    clearImmediate(this.#due.get(uri));
    clearTimeout(this.#asking.get(uri));
    this.#due.delete(uri);
    this.#asking.delete(uri);
    void this.#connection.sendDiagnostics({ uri, diagnostics: [] });
  }

  /** A plan's file was deleted: an editor that still shows its text is no reason to keep its problems. */
  deleted(uri: string): void {
    this.#gone.add(uri);
    this.closed(uri);
  }

  /** A plan's file is there again. */
  created(uri: string): void {
    if (this.#gone.delete(uri)) this.changed(uri);
  }

  /** Files came or went. */
  repositoryChanged(): void {
    for (const uri of this.#plans.uris) {
      clearTimeout(this.#asking.get(uri));
      this.#asking.set(
        uri,
        setTimeout(() => void this.#ask(uri, true), rest),
      );
    }
  }

  async readSettings(): Promise<void> {
    if (!this.#asksForSettings) return;
    const settings = (await this.#connection.workspace.getConfiguration(settingsSection)) as PlanServerSettings | null;
    this.#severities = severitiesOf(settings?.rules);
    this.#plans.limitCallSites(settings?.maxCallSites);
    this.#plans.assumeAgent(settings?.agent);
    for (const uri of this.#plans.uris) {
      this.#publishSoon(uri);
      void this.#ask(uri, false);
    }
  }

  async #ask(uri: string, anew: boolean): Promise<void> {
    this.#asking.delete(uri);
    if (!(await this.#plans.refreshFacts(uri, anew))) return;
    this.#publishSoon(uri);
    if (this.#redrawsHints) void this.#connection.languages.inlayHint.refresh();
  }

  #publishSoon(uri: string): void {
    clearImmediate(this.#due.get(uri));
    this.#due.set(
      uri,
      setImmediate(() => this.#publish(uri)),
    );
  }

  #publish(uri: string): void {
    this.#due.delete(uri);
    const file = this.#plans.get(uri);
    if (file === undefined || this.#gone.has(uri)) return;
    const found = diagnostics(file, this.#severities, this.#plans.memory(uri), this.#pages);
    void this.#connection.sendDiagnostics({ uri, version: file.document.version, diagnostics: found });
  }
}
