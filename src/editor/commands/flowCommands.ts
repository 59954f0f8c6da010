import { flowReturnLine } from '../../core/flows/flowWords.ts';
import { flowDocument } from '../../core/flows/flowDocument.ts';
import type { ListedFlow } from '../../core/flows/flowTables.ts';
import { count } from '../../core/words/labels.ts';
import type { FoundFlows } from '../../ports/recordService.ts';
import type { RunDocuments } from '../content/runDocuments.ts';
import type { CommandRegistry } from '../shared/commandRegistry.ts';
import { commands } from '../shared/contributions.ts';
import type { RunConnection } from '../shared/runConnection.ts';
import type { VSCode } from '../shared/vscodeTypes.ts';
import { workspaceFolders } from '../shared/workspaceFolders.ts';
import { askChoice } from './ask.ts';
import type { Option } from './ask.ts';
import { DocumentCommands } from './commandGroup.ts';

/** A flow, and where it was found. */
interface Chosen {
  readonly flow: ListedFlow;
  readonly found: FoundFlows;
}

/** Shows commands that agents repeat, and has the command line make a script of one in a terminal that stays. */
export class FlowCommands extends DocumentCommands {
  readonly #program: string;

  /** @param program absolute path of the command line */
  constructor(vscode: VSCode, run: RunConnection, documents: RunDocuments, program: string) {
    super(vscode, run, documents);
    this.#program = program;
  }

  override register(registry: CommandRegistry): void {
    registry.register(commands.repeatedFlows, () => this.#show());
  }

  async #show(): Promise<void> {
    const { records } = await this.run.service();
    const all = await this.vscode.window.withProgress(
      { location: this.vscode.ProgressLocation.Notification, title: 'Reading the commands of agents' },
      () => records.flows(workspaceFolders(this.vscode)),
    );
    await this.documents.showFlows(flowDocument(all));
    const flows = all.flatMap((found) => found.report.flows.map((flow) => ({ flow, found })));
    const usable = flows.filter(({ flow }) => !flow.secret);
    if (usable.length === 0) return;
    const step = { title: 'Repeated Flows', step: 1, of: 2 };
    const which = 'Make a script of one? Escape leaves you with the list.';
    const chosen = await askChoice(
      this.vscode,
      step,
      which,
      usable.map((each) => option(each, all.length > 1)),
    );
    if (chosen === undefined) return;
    const next = { title: chosen.flow.name, step: 2, of: 2 };
    const action = await askChoice(
      this.vscode,
      next,
      'The script is shown as a diff first, and tried in a worktree.',
      actions,
    );
    if (action !== undefined) await this.#make(chosen, action);
  }

  async #make({ flow, found }: Chosen, action: '--try' | '--accept'): Promise<void> {
    const { Task, TaskScope, ProcessExecution, TaskRevealKind, TaskPanelKind } = this.vscode;
    const args = [this.#program, ...found.args, '--script', flow.name, action];
    // On the desktop this program is VS Code itself, which is Node only when told so.
    const env = { ...found.variables, ELECTRON_RUN_AS_NODE: '1' };
    const execution = new ProcessExecution(process.execPath, args, { cwd: found.repository, env });
    const task = new Task({ type: 'process' }, TaskScope.Workspace, `Flow: ${flow.name}`, 'Wavegate', execution, []);
    task.presentationOptions = { reveal: TaskRevealKind.Always, panel: TaskPanelKind.Dedicated, focus: true };
    await this.vscode.tasks.executeTask(task);
  }
}

const actions: readonly Option<'--try' | '--accept'>[] = [
  { label: 'Try It', detail: 'Five times in a worktree. Nothing is written into your checkout.', value: '--try' },
  {
    label: 'Accept It',
    detail: 'The same, and once all trials are green, the script and a line for agents are written for you to commit.',
    value: '--accept',
  },
];

function option({ flow, found }: Chosen, several: boolean): Option<Chosen> {
  const where = several ? [found.repository] : [];
  return {
    label: flow.name,
    description: [count(flow.uses.length, 'time'), ...where].join(' · '),
    detail: flowReturnLine(flow, found.report.toMake),
    value: { flow, found },
  };
}
