import type { Session } from '../../core/model/state.ts';
import { sessionTitle } from '../../core/views/sessionWords.ts';
import { runCommand } from '../shared/commandTargets.ts';
import { commands } from '../shared/contributions.ts';
import { DisposableStore } from '../shared/disposableStore.ts';
import { askWhat } from '../shared/messages.ts';
import type { RunConnection } from '../shared/runConnection.ts';
import { readSetting } from '../shared/settings.ts';
import type { VSCode } from '../shared/vscodeTypes.ts';

/** Interval of looks for silence that has become long, in milliseconds. */
const tick = 2_000;

type SessionCommand = typeof commands.openTerminal | typeof commands.takeOver | typeof commands.stopSession;

const buttons: Readonly<Record<string, SessionCommand>> = {
  'Show Terminal': commands.openTerminal,
  'Take Over…': commands.takeOver,
  'Stop…': commands.stopSession,
};

/** Asks the person what to do about an agent that has said nothing for long, once in each silence, before it is ended. */
export class QuietSessions {
  readonly #vscode: VSCode;
  readonly #run: RunConnection;
  readonly #store = new DisposableStore();
  /** Sessions whose silence the person was asked about. */
  readonly #asked = new Set<string>();

  constructor(vscode: VSCode, run: RunConnection) {
    this.#vscode = vscode;
    this.#run = run;
    const clock = setInterval(() => this.look(), tick);
    this.#store.add({ dispose: () => clearInterval(clock) });
  }

  look(): void {
    const { state, statuses } = this.#run;
    if (state === undefined || readSetting(this.#vscode, 'wavegate.notifications') === 'none') return;
    for (const [id, { quietMinutes, host }] of statuses) {
      const session = state.sessions[id];
      if (quietMinutes === undefined || session?.status !== 'running') {
        this.#asked.delete(id);
      } else if (!this.#asked.has(id)) {
        this.#asked.add(id);
        void this.#ask(session, quietMinutes, host !== undefined);
      }
    }
  }

  async #ask(session: Session, minutes: number, onHost: boolean): Promise<void> {
    const { state } = this.#run;
    const title = state === undefined ? session.id : sessionTitle(state, session);
    const message = `No output from "${title}" for ${minutes} min. If this continues, the session is ended as stuck.`;
    // Sessions of hosts cannot be taken over.
    const offered = Object.keys(buttons).filter((label) => !onHost || buttons[label] !== commands.takeOver);
    const choice = await askWhat(this.#vscode, 'warning', message, offered);
    const command = choice === undefined ? undefined : buttons[choice];
    if (command !== undefined) await runCommand(this.#vscode, command, { kind: 'session', session: session.id });
  }

  dispose(): void {
    this.#store.dispose();
  }
}
