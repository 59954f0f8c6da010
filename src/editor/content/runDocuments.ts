import type { EventEmitter, TextDocumentContentProvider, Uri } from 'vscode';
import type { Recorded } from '../../core/model/events.ts';
import { renderAuditReport } from '../../core/report/auditReport.ts';
import { flowDocument } from '../../core/flows/flowDocument.ts';
import { renderReport } from '../../core/report/report.ts';
import { pullRequestDocument, shipTexts } from '../../core/report/shipTexts.ts';
import { gateDocument } from '../../core/views/gateDocument.ts';
import type { RunState } from '../../core/model/state.ts';
import type { PlanRevision } from '../../core/model/revision.ts';
import { documentScheme } from '../shared/contributions.ts';
import { DisposableStore } from '../shared/disposableStore.ts';
import type { RunConnection } from '../shared/runConnection.ts';
import type { VSCode } from '../shared/vscodeTypes.ts';
import { workspaceFolders } from '../shared/workspaceFolders.ts';
import { documentRef, uriParts } from './documentRef.ts';
import type { DocumentRef } from './documentRef.ts';

/** Read-only documents of the open run: files at a commit, revisions of the plan, directives and the report. */
export class RunDocuments implements TextDocumentContentProvider {
  readonly onDidChange;
  readonly #vscode: VSCode;
  readonly #run: RunConnection;
  readonly #store = new DisposableStore();
  readonly #changed: EventEmitter<Uri>;
  #flows: string | undefined;
  readonly #origins = new Map<string, string>();

  constructor(vscode: VSCode, run: RunConnection) {
    this.#vscode = vscode;
    this.#run = run;
    this.#changed = this.#store.add(new vscode.EventEmitter<Uri>());
    this.onDidChange = this.#changed.event;
    this.#store.add(vscode.workspace.registerTextDocumentContentProvider(documentScheme, this));
    this.#store.add(run.onDidChange(() => this.#refresh()));
    this.#store.add(run.onDidChangeDrafts(() => this.#refresh()));
  }

