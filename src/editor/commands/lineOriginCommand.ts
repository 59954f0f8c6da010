import type { CommandRegistry } from '../shared/commandRegistry.ts';
import { commands } from '../shared/contributions.ts';
import { DocumentCommands } from './commandGroup.ts';

/** Shows how the line under the cursor came to be: the wave, task, directive and decisions of its commit. */
export class LineOriginCommand extends DocumentCommands {
  override register(registry: CommandRegistry): void {
    registry.register(commands.showLineOrigin, () => this.#show());
  }

  async #show(): Promise<void> {
    const { records } = await this.run.service();
    const editor = this.vscode.window.activeTextEditor;
    if (editor === undefined || editor.document.uri.scheme !== 'file') {
      this.inform('Put the cursor on a line of a file of the repository first.');
      return;
    }
    const file = editor.document.uri.fsPath;
    const line = editor.selection.active.line + 1;
    const progress = {
      location: this.vscode.ProgressLocation.Window,
      title: 'Wavegate: looking for the run of the line',
    };
    const found = await this.vscode.window.withProgress(progress, () =>
      records.lineOrigin(file, line, editor.document.getText()),
    );
    if ('refused' in found) this.inform(found.refused);
    else await this.documents.showOrigin({ file, line }, found.markdown);
  }
}
