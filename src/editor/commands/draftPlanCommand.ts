import path from 'node:path';
import type { TextDocument, Uri } from 'vscode';
import type { DraftAsked, OfferedPlan } from '../../ports/planService.ts';
import type { CommandTarget } from '../shared/commandTargets.ts';
import type { CommandRegistry } from '../shared/commandRegistry.ts';
import { commands, planLanguage } from '../shared/contributions.ts';
import { askWhat, notify } from '../shared/messages.ts';
import { chooseFolder, workspaceFolders } from '../shared/workspaceFolders.ts';
import { hunksBetween } from '../../core/text/planHunks.ts';
import type { Hunk } from '../../core/text/planHunks.ts';
import { askChoice, askSeveral, askText } from './ask.ts';
import type { Option } from './ask.ts';
import { DocumentCommands } from './commandGroup.ts';

/** Goal of a person, and the file the plan is to be in. */
interface Wanted extends Omit<DraftAsked, 'planPath'> {
  readonly plan: Uri;
}

/** Has an agent draft a plan from a goal, a selection or a Markdown file, and shows it beside the plan as it is. */
export class DraftPlanCommand extends DocumentCommands {
  override register(registry: CommandRegistry): void {
    registry.register(commands.draftPlan, async () => this.#draft(await this.#wanted()));
    registry.register(commands.splitTask, async () => this.#draft(await this.#split()));
    registry.register(commands.addWave, async () => this.#draft(await this.#wave()));
    registry.register(commands.draftForFindings, (target) => this.#draft(this.#forFindings(target)));
    registry.register(commands.draftRemedy, async () => this.#draft(await this.#remedy()));
    registry.register(commands.draftFromFindings, async () => this.#draft(await this.#fromFindings()));
  }

  async #draft(wanted: Wanted | undefined): Promise<void> {
    if (wanted === undefined) return;
    const { plan, ...asked } = wanted;
    const service = await this.run.service();
    const offered = await this.vscode.window.withProgress(
      { location: this.vscode.ProgressLocation.Notification, title: 'Wavegate: drafting a plan', cancellable: true },
      (progress, token) => {
        const ended = new AbortController();
        token.onCancellationRequested(() => ended.abort());
        const wish = { planPath: plan.fsPath, ...asked };
        return service.plans.draftPlan(wish, (message) => progress.report({ message }), ended.signal);
      },
    );
    if ('failed' in offered) notify(this.vscode, 'warning', offered.failed);
    else await this.#offer(plan, offered);
  }

  /** Shows the draft as a difference that can be edited, hunk by hunk, and takes it only when the person says so. */
  async #offer(plan: Uri, offered: OfferedPlan): Promise<void> {
    const { commands: editor, Uri: uris } = this.vscode;
    const name = path.posix.basename(plan.path);
    const draft = uris.file(offered.kept);
    const exists = offered.before !== '';
    const left = exists ? plan : this.documents.uri({ kind: 'empty', path: name });
    await editor.executeCommand('vscode.diff', left, draft, `${name} ↔ draft`);
    const { wrong, notes, summary } = offered;
    const open = wrong.length === 0 ? '' : ` Still wrong: ${wrong.slice(0, 3).join(' ')}`;
    const text = `${summary}${open} ${notes.join(' ')} Edit the draft on the right, or take single changes; nothing is approved by taking it.`;
    const answer = await askWhat(this.vscode, wrong.length === 0 ? 'information' : 'warning', text, [take, choose]);
    if (answer === take) await this.#take(plan, draft, offered.before, 'all');
    if (answer === choose) await this.#choose(plan, draft, offered.before);
  }

  /** Takes the changes of a draft that a person leaves marked, until the plan is valid with them or they leave. */
  async #choose(plan: Uri, draft: Uri, before: string): Promise<void> {
    const source = (await this.vscode.workspace.openTextDocument(draft)).getText();
    const hunks = hunksBetween(before, source);
    let marked: readonly number[] = hunks.map(({ number }) => number);
    for (;;) {
      const chosen = await askSeveral(
        this.vscode,
        { title: 'Take Changes of the Draft', step: 1, of: 1 },
        'Changes that are taken; the others are kept with the draft.',
        hunks.map((hunk) => ({ ...hunkChoice(hunk), picked: marked.includes(hunk.number) })),
      );
      if (chosen === undefined || chosen.length === 0) return;
      if (await this.#take(plan, draft, before, chosen)) return;
      marked = chosen;
    }
  }

  /** @returns whether it is done with: false where the person may choose again */
  async #take(plan: Uri, draft: Uri, before: string, hunks: readonly number[] | 'all'): Promise<boolean> {
    const { workspace, window, Range, WorkspaceEdit } = this.vscode;
    const source = (await workspace.openTextDocument(draft)).getText();
    const { plans } = await this.run.service();
    const taken = await plans.takeHunks(plan.fsPath, { before, source }, hunks);
    if ('refused' in taken) {
      const button = hunks === 'all' ? takeAnyway : chooseAgain;
      if ((await askWhat(this.vscode, 'warning', taken.refused, [button])) !== button) return true;
      if (hunks !== 'all') return false;
    }
    const text = 'refused' in taken ? source : taken.source;
    const edit = new WorkspaceEdit();
    if (before === '') edit.createFile(plan, { contents: new TextEncoder().encode(text) });
    else {
      const document = await workspace.openTextDocument(plan);
      if (document.getText() !== before) {
        const changed = `${workspace.asRelativePath(plan)} was changed since the draft was asked for, so it is not overwritten. The draft is kept in ${draft.fsPath}.`;
        notify(this.vscode, 'warning', changed);
        return true;
      }
      edit.replace(plan, new Range(document.positionAt(0), document.positionAt(before.length)), text);
    }
    if (!(await workspace.applyEdit(edit))) {
      const kept = `${workspace.asRelativePath(plan)} could not be written, or is there already. The draft is kept in ${draft.fsPath}.`;
      notify(this.vscode, 'warning', kept);
      return true;
    }
    const document = await workspace.openTextDocument(plan);
    await document.save();
    await plans.draftTaken(draft.fsPath, text);
    await window.showTextDocument(document);
    return true;
  }

  /** The task at the cursor first, and in words how, if the person likes. */
  async #split(): Promise<Wanted | undefined> {
    const plan = await this.#openPlan();
    if (plan === undefined) return undefined;
    const document = await this.vscode.workspace.openTextDocument(plan);
    const tasks = (await this.run.service()).plans.tasksFor(document.getText(), '');
    if (tasks.length === 0) {
      notify(this.vscode, 'warning', 'The plan has no tasks that could be read. Draft or correct it first.');
      return undefined;
    }
    const title = 'Split Task';
    const task = await askChoice(
      this.vscode,
      { title, step: 1, of: 2 },
      'Which task is to be split?',
      tasks.map(({ id, title: label }) => ({ label, description: id, value: id })),
    );
    if (task === undefined) return undefined;
    const goal = await askText(this.vscode, { title, step: 2, of: 2 }, 'How? Empty: as the planner sees fit.');
    return goal === undefined ? undefined : { plan, goal, part: { kind: 'split', task } };
  }

  async #wave(): Promise<Wanted | undefined> {
    const plan = await this.#openPlan();
    if (plan === undefined) return undefined;
    const required = 'Say in a sentence or two what is to be true after the wave.';
    const goal = await askText(this.vscode, { title: 'Add Wave', step: 1, of: 1 }, 'What is the wave for?', {
      required,
    });
    return goal === undefined ? undefined : { plan, goal, part: { kind: 'wave' } };
  }

  /** Tasks for the findings that are selected in the Findings view, in the plan of the run. */
  #forFindings({ selected }: CommandTarget<'finding' | 'findings'>): Wanted | undefined {
    const findings = [...new Set(selected.flatMap((one) => (one.kind === 'finding' ? [one.finding] : one.findings)))];
    const plan = this.#planOfRun();
    if (plan === undefined || findings.length === 0) {
      this.inform('Choose findings of a run in the Findings view.');
      return undefined;
    }
    return { plan, goal: '', part: { kind: 'findings', findings } };
  }

