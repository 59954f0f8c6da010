import type { Uri } from 'vscode';
import type { BoardFinding } from '../../core/model/boardModel.ts';
import type { Triage } from '../../core/plan/schema/plan.ts';
import { isRecord } from '../../util/records.ts';
import type { RunDocuments } from '../content/runDocuments.ts';
import { runCommand } from '../shared/commandTargets.ts';
import type { CommandTarget } from '../shared/commandTargets.ts';
import { citedCommit } from '../findings/citedCommit.ts';
import type { FindingThreads } from '../findings/findingThreads.ts';
import { commands, views } from '../shared/contributions.ts';
import { askWhat, notify, withText } from '../shared/messages.ts';
import { repositoryRoot } from '../shared/repositoryRoot.ts';
import type { RunConnection } from '../shared/runConnection.ts';
import type { VSCode } from '../shared/vscodeTypes.ts';
import type { CommandRegistry } from '../shared/commandRegistry.ts';
import { worstFirst } from '../views/findingsTree.ts';
import { DocumentCommands } from './commandGroup.ts';

interface Cited {
  readonly id: string;
  readonly file: string;
  readonly line: number;
  readonly commit: string;
}

/** Location of a finding. */
interface Place {
  readonly finding: Cited;
  readonly uri: Uri;
  /** Lines of the audited file. */
  readonly lines: readonly string[];
}

/** Lines that are shown above one that a finding cites. */
const linesAbove = 4;

/** Opening the line a finding cites, and marking it in, out or deferred. */
export class FindingCommands extends DocumentCommands {
  readonly #threads: FindingThreads;

  readonly #selectedRows: () => readonly string[];

  /** Location of the finding that a mark of the one in sight leads to, so that it can be opened in the moment of the key. */
  #ahead: Place | undefined;

  /** @param selectedRows findings whose rows are selected in the sidebar */
  constructor(
    vscode: VSCode,
    run: RunConnection,
    documents: RunDocuments,
    threads: FindingThreads,
    selectedRows: () => readonly string[],
  ) {
    super(vscode, run, documents);
    this.#threads = threads;
    this.#selectedRows = selectedRows;
  }

  override register(registry: CommandRegistry): void {
    registry.register(commands.openFinding, ({ subject }) => this.#openBusily(subject?.finding));
    registry.register(commands.nextFinding, () => this.#next(this.#threads.inSight));
    registry.register(commands.triageIn, (target, given) => this.#mark('in', target, given));
    registry.register(commands.triageOut, (target, given) => this.#mark('out', target, given));
    registry.register(commands.triageDeferred, (target, given) => this.#mark('deferred', target, given));
  }

  /** With the moving bar of the view meanwhile: the first file of a language can take seconds to open. */
  async #openBusily(id: string | undefined): Promise<void> {
    await this.vscode.window.withProgress({ location: { viewId: views.findings } }, () => this.#open(id));
  }

  async #open(id: string | undefined): Promise<void> {
    const finding = this.#finding(id);
    if (finding === undefined) return;
    const { url } = this.#comment(finding.id) ?? {};
    // A comment on the whole pull request is nowhere but at the forge.
    if (finding.file === '' && url !== undefined) {
      await this.vscode.env.openExternal(this.vscode.Uri.parse(url, true));
      return;
    }
    const place = await this.#placeOf(finding);
    if (place === undefined) {
      notify(this.vscode, 'warning', `${finding.file} is not in the reviewed commit, so this citation is unverified.`);
      return;
    }
    await this.#show(place);
  }

  /**
   * Opens the line of a finding, whose keys work in it then.
   *
   * VS Code tells nobody where the focus is. In the document that is shown already it stays where it is.
   *
   * @param goesOn nobody asked for this one: the mark of another leads to it
   */
  async #show({ finding, uri, lines }: Place, goesOn = false): Promise<void> {
    const { window, commands: editor, Range, TextEditorRevealType } = this.vscode;
    const line = Math.max(Math.min(finding.line, lines.length), 1) - 1;
    // By the window itself: a document of the API is there only once the extensions of its language have loaded.
    const selection = new Range(line, 0, line, (lines[line] ?? '').length);
    const isShown = window.activeTextEditor?.document.uri.toString() === uri.toString();
    const opened = editor.executeCommand('vscode.open', uri, {
      preview: true,
      selection,
      preserveFocus: goesOn && isShown,
    });
    // Before the keys work that go on to the next.
    await Promise.all([opened, this.#lookAhead(finding.id)]);
    await this.#threads.open(finding.id);
    const shown = window.visibleTextEditors.find(({ document }) => document.uri.toString() === uri.toString());
    // Near the top, with a little of what is before it: the thread is below the line.
    shown?.revealRange(new Range(Math.max(line - linesAbove, 0), 0, line, 0), TextEditorRevealType.AtTop);
    if (finding.line > lines.length) {
      notify(
        this.vscode,
        'warning',
        `${finding.file} has ${lines.length} lines, and the finding cites line ${finding.line}.`,
      );
    }
  }

  async #lookAhead(behind: string): Promise<void> {
    this.#ahead = undefined;
    const next = this.#finding(this.#unmarkedBehind(behind)?.id);
    this.#ahead = next && (await this.#placeOf(next).catch(() => undefined));
  }

  /** @returns undefined where its file is not in the commit it cites */
  async #placeOf(finding: Cited): Promise<Place | undefined> {
    const audited = await (await this.run.service()).fileAt(finding.commit, finding.file);
    if (audited === undefined) return undefined;
    return { finding, uri: await this.#uriOf(finding, audited), lines: audited.split('\n') };
  }

  /** The working file while it is what was audited, so that it can be edited; else the audited text. */
  async #uriOf(finding: Cited, audited: string): Promise<Uri> {
    const { Uri, workspace } = this.vscode;
    const root = repositoryRoot(this.vscode, this.run);
    if (root !== undefined) {
      const uri = Uri.joinPath(root, finding.file);
      const open = workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
      const working = open?.getText() ?? (await workspace.fs.readFile(uri).then(textOf, () => undefined));
      if (working === audited) return uri;
    }
    return this.documents.uri({ kind: 'commit', path: finding.file, commit: finding.commit });
  }

  /**
   * Marks what a row or a button names, or all of a group that are not marked yet. By key: the rows that are selected, or
   * the finding in sight, from which it goes on to the next as a spot-check goes on to the next file.
   */
  async #mark(triage: Triage, { selected }: CommandTarget<'finding' | 'findings'>, given: unknown): Promise<void> {
    const named = selected.flatMap((subject) => (subject.kind === 'finding' ? [subject.finding] : subject.findings));
    const { inSight } = this.#threads;
    if (named.length > 0) await this.#triage(triage, named);
    else if (isRecord(given) && given['rows'] === 'selected') await this.#triage(triage, this.#selectedRows());
    else if (inSight === undefined) {
      this.inform('Open a finding first, or choose one in the Findings view.');
    } else await this.#markInSight(triage, inSight);
  }

  async #markInSight(triage: Triage, finding: string): Promise<void> {
    const next = this.#unmarkedBehind(finding);
    const ahead = next !== undefined && next.id === this.#ahead?.finding.id ? this.#ahead : undefined;
    if (ahead === undefined || this.#needsAnswer(triage, finding) !== undefined) {
      if (!(await this.#triage(triage, [finding]))) return;
      this.#threads.leave();
      return this.#next(finding);
    }
    // A key that is pressed twice is not to mark it twice while the next one opens.
    this.#threads.leave();
    // At once, and not when the mark is on disk: by then a person may type into a palette. One that comes while it opens keeps the
    // focus, and the rest of their words does not go into a file.
    const opened = this.#show(ahead, true);
    await this.#triage(triage, [finding]);
    await opened;
  }

  /** @returns whether all were marked */
  async #triage(triage: Triage, findings: readonly string[]): Promise<boolean> {
    const service = await this.run.service();
    for (const finding of new Set(findings)) {
      const comment = this.#needsAnswer(triage, finding);
      const note = comment === undefined ? '' : await this.#askAnswer(comment);
      if (note === undefined) return false;
      const { refused } = await service.triage(finding, triage, note);
      if (refused === undefined) continue;
      notify(this.vscode, 'warning', withText(refused, 'answer', note));
      return false;
    }
    return true;
  }

  /** The comment of a reviewer that a mark answers. */
  #needsAnswer(triage: Triage, finding: string): BoardFinding | undefined {
    return triage === 'in' ? undefined : this.#comment(finding);
  }

  /** A comment of a reviewer, which is marked out or deferred with an answer. */
  #comment(id: string): BoardFinding | undefined {
    return this.run.snapshot?.findings.find((finding) => finding.id === id && finding.source === 'forge');
  }

