import { planTemplates } from '../../core/plan/templates/planTemplates.ts';
import { commands } from '../contributions.ts';
import { tell } from '../messages.ts';
import type { VSCode } from '../vscodeTypes.ts';
import { askChoice, askText } from './ask.ts';
import type { Step } from './ask.ts';
import type { CommandRegistry } from './commandRegistry.ts';

/** Makes a plan from a template, complete enough to be checked at once, and opens it. */
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
    const step = (count: number): Step => ({ title: 'New Plan', step: count, of: 2 });
    const templates = planTemplates.map((value) => ({ label: value.title, detail: value.detail, value }));
    const template = await askChoice(this.#vscode, step(1), 'What is it for?', templates);
    if (template === undefined) return;
    const title = await askText(this.#vscode, step(2), 'What is the whole change called?', 'A plan needs a title.');
    if (title === undefined) return;
    const uri = Uri.joinPath(folder.uri, `${fileName(title)}.waveplan.yaml`);
    const edit = new WorkspaceEdit();
    edit.createFile(uri, { contents: new TextEncoder().encode(template.text(title)) });
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
