import type { BoardFinding } from '../../core/model/boardModel.ts';
import type { CommandRegistry } from '../shared/commandRegistry.ts';
import type { CommandTarget } from '../shared/commandTargets.ts';
import { commands } from '../shared/contributions.ts';
import { notify, withText } from '../shared/messages.ts';
import type { RunConnection } from '../shared/runConnection.ts';
import type { VSCode } from '../shared/vscodeTypes.ts';
import { askChoice, askText } from './ask.ts';

/** A person says that not the code is wrong but what it was to do: the specification or the plan. */
export class SpecIsWrongCommand {
  readonly #vscode: VSCode;
  readonly #run: RunConnection;
  readonly #inSight: () => string | undefined;

  /** @param inSight finding whose line the active editor shows */
  constructor(vscode: VSCode, run: RunConnection, inSight: () => string | undefined) {
    this.#vscode = vscode;
    this.#run = run;
    this.#inSight = inSight;
  }

  register(registry: CommandRegistry): void {
    registry.register(commands.specIsWrong, (target) => this.#mark(target));
  }

  async #mark({ subject }: CommandTarget<'finding'>): Promise<void> {
    const service = await this.#run.service();
    const open = markable(this.#run.snapshot?.findings ?? []);
    if (open.length === 0) {
      notify(
        this.#vscode,
        'information',
        'No finding can say so now: it can be said of what validators found, or a person noted, while that keeps the result back and before a change of the plan is proposed.',
      );
      return;
    }
    const named = subject?.finding ?? this.#inSight();
    const finding =
      open.find(({ id }) => id === named) ?? (subject === undefined ? await this.#choose(open) : undefined);
    if (finding === undefined) {
      if (subject !== undefined) notify(this.#vscode, 'warning', `Finding ${subject.finding} cannot be marked now.`);
      return;
    }
    const says = await askText(
      this.#vscode,
      { title: `The specification is wrong: ${finding.title}`, step: 1, of: 1 },
      'What is wrong about the specification or the plan, and what should be true instead? No code is fixed for this finding; the result waits until one of them is revised.',
      { required: 'Say what should be true instead: whoever revises the specification reads it.' },
    );
    if (says === undefined) return;
    const { refused } = await service.specIsWrong(finding.id, says);
    if (refused !== undefined) notify(this.#vscode, 'warning', withText(refused, 'text', says));
  }

  #choose(open: readonly BoardFinding[]): Promise<BoardFinding | undefined> {
    return askChoice(
      this.#vscode,
      { title: 'The specification is wrong', step: 1, of: 1 },
      'Which finding shows it?',
      open.map((value) => ({ label: value.title, description: `${value.file}:${value.line}`, value })),
    );
  }
}

/** Findings of which a person can say so now. */
export function markable(findings: readonly BoardFinding[]): readonly BoardFinding[] {
  return findings.filter(({ open, source, wrongSpec }) => open && source === 'validators' && wrongSpec === undefined);
}
