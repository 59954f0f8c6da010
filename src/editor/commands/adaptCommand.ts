import { runningDivision } from '../../core/division/facts.ts';
import { notReady } from '../../core/queries/readiness.ts';
import type { Strategy } from '../../core/model/revision.ts';
import type { BoardAdaptation } from '../../core/model/boardModel.ts';
import { moveLine } from '../../core/words/boardSurroundings.ts';
import { runCommand } from '../shared/commandTargets.ts';
import { commands } from '../shared/contributions.ts';
import { askChoice, askText } from './ask.ts';
import { markable } from './specIsWrong.ts';
import type { CommandRegistry } from '../shared/commandRegistry.ts';
import { DocumentCommands } from './commandGroup.ts';

/** First choice after a failure: what a supervisor proposes, another change of the plan, or the same once more. */
type Way = NonNullable<BoardAdaptation['proposed']>[number] | 'change' | 'again';

/** From a failure to a proposed revision of the plan: which test, which task, what to do; then the gate decides. */
export class AdaptCommand extends DocumentCommands {
  override register(registry: CommandRegistry): void {
    registry.register(commands.adapt, () => this.#adapt());
    registry.register(commands.mergeBase, () => this.#mergeBase());
    registry.register(commands.runChecksAgain, () => this.#checkAgain());
    registry.register(commands.retry, () => this.#retry());
    registry.register(commands.acceptBaseline, () => this.#acceptBaseline());
    registry.register(commands.showPlanChange, () => this.#showPlanChange());
  }

  /** After the environment was mended: no agent works again. */
  async #checkAgain(): Promise<void> {
    const service = await this.run.service();
    const { snapshot, state } = this.run;
    const probes = snapshot?.gates.some((gate) => state !== undefined && notReady(state, gate.wave).length > 0);
    if (probes !== true && snapshot?.adaptation?.retryTitle !== 'Run the checks again') {
      this.inform('No checks were red last, so there are none to run again.');
      return;
    }
    this.warnOf(await service.retry());
  }

  /** Tries once more what failed or gave no answer: checks, probes, validators, plans of agents, a wave at a limit. */
  async #retry(): Promise<void> {
    const service = await this.run.service();
    this.warnOf(await service.retry());
  }

  /** Where nothing but the person's word says that checks were as red before the run. */
  async #acceptBaseline(): Promise<void> {
    const service = await this.run.service();
    const acceptable = this.run.snapshot?.adaptation?.acceptable ?? [];
    if (acceptable.length === 0) {
      this.inform(
        'No red check can be accepted as red before the run: that is possible for checks that were already red and name no new failure.',
      );
      return;
    }
    const step = { title: `Accept as red before the run: ${acceptable.join(', ')}`, step: 1, of: 1 };
    const prompt =
      'How do you know that nothing else fails? It counts once, for these results, and your note is shown at the spot-check.';
    const note = await askText(this.vscode, step, prompt, { required: 'Say how you know.' });
    if (note === undefined) return;
    this.warnOf(await service.acceptBaseline(note), 'note', note);
  }

  /** Merges the new commits of the branch the run began from; the gate decides. */
  async #mergeBase(): Promise<void> {
    const service = await this.run.service();
    const moved = this.run.state?.moved ?? [];
    const branch =
      moved.length < 2
        ? undefined
        : await askChoice(
            this.vscode,
            { title: 'Merge the base in', step: 1, of: 1 },
            'Which branch is to be merged into the run?',
            moved.map((move) => ({ label: move.name, detail: moveLine(move), value: move.name })),
          );
    if (moved.length > 1 && branch === undefined) return;
    if (this.warnOf(await service.mergeBase(branch))) return;
    await this.#showPlanChange();
  }

  async #adapt(): Promise<void> {
    const service = await this.run.service();
    const adaptation = this.run.snapshot?.adaptation;
    if (adaptation === undefined || adaptation.choices.length === 0) {
      this.inform('No failure is waiting for a plan change.');
      return;
    }
    if (adaptation.retry || adaptation.proposed !== undefined) {
      const way = await this.#askWay(adaptation);
      if (way === undefined) return;
      if (way === 'again') {
        this.warnOf(await service.retry());
        return;
      }
      if (way !== 'change') return this.#propose(adaptation, way.strategy, way.task, 1);
    }
    if (adaptation.failing.length > 0 && !(await this.#lookAtFailure(adaptation))) return;
    const of = adaptation.failing.length > 0 ? 4 : 3;
    const strategy = await this.#askStrategy(adaptation, of);
    if (strategy === undefined) return;
    if (strategy === 'wrong-spec') return runCommand(this.vscode, commands.specIsWrong);
    // It is found out which task that is.
    const task = strategy === 'divide' ? '' : await this.#askTask(adaptation, of);
    if (task === undefined) return;
    await this.#propose(adaptation, strategy, task, of);
  }

  /** @param of number of questions that there are; this is the last */
  async #propose({ title }: BoardAdaptation, strategy: Strategy, task: string, of: number): Promise<void> {
    const prompt = 'What do you think went wrong? The agents are told. You may leave it empty.';
    const diagnosis = await askText(this.vscode, { title, step: of, of }, prompt);
    if (diagnosis === undefined) return;
    const service = await this.run.service();
    const answer = await service.proposeAdaptation(strategy, task, diagnosis);
    if (this.warnOf(answer, 'diagnosis', diagnosis)) return;
    await this.#showPlanChange();
  }

  /** The ways on, and that what the work was to do is wrong, where a finding can say so. */
  #askStrategy({ title, choices }: BoardAdaptation, of: number): Promise<Strategy | 'wrong-spec' | undefined> {
    const wrong = {
      label: 'The specification is wrong…',
      detail: 'Say of a finding what should be true instead. Then the specification or the plan can be revised.',
      value: 'wrong-spec',
    } as const;
    return askChoice<Strategy | 'wrong-spec'>(
      this.vscode,
      { title, step: of - 2, of },
      'How should the plan continue? You see the changed plan before you approve it.',
      [
        ...choices.map(({ strategy, title: label, does }) => ({ label, detail: does, value: strategy })),
        ...(markable(this.run.snapshot?.findings ?? []).length === 0 ? [] : [wrong]),
      ],
    );
  }

  #askTask({ title: heading, tasks }: BoardAdaptation, of: number): Promise<string | undefined> {
    return askChoice(
      this.vscode,
      { title: heading, step: of - 1, of },
      'Which task is to be done differently?',
      tasks.map(({ id, title, suspect }) => ({
        label: title,
        description: suspect ? `${id} · likely cause` : id,
        value: id,
      })),
    );
  }

