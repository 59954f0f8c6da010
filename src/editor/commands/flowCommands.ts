import { flowReturnShort } from '../../core/flows/flowWords.ts';
import { flowDocument } from '../../core/flows/flowDocument.ts';
import type { ListedFlow } from '../../core/flows/flowTables.ts';
import { count } from '../../core/words/labels.ts';
import type { FoundFlows } from '../../ports/recordService.ts';
import type { RunDocuments } from '../content/runDocuments.ts';
import type { CommandRegistry } from '../shared/commandRegistry.ts';
import { commands } from '../shared/contributions.ts';
import { askWhat } from '../shared/messages.ts';
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
    const action = await askChoice(this.vscode, next, 'The script is shown as a diff first.', actionsFor(chosen));
    if (action === undefined) return;
    const options = action === 'complete' ? await this.#agent(chosen) : action;
    if (options !== undefined) await this.#make(chosen, options);
  }

  /** Asks which agent completes the script. @returns options of the command line */
  async #agent({ flow, found }: Chosen): Promise<readonly string[] | undefined> {
    const step = { title: flow.name, step: 3, of: 3 };
    const options = found.agents.map((name) => ({ label: name, value: name }));
    const question = 'Which agent? It may only read, within the limits of a session.';
    const agent = await askChoice(this.vscode, step, question, options);
    return agent === undefined ? undefined : ['--agent', agent];
  }

  async #make(chosen: Chosen, options: readonly string[]): Promise<void> {
    const { flow, found } = chosen;
    const { Task, TaskScope, ProcessExecution, TaskRevealKind, TaskPanelKind } = this.vscode;
    const args = [this.#program, ...found.args, '--script', flow.name, ...options];
    // On the desktop this program is VS Code itself, which is Node only when told so.
    const env = { ...found.variables, ELECTRON_RUN_AS_NODE: '1' };
    const execution = new ProcessExecution(process.execPath, args, { cwd: found.repository, env });
    const task = new Task({ type: 'process' }, TaskScope.Workspace, `Flow: ${flow.name}`, 'Wavegate', execution, []);
    task.presentationOptions = { reveal: TaskRevealKind.Always, panel: TaskPanelKind.Dedicated, focus: true };
    const ends = this.vscode.tasks.onDidEndTaskProcess(({ execution: ended, exitCode }) => {
      if (ended.task.name !== task.name || ended.task.source !== task.source) return;
      ends.dispose();
      if (exitCode === 0) void this.#offerNext(chosen, options);
    });
    await this.vscode.tasks.executeTask(task);
  }

  /** Goes on from what the terminal has shown, without the questions again. */
  async #offerNext(chosen: Chosen, options: readonly string[]): Promise<void> {
    const { name } = chosen.flow;
    if (options.includes('--accept')) {
      this.inform(`The script of "${name}" is written. Commit it, so that agents of later runs use it.`);
      return;
    }
    const told = options.includes('--agent')
      ? `The script of "${name}" is completed. The terminal shows what the agent changed.`
      : `All trials of "${name}" are green. Nothing is written yet.`;
    const ways = options.includes('--agent') ? (['Try It', 'Accept It'] as const) : (['Accept It'] as const);
    const way = await askWhat(this.vscode, 'information', told, ways);
    if (way === undefined) return;
    const completed = options.includes('--try') && !options.includes('--completed') ? [] : ['--completed'];
    await this.#make(chosen, [...completed, way === 'Try It' ? '--try' : '--accept']);
  }
}

/** Ways to go on with a flow, each as options of the command line. A script that an agent has completed comes first. */
function actionsFor({ flow, found }: Chosen): readonly Option<readonly string[] | 'complete'>[] {
  const by = found.completed[flow.name];
  const completed: readonly Option<readonly string[]>[] = [
    {
      label: 'Try the Completed Script',
      detail: `By ${by}. Five times in a worktree; nothing is written into your checkout.`,
      value: ['--completed', '--try'],
    },
    {
      label: 'Accept the Completed Script',
      detail: `By ${by}. Written for you to commit once all five trials are green.`,
      value: ['--completed', '--accept'],
    },
  ];
  const again = by === undefined ? 'Have an Agent Complete It…' : 'Have an Agent Complete It Again…';
  return [
    ...(by === undefined ? [] : completed),
    {
      label: 'Try It',
      detail: 'By code. Five times in a worktree; nothing is written into your checkout.',
      value: ['--try'],
    },
    {
      label: 'Accept It',
      detail: 'By code. Written for you to commit once all five trials are green.',
      value: ['--accept'],
    },
    ...(found.agents.length === 0
      ? []
      : [
          {
            label: again,
            detail: 'It may only read. You see its text as a diff, and accept it or not.',
            value: 'complete' as const,
          },
        ]),
  ];
}

function option({ flow, found }: Chosen, several: boolean): Option<Chosen> {
  const where = several ? [found.repository] : [];
  return {
    label: flow.name,
    description: [count(flow.uses.length, 'time'), ...where].join(' · '),
    detail: flowReturnShort(flow, found.report.toMake),
    value: { flow, found },
  };
}
