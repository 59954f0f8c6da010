import { deniedShellCommands } from '../../core/adapt/deniedCommands.ts';
import { riskiestFirst } from '../../core/gates/resultChanges.ts';
import { driverTraits } from '../../core/plan/driverTraits.ts';
import { profileOf } from '../../core/plan/lookup.ts';
import { onHost } from '../../core/words/onHost.ts';
import { isAgentSession } from '../../core/queries/runQueries.ts';
import type { Session } from '../../core/model/state.ts';
import type { RunDocuments } from '../content/runDocuments.ts';
import { showChanges } from '../content/showChanges.ts';
import type { CommandTarget } from '../shared/commandTargets.ts';
import { commands } from '../shared/contributions.ts';
import { confirm, notify } from '../shared/messages.ts';
import type { RunConnection } from '../shared/runConnection.ts';
import type { SessionTerminals } from '../sessions/sessionTerminals.ts';
import { sessionTitle } from '../../core/views/sessionWords.ts';
import type { VSCode } from '../shared/vscodeTypes.ts';
import { askChoice } from './ask.ts';
import type { CommandRegistry } from '../shared/commandRegistry.ts';
import { DocumentCommands } from './commandGroup.ts';

/** Words where a command finds no session to act on. */
const nothing = {
  started: 'No session of the open run has started yet.',
  directive: 'No agent of the open run has a directive yet.',
  changes: 'No session of the open run has brought changes yet.',
  takeable:
    'No agent at work in the open run has an interface of its own to take over. Those of the driver "command" have none.',
  takenOver: 'No session of the open run is taken over.',
  running: 'No session of the open run is at work.',
  denied: 'No agent of the open run was denied a command.',
} as const;

/** Looking at a session (terminal, directive, what it changed), taking it over and stopping it. */
export class SessionCommands extends DocumentCommands {
  readonly #terminals: SessionTerminals;

  constructor(vscode: VSCode, run: RunConnection, documents: RunDocuments, terminals: SessionTerminals) {
    super(vscode, run, documents);
    this.#terminals = terminals;
  }

  override register(registry: CommandRegistry): void {
    registry.register(commands.openTerminal, (target) => this.#openTerminal(target));
    registry.register(commands.showDirective, (target) => this.#showDirective(target));
    registry.register(commands.showSessionDiff, (target) => this.#showDiff(target));
    registry.register(commands.openWorktree, (target) => this.#openWorktree(target));
    registry.register(commands.takeOver, (target) => this.#takeOver(target));
    registry.register(commands.handBack, (target) => this.#handBack(target));
    registry.register(commands.stopSession, (target) => this.#stop(target));
    registry.register(commands.allowDenied, (target) => this.#allowDenied(target));
  }

  async #openTerminal(target: CommandTarget<'session'>): Promise<void> {
    const session = await this.#pick(target, (candidate) => candidate.startedAt !== undefined, nothing.started);
    if (session !== undefined) await this.#terminals.show(session.id);
  }

  async #showDirective(target: CommandTarget<'session'>): Promise<void> {
    const session = await this.#pick(target, (candidate) => candidate.directive !== undefined, nothing.directive);
    if (session !== undefined) await this.documents.show({ kind: 'directive', session: session.id });
  }

  async #showDiff(target: CommandTarget<'session'>): Promise<void> {
    const session = await this.#pick(target, (candidate) => candidate.result?.snapshot !== undefined, nothing.changes);
    const snapshot = session?.result?.snapshot;
    if (session === undefined || snapshot === undefined) return;
    const files = riskiestFirst(session.result?.changes ?? []);
    if (files.length === 0) {
      this.inform(`${this.#title(session)} changed no file.`);
      return;
    }
    const title = this.#title(session);
    await showChanges(this.vscode, this.documents, { title, from: session.base, to: snapshot, files });
  }

  /** Opens the files a session works on, or has worked on, as long as they are on disk. */
  async #openWorktree(target: CommandTarget<'session'>): Promise<void> {
    const session = await this.#pick(target, (candidate) => candidate.startedAt !== undefined, nothing.started);
    if (session === undefined) return;
    const folder = await (await this.run.service()).worktreeOf(session.id);
    if (folder === undefined) {
      const host = this.run.statuses.get(session.id)?.host;
      const where = host ? `is on host ${host}, not on this machine` : 'is not on disk any more';
      this.inform(`The worktree of ${this.#title(session)} ${where}. Show Session Changes shows what it did.`);
      return;
    }
    const uri = this.vscode.Uri.file(folder);
    await this.vscode.commands.executeCommand('vscode.openFolder', uri, { forceNewWindow: true });
  }

  /** Its terminal opens the interface as soon as the agent can be stopped. */
  async #takeOver(target: CommandTarget<'session'>): Promise<void> {
    const session = await this.#pick(
      target,
      (candidate) => this.#hasInterface(candidate) && !candidate.takenOver,
      nothing.takeable,
    );
    if (session === undefined) return;
    const host = this.run.statuses.get(session.id)?.host;
    if (host !== undefined) {
      notify(this.vscode, 'warning', onHost(`"${this.#title(session)}"`, host));
      return;
    }
    const question = `Take over "${this.#title(session)}"?`;
    const detail =
      "Its agent stops where it is, and you go on in the agent's own interface, in the terminal of the session. Its time limits are paused until you return it.";
    if (!(await confirm(this.vscode, question, detail, 'Take Over'))) return;
    await (await this.run.service()).takeOver(session.id);
    await this.#terminals.show(session.id);
  }

  async #handBack(target: CommandTarget<'session'>): Promise<void> {
    const session = await this.#pick(target, (candidate) => candidate.takenOver === true, nothing.takenOver);
    if (session === undefined) return;
    await (await this.run.service()).handBack(session.id);
    await this.#terminals.show(session.id);
  }

  #hasInterface(session: Session): boolean {
    const plan = this.run.state?.plan.plan;
    const driver = plan && isAgentSession(session) ? profileOf(plan, session)?.driver : undefined;
    return session.status === 'running' && driver !== undefined && driverTraits[driver].isCli;
  }

