import type { ExtensionContext } from 'vscode';
import type { VSCode } from './shared/vscodeTypes.ts';

const key = 'wavegate.signingKey';

/**
 * Where the editor keeps the key that signs decisions: VS Code's secret storage, which no process on this machine can
 * read through a file of ours.
 *
 * VS Code in a browser may have no service behind its secret storage, and then forgets secrets on a reload; the runs that
 * rest on them could never be decided again. There the key is also kept in the extension's global state, which a browser
 * holds in its own storage, away from the machine that agents run on. On the desktop that state is a plain file, so it is
 * never used there.
 */
export class SigningKeyPlace {
  readonly #inBrowser: boolean;
  readonly #context: Pick<ExtensionContext, 'secrets' | 'globalState'>;

  constructor(vscode: Pick<VSCode, 'env' | 'UIKind'>, context: Pick<ExtensionContext, 'secrets' | 'globalState'>) {
    this.#inBrowser = vscode.env.uiKind === vscode.UIKind.Web;
    this.#context = context;
  }

  /** The private key as PEM, or undefined when there is none yet. */
  async get(): Promise<string | undefined> {
    const stored = await this.#context.secrets.get(key);
    return stored ?? (this.#inBrowser ? this.#context.globalState.get<string>(key) : undefined);
  }

  async store(pem: string): Promise<void> {
    await this.#context.secrets.store(key, pem);
    if (this.#inBrowser) await this.#context.globalState.update(key, pem);
  }
}
