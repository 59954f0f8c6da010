import type { RunDocuments } from '../content/runDocuments.ts';
import type { CommandRegistry } from '../shared/commandRegistry.ts';
import { notify, withText } from '../shared/messages.ts';
import type { RunConnection } from '../shared/runConnection.ts';
import type { VSCode } from '../shared/vscodeTypes.ts';

/** Commands of the palette and the views that belong together and are about the open run. */
export abstract class CommandGroup {
  protected readonly vscode: VSCode;
  protected readonly run: RunConnection;

  constructor(vscode: VSCode, run: RunConnection) {
    this.vscode = vscode;
    this.run = run;
  }

  /** Registers each command of the group with what it does. */
  abstract register(registry: CommandRegistry): void;

  /** Tells why there is nothing to do. */
  protected inform(message: string): void {
    notify(this.vscode, 'information', message);
  }

  /**
   * Tells why the engine refused, where it did.
   * @param what `note`: what the person wrote, which the message repeats
   * @returns whether it did
   */
  protected warnOf({ refused }: { readonly refused?: string | undefined }, what = '', text = ''): boolean {
    if (refused === undefined) return false;
    notify(this.vscode, 'warning', withText(refused, what, text));
    return true;
  }
}

/** Commands about the open run that show documents of it. */
export abstract class DocumentCommands extends CommandGroup {
  protected readonly documents: RunDocuments;

  constructor(vscode: VSCode, run: RunConnection, documents: RunDocuments) {
    super(vscode, run);
    this.documents = documents;
  }
}
