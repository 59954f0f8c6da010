import type { Location, Range } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { TextDocumentContentChangeEvent } from 'vscode-languageserver-textdocument';
import { repositoryOf } from '../core/plan/checkPlan.ts';
import type { Span } from '../core/plan/codes.ts';
import { changePlan } from '../core/plan/document/changePlan.ts';
import { openPlan } from '../core/plan/document/planDocument.ts';
import type { PlanDocument } from '../core/plan/document/planDocument.ts';
import type { Repository } from '../core/plan/rule.ts';

/** What every request is about: an open plan, as text and as read, and what is known of its repository. */
export interface PlanFile {
  readonly document: TextDocument;
  readonly plan: PlanDocument;
  readonly repository: Repository;
}

const unknown = repositoryOf({});

export function planFile(document: TextDocument, repository: Repository = unknown): PlanFile {
  return { document, plan: openPlan(document.getText()), repository };
}

/** The same file after changes, in their order. What they do not touch is not read again. */
export function changedFile(
  before: PlanFile,
  changes: readonly TextDocumentContentChangeEvent[],
  version: number,
): PlanFile {
  let { document, plan } = before;
  for (const change of changes) {
    const span =
      'range' in change
        ? { start: document.offsetAt(change.range.start), end: document.offsetAt(change.range.end) }
        : { start: 0, end: plan.source.length };
    document = TextDocument.update(document, [change], version);
    plan = changePlan(plan, { ...span, text: change.text }, document.getText());
  }
  return { ...before, document, plan };
}

export function rangeOf({ document }: PlanFile, { start, end }: Span): Range {
  return { start: document.positionAt(start), end: document.positionAt(end) };
}

export function locationOf(file: PlanFile, span: Span): Location {
  return { uri: file.document.uri, range: rangeOf(file, span) };
}
