import type { BoardPanel } from '../board/boardPanel.ts';
import type { DiagramPanel } from '../board/diagramPanel.ts';
import { commands, planLanguage } from '../shared/contributions.ts';
import { notify } from '../shared/messages.ts';
import type { RunConnection } from '../shared/runConnection.ts';
import type { VSCode } from '../shared/vscodeTypes.ts';
import type { CommandRegistry } from '../shared/commandRegistry.ts';

/** Opening the board of the open run, and the diagram of a plan. */
export class BoardCommands {
  readonly #vscode: VSCode;
  readonly #run: RunConnection;
  readonly #board: BoardPanel;
  readonly #diagram: DiagramPanel;

  constructor(vscode: VSCode, run: RunConnection, board: BoardPanel, diagram: DiagramPanel) {
    this.#vscode = vscode;
    this.#run = run;
    this.#board = board;
    this.#diagram = diagram;
  }

  register(registry: CommandRegistry): void {
    registry.register(commands.openBoard, () => this.#openBoard());
    registry.register(commands.showDiagram, () => this.#showDiagram());
  }

  async #openBoard(): Promise<void> {
    await this.#run.service();
    this.#board.show(this.#run.state?.run ?? '');
  }

  /** The plan in the editor, also while it is being written; else the plan in force. */
  async #showDiagram(): Promise<void> {
    const service = await this.#run.service();
    const active = this.#vscode.window.activeTextEditor?.document;
    const source = active?.languageId === planLanguage ? active.getText() : this.#run.state?.plan.source;
    const diagram = source === undefined ? undefined : service.diagram(source);
    if (diagram === undefined) {
      notify(
        this.#vscode,
        'information',
        'Open a plan without errors first, or a run: the diagram is drawn from one of them.',
      );
      return;
    }
    this.#diagram.show(diagram.title, diagram.text);
  }
}
