import type { ExtensionContext } from 'vscode';
import type { VSCode } from './shared/vscodeTypes.ts';

/**
 * A text that the editor keeps in VS Code's secret storage, which no process on this machine can read through a file of ours:
 * the key that signs decisions, the address of the team's database.
 *
 * VS Code in a browser may have no service behind its secret storage, and then forgets secrets on a reload; the runs that
 * rest on them could never be decided, or found, again. There the text is also kept in the extension's global state, which a
 * browser holds in its own storage, away from the machine that agents run on. On the desktop that state is a plain file, so it
 * is never used there.
 */
export class KeptSecret {
  readonly #inBrowser: boolean;
  readonly #context: Pick<ExtensionContext, 'secrets' | 'globalState'>;
  readonly #name: string;

  /** @param name of the secret, unlike that of any other */
  constructor(
    vscode: Pick<VSCode, 'env' | 'UIKind'>,
    context: Pick<ExtensionContext, 'secrets' | 'globalState'>,
    name: string,
  ) {
    this.#inBrowser = vscode.env.uiKind === vscode.UIKind.Web;
    this.#context = context;
    this.#name = name;
  }

  /** Undefined when there is none yet. */
  async get(): Promise<string | undefined> {
    const stored = await this.#context.secrets.get(this.#name);
    return stored ?? (this.#inBrowser ? this.#context.globalState.get<string>(this.#name) : undefined);
  }

  async store(text: string): Promise<void> {
    await this.#context.secrets.store(this.#name, text);
    if (this.#inBrowser) await this.#context.globalState.update(this.#name, text);
  }

  async forget(): Promise<void> {
    await this.#context.secrets.delete(this.#name);
    await this.#context.globalState.update(this.#name, undefined);
  }
}
