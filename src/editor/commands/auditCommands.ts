import { lensesWithoutResult } from '../../core/queries/lenses.ts';
import { runFindings } from '../../core/queries/runFindings.ts';
import type { CommandRegistry } from '../shared/commandRegistry.ts';
import type { CommandTarget } from '../shared/commandTargets.ts';
import { commands } from '../shared/contributions.ts';
import { notify } from '../shared/messages.ts';
import { askChoice } from './ask.ts';
import { DocumentCommands } from './commandGroup.ts';
import { firstChange } from '../shared/firstChange.ts';

/** From the audit to the plan: its report, lenses that failed, and a finding that becomes part of a task. */
export class AuditCommands extends DocumentCommands {
  override register(registry: CommandRegistry): void {
    registry.register(commands.showAuditReport, () => this.#showReport());
    registry.register(commands.auditAgain, () => this.#again());
    registry.register(commands.coverFinding, (target) => this.#cover(target));
  }

  async #showReport(): Promise<void> {
    await this.run.service();
    if (this.run.state === undefined) this.inform('No run is open, so there was no audit.');
    else await this.documents.show({ kind: 'audit' });
  }

  async #again(): Promise<void> {
    const service = await this.run.service();
    const { state } = this.run;
    if (state?.phase !== 'audit' || lensesWithoutResult(state).length === 0) {
      this.inform('No lens of the audit has failed, so there is none to run again.');
      return;
    }
    this.warnOf(await service.retry());
  }

  /** Names a finding in a task of the plan file, which stays open for the person to look at and save. */
  async #cover({ subject }: CommandTarget<'finding'>): Promise<void> {
    const service = await this.run.service();
    const { state } = this.run;
    const finding = state && runFindings(state).find((each) => each.id === subject?.finding);
    const file = service.planFile();
    if (finding === undefined || file === undefined) {
      this.inform('Choose a finding of the run that is open: in the Findings view, or at the line that it cites.');
      return;
    }
    const { workspace, window, Range, Uri, WorkspaceEdit } = this.vscode;
    const document = await workspace.openTextDocument(Uri.file(file));
    const source = document.getText();
    const tasks = service.plans.tasksFor(source, finding.file);
    if (tasks.length === 0) {
      notify(
        this.vscode,
        'warning',
        'The plan file has no tasks that could be read. Draft them from the findings, or correct the plan first.',
      );
      return;
    }
    const task = await askChoice(
      this.vscode,
      { title: `Cover ${finding.id}: ${finding.title}`, step: 1, of: 1 },
      'Which task remedies it?',
      tasks.map((each) => ({
        label: each.title,
        description: each.owns ? `${each.id} · owns ${finding.file}` : each.id,
        value: each.id,
      })),
    );
    if (task === undefined) return;
    const covered = service.plans.coverFinding(source, finding, task);
    if ('refused' in covered) {
      notify(this.vscode, 'warning', covered.refused);
      return;
    }
    const edit = new WorkspaceEdit();
    edit.replace(document.uri, new Range(document.positionAt(0), document.positionAt(source.length)), covered.source);
    await workspace.applyEdit(edit);
    const line = firstChange(source, covered.source);
    await window.showTextDocument(document, { selection: new Range(line, 0, line, 0) });
  }
}
