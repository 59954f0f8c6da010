import { runCommand } from '../shared/commandTargets.ts';
import { commands } from '../shared/contributions.ts';
import { askWhat } from '../shared/messages.ts';
import type { AgentFact } from '../../ports/machineService.ts';
import { readSetting } from '../shared/settings.ts';
import { workspaceFolders } from '../shared/workspaceFolders.ts';
import type { Option } from './ask.ts';
import { askChoice } from './ask.ts';
import type { CommandRegistry } from '../shared/commandRegistry.ts';
import { CommandGroup } from './commandGroup.ts';

/** Answers of agents to a test question. */
type Answers = ReadonlyMap<string, string>;

/** Which agents are here, in which version, and whether they answer. */
export class AgentCommands extends CommandGroup {
  override register(registry: CommandRegistry): void {
    registry.register(commands.checkAgents, () => this.#check());
  }

  /** Shows all agents until the person has seen enough; choosing one asks it, or tells how to install it. */
  async #check(): Promise<void> {
    const service = await this.run.service();
    const found = await this.#busy('looking for agents', () => service.machine.findAgents());
    const answers = new Map<string, string>();
    for (;;) {
      const chosen = await this.#choose(found, answers);
      if (chosen === undefined) return;
      if (chosen === 'new plan') {
        await runCommand(this.vscode, commands.newPlan);
        return;
      }
      if (chosen.version === undefined) {
        await this.#offerToInstall(chosen);
        return;
      }
      const [folder] = workspaceFolders(this.vscode);
      if (folder === undefined) throw new Error('No folder is open. Open the folder of a git repository first.');
      const problem = await this.#busy(`asking ${chosen.title}`, () =>
        service.machine.probeAgent(chosen.driver, folder, readSetting(this.vscode, 'wavegate.agentCheckTimeout')),
      );
      answers.set(chosen.driver, problem ?? '');
    }
  }

  /** Once an agent has answered, a plan for it is offered, too. */
  #choose(found: readonly AgentFact[], answers: Answers): Promise<AgentFact | 'new plan' | undefined> {
    const here = found.filter(({ version }) => version !== undefined).length;
    const question = `${here} of ${found.length} agents are installed. Select an agent to test its login (one request).`;
    const options = found.map((agent): Option<AgentFact> => {
      const { title, driver, version, note } = agent;
      const answer = answers.get(driver);
      return {
        label: `$(${iconOf(agent, answer)}) ${title}`,
        description: `${version ?? 'not installed'} · driver: ${driver}`,
        detail: answer === undefined ? note : answer === '' ? 'It answers: it is installed and logged in.' : answer,
        value: agent,
      };
    });
    // What is here comes first.
    const sorted = options.toSorted(
      (a, b) => Number(b.value.version !== undefined) - Number(a.value.version !== undefined),
    );
    const answered = [...answers.values()].includes('');
    const newPlan: Option<'new plan'> = { label: '$(new-file) New plan…', value: 'new plan' };
    const shown: readonly Option<AgentFact | 'new plan'>[] = answered ? [newPlan, ...sorted] : sorted;
    return askChoice(this.vscode, { title: 'Wavegate: Check Agents', step: 1, of: 1 }, question, shown);
  }

  async #offerToInstall({ title, install }: AgentFact): Promise<void> {
    const copy = 'Copy Command';
    const message = `${title} is not on the PATH. Install it with: ${install}`;
    if ((await askWhat(this.vscode, 'information', message, [copy])) !== copy) return;
    await this.vscode.env.clipboard.writeText(install);
  }

  async #busy<T>(what: string, work: () => Promise<T>): Promise<T> {
    const title = `Wavegate: ${what}`;
    return this.vscode.window.withProgress({ location: this.vscode.ProgressLocation.Notification, title }, work);
  }
}

function iconOf({ version }: AgentFact, answer: string | undefined): string {
  if (version === undefined) return 'circle-slash';
  if (answer === undefined) return 'circle-large-outline';
  return answer === '' ? 'pass' : 'error';
}
