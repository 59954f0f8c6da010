import { answersToTakeBack } from '../../core/queries/supervisors.ts';
import type { AnswerToTakeBack } from '../../core/queries/supervisors.ts';
import type { CommandRegistry } from '../shared/commandRegistry.ts';
import type { CommandTarget } from '../shared/commandTargets.ts';
import { commands } from '../shared/contributions.ts';
import { confirm } from '../shared/messages.ts';
import { askChoice } from './ask.ts';
import { CommandGroup } from './commandGroup.ts';

const title = 'Take Back Answer';

/** Commands about what supervisors have told agents in the place of a person. */
export class SupervisorCommands extends CommandGroup {
  override register(registry: CommandRegistry): void {
    registry.register(commands.takeBackAnswer, (target) => this.#takeBack(target));
  }

  /** The row of an answer names it; elsewhere a person picks, where there are several. */
  async #takeBack({ subject }: CommandTarget<'answer'>): Promise<void> {
    const service = await this.run.service();
    const { state } = this.run;
    const given = state === undefined ? [] : answersToTakeBack(state);
    if (given.length === 0) {
      this.inform(
        'No answer of a supervisor can be taken back: that is possible while the wave of its agent is at work.',
      );
      return;
    }
    const named = given.find(({ task }) => task === subject?.task) ?? (given.length === 1 ? given[0] : undefined);
    const chosen = named ?? (await this.#pick(given));
    if (chosen === undefined) return;
    const { task, text, question: asked } = chosen;
    const question = `Take back what the agent of ${task} was answered?`;
    const detail = `It asked: ${asked}\nIt was told: ${text}\n\nThe agent is stopped, and what it has done is kept. Its question is then yours to answer.`;
    if (await confirm(this.vscode, question, detail, title)) this.warnOf(await service.takeBackAnswer(task));
  }

  async #pick(given: readonly AnswerToTakeBack[]): Promise<AnswerToTakeBack | undefined> {
    const options = given.map(({ task, text, question }) => ({
      label: `${task}: ${text}`,
      detail: question,
      value: task,
    }));
    const task = await askChoice(this.vscode, { title, step: 1, of: 1 }, 'Which answer is wrong?', options);
    return given.find((answer) => answer.task === task);
  }
}
