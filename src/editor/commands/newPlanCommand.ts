import type { DriverId } from '../../core/plan/schema/plan.ts';
import { planTemplates } from '../../core/planTemplates/planTemplates.ts';
import { anyRepository } from '../../core/planTemplates/surroundings.ts';
import type { Surroundings } from '../../core/planTemplates/surroundings.ts';
import { createPlanFile } from '../shared/createPlanFile.ts';
import { commands } from '../shared/contributions.ts';
import { chooseFolder, workspaceFolders } from '../shared/workspaceFolders.ts';
import type { AgentFact } from '../../ports/machineService.ts';
import { askChoice, askText } from './ask.ts';
import type { Option, Step } from './ask.ts';
import type { CommandRegistry } from '../shared/commandRegistry.ts';
import { CommandGroup } from './commandGroup.ts';

/** Makes a plan from a template, with folders and commands of the repository and an agent that is here, and opens it. */
export class NewPlanCommand extends CommandGroup {
  override register(registry: CommandRegistry): void {
    registry.register(commands.newPlan, () => this.#create());
  }

  async #create(): Promise<void> {
    if (workspaceFolders(this.vscode).length === 0) {
      this.inform('Open the folder of a git repository first: a plan belongs to one.');
      return;
    }
    const folder = await chooseFolder(this.vscode, 'Which repository is the plan for?');
    if (folder === undefined) return;
    // Not counted: whether an agent is asked for is known once those that are installed have been found.
    const step: Step = { title: 'New Plan', step: 1, of: 1 };
    // Asked for their versions while the person answers; without any, the plan says where to name one.
    const looking = this.#installedAgents().catch(() => []);
    const templates = planTemplates.map((value) => ({ label: value.title, detail: value.detail, value }));
    const template = await askChoice(this.vscode, step, 'What is it for?', templates);
    if (template === undefined) return;
    const title = await askText(this.vscode, step, 'What is the whole change called?', {
      required: 'A plan needs a title.',
    });
    if (title === undefined) return;
    const agent = await this.#chooseAgent(step, await looking);
    if (agent === undefined) return;
    const named = agent === 'command' ? undefined : agent;
    const surroundings = await this.#surroundings(folder.uri.fsPath, named);
    await createPlanFile(this.vscode, folder, title, template.text(title, surroundings));
  }

  /** Nothing is known of a workspace that is not trusted: there, nothing is started. */
  async #surroundings(folder: string, agent: DriverId | undefined): Promise<Surroundings> {
    if (this.vscode.workspace.isTrusted) return (await this.run.service()).plans.surroundings(folder, agent);
    return { ...anyRepository, ...(agent === undefined ? {} : { agent }) };
  }

  /** None where the workspace is not trusted: there, nothing is started. */
  async #installedAgents(): Promise<readonly AgentFact[]> {
    if (!this.vscode.workspace.isTrusted) return [];
    const found = await (await this.run.service()).machine.findAgents();
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
    return askChoice(this.vscode, step, 'Which agent does the work?', [...options, another]);
  }
}