  /** The plan changed for what validators found ahead of the next launch. */
  async #remedy(): Promise<Wanted | undefined> {
    await this.run.service();
    const plan = this.#planOfRun();
    const remedy = this.run.state?.run;
    if (plan !== undefined && remedy !== undefined) return { plan, goal: '', remedy };
    this.inform('No run is open, so no validators have found anything in its plan.');
    return undefined;
  }

  /** The waves of a run that has none yet, from its goal and what was marked in. */
  async #fromFindings(): Promise<Wanted | undefined> {
    await this.run.service();
    const plan = this.#planOfRun();
    if (plan !== undefined) return { plan, goal: '' };
    this.inform('No run is open, so there are no findings. Draft Plan… takes a goal.');
    return undefined;
  }

  #planOfRun(): Uri | undefined {
    const { planFile } = this.run;
    return planFile === undefined ? undefined : this.vscode.Uri.file(planFile);
  }

  /** The plan in sight, saved; else that of the run. */
  async #openPlan(): Promise<Uri | undefined> {
    const document = this.vscode.window.activeTextEditor?.document;
    if (document?.languageId === planLanguage && document.uri.scheme === 'file') {
      if (document.isDirty) await document.save();
      return document.uri;
    }
    const plan = this.#planOfRun();
    if (plan === undefined) this.inform('Open the plan that is to be changed first.');
    return plan;
  }

  /** The plan that is open, or a new one; the selection, the Markdown file that is open, or a goal in words. */
  async #wanted(): Promise<Wanted | undefined> {
    const { window, Uri: uris } = this.vscode;
    const active = window.activeTextEditor;
    if (workspaceFolders(this.vscode).length === 0) {
      this.inform('Open the folder of a git repository first: a plan belongs to one.');
      return undefined;
    }
    const folder = await chooseFolder(this.vscode, 'Which repository is the plan for?');
    if (folder === undefined) return undefined;
    const isPlan = active?.document.languageId === planLanguage;
    if (isPlan && active.document.isDirty) await active.document.save();
    const selected = active === undefined || isPlan ? '' : active.document.getText(active.selection).trim();
    const wanted = isPlan || active === undefined ? undefined : textWanted(active.document, selected);
    const goal = await askText(
      this.vscode,
      { title: 'Draft Plan', step: 1, of: 1 },
      wanted === undefined
        ? `What is to be true after the change? A planner reads the repository and drafts a plan.${isPlan ? ' Empty: the goal of the plan.' : ''}`
        : `What of ${wanted.name} is to be planned? Empty: all of it.`,
      {
        ...(wanted === undefined && !isPlan && { required: 'Say in a sentence or two what is to be true.' }),
        value: wanted === undefined ? selected : '',
      },
    );
    if (goal === undefined) return undefined;
    const file = `${fileName(goal === '' ? path.parse(wanted?.file ?? '').name : goal)}.waveplan.yaml`;
    const plan = isPlan ? active.document.uri : uris.joinPath(folder.uri, file);
    return { plan, goal, ...wanted?.asked };
  }
}

