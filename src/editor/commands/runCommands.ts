import type { QuickPickItem, Uri } from 'vscode';
import { shipTexts } from '../../core/report/shipTexts.ts';
import type { ShipTexts } from '../../core/report/shipTexts.ts';
import { errorMessage } from '../../util/errors.ts';
import { isRecord } from '../../util/records.ts';
import type { RunDocuments } from '../content/runDocuments.ts';
import type { ShipTextFiles } from '../content/shipTextFiles.ts';
import { keyStoreAdvice } from '../shared/keyStore.ts';
import type { KeyStore } from '../shared/keyStore.ts';
import type { CommandTarget } from '../shared/commandTargets.ts';
import { runCommand } from '../shared/commandTargets.ts';
import { commands, planLanguage } from '../shared/contributions.ts';
import { askWhat, confirm, notify } from '../shared/messages.ts';
import type { RunConnection } from '../shared/runConnection.ts';
import type { VSCode } from '../shared/vscodeTypes.ts';
import { chooseFolder, workspaceFolders } from '../shared/workspaceFolders.ts';
import { askChoice, askText, reasonWanted } from './ask.ts';
import type { CommandRegistry } from '../shared/commandRegistry.ts';
import { DocumentCommands } from './commandGroup.ts';
import { pickRun } from './pickRun.ts';

/** Starting, stopping and opening runs, and reading what they leave behind. */
export class RunCommands extends DocumentCommands {
  readonly #texts: ShipTextFiles;
  readonly #keyStore: Pick<KeyStore, 'problem'>;

  constructor(
    vscode: VSCode,
    run: RunConnection,
    documents: RunDocuments,
    texts: ShipTextFiles,
    keyStore: Pick<KeyStore, 'problem'>,
  ) {
    super(vscode, run, documents);
    this.#texts = texts;
    this.#keyStore = keyStore;
  }

