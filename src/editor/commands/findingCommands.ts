import type { Uri } from 'vscode';
import type { Triage } from '../../core/plan/schema/plan.ts';
import type { RunDocuments } from '../content/runDocuments.ts';
import type { CommandTarget } from '../shared/commandTargets.ts';
import { citedCommit } from '../findings/citedCommit.ts';
import type { FindingThreads } from '../findings/findingThreads.ts';
import { commands, views } from '../shared/contributions.ts';
import { notify } from '../shared/messages.ts';
import type { RunConnection } from '../shared/runConnection.ts';
import type { VSCode } from '../shared/vscodeTypes.ts';
import type { CommandRegistry } from '../shared/commandRegistry.ts';

interface Cited {
  readonly id: string;
  readonly file: string;
  readonly line: number;
  readonly commit: string;
}

/** Lines that are shown above one that a finding cites. */
const linesAbove = 4;

/** Opening the line a finding cites, and marking it in, out or deferred. */
export class FindingCommands {
  readonly #vscode: VSCode;
  readonly #run: RunConnection;
  readonly #documents: RunDocuments;
  readonly #threads: FindingThreads;

  constructor(vscode: VSCode, run: RunConnection, documents: RunDocuments, threads: FindingThreads) {
    this.#vscode = vscode;
    this.#run = run;
    this.#documents = documents;
    this.#threads = threads;
  }

  register(registry: CommandRegistry): void {
    registry.register(commands.openFinding, (target) => this.#openBusily(target));
    registry.register(commands.triageIn, (target) => this.#triage('in', target));
    registry.register(commands.triageOut, (target) => this.#triage('out', target));
    registry.register(commands.triageDeferred, (target) => this.#triage('deferred', target));
  }

  /** With the moving bar of the view meanwhile: the first file of a language can take seconds to open. */
  async #openBusily(target: CommandTarget<'finding'>): Promise<void> {
    await this.#vscode.window.withProgress({ location: { viewId: views.findings } }, () => this.#open(target));
  }

  async #open({ subject }: CommandTarget<'finding'>): Promise<void> {
    const finding = this.#finding(subject?.finding);
    if (finding === undefined) return;
    const { window, workspace, Range, TextEditorRevealType } = this.#vscode;
    const service = await this.#run.service();
    const audited = await service.fileAt(finding.commit, finding.file);
    if (audited === undefined) {
      notify(this.#vscode, 'warning', `${finding.file} is not in the reviewed commit, so this citation is unverified.`);
      return;
    }
    const document = await workspace.openTextDocument(await this.#place(finding, audited));
    const line = Math.min(finding.line, document.lineCount) - 1;
    const range = new Range(line, 0, line, document.lineAt(line).text.length);
    const editor = await window.showTextDocument(document, { preview: true, selection: range });
    await this.#threads.open(finding.id);
    // Near the top, with a little of what is before it: the thread is below the line.
    editor.revealRange(new Range(Math.max(line - linesAbove, 0), 0, line, 0), TextEditorRevealType.AtTop);
    if (finding.line > document.lineCount) {
      notify(
        this.#vscode,
        'warning',
        `${finding.file} has ${document.lineCount} lines, and the finding cites line ${finding.line}.`,
      );
    }
  }

  /** The working file while it is what was audited, so that it can be edited; else the audited text. */
  async #place(finding: Cited, audited: string): Promise<Uri> {
    const { Uri, workspace } = this.#vscode;
    for (const folder of workspace.workspaceFolders ?? []) {
      const uri = Uri.joinPath(folder.uri, finding.file);
      const working = await workspace.openTextDocument(uri).then(
        (document) => document.getText(),
        () => undefined,
      );
      if (working === audited) return uri;
    }
    return this.#documents.uri({ kind: 'commit', path: finding.file, commit: finding.commit });
  }

  /** Marks the findings that are selected, or all of a group that are not marked yet. */
  async #triage(triage: Triage, { selected }: CommandTarget<'finding' | 'findings'>): Promise<void> {
    const findings = new Set(
      selected.flatMap((subject) => (subject.kind === 'finding' ? [subject.finding] : subject.findings)),
    );
    if (findings.size === 0) notify(this.#vscode, 'information', 'Choose a finding in the Findings view.');
    const service = await this.#run.service();
    for (const finding of findings) {
      const { refused } = await service.triage(finding, triage);
      if (refused === undefined) continue;
      notify(this.#vscode, 'warning', refused);
      return;
    }
  }

  /** The finding of the audit or of the validators, with the commit its citation is about. */
  #finding(id: string | undefined): Cited | undefined {
    const { state } = this.#run;
    const finding = [...(state?.audit.findings ?? []), ...(state?.lastFindings ?? [])].find((each) => each.id === id);
    const commit = state && finding && citedCommit(state, finding.id);
    return finding && commit !== undefined ? { ...finding, commit } : undefined;
  }
}