const take = 'Take the Draft';
const choose = 'Choose Changes…';
const chooseAgain = 'Choose Again';
const takeAnyway = 'Take Anyway';

function hunkChoice({ number, line, added, removed, text }: Hunk): Option<number> {
  const lines = text.split('\n').slice(1);
  const first = lines.find((each) => each.startsWith('+')) ?? lines.find((each) => each.startsWith('-')) ?? '';
  const more = added + removed > 1 ? ` … (+${added} −${removed})` : '';
  return { label: `${number} · line ${line}`, description: `${first.slice(0, 100)}${more}`, value: number };
}

/** Longest selection that is a goal by itself, in characters, if it is one line: a field for a goal has no more room. */
const longestLine = 200;

/**
 * Text that says what is wanted: a selection, or the whole of a Markdown file, as the editor has it. Undefined where a goal
 * in words does.
 */
function textWanted(
  document: TextDocument,
  selected: string,
): { readonly name: string; readonly file: string; readonly asked: Pick<DraftAsked, 'from' | 'said'> } | undefined {
  const name = path.posix.basename(document.uri.path);
  if (selected !== '') {
    if (selected.length <= longestLine && !/[\r\n]/.test(selected)) return undefined;
    return { name: `the selection of ${name}`, file: name, asked: { said: { name, text: selected } } };
  }
  if (document.languageId !== 'markdown') return undefined;
  const isOnDisk = document.uri.scheme === 'file' && !document.isDirty;
  return {
    name,
    file: name,
    asked: isOnDisk ? { from: document.uri.fsPath } : { said: { name, text: document.getText() } },
  };
}

function fileName(words: string): string {
  const name = words
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
    .replace(/^-|-$/g, '');
  return name === '' ? 'plan' : name;
}
