import { errorMessage } from '../../util/errors.ts';
import type { TeamService } from '../../ports/teamService.ts';
import type { CommandRegistry } from '../shared/commandRegistry.ts';
import { commands } from '../shared/contributions.ts';
import { notify } from '../shared/messages.ts';
import { askChoice } from './ask.ts';
import { CommandGroup } from './commandGroup.ts';

const title = 'Team Database';

/** Commands about the database that a team shares. */
export class TeamCommands extends CommandGroup {
  override register(registry: CommandRegistry): void {
    registry.register(commands.connectTeam, () => this.#connect());
  }

  async #connect(): Promise<void> {
    const { team } = await this.run.service();
    const shown = await team.shown().catch(() => undefined);
    if (shown !== undefined && !(await this.#wantsAnother(team, shown))) return;
    const url = await this.vscode.window.showInputBox({
      title,
      prompt:
        'Address, as postgresql://USER@HOST:PORT/DATABASE, or a file that holds it. It is kept as a secret of VS Code.',
      // It may contain a password.
      password: true,
      ignoreFocusOut: true,
      validateInput: (typed) =>
        typed.trim() === '' ? 'Enter the address or the file, or leave with Escape.' : undefined,
    });
    if (url === undefined) return;
    try {
      const database = await team.connect(url.trim());
      this.inform(`New runs are in ${database} from now on, and the runs of the team are in the view Runs.`);
    } catch (error) {
      notify(this.vscode, 'error', errorMessage(error));
    }
  }

  /** Whether another address is to be given; forgets the one there is where the person wants none. */
  async #wantsAnother(team: TeamService, shown: string): Promise<boolean> {
    const choice = await askChoice(this.vscode, { title, step: 1, of: 1 }, `Runs are in ${shown}.`, [
      { label: 'Connect Another Database…', value: 'another' },
      { label: 'Disconnect', description: 'New runs are in files; those in the database stay there', value: 'none' },
    ]);
    if (choice === 'none') {
      await team.disconnect();
      this.inform('New runs are in files of this machine again.');
    }
    return choice === 'another';
  }
}
