import type { Terminal } from 'vscode';
import { commitToTry } from '../../core/queries/commitToTry.ts';
import type { RunState } from '../../core/model/state.ts';
import type { TryStart } from '../../ports/tryService.ts';
import { errorMessage } from '../../util/errors.ts';
import type { CommandRegistry } from '../shared/commandRegistry.ts';
import { commands } from '../shared/contributions.ts';
import { DisposableStore } from '../shared/disposableStore.ts';
import { askWhat, notify } from '../shared/messages.ts';
import type { RunConnection } from '../shared/runConnection.ts';
import type { VSCode } from '../shared/vscodeTypes.ts';
import { askText } from './ask.ts';

/** Starts the result of the run in a terminal, in a worktree of its own, which a window of its own can show. */
export class TryCommands {
  readonly #vscode: VSCode;
  readonly #run: RunConnection;
  readonly #program: string;
  readonly #store = new DisposableStore();
  /** Terminals in which results run, by run and commit. */
  readonly #open = new Map<string, Terminal>();

  /** @param program absolute path of the command line */
  constructor(vscode: VSCode, run: RunConnection, program: string) {
    this.#vscode = vscode;
    this.#run = run;
    this.#program = program;
  }

  register(registry: CommandRegistry): void {
    registry.register(commands.tryResult, () => this.#try());
  }

  async #try(): Promise<void> {
    const service = await this.#run.service();
    const { state } = this.#run;
    const commit = state && commitToTry(state);
    if (state === undefined || commit === undefined || commit === state.base.commit) {
      notify(this.#vscode, 'information', 'Nothing is merged yet that could be tried.');
      return;
    }
    const key = `${state.run} ${commit}`;
    const under = this.#open.get(key);
    if (under !== undefined) return under.show();
    const named = await this.#command(state);
    if (named === undefined) return;
    const start = await service.tries.start();
    const terminal = this.#vscode.window.createTerminal({
      name: `Try: ${state.plan.plan.title}`,
      shellPath: process.execPath,
      shellArgs: [this.#program, ...start.args, ...named],
      // On the desktop this program is VS Code itself, which is Node only when told so.
      env: { ...start.variables, ELECTRON_RUN_AS_NODE: '1' },
      iconPath: new this.#vscode.ThemeIcon('play'),
      isTransient: true,
    });
    this.#open.set(key, terminal);
    terminal.show();
    void this.#offerWindow(start, this.#closed(key, terminal, start));
  }

  /** Command to start: none where the plan names it. @returns undefined when the person left */
  async #command({ plan }: RunState): Promise<readonly string[] | undefined> {
    if ((plan.plan.tryIt.run ?? '').trim() !== '') return [];
    const prompt =
      'Command that starts the result, such as npm start -- --port {port}. Written into the plan as tryIt: {run: …}, it is not asked for again.';
    const required = 'Enter the command that starts the result.';
    const step = { title: `Try It: ${plan.plan.title}`, step: 1, of: 1 };
    const command = await askText(this.#vscode, step, prompt, { required });
    return command === undefined ? undefined : ['--run', command];
  }

  /** @returns a signal that comes with the end of the terminal */
  #closed(key: string, terminal: Terminal, start: TryStart): AbortSignal {
    const over = new AbortController();
    const closed = this.#vscode.window.onDidCloseTerminal((ended) => {
      if (ended !== terminal) return;
      closed.dispose();
      this.#open.delete(key);
      over.abort();
      const code = ended.exitStatus?.code;
      // Closed by the person: what runs in it does not end with it by itself.
      if (code === undefined) start.end().catch((error: unknown) => this.#warn(errorMessage(error)));
      else if (code !== 0) {
        const again = `wavegate ${start.args.slice(0, 2).join(' ')}`;
        this.#warn(`What was tried ended with exit code ${code}. To see why, run ${again} in a terminal.`);
      }
    });
    this.#store.add(closed);
    return over.signal;
  }

  async #offerWindow(start: TryStart, over: AbortSignal): Promise<void> {
    const tried = await start.appeared(over);
    if (tried === undefined) return;
    const button = 'Open in New Window';
    const text = `The result is in a worktree of its own, ${tried.folder}, which is removed when its terminal ends. Its address is in the terminal.`;
    if ((await askWhat(this.#vscode, 'information', text, [button])) !== button) return;
    if (over.aborted) {
      notify(
        this.#vscode,
        'information',
        'It has ended meanwhile, and its worktree is removed. Try It starts it again.',
      );
      return;
    }
    const uri = this.#vscode.Uri.file(tried.folder);
    await this.#vscode.commands.executeCommand('vscode.openFolder', uri, { forceNewWindow: true });
  }

  #warn(message: string): void {
    notify(this.#vscode, 'warning', message);
  }

  dispose(): void {
    this.#store.dispose();
  }
}
