import type { Terminal } from 'vscode';
import { scopeKey } from '../../core/model/names.ts';
import { isAgentSession } from '../../core/queries/runQueries.ts';
import type { RunState, Session } from '../../core/model/state.ts';
import { DisposableStore } from '../shared/disposableStore.ts';
import type { RunConnection } from '../shared/runConnection.ts';
import type { RunChange } from '../../ports/runService.ts';
import { readSetting } from '../shared/settings.ts';
import { sessionTitle } from '../../core/views/sessionWords.ts';
import type { VSCode } from '../shared/vscodeTypes.ts';

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
  /** By session folder. */
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
    // The window that drives the run has them open; here a click on a session opens its own.
    if (this.#run.drivenElsewhere !== undefined) return;
    for (const event of events) if (event.type === 'session-taken-over') await this.#widen(state, event.session);
    const started =
      events.length === 0
        ? Object.values(state.sessions).filter((session) => session.status === 'running')
        : events.flatMap((event) => (event.type === 'session-dispatched' ? (state.sessions[event.session] ?? []) : []));
    const most = readSetting(this.#vscode, 'wavegate.maxTerminals');
    for (const session of started.filter((candidate) => isAgentSession(candidate))) {
      const underWay = [...this.#open.values()].filter(({ group }) => group === groupOf(state, session)).length;
      if (underWay >= most) continue;
      const group = groupOf(state, session);
      const first = ![...this.#open.values()].some((other) => other.group === group);
      if (first) this.#closeEnded(state, group);
      // What prints elsewhere, and stays there, has no terminal here; a click on it says why.
      const terminal = await this.#terminal(state, session).catch(() => undefined);
      if (first) terminal?.show(true);
    }
  }

  /** Gives the interface of an agent the whole width of the panel: beside others it is too narrow to work in. */
  async #widen(state: RunState, id: string): Promise<void> {
    const session = state.sessions[id];
    if (session === undefined) return;
    (await this.#terminal(state, session)).show(false);
    await this.#vscode.commands.executeCommand('workbench.action.terminal.unsplit');
  }

  /** Terminals of groups that are over make room for those of the next; a click on a session opens its own again. */
  #closeEnded(state: RunState, next: string): void {
    const sessions = Object.values(state.sessions);
    const underWay = new Set(
      sessions.flatMap((session) => (session.status === 'ended' ? [] : groupOf(state, session))),
    );
    for (const { terminal, group } of this.#open.values()) {
      if (group !== next && !underWay.has(group)) terminal.dispose();
    }
  }

  async #terminal(state: RunState, session: Session): Promise<Terminal> {
    const service = await this.#run.service();
    const folder = await service.watchSession(session.id);
    const group = groupOf(state, session);
    const known = this.#open.get(folder)?.terminal ?? this.#left(folder);
    if (known !== undefined) {
      this.#open.set(folder, { terminal: known, group });
      return known;
    }
    const neighbours = [...this.#open.values()].filter((other) => other.group === group);
    const beside = neighbours.length % widest === 0 ? undefined : neighbours.at(-1)?.terminal;
    const terminal = this.#vscode.window.createTerminal({
      name: terminalName(state, session),
      shellPath: process.execPath,
      shellArgs: [this.#attachProgram, folder],
      // On the desktop this program is VS Code itself, which is Node only when told so.
      env: { ELECTRON_RUN_AS_NODE: '1' },
      iconPath: new this.#vscode.ThemeIcon('robot'),
      isTransient: true,
      ...(beside === undefined ? {} : { location: { parentTerminal: beside } }),
    });
    this.#open.set(folder, { terminal, group });
    return terminal;
  }

  /** A terminal on this session that an extension host before this one has opened. */
  #left(folder: string): Terminal | undefined {
    return this.#vscode.window.terminals.find(({ creationOptions, exitStatus }) => {
      const args = 'shellArgs' in creationOptions ? creationOptions.shellArgs : undefined;
      return exitStatus === undefined && Array.isArray(args) && args[0] === this.#attachProgram && args[1] === folder;
    });
  }

  dispose(): void {
    this.#store.dispose();
  }
}

/** Ids tell tabs apart where titles begin with the same words. */
function terminalName(state: RunState, session: Session): string {
  const isTask = session.kind === 'implement' || session.kind === 'fix';
  return isTask ? `${session.subject}: ${sessionTitle(state, session)}` : sessionTitle(state, session);
}

/** Terminals of one wave, or of the audit, stand side by side. */
function groupOf(state: RunState, session: Session): string {
  return `${state.run} ${scopeKey(session.scope)}`;
}
