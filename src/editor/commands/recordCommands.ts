import { costKeys } from '../../core/history/costs.ts';
import type { CostKey } from '../../core/history/costs.ts';
import type { Learning } from '../../core/learnings/learnings.ts';
import type { RecordService } from '../../ports/recordService.ts';
import type { CommandRegistry } from '../shared/commandRegistry.ts';
import { commands } from '../shared/contributions.ts';
import { workspaceFolders } from '../shared/workspaceFolders.ts';
import { askChoice, askText, reasonWanted } from './ask.ts';
import type { Option } from './ask.ts';
import { DocumentCommands } from './commandGroup.ts';

/** Commands about what runs have cost, what went wrong in them, and what they have taught. */
export class RecordCommands extends DocumentCommands {
  override register(registry: CommandRegistry): void {
    registry.register(commands.showCosts, () => this.documents.show({ kind: 'costs' }));
    registry.register(commands.costsAsCsv, () => this.#costsAsCsv());
    registry.register(commands.showForensics, () => this.documents.show({ kind: 'forensics' }));
    registry.register(commands.learn, () => this.#learn());
  }

  /** In an editor without a name, which the person saves where they want it. */
  async #costsAsCsv(): Promise<void> {
    const { records } = await this.run.service();
    const step = { title: 'Costs as CSV', step: 1, of: 1 };
    const options = costKeys.map((key) => ({ label: `By ${keyWords[key]}`, value: key }));
    const by = await askChoice(this.vscode, step, 'One row for each what? All runs of this window count.', options);
    if (by === undefined) return;
    const content = await records.costValues(workspaceFolders(this.vscode), by);
    const document = await this.vscode.workspace.openTextDocument({ language: 'csv', content });
    await this.vscode.window.showTextDocument(document, { preview: false });
  }

  /** One lesson after another, until all are settled or the person leaves. */
  async #learn(): Promise<void> {
    const { records } = await this.run.service();
    if (this.run.state === undefined) {
      this.inform('Open the run first whose lessons you want to see.');
      return;
    }
    let settled: string | undefined;
    for (;;) {
      const proposed = await records.learnings();
      if (proposed.length === 0) break;
      const step = { title: `Taught by: ${this.run.state.plan.plan.title}`, step: 1, of: 2 };
      const placeholder = 'Which one do you settle? What you keep is told to planners and agents of later runs.';
      const chosen = await askChoice(this.vscode, step, placeholder, proposed.map(option));
      if (chosen === undefined) break;
      settled = (await this.#settle(records, chosen)) ?? settled;
    }
    if (settled !== undefined) {
      const document = await this.vscode.workspace.openTextDocument(this.vscode.Uri.file(settled));
      await this.vscode.window.showTextDocument(document);
      this.inform('Commit this file, so that the next run has it.');
    } else if ((await records.learnings()).length === 0) {
      this.inform('This run has taught nothing that is not settled already.');
    }
  }

  /** @returns the file, where something was kept or dismissed */
  async #settle(records: RecordService, learning: Learning): Promise<string | undefined> {
    const step = { title: learning.text, step: 2, of: 2 };
    const answer = await askChoice(this.vscode, step, learning.evidence, answers);
    if (answer === 'keep') return records.settleLearnings([learning], []);
    if (answer === 'edit') {
      const text = await askText(this.vscode, step, 'In your words:', {
        value: learning.text,
        required: 'Enter a sentence, or leave with Escape.',
      });
      return text === undefined ? undefined : records.settleLearnings([{ ...learning, text }], []);
    }
    if (answer === undefined) return undefined;
    const why = await askText(this.vscode, step, 'Why not? It is not proposed again.', { required: reasonWanted });
    return why === undefined ? undefined : records.settleLearnings([], [{ ...learning, why }]);
  }
}

function option(learning: Learning): Option<Learning> {
  return { label: learning.text, detail: learning.evidence, value: learning };
}

const keyWords: Readonly<Record<CostKey, string>> = {
  run: 'run',
  wave: 'wave',
  attempt: 'attempt of a wave',
  task: 'task',
  team: 'team',
  agent: 'agent',
  kind: 'kind of session',
  person: 'person who approved the start',
  day: 'day',
};

const answers: readonly Option<'keep' | 'edit' | 'dismiss'>[] = [
  { label: 'Keep It', value: 'keep' },
  { label: 'Keep It in Other Words…', value: 'edit' },
  { label: 'Dismiss It…', value: 'dismiss' },
];
