import type { CommandTarget } from '../shared/commandTargets.ts';
import type { CommandRegistry } from '../shared/commandRegistry.ts';
import { commands } from '../shared/contributions.ts';
import { workspaceFolders } from '../shared/workspaceFolders.ts';
import { askChoice } from './ask.ts';
import type { Option } from './ask.ts';
import { CommandGroup } from './commandGroup.ts';
import { pickRun } from './pickRun.ts';

/** Writes a run to a folder, with which it moves to another machine. */
export class ExportRunCommand extends CommandGroup {
  override register(registry: CommandRegistry): void {
    registry.register(commands.exportRun, (target) => this.#export(target));
  }

  async #export({ subject }: CommandTarget<'run'>): Promise<void> {
    const { records } = await this.run.service();
    const run = subject?.run ?? (await pickRun(this.vscode, this.run, 'Export Run'));
    if (run === undefined) return;
    const step = { title: `Export Run ${run}`, step: 1, of: 2 };
    const question = 'It gets the record, the commits and the files of all sessions. Secrets are not taken out.';
    const moves = await askChoice(this.vscode, step, question, ways);
    if (moves === undefined) return;
    const [chosen] =
      (await this.vscode.window.showOpenDialog({
        title: `Export Run ${run} (2 of 2): in which folder?`,
        openLabel: 'Export Here',
        canSelectFiles: false,
        canSelectFolders: true,
      })) ?? [];
    if (chosen === undefined) return;
    // One folder may hold the exports of several runs.
    const folder = this.vscode.Uri.joinPath(chosen, run).fsPath;
    const progress = { location: this.vscode.ProgressLocation.Notification, title: `Wavegate: exporting ${run}` };
    const files = await this.vscode.window.withProgress(progress, () =>
      records.exportRun(run, workspaceFolders(this.vscode), folder, moves),
    );
    const rest = moves
      ? 'It can no longer be driven here.'
      : 'It can still be driven here: go on with it in one place only.';
    this.inform(`Run ${run} is in ${folder}, ${files} files. Take it in elsewhere with "wavegate import". ${rest}`);
  }
}

const ways: readonly Option<boolean>[] = [
  { label: 'Export a Copy', detail: 'The run can still be driven here, and looked at elsewhere.', value: false },
  {
    label: 'Move It',
    detail: 'The run can no longer be driven here, so that it goes on in one place only.',
    value: true,
  },
];