  /** Where supervisors propose something, or the plan may not be to blame. @returns undefined when the person left */
  #askWay({ title, message, proposed = [], retry, retryTitle }: BoardAdaptation): Promise<Way | undefined> {
    return askChoice<Way>(this.vscode, { title, step: 1, of: 1 }, message, [
      ...proposed.map((each) => ({
        label: `${each.title}: ${each.task}`,
        detail: `Proposed by the supervisor of ${each.team}: ${each.reason}`,
        value: each,
      })),
      { label: 'Change the plan', detail: 'Choose a task and what to do differently.', value: 'change' },
      ...(retry
        ? [
            {
              label: retryTitle,
              detail: 'Results that were good are kept: no agent does its work a second time.',
              value: 'again' as const,
            },
          ]
        : []),
    ]);
  }

  /** The failing tests, to read; any choice goes on. @returns false when the person left */
  async #lookAtFailure(adaptation: BoardAdaptation): Promise<boolean> {
    const step = { title: adaptation.title, step: 1, of: 4 };
    const options = adaptation.failing.map((test) => ({
      label: test.name,
      ...(test.file === undefined ? {} : { description: test.file }),
      detail: test.excerpt.replace(/\s+/g, ' ').slice(0, 300),
      value: test.name,
    }));
    return (await askChoice(this.vscode, step, 'What failed. Choose the test to start from.', options)) !== undefined;
  }

  async #showPlanChange(): Promise<void> {
    await this.run.service();
    const { state } = this.run;
    const changed = state?.baseMerge ?? state?.adaptation?.proposal?.plan ?? state?.edit?.plan;
    if (state === undefined || changed === undefined) {
      const dividing = state !== undefined && runningDivision(state) !== undefined;
      const text = dividing
        ? 'The wave is being divided. The change of the plan that follows waits at its gate then.'
        : 'No plan change is pending.';
      this.inform(text);
      return;
    }
    const left = this.documents.uri({
      kind: 'plan',
      path: state.plan.file,
      hash: state.plan.hash,
      label: `revision ${state.plan.revision}`,
    });
    const right = this.documents.uri({ kind: 'plan', path: changed.file, hash: changed.hash, label: 'proposed' });
    const title = `Plan change: revision ${state.plan.revision} ↔ proposed`;
    await this.vscode.commands.executeCommand('vscode.diff', left, right, title, { preview: true });
  }
}
