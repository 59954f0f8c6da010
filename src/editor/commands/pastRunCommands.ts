import { isOver } from '../../core/model/isOver.ts';
import type { RunState } from '../../core/model/state.ts';
import { ownCommits, revertable } from '../../core/words/revertWords.ts';
import type { RevertableWave } from '../../core/words/revertWords.ts';
import { createPlanFile } from '../shared/createPlanFile.ts';
import type { CommandRegistry } from '../shared/commandRegistry.ts';
import { commands } from '../shared/contributions.ts';
import { notify } from '../shared/messages.ts';
import { chooseFolder } from '../shared/workspaceFolders.ts';
import { askChoice, askText } from './ask.ts';
import type { Option } from './ask.ts';
import { CommandGroup } from './commandGroup.ts';

/** Commands about what a run has done: taking it back, and a new plan of the same form. */
export class PastRunCommands extends CommandGroup {
  override register(registry: CommandRegistry): void {
    registry.register(commands.revertWave, () => this.#revert());
    registry.register(commands.newPlanFromRun, () => this.#newPlan());
  }

  async #revert(): Promise<void> {
    const service = await this.run.service();
    const { state } = this.run;
    if (state === undefined) {
      this.inform('Open the run first whose work is to be taken back.');
      return;
    }
    if (isOver(state.phase)) {
      await this.#revertPast(state);
      return;
    }
    const waves = revertable(state);
    if (waves.length === 0) {
      this.inform('No wave of this run is committed yet, so there is nothing to take back.');
      return;
    }
    const title = `Revert in: ${state.plan.plan.title}`;
    const step = { title, step: 1, of: 2 };
    const placeholder = 'Which wave? The plan gets a wave that undoes it; you see what it meets before you approve it.';
    const wave = await askChoice(this.vscode, step, placeholder, waves.map(choice));
    if (wave === undefined) return;
    const why = await askText(
      this.vscode,
      { title, step: 2, of: 2 },
      'Why? The gate and the record have it. You may leave it empty.',
    );
    if (why === undefined) return;
    if (this.warnOf(await service.proposeAdaptation('revert', wave, why), 'reason', why)) return;
    await this.vscode.commands.executeCommand(commands.showPlanChange);
  }

  /** The run is over: a plan of its own takes it back. */
  async #revertPast(state: RunState): Promise<void> {
    const service = await this.run.service();
    const step = { title: `Revert: ${state.plan.plan.title}`, step: 1, of: 1 };
    const all: Option<string> = { label: 'The whole run', detail: 'All of its waves, the last one first', value: '' };
    const options = [...(ownCommits(state).length > 1 ? [all] : []), ...revertable(state).map(choice)];
    if (options.length === 0) {
      this.inform('This run has committed nothing, so there is nothing to take back.');
      return;
    }
    const placeholder = 'What is taken back? The run is over, so you get a plan that does it, to read and to launch.';
    const wave = await askChoice(this.vscode, step, placeholder, options);
    if (wave === undefined) return;
    const folder = await chooseFolder(this.vscode, 'Which repository is the run of?');
    if (folder === undefined) return;
    const made = await service.plans.revertingPlan(state, folder.uri.fsPath, wave === '' ? undefined : wave);
    if ('refused' in made) notify(this.vscode, 'warning', made.refused);
    else if (
      await createPlanFile(this.vscode, folder, `revert-${state.run}${wave === '' ? '' : `-${wave}`}`, made.source)
    ) {
      this.inform(made.notes.join(' '));
    }
  }

  async #newPlan(): Promise<void> {
    const service = await this.run.service();
    const { state } = this.run;
    if (state?.phase !== 'shipped') {
      this.inform(
        'Open a run that has shipped first (Open Run…): the new plan gets its waves, teams, agents, checks and gates.',
      );
      return;
    }
    const step = { title: `New Plan from: ${state.plan.plan.title}`, step: 1, of: 1 };
    const title = await askText(this.vscode, step, 'What is the new change called?', {
      required: 'A plan needs a title.',
    });
    if (title === undefined) return;
    const made = service.plans.planOfRun(state, title);
    if ('refused' in made) notify(this.vscode, 'warning', made.refused);
    else {
      const folder = await chooseFolder(this.vscode, 'Which repository is the plan for?');
      if (folder !== undefined) await createPlanFile(this.vscode, folder, title, made.source);
    }
  }
}

function choice({ wave, commit }: RevertableWave): Option<string> {
  return { label: wave.title, description: `${wave.id} · ${commit.slice(0, 10)}`, value: wave.id };
}
