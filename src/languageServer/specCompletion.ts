import { CompletionItemKind } from 'vscode-languageserver';
import type { CompletionItem } from 'vscode-languageserver';
import type { SpecTexts } from '../core/criteria/specSections.ts';
import type { PlanDocument } from '../core/planText/document/planDocument.ts';
import type { Path } from '../core/planText/locate.ts';
import { pathCompletion } from './pathCompletion.ts';
import { rangeOf } from './planFile.ts';
import type { PlanFile } from './planFile.ts';
import { planNames } from './planNames.ts';
import { citedCriteria, isCriterionId, isCriterionTest, isSpecEntry, specSections } from './specNames.ts';

/**
 * Completions that come from specifications and tests: sections that a task may cite, ids of the criteria in them, files
 * of tests. Undefined at any other path.
 *
 * @param plan the plan with the cursor's word in place of the one around the cursor
 * @param word the word around the cursor, in the text as it is
 */
export function specCompletion(
  file: PlanFile,
  plan: PlanDocument,
  path: Path,
  word: { readonly start: number; readonly end: number },
): CompletionItem[] | undefined {
  const { specs } = file.repository.facts;
  if (isSpecEntry(path)) return sections(file, plan, word, specs);
  if (isCriterionId(path)) return criteria(file, plan, path, word, specs);
  if (path.join() === 'spec' || isCriterionTest(path)) {
    const written = file.plan.source.slice(word.start, word.end);
    // A whole folder is neither a specification nor a test.
    return pathCompletion(file.repository.files, written, rangeOf(file, word)).filter(
      ({ label }) => !label.endsWith('/**'),
    );
  }
  return undefined;
}

/** An entry takes the place of all that is written, quotes and the mark of the section included. */
function sections(
  file: PlanFile,
  plan: PlanDocument,
  word: { readonly start: number; readonly end: number },
  specs: SpecTexts | undefined,
): CompletionItem[] {
  const { source } = file.plan;
  const before = /["']?[^\s,[\]{}"']*$/.exec(source.slice(Math.max(0, word.start - 500), word.start))?.[0] ?? '';
  const after = /^[^\s,[\]{}"']*["']?/.exec(source.slice(word.end, word.end + 500))?.[0] ?? '';
  const quote = /^["']/.exec(before)?.[0];
  const span = {
    start: word.start - before.length,
    // A quote behind a word without one before it is not its own.
    end: word.end + (quote === undefined ? after.replace(/["']$/, '') : after).length,
  };
  const range = rangeOf(file, span);
  const byFile = /^["']?[^"'#]/.test(source.slice(span.start, span.end));
  return specSections(plan, specs).map(({ reference, file: named }, index) => ({
    label: reference,
    kind: CompletionItemKind.Reference,
    detail: named,
    sortText: String(index).padStart(4, '0'),
    // Whoever writes the file finds the section by it.
    filterText: `${quote ?? ''}${byFile ? named + reference.slice(reference.indexOf('#')) : reference}`,
    // YAML would read a bare "#" as a comment.
    textEdit: { range, newText: JSON.stringify(reference) },
  }));
}

/** Those that no task has yet. */
function criteria(
  file: PlanFile,
  plan: PlanDocument,
  path: Path,
  word: { readonly start: number; readonly end: number },
  specs: SpecTexts | undefined,
): CompletionItem[] {
  const taken = new Set(planNames(plan, 'criterion').map(({ name }) => name));
  return citedCriteria(plan, path, specs)
    .filter(({ id }) => !taken.has(id))
    .map(({ id, text }, index) => ({
      label: id,
      kind: CompletionItemKind.Reference,
      detail: text,
      sortText: String(index).padStart(4, '0'),
      textEdit: { range: rangeOf(file, word), newText: id },
    }));
}
