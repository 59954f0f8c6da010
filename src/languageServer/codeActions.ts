import { CodeActionKind } from 'vscode-languageserver';
import type { CodeAction, Diagnostic, Range } from 'vscode-languageserver';
import { checkPlan, draftOf } from '../core/planRules/check/checkPlan.ts';
import type { PlanMemory } from '../core/planRules/check/runRules.ts';
import { correctTogether } from '../core/planFixes/correctTogether.ts';
import { fixesFor, refactoringsAt } from '../core/planFixes/fixesFor.ts';
import type { PlanFix } from '../core/planFixes/planFix.ts';
import { rangeOf } from './planFile.ts';
import type { PlanFile } from './planFile.ts';

/**
 * Corrections for the problems in a range, and rearrangements for what is there.
 *
 * @param diagnostics the problems as the editor shows them, to say which one a correction is for
 * @param memory what was found in the plan so far; is brought up to date
 */
export function codeActions(
  file: PlanFile,
  range: Range,
  diagnostics: readonly Diagnostic[],
  memory?: PlanMemory,
): CodeAction[] {
  const { problems } = checkPlan(file.plan, file.repository, memory);
  const { facts, files } = file.repository;
  const request = {
    document: file.plan,
    plan: draftOf(file.plan),
    files: facts.files ?? [],
    matching: (glob: string): readonly string[] => files?.matching(glob) ?? [],
  };
  const [from, to] = [file.document.offsetAt(range.start), file.document.offsetAt(range.end)];
  const offered = new Set<PlanFix>();
  const fixes = problems
    .filter(({ start, end }) => start <= to && from <= end)
    .flatMap((problem) => {
      const shown = diagnostics.find(
        ({ code, range: place }) => code === problem.code && file.document.offsetAt(place.start) === problem.start,
      );
      // What corrects many problems is offered once.
      const fresh = fixesFor(problem, request).filter((fix) => !offered.has(fix));
      fresh.forEach((fix) => offered.add(fix));
      return fresh.map((fix) => action(file, fix, CodeActionKind.QuickFix, shown));
    });
  const codes = new Set(problems.filter(({ start, end }) => start <= to && from <= end).map(({ code }) => code));
  const whole = [...codes].flatMap((code) => correctTogether(code, problems, file.plan.source) ?? []);
  fixes.push(...whole.map((fix) => action(file, fix, CodeActionKind.QuickFix)));
  return [...fixes, ...refactoringsAt(from, request).map((fix) => action(file, fix, CodeActionKind.RefactorExtract))];
}

function action(file: PlanFile, fix: PlanFix, kind: CodeActionKind, shown?: Diagnostic): CodeAction {
  return {
    title: fix.title,
    kind,
    ...(shown === undefined ? {} : { diagnostics: [shown] }),
    ...(fix.preferred === true ? { isPreferred: true } : {}),
    edit: {
      changes: {
        [file.document.uri]: fix.edits.map((edit) => ({ range: rangeOf(file, edit), newText: edit.text })),
      },
    },
  };
}
