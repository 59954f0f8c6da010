import type { Gate } from '../../core/model/gate.ts';
import type { CommandTarget } from '../shared/commandTargets.ts';
import type { CommandRegistry } from '../shared/commandRegistry.ts';
import { commands } from '../shared/contributions.ts';
import { notify, withText } from '../shared/messages.ts';
import { askChoice, askText } from './ask.ts';
import { CommandGroup } from './commandGroup.ts';

interface Given {
  readonly task: string;
  readonly text: string;
}

const title = 'Keep as a Constraint';

/** Adds an answer that a person has given to an agent to the constraints of the plan, so that every later task knows it. */
export class KeepConstraintCommand extends CommandGroup {
  override register(registry: CommandRegistry): void {
    registry.register(commands.keepConstraint, (target) => this.#keep(target));
  }

  async #keep({ subject }: CommandTarget<'gate'>): Promise<void> {
    const { plans } = await this.run.service();
    const { planFile, state } = this.run;
    const given = givenAnswers(Object.values(state?.gates ?? {}), subject?.gate);
    if (planFile === undefined || given.length === 0) {
      this.inform('No question of an agent has been answered in the open run.');
      return;
    }
    const answer = given.length === 1 ? given[0] : await this.#pick(given);
    if (answer === undefined) return;
    const rule = await askText(
      this.vscode,
      { title, step: 1, of: 1 },
      `Your answer to ${answer.task}, as a rule for every task. The plan is approved again then.`,
      { value: answer.text, required: 'Say what every task has to keep to.' },
    );
    if (rule === undefined) return;
    const { workspace, window, Range, Uri, WorkspaceEdit } = this.vscode;
    const document = await workspace.openTextDocument(Uri.file(planFile));
    const source = document.getText();
    const kept = plans.keepConstraint(source, rule);
    if ('refused' in kept) {
      notify(this.vscode, 'warning', withText(kept.refused, 'rule', rule));
      return;
    }
    // Edits of a person that are not saved yet stay theirs to save.
    const isTheirs = document.isDirty;
    const edit = new WorkspaceEdit();
    edit.replace(document.uri, new Range(document.positionAt(0), document.positionAt(source.length)), kept.source);
    await workspace.applyEdit(edit);
    if (!isTheirs) await document.save();
    await window.showTextDocument(document);
  }

  #pick(given: readonly Given[]): Promise<Given | undefined> {
    const options = given.map((each) => ({ label: each.text, description: each.task, value: each }));
    return askChoice(this.vscode, { title, step: 1, of: 2 }, 'Which answer?', options);
  }
}

/** Answers to agents that count, the newest gate first; of one gate where it is named. */
function givenAnswers(gates: readonly Gate[], named: string | undefined): readonly Given[] {
  return gates
    .filter(
      ({ id, kind, usedAt }) => kind === 'answer' && usedAt !== undefined && (named === undefined || id === named),
    )
    .toReversed()
    .flatMap(({ decision }) => Object.entries(decision?.answers ?? {}).map(([task, text]) => ({ task, text })));
}
