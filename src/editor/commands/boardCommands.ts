import type { BoardPanel } from '../board/boardPanel.ts';
import type { DiagramOfPlan } from '../board/diagramOfPlan.ts';
import { commands } from '../shared/contributions.ts';
import type { RunConnection } from '../shared/runConnection.ts';
import type { CommandRegistry } from '../shared/commandRegistry.ts';

/** Opening the board of the open run, and the diagram of a plan. */
export class BoardCommands {
  readonly #run: RunConnection;
  readonly #board: BoardPanel;
  readonly #diagram: DiagramOfPlan;

  constructor(run: RunConnection, board: BoardPanel, diagram: DiagramOfPlan) {
    this.#run = run;
    this.#board = board;
    this.#diagram = diagram;
  }

  register(registry: CommandRegistry): void {
    registry.register(commands.openBoard, () => this.#openBoard());
    registry.register(commands.showDiagram, () => this.#diagram.show());
  }

  async #openBoard(): Promise<void> {
    await this.#run.service();
    this.#board.show(this.#run.state?.run ?? '');
  }
}
