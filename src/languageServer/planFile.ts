import type { Location, Range } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { repositoryOf } from '../core/plan/checkPlan.ts';
import type { Span } from '../core/plan/codes.ts';
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

/** @param before the same file as it was read last; what is the same in it is not read again */
export function planFile(document: TextDocument, repository: Repository = unknown, before?: PlanFile): PlanFile {
  return { document, plan: openPlan(document.getText(), before?.plan), repository };
}

export function rangeOf({ document }: PlanFile, { start, end }: Span): Range {
  return { start: document.positionAt(start), end: document.positionAt(end) };
}

export function locationOf(file: PlanFile, span: Span): Location {
  return { uri: file.document.uri, range: rangeOf(file, span) };
}
