import type { DriverId } from '../../core/plan/schema/plan.ts';
import { planTemplates } from '../../core/planTemplates/planTemplates.ts';
import { commands } from '../shared/contributions.ts';
import { notify } from '../shared/messages.ts';
import type { RunConnection } from '../shared/runConnection.ts';
import type { AgentFact } from '../../ports/runService.ts';
import type { VSCode } from '../shared/vscodeTypes.ts';
import { askChoice, askText } from './ask.ts';
import type { Option, Step } from './ask.ts';
import type { CommandRegistry } from '../shared/commandRegistry.ts';

/** Makes a plan from a template, complete enough to be checked at once, with an agent that is here, and opens it. */
export class NewPlanCommand {
  readonly #vscode: VSCode;
  readonly #run: RunConnection;

  constructor(vscode: VSCode, run: RunConnection) {
    this.#vscode = vscode;
    this.#run = run;
  }

  register(registry: CommandRegistry): void {
    registry.register(commands.newPlan, () => this.#create());
  }

  async #create(): Promise<void> {
    const { window, workspace, Uri, WorkspaceEdit } = this.#vscode;
    const folder = workspace.workspaceFolders?.[0];
    if (folder === undefined) {
      notify(this.#vscode, 'information', 'Open the folder of a git repository first: a plan belongs to one.');
      return;
    }
    const step = (count: number): Step => ({ title: 'New Plan', step: count, of: 3 });
    // Asked for their versions while the person answers; without any, the plan says where to name one.
    const looking = this.#installedAgents().catch(() => []);
    const templates = planTemplates.map((value) => ({ label: value.title, detail: value.detail, value }));
    const template = await askChoice(this.#vscode, step(1), 'What is it for?', templates);
    if (template === undefined) return;
    const title = await askText(this.#vscode, step(2), 'What is the whole change called?', {
      required: 'A plan needs a title.',
    });
    if (title === undefined) return;
    const agent = await this.#chooseAgent(step(3), await looking);
    if (agent === undefined) return;
    const uri = Uri.joinPath(folder.uri, `${fileName(title)}.waveplan.yaml`);
    const edit = new WorkspaceEdit();
    edit.createFile(uri, { contents: new TextEncoder().encode(template.text(title, agent)) });
    if (!(await workspace.applyEdit(edit))) {
      notify(
        this.#vscode,
        'warning',
        `${workspace.asRelativePath(uri)} exists already: open it, or choose another title.`,
      );
      return;
    }
    const document = await workspace.openTextDocument(uri);
    await document.save();
    await window.showTextDocument(document);
  }

  /** None where the workspace is not trusted: there, nothing is started. */
  async #installedAgents(): Promise<readonly AgentFact[]> {
    if (!this.#vscode.workspace.isTrusted) return [];
    const found = await (await this.#run.service()).findAgents();
    return found.filter(({ version }) => version !== undefined);
  }

  /** @returns `command` for what the person names in the plan; undefined when they left without choosing */
  async #chooseAgent(step: Step, agents: readonly AgentFact[]): Promise<DriverId | undefined> {
    const [only, ...others] = agents;
    if (only === undefined) return 'command';
    // One click less, and it is one word in the plan.
    if (others.length === 0) return only.driver;
    const options = agents.map(({ title, version, driver }): Option<DriverId> => ({
      label: title,
      description: `${version} · driver: ${driver}`,
      value: driver,
    }));
    const another: Option<DriverId> = { label: 'Another program', detail: 'Named in the plan', value: 'command' };
    return askChoice(this.#vscode, step, 'Which agent does the work?', [...options, another]);
  }
}

function fileName(title: string): string {
  const name = title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 48);
  return name === '' ? 'plan' : name;
}