  async #stop(target: CommandTarget<'session'>): Promise<void> {
    const session = await this.#pick(target, (candidate) => candidate.status === 'running', nothing.running);
    if (session === undefined) return;
    const question = `Stop "${this.#title(session)}" and everything it has started?`;
    if (!(await confirm(this.vscode, question, 'What it has changed is kept on its branch.', 'Stop Session'))) return;
    await (await this.run.service()).stopSession(session.id);
  }

  /** Puts commands that an agent was denied into the plan, which then asks for approval like after any edit. */
  async #allowDenied(target: CommandTarget<'session'>): Promise<void> {
    const deniedOf = ({ result }: Session) => deniedShellCommands(result?.denied?.commands ?? []);
    const session = await this.#pick(target, (candidate) => deniedOf(candidate).length > 0, nothing.denied);
    const { planFile } = this.run;
    if (session?.agent === undefined || planFile === undefined) return;
    const items = deniedOf(session).map((label) => ({ label, picked: true }));
    const picked = await this.vscode.window.showQuickPick(items, {
      title: `Allow Denied Commands: ${this.#title(session)}`,
      placeHolder: `Commands that the agent "${session.agent}" may run from now on. You approve the changed plan before it counts.`,
      canPickMany: true,
      ignoreFocusOut: true,
    });
    if (picked === undefined || picked.length === 0) return;
    const { Range, Uri, WorkspaceEdit, workspace } = this.vscode;
    const document = await workspace.openTextDocument(Uri.file(planFile));
    const text = document.getText();
    const commandLines = picked.map(({ label }) => label);
    // Reads a plan: a part of its own, which activation does not load.
    const { allowCommands } = await import('../../core/adapt/allowCommands.ts');
    const allowed = allowCommands(text, session.agent, commandLines);
    if ('refused' in allowed) {
      notify(this.vscode, 'warning', allowed.refused);
      return;
    }
    const edit = new WorkspaceEdit();
    edit.replace(document.uri, new Range(document.positionAt(0), document.positionAt(text.length)), allowed.source);
    if ((await workspace.applyEdit(edit)) && (await document.save())) {
      this.inform(
        `The plan allows ${commandLines.join(', ')} to "${session.agent}". Approve the plan for it to count.`,
      );
    } else
      notify(
        this.vscode,
        'warning',
        `The plan file could not be written. Add to "allow" of "${session.agent}": ${commandLines.join(', ')}`,
      );
  }

  /**
   * The session that is meant, or the one the person picks from those the command can do something with.
   * @param otherwise said where there is none
   */
  async #pick(
    { subject }: CommandTarget<'session'>,
    fits: (session: Session) => boolean,
    otherwise: string,
  ): Promise<Session | undefined> {
    await this.run.service();
    const { state } = this.run;
    if (state === undefined) {
      this.inform('No run is open. Start one from a plan, or open an earlier one.');
      return undefined;
    }
    const sessions = Object.values(state.sessions);
    if (subject !== undefined) return sessions.find((session) => session.id === subject.session);
    const candidates = sessions.filter(fits);
    if (candidates.length === 0) this.inform(otherwise);
    if (candidates.length < 2) return candidates[0];
    const options = candidates.map((session) => ({
      label: this.#title(session),
      description: session.id,
      value: session,
    }));
    return askChoice(this.vscode, { title: 'Wavegate', step: 1, of: 1 }, 'Which session?', options.reverse());
  }

  #title(session: Session): string {
    const { state } = this.run;
    return state === undefined ? session.id : sessionTitle(state, session);
  }
}