  override register(registry: CommandRegistry): void {
    registry.register(commands.startRun, (target) => this.#start(target));
    registry.register(commands.stopRun, () => this.#stop());
    registry.register(commands.openRun, (target) => this.#open(target));
    registry.register(commands.showReport, () => this.#showReport());
    registry.register(commands.showPullRequest, () => this.#showPullRequest());
    registry.register(commands.editChangelog, () => this.#editChangelog());
    registry.register(commands.cleanUp, () => this.#cleanUp());
    registry.register(commands.copyApproverKey, () => this.#copyApproverKey());
    registry.register(commands.checkEnvironment, () => this.#checkEnvironment());
  }

  async #start({ uri }: CommandTarget): Promise<void> {
    const plan = uri ?? (await this.#plan());
    if (plan === undefined) return;
    const document = await this.vscode.workspace.openTextDocument(plan);
    if (document.isDirty && !(await document.save())) {
      notify(this.vscode, 'warning', 'A run starts from the plan on disk: save the plan, then start again.');
      return;
    }
    const problem = await this.#keyStore.problem();
    const detail = `${problem} ${keyStoreAdvice}`;
    const question = 'Your approval key may be gone after a restart. Start the run?';
    if (problem !== undefined && !(await confirm(this.vscode, question, detail, 'Start Anyway'))) return;
    const title = 'Wavegate: starting the run';
    const starting = this.vscode.window.withProgress(
      { location: this.vscode.ProgressLocation.Notification, title },
      async () => (await this.run.service()).startRun(plan.fsPath),
    );
    try {
      await starting;
    } catch (error) {
      await this.#offerWayOn(error);
      return;
    }
    await runCommand(this.vscode, commands.focusGates);
  }

  /** Says why a run could not start, with buttons for what to do about it. */
  async #offerWayOn(error: unknown): Promise<void> {
    const reason = isRecord(error) && typeof error['reason'] === 'string' ? error['reason'] : '';
    const message = errorMessage(error);
    const ways = waysOn(reason, message);
    const chosen = await askWhat(this.vscode, 'error', message, Object.keys(ways));
    const command = chosen === undefined ? undefined : ways[chosen];
    if (command !== undefined) await this.vscode.commands.executeCommand(command);
  }

  /** The plan that is meant: the one in the editor, the only one there is, or the one picked. */
  async #plan(): Promise<Uri | undefined> {
    const active = this.vscode.window.activeTextEditor?.document;
    if (active?.languageId === planLanguage && active.uri.scheme === 'file') return active.uri;
    const found = await this.vscode.workspace.findFiles('**/*.waveplan.{yaml,yml}', '**/node_modules/**', 50);
    if (found.length === 0) this.inform('There is no plan here. Make one with "Wavegate: New Plan".');
    if (found.length < 2) return found[0];
    const options = found.map((uri) => ({ label: this.vscode.workspace.asRelativePath(uri), value: uri }));
    return askChoice(this.vscode, { title: 'Start Run', step: 1, of: 1 }, 'Which plan?', options);
  }

  async #stop(): Promise<void> {
    const service = await this.run.service();
    if (this.run.snapshot === undefined) {
      this.inform('No run is open.');
      return;
    }
    const step = { title: `Stop: ${this.run.snapshot.title}`, step: 1, of: 1 };
    const prompt = 'Why? Its sessions are ended, what they changed is kept in git, and the run cannot go on.';
    const reason = await askText(this.vscode, step, prompt, { required: reasonWanted });
    if (reason === undefined) return;
    this.warnOf(await service.stop(reason), 'reason', reason);
  }

  async #open({ subject }: CommandTarget<'run'>): Promise<void> {
    const service = await this.run.service();
    const run = subject?.run ?? (await pickRun(this.vscode, this.run, 'Open Run'));
    if (run === undefined || !(await this.#mayLeave(run))) return;
    await service.openRun(run, workspaceFolders(this.vscode));
  }

  /** A run that is under way goes on only while a window or a terminal drives it. */
  async #mayLeave(next: string): Promise<boolean> {
    const { snapshot, drivenElsewhere } = this.run;
    const over = snapshot?.activity === 'shipped' || snapshot?.activity === 'stopped';
    if (snapshot === undefined || over || snapshot.run === next || drivenElsewhere !== undefined) return true;
    const detail =
      'Its agents work on, but nothing new starts and no gate opens until you open it again. Its decisions stay counted in the badge.';
    return confirm(this.vscode, `Leave "${snapshot.title}" while it is under way?`, detail, 'Open the Other Run');
  }

  /** For whoever lists approvers: the key itself stays where it is. */
  async #copyApproverKey(): Promise<void> {
    if (workspaceFolders(this.vscode).length === 0) {
      this.inform('Open a folder first: its git knows the name that goes with your key.');
      return;
    }
    const folder = await chooseFolder(this.vscode, 'Whose git knows the name that goes with your key?');
    if (folder === undefined) return;
    const line = await (await this.run.service()).machine.approverLine(folder.uri.fsPath);
    await this.vscode.env.clipboard.writeText(line);
    this.inform(`Copied for .wavegate/approvers: ${line}. It counts in runs that start from a commit with this line.`);
  }

  /** Runs whose record is not here are listed, and not picked beforehand: they may be under way elsewhere. */
  async #cleanUp(): Promise<void> {
    const service = await this.run.service();
    const folders = workspaceFolders(this.vscode);
    const { left: found, unread } = await service.machine.leftBehind(folders);
    const missing = unread === undefined ? undefined : `Those in the database of the team are left alone: ${unread}`;
    if (found.length === 0) {
      const inFiles = missing === undefined ? '' : ' in files of this machine';
      const words = [`Runs${inFiles} that are over have left nothing behind.`, missing ?? ''].join(' ').trim();
      if (missing === undefined) this.inform(words);
      else notify(this.vscode, 'warning', words);
      return;
    }
    const items = found.map(({ run, about, what, known }) => ({
      label: run,
      description: about,
      detail: what,
      picked: known,
    }));
    const picked = await this.vscode.window.showQuickPick(items, {
      title: 'Clean Up',
      placeHolder: 'Which worktrees and branches may go?',
      prompt: ['The work of every run stays in git, under refs/wavegate.', missing ?? ''].join(' ').trim(),
      canPickMany: true,
      ignoreFocusOut: true,
    });
    if (picked === undefined || picked.length === 0) return;
    const title = 'Wavegate: cleaning up';
    const lines = await this.vscode.window.withProgress(
      { location: this.vscode.ProgressLocation.Notification, title },
      () =>
        service.machine.cleanUp(
          picked.map(({ label }) => label),
          folders,
        ),
    );
    await this.vscode.window.showInformationMessage('Cleaned up.', { modal: true, detail: lines.join('\n') });
  }

  async #showReport(): Promise<void> {
    await this.run.service();
    if (this.run.state === undefined) this.inform('No run is open, so there is nothing to report.');
    else await this.documents.show({ kind: 'report' });
  }

  async #showPullRequest(): Promise<void> {
    await this.run.service();
    if (this.run.state === undefined) {
      this.inform('No run is open, so there is no pull request.');
      return;
    }
    const gate = this.#shipGate();
    const { pullRequest, below = [] } = shipTexts(this.run.state);
    if (gate !== undefined && pullRequest !== undefined) {
      const wave = await this.#pickRequest(below, pullRequest.title);
      if (wave !== undefined) await this.#texts.show(gate, 'pull-request', wave.id);
      return;
    }
    const url = this.run.state.ship?.result?.pullRequest?.url;
    await this.documents.show({ kind: 'pull-request' });
    if (url === undefined) return;
    const open = 'Open Pull Request';
    if ((await askWhat(this.vscode, 'information', url, [open])) !== open) return;
    await this.vscode.env.openExternal(this.vscode.Uri.parse(url));
  }

  /** Asks which one, where each wave has its own. @returns undefined when the person leaves; no id stands for the last one */
  async #pickRequest(
    below: NonNullable<ShipTexts['below']>,
    last: string,
  ): Promise<{ readonly id?: string } | undefined> {
    if (below.length === 0) return {};
    const items: readonly (QuickPickItem & { readonly id?: string })[] = [
      ...below.map(({ request, title }) => ({ label: title, description: `wave ${request.wave}`, id: request.wave })),
      { label: last, description: 'the last wave, with the record of the run' },
    ];
    const title = 'Pull request to read or edit';
    return this.vscode.window.showQuickPick(items, { title, placeHolder: 'Merged in this order, the first one first' });
  }

  /** The gate at which the texts can still be edited. */
  #shipGate(): string | undefined {
    return this.run.snapshot?.gates.find(({ kind, status }) => kind === 'ship' && status === 'pending')?.id;
  }