  /** @returns undefined where the person thinks better of it */
  async #askAnswer({ lens, title }: BoardFinding): Promise<string | undefined> {
    const answer = await this.vscode.window.showInputBox({
      title: `Answer: ${lens}`,
      prompt: `Goes to the forge as a reply, unless ship.comments of the plan says show. They wrote: ${title}`,
      placeHolder: 'Why nothing changes',
      ignoreFocusOut: true,
      validateInput: (text) => (text.trim() === '' ? 'Enter the answer.' : undefined),
    });
    return answer?.trim();
  }

  /** Opens the first finding behind one that is not marked, worst first; offers to close the triage when all are. */
  async #next(behind: string | undefined): Promise<void> {
    await this.run.service();
    const findings = this.run.snapshot?.findings ?? [];
    const next = this.#unmarkedBehind(behind) ?? findings.find(({ open, triage }) => open && triage === undefined);
    if (next !== undefined) {
      await this.#openBusily(next.id);
      return;
    }
    const gate = this.run.snapshot?.gates.find(({ kind, status }) => kind === 'triage' && status === 'pending');
    if (gate === undefined) return this.inform('No finding waits to be marked.');
    const button = 'Approve…';
    const message = findings.length === 1 ? 'The finding is marked.' : `All ${findings.length} findings are marked.`;
    if ((await askWhat(this.vscode, 'information', message, [button])) !== button) return;
    await runCommand(this.vscode, commands.approveGate, { kind: 'gate', gate: gate.id });
  }

  /** The first finding behind one that waits for a mark, itself aside; worst first, and then from the begin. */
  #unmarkedBehind(behind: string | undefined): BoardFinding | undefined {
    const findings = worstFirst(this.run.snapshot?.findings ?? []);
    const here = findings.findIndex(({ id }) => id === behind);
    return [...findings.slice(here + 1), ...findings.slice(0, Math.max(here, 0))].find(
      ({ open, triage }) => open && triage === undefined,
    );
  }

  /** The finding of the audit or of the validators, with the commit its citation is about. */
  #finding(id: string | undefined): Cited | undefined {
    const { state } = this.run;
    const finding = [...(state?.audit.findings ?? []), ...(state?.lastFindings ?? [])].find((each) => each.id === id);
    const commit = state && finding && citedCommit(state, finding.id);
    return finding && commit !== undefined ? { ...finding, commit } : undefined;
  }
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
