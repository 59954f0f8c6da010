import type { Location, Range } from 'vscode-languageserver';
import type { TextDocument, TextDocumentContentChangeEvent } from 'vscode-languageserver-textdocument';
import { repositoryOf } from '../core/planRules/check/checkPlan.ts';
import type { Span } from '../core/planText/codes.ts';
import { changePlan } from '../core/planText/document/changePlan.ts';
import { openPlan } from '../core/planText/document/planDocument.ts';
import type { PlanDocument } from '../core/planText/document/planDocument.ts';
import type { Repository } from '../core/planRules/rule.ts';
import { EditedText } from './editedText.ts';

/** Subject of every request: an open plan, as text and as parsed, and the known facts about its repository. */
export interface PlanFile {
  readonly document: EditedText;
  readonly plan: PlanDocument;
  readonly repository: Repository;
}

const unknown = repositoryOf({});

export function planFile(document: TextDocument, repository: Repository = unknown): PlanFile {
  return { document: EditedText.of(document), plan: openPlan(document.getText()), repository };
}

/** The same file after changes, in their order. What they do not touch is not read again. */
export function changedFile(
  before: PlanFile,
  changes: readonly TextDocumentContentChangeEvent[],
  version: number,
): PlanFile {
  let { document, plan } = before;
  for (const change of changes) {
    const { text } = change;
    const [start, end] =
      'range' in change
        ? [document.offsetAt(change.range.start), document.offsetAt(change.range.end)]
        : [0, document.length];
    const after = document.changed(start, end, text, version);
    plan = changePlan(plan, { start, end, text }, () => after.getText());
    document = after;
  }
  return { ...before, document, plan };
}

export function rangeOf({ document }: PlanFile, { start, end }: Span): Range {
  return { start: document.positionAt(start), end: document.positionAt(end) };
}

export function locationOf(file: PlanFile, span: Span): Location {
  return { uri: file.document.uri, range: rangeOf(file, span) };
}
