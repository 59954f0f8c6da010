import type { ExtensionContext } from 'vscode';
import { errorMessage } from '../../util/errors.ts';
import type { VSCode } from './vscodeTypes.ts';

const trial = 'wavegate.keyStoreTrial';

/** Desktops on which VS Code asks a key store for its secrets, as Chromium tells them; on others it keeps them in memory. */
const desktopsWithStore = /^(?:cinnamon|x-cinnamon|deepin|gnome|kde|pantheon|ukui|unity|xfce)/i;

/** The part of this machine that says whether there is a key store. */
export interface Desktop {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Whether secrets of VS Code outlast its window. Without a key store, as on some Linux desktops, they do not; a run whose
 * approvals are signed with a key that is gone can never be decided again. No call of VS Code says so, thus a word is left in
 * the store, which is there in a later session or is not; until then the desktop tells.
 */
export class KeyStore {
  readonly #env: VSCode['env'];
  readonly #inBrowser: boolean;
  readonly #context: Pick<ExtensionContext, 'secrets' | 'globalState'>;
  readonly #desktop: Desktop;

  constructor(
    vscode: Pick<VSCode, 'env' | 'UIKind'>,
    context: Pick<ExtensionContext, 'secrets' | 'globalState'>,
    desktop: Desktop = process,
  ) {
    this.#env = vscode.env;
    this.#inBrowser = vscode.env.uiKind === vscode.UIKind.Web;
    this.#context = context;
    this.#desktop = desktop;
  }

  /** Why a key may be gone after a restart, for people; undefined where it lasts, as far as can be known now. */
  async problem(): Promise<string | undefined> {
    // There the key has a second place; see KeptSecret.
    if (this.#inBrowser) return undefined;
    const { globalState, secrets } = this.#context;
    const { sessionId } = this.#env;
    try {
      const left = globalState.get<string>(trial);
      if (left === sessionId) return this.#missing();
      if (left !== undefined && (await secrets.get(trial)) === left) return undefined;
      await secrets.store(trial, sessionId);
      await globalState.update(trial, sessionId);
      return left === undefined ? this.#missing() : 'A secret that VS Code kept before its last restart is gone.';
    } catch (error) {
      return `VS Code cannot keep a secret: ${errorMessage(error)}`;
    }
  }

  /** Sign that a desktop has no key store. That of a remote window is on another machine. */
  #missing(): string | undefined {
    const { platform, env } = this.#desktop;
    if (platform !== 'linux' || this.#env.remoteName !== undefined) return undefined;
    if ((env['DBUS_SESSION_BUS_ADDRESS'] ?? '') === '') {
      return 'This desktop session has no message bus, so that VS Code reaches no key store.';
    }
    const names = (env['XDG_CURRENT_DESKTOP'] ?? env['DESKTOP_SESSION'] ?? '').split(':').filter((name) => name !== '');
    if (names.some((name) => desktopsWithStore.test(name))) return undefined;
    return `VS Code looks for no key store by itself on this desktop (${names.join(':') || 'it has no name'}).`;
  }
}

/** Ways on for people, behind what is wrong. */
export const keyStoreAdvice =
  'Your approvals are signed with a key that VS Code keeps as a secret. If that is gone after a restart, the gates of this run ' +
  'cannot be decided any more. Install a key store (gnome-keyring or KWallet), name it as "password-store" with "Preferences: ' +
  'Configure Runtime Arguments", and start VS Code again. Or drive the run from a terminal, with a key of your ssh-agent.';