  /** Documents about the run as it is now; the others never change. */
  #refresh(): void {
    for (const { uri } of this.#vscode.workspace.textDocuments) {
      const kind = uri.scheme === documentScheme ? documentRef(uri)?.kind : undefined;
      if (kind !== undefined && current.includes(kind)) this.#changed.fire(uri);
    }
  }

  uri(ref: DocumentRef): Uri {
    return this.#vscode.Uri.from({ scheme: documentScheme, ...uriParts(ref) });
  }

  /** Shows a list of repeated flows that was just made. */
  async showFlows(text: string): Promise<void> {
    this.#flows = text;
    await this.show({ kind: 'flows' });
  }

  /** Shows how a line came to be, which was just found. */
  async showOrigin(place: { readonly file: string; readonly line: number }, markdown: string): Promise<void> {
    const ref = { kind: 'origin', ...place } as const;
    const uri = this.uri(ref);
    this.#origins.set(uri.toString(), markdown);
    this.#changed.fire(uri);
    await this.show(ref);
  }

  async show(ref: DocumentRef): Promise<void> {
    // They are about all runs, so no change of the open one brings them up to date.
    if (ofAllRuns.includes(ref.kind)) this.#changed.fire(this.uri(ref));
    if (rendered.includes(ref.kind) && (await this.#showRendered(ref))) return;
    const document = await this.#vscode.workspace.openTextDocument(this.uri(ref));
    await this.#vscode.window.showTextDocument(document, { preview: true });
  }

  /** @returns whether VS Code could: its Markdown extension may be switched off */
  async #showRendered(ref: DocumentRef): Promise<boolean> {
    try {
      await this.#vscode.commands.executeCommand('vscode.openWith', this.uri(ref), markdownPreview);
      return true;
    } catch {
      return false;
    }
  }

  /** A file that is not there at the commit, or is binary, shows as empty: a diff needs two sides. */
  async provideTextDocumentContent(uri: Uri): Promise<string> {
    const ref = documentRef(uri);
    switch (ref?.kind) {
      case 'commit': {
        const service = await this.#run.service();
        return (await service.fileAt(ref.commit, ref.path)) ?? '';
      }
      case 'plan':
        return planRevision(this.#run, ref.hash)?.source ?? '';
      case 'directive':
        return this.#run.state?.sessions[ref.session]?.directive ?? '';
      case 'report':
        return this.#run.state === undefined ? '' : renderReport(this.#run.state);
      case 'audit':
        return this.#run.state === undefined ? '' : renderAuditReport(this.#run.state);
      case 'costs': {
        const { records } = await this.#run.service();
        return records.costs(workspaceFolders(this.#vscode));
      }
      case 'forensics': {
        const { records } = await this.#run.service();
        return records.failures(workspaceFolders(this.#vscode));
      }
      case 'flows': {
        // After a reload of the window the tab is still there.
        const { records } = await this.#run.service();
        return (this.#flows ??= flowDocument(await records.flows(workspaceFolders(this.#vscode))));
      }
      case 'origin':
        return this.#origins.get(uri.toString()) ?? this.#originAt(ref);
      case 'pull-request':
        return this.#run.state === undefined ? '' : pullRequestText(this.#run.state);
      case 'gate': {
        const { state, drafts } = this.#run;
        const gate = state?.gates[ref.gate];
        return state === undefined || gate === undefined ? '' : gateDocument(state, gate, drafts);
      }
      case 'output':
        return this.#run.snapshot?.adaptation?.failing[ref.test]?.excerpt ?? '';
      case 'empty':
      case undefined:
        return '';
    }
  }

  /** After a reload of the window the tab is still there; the file may have changed since. */
  async #originAt({ file, line }: { readonly file: string; readonly line: number }): Promise<string> {
    const { records } = await this.#run.service();
    const document = await this.#vscode.workspace.openTextDocument(this.#vscode.Uri.file(file));
    const found = await records.lineOrigin(file, line, document.getText());
    return 'refused' in found ? `${found.refused}\n` : found.markdown;
  }

  dispose(): void {
    this.#store.dispose();
  }
}

/** Kinds of documents about the run as it is now. */
const current: readonly DocumentRef['kind'][] = ['report', 'audit', 'gate', 'pull-request'];

/** VS Code's own view of Markdown as it is meant to be read. */
const markdownPreview = 'vscode.markdown.preview.editor';

/** Kinds of documents with tables and long lists, which are hard to read as text. */
const rendered: readonly DocumentRef['kind'][] = ['report', 'audit', 'costs', 'forensics', 'flows', 'origin'];

/** Kinds of documents about all runs of the window. */
const ofAllRuns: readonly DocumentRef['kind'][] = ['costs', 'forensics', 'flows'];

/** Text of the pull request and the changelog: as they were written, or as they would be now. */
function pullRequestText(state: RunState): string {
  const written = state.ship?.result?.pullRequest?.text;
  if (written !== undefined) return written;
  const { pullRequest, below = [], changelog } = shipTexts(state);
  const parts = [
    ...below.map((text) => pullRequestDocument(text)),
    pullRequest === undefined
      ? 'No pull request is written: the repository has no remote, or the plan says ship: {pr: false}.\n'
      : pullRequestDocument(pullRequest),
    ...(changelog === undefined ? [] : [`## Entry in ${changelog.file}\n\n${changelog.entry}\n`]),
  ];
  return parts.join('\n');
}

/** The revision, proposal or edit of the plan that has this hash. */
function planRevision(run: RunConnection, hash: string): PlanRevision | undefined {
  for (const event of run.events) {
    const plan = planOf(event);
    if (plan?.hash === hash) return plan;
  }
  return undefined;
}

function planOf(event: Recorded): PlanRevision | undefined {
  switch (event.type) {
    case 'run-started':
    case 'plan-revised':
    case 'plan-edited':
    case 'adaptation-proposed':
    case 'base-merge-proposed':
      return event.plan;
    default:
      return undefined;
  }
}
