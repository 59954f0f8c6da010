import { failingLine } from '../../core/words/failingLine.ts';
import { currentWave } from '../../core/queries/runQueries.ts';
import type { Session } from '../../core/model/state.ts';
import type { FailingTest } from '../../core/model/boardModel.ts';
import type { CommandRegistry } from '../shared/commandRegistry.ts';
import type { CommandTarget } from '../shared/commandTargets.ts';
import { commands } from '../shared/contributions.ts';
import { confirm } from '../shared/messages.ts';
import { DocumentCommands } from './commandGroup.ts';

/** Looking at a failure where it is, and stopping what still runs beside it. */
export class FailureCommands extends DocumentCommands {
  override register(registry: CommandRegistry): void {
    registry.register(commands.openFailingTest, (target) => this.#open(target));
    registry.register(commands.stopRest, () => this.#stopRest());
  }

  /** Its output, and beside it the test's file as it was checked, at the line of the test. */
  async #open({ subject }: CommandTarget<'test'>): Promise<void> {
    const index = subject?.test ?? 0;
    const { snapshot, state } = this.run;
    const test = snapshot?.adaptation?.failing[index];
    if (state === undefined || test === undefined) {
      this.inform('No failing test waits to be looked at.');
      return;
    }
    await this.documents.show({ kind: 'output', test: index, title: test.name });
    const wave = snapshot?.adaptation?.wave ?? '';
    await this.#showTest(test, state.waves[wave]?.merge?.commit ?? state.head);
  }

  async #showTest({ name, file, excerpt }: FailingTest, commit: string): Promise<void> {
    if (file === undefined) return;
    const text = await (await this.run.service()).fileAt(commit, file);
    if (text === undefined) return;
    const { Range, ViewColumn, window, workspace } = this.vscode;
    const document = await workspace.openTextDocument(this.documents.uri({ kind: 'commit', path: file, commit }));
    const line = failingLine(text, name, file, excerpt) - 1;
    const selection = new Range(line, 0, line, 0);
    await window.showTextDocument(document, { preview: true, viewColumn: ViewColumn.Beside, selection });
  }

  /** Sessions of the wave at hand that are still at work. */
  async #stopRest(): Promise<void> {
    const service = await this.run.service();
    const { state } = this.run;
    const live = state && currentWave(state)?.state;
    const running = Object.values(state?.sessions ?? {}).filter(
      ({ status, scope }: Session) => status === 'running' && scope.kind === 'wave' && scope.wave === live?.id,
    );
    if (running.length === 0) {
      this.inform('No agent of the wave is at work any more, so there is none to stop.');
      return;
    }
    const question =
      running.length === 1
        ? 'Stop the agent that is still at work?'
        : `Stop the ${running.length} agents that are still at work?`;
    if (!(await confirm(this.vscode, question, 'What they have changed is kept on their branches.', 'Stop'))) return;
    for (const { id } of running) await service.stopSession(id);
  }
}
