import type { Terminal } from 'vscode';
import { scopeKey } from '../core/run/names.ts';
import { isAgentSession } from '../core/run/queries.ts';
import type { RunState, Session } from '../core/run/state.ts';
import { DisposableStore } from './disposableStore.ts';
import type { RunConnection } from './runConnection.ts';
import type { RunChange } from './runService.ts';
import { readSetting } from './settings.ts';
import { sessionTitle } from './views/sessionsTree.ts';
import type { VSCode } from './vscodeTypes.ts';

/** More than this many side by side are too narrow to read; the next one begins a new group. */
const widest = 3;

/**
 * Integrated terminals that show sessions. A terminal only attaches: closing it ends nothing, and opening it again shows
 * everything from the start.
 */
export class SessionTerminals {
  readonly #vscode: VSCode;
  readonly #run: RunConnection;
  readonly #attachProgram: string;
  readonly #store = new DisposableStore();
  readonly #open = new Map<string, { readonly terminal: Terminal; readonly group: string }>();

  /** @param attachProgram absolute path of the program that follows a session folder */
  constructor(vscode: VSCode, run: RunConnection, attachProgram: string) {
    this.#vscode = vscode;
    this.#run = run;
    this.#attachProgram = attachProgram;
    this.#store.add(run.onDidChange((change) => this.#follow(change)));
    this.#store.add(
      vscode.window.onDidCloseTerminal((closed) => {
        for (const [key, { terminal }] of this.#open) if (terminal === closed) this.#open.delete(key);
      }),
    );
  }

  /** Shows the terminal of a session and gives it the focus. */
  async show(session: string): Promise<void> {
    await this.#run.service();
    const { state } = this.#run;
    const found = state?.sessions[session];
    if (state === undefined || found === undefined) return;
    (await this.#terminal(state, found)).show(false);
  }

  /** Opens terminals of agents as they start, and again after a reload, without taking the focus. */
  async #follow({ state, events }: RunChange): Promise<void> {
    if (state === undefined || !readSetting(this.#vscode, 'wavegate.openTerminals')) return;
    const started =
      events.length === 0
        ? Object.values(state.sessions).filter((session) => session.status === 'running')
        : events.flatMap((event) => (event.type === 'session-dispatched' ? (state.sessions[event.session] ?? []) : []));
    for (const session of started.filter((candidate) => isAgentSession(candidate))) {
      const group = groupOf(state, session);
      const first = ![...this.#open.values()].some((other) => other.group === group);
      const terminal = await this.#terminal(state, session);
      if (first) terminal.show(true);
    }
  }

  async #terminal(state: RunState, session: Session): Promise<Terminal> {
    const service = await this.#run.service();
    const key = `${state.run} ${session.id} ${session.epoch}`;
    const known = this.#open.get(key);
    if (known !== undefined) return known.terminal;
    const group = groupOf(state, session);
    const neighbours = [...this.#open.values()].filter((other) => other.group === group);
    const beside = neighbours.length % widest === 0 ? undefined : neighbours.at(-1)?.terminal;
    const terminal = this.#vscode.window.createTerminal({
      name: sessionTitle(state, session),
      shellPath: process.execPath,
      shellArgs: [this.#attachProgram, service.sessionFolder(session.id)],
      // On the desktop this program is VS Code itself, which is Node only when told so.
      env: { ELECTRON_RUN_AS_NODE: '1' },
      iconPath: new this.#vscode.ThemeIcon('robot'),
      isTransient: true,
      ...(beside === undefined ? {} : { location: { parentTerminal: beside } }),
    });
    this.#open.set(key, { terminal, group });
    return terminal;
  }

  dispose(): void {
    this.#store.dispose();
  }
}

/** Terminals of one wave, or of the audit, stand side by side. */
function groupOf(state: RunState, session: Session): string {
  return `${state.run} ${scopeKey(session.scope)}`;
}
