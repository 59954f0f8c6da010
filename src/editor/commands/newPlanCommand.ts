import { commands } from '../contributions.ts';
import { tell } from '../messages.ts';
import type { VSCode } from '../vscodeTypes.ts';
import { askText } from './ask.ts';
import type { CommandRegistry } from './commandRegistry.ts';

/** Makes a plan that parses, small enough to read at a glance, and opens it. */
export class NewPlanCommand {
  readonly #vscode: VSCode;

  constructor(vscode: VSCode) {
    this.#vscode = vscode;
  }

  register(registry: CommandRegistry): void {
    registry.register(commands.newPlan, () => this.#create());
  }

  async #create(): Promise<void> {
    const { window, workspace, Uri, WorkspaceEdit } = this.#vscode;
    const folder = workspace.workspaceFolders?.[0];
    if (folder === undefined) {
      tell(this.#vscode, 'information', 'Open the folder of a git repository first: a plan belongs to one.');
      return;
    }
    const step = { title: 'New Plan', step: 1, of: 1 };
    const title = await askText(this.#vscode, step, 'What is the whole change called?', 'A plan needs a title.');
    if (title === undefined) return;
    const uri = Uri.joinPath(folder.uri, `${fileName(title)}.waveplan.yaml`);
    const edit = new WorkspaceEdit();
    edit.createFile(uri, { contents: new TextEncoder().encode(planTemplate(title)) });
    if (!(await workspace.applyEdit(edit))) {
      tell(
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
}

function fileName(title: string): string {
  const name = title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 48);
  return name === '' ? 'plan' : name;
}

/** A complete plan around one task. The title is written as JSON, which is YAML whatever it holds. */
export function planTemplate(title: string): string {
  return `waveplan: 1
title: ${JSON.stringify(title)}

agents:
  coder:
    driver: command
    # The program that does the work. {directive} is the file with its task.
    argv: [my-agent, '{directive}']

checkpoint:
  # Your whole test suite. It runs after every wave.
  test: npm test

waves:
  - id: one
    title: First wave
    tasks:
      - id: first-task
        title: First task
        # Files this task may change. No two tasks of a wave may own the same file.
        owns: [src/**]
        objective: What is true when this task is done.
        steps:
          - First step
          - Second step
          - Third step
        # Proves that the task is done. Wavegate runs it again itself.
        verify: [npm test]
`;
}