  async #editChangelog(): Promise<void> {
    await this.run.service();
    const { state } = this.run;
    const gate = this.#shipGate();
    if (state === undefined || gate === undefined) {
      this.inform('The changelog entry is edited while the ship gate waits for a decision.');
    } else if (shipTexts(state).changelog === undefined) {
      const how = 'The plan names no changelog: add ship: {changelog: CHANGELOG.md} to it, and an entry is written.';
      this.inform(how);
    } else await this.#texts.show(gate, 'changelog');
  }

  async #checkEnvironment(): Promise<void> {
    const facts = await (await this.run.service()).machine.checkEnvironment(workspaceFolders(this.vscode));
    const missing = facts.filter((fact) => !fact.ok);
    const detail = facts.map(({ name, ok, detail }) => `${ok ? '✓' : '✗'} ${name}: ${detail}`).join('\n');
    const message =
      missing.length === 0
        ? 'Everything a run needs is here.'
        : `Missing: ${missing.map(({ name }) => name).join(', ')}`;
    const options = { modal: true, detail };
    if (missing.length === 0) await this.vscode.window.showInformationMessage(message, options);
    else await this.vscode.window.showErrorMessage(message, options);
  }
}

/** Commands of VS Code that lead on from a refusal, by the titles of their buttons. */
function waysOn(reason: string, message: string): Readonly<Record<string, string>> {
  if (reason === 'dirty' || message.includes('uncommitted changes')) {
    return { 'Commit…': 'git.commitAll', 'Stash…': 'git.stash', 'Show Changes': 'workbench.view.scm' };
  }
  return message.includes('cannot run yet') ? { 'Show Problems': 'workbench.actions.view.problems' } : {};
}
