import assert from 'node:assert/strict';
import fc from 'fast-check';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Position } from 'vscode-languageserver-textdocument';
import { checkPlan, noMemory } from '../../src/core/planRules/check/checkPlan.ts';
import { keepsComments } from '../../src/core/planText/edit/safeEdit.ts';
import { codeActions } from '../../src/languageServer/codeActions.ts';
import { completion } from '../../src/languageServer/completion.ts';
import { definition } from '../../src/languageServer/definition.ts';
import { folding } from '../../src/languageServer/folding.ts';
import { hover } from '../../src/languageServer/hover.ts';
import { inlayHints } from '../../src/languageServer/inlayHints.ts';
import { changedFile, planFile } from '../../src/languageServer/planFile.ts';
import type { PlanFile } from '../../src/languageServer/planFile.ts';
import { prepareRename, rename, RenameRefused } from '../../src/languageServer/rename.ts';
import { semanticTokens } from '../../src/languageServer/semanticTokens.ts';
import { symbols } from '../../src/languageServer/symbols.ts';
import { longestAnswer, measured } from '../support/processorTime.ts';
import { mutate, mutations, share } from './mutations.ts';
import type { Mutation } from './mutations.ts';

/**
 * Damages plans as typing, pasting and broken disks do, and asks about each result everything an editor asks.
 *
 * @param plans valid plans to start from
 * @param count how many damaged plans
 * @param seed repeats a run
 * @throws AssertionError with the shortest damage that shows what is wrong
 */
export function fuzzPlans(plans: readonly string[], count: number, seed?: number): void {
  fc.assert(fc.property(fc.constantFrom(...plans), mutations(5), share, askAll), {
    numRuns: count,
    ...(seed === undefined ? {} : { seed }),
  });
}

function askAll(plan: string, changes: readonly Mutation[], cursor: number): void {
  const memory = noMemory();
  let file = fileOf(plan);
  for (const change of changes) {
    const { start, end } = mutate(file.plan.source, change);
    const range = { start: file.document.positionAt(start), end: file.document.positionAt(end) };
    file = changedFile(file, [{ range, text: change.put }], file.document.version + 1);
    const { source } = file.plan;
    const { result, milliseconds } = measured(() => checkPlan(file.plan, undefined, memory));
    for (const { start, end, related = [] } of result.problems) {
      for (const span of [{ start, end }, ...related]) {
        assert.ok(0 <= span.start && span.start <= span.end && span.end <= source.length, JSON.stringify(span));
      }
    }
    assert.ok(milliseconds < longestAnswer, `checking took ${milliseconds} ms`);
  }
  const position = file.document.positionAt(Math.floor(cursor * file.plan.source.length));
  const everything = { start: { line: 0, character: 0 }, end: file.document.positionAt(file.plan.source.length) };
  completion(file, position);
  hover(file, position);
  definition(file, position);
  symbols(file);
  folding(file);
  semanticTokens(file);
  inlayHints(file, everything);
  checkActions(file, position);
  checkRename(file, position);
}

/** Corrections are made where they are offered, and leave every comment in place. */
function checkActions(file: PlanFile, position: Position): void {
  for (const action of codeActions(file, { start: position, end: position }, [])) {
    const edits = action.edit?.changes?.[file.document.uri] ?? [];
    const after = TextDocument.applyEdits(documentOf(file.plan.source), edits);
    assert.notEqual(after, file.plan.source, `"${action.title}" changes nothing`);
    // What is a comment cannot be told while brackets and quotes are open.
    if (file.plan.problems.length > 0) continue;
    assert.ok(keepsComments(file.plan.source, after), `"${action.title}" loses a comment`);
    assert.equal(/[^\r]\n/.test(after), /[^\r]\n/.test(file.plan.source), `"${action.title}" changes line ends`);
  }
}

/** A rename changes the name wherever it stands, and nothing else. */
function checkRename(file: PlanFile, position: Position): void {
  const old = prepareRename(file, position)?.placeholder;
  if (old === undefined || file.plan.problems.length > 0) return;
  let edit;
  try {
    edit = rename(file, position, 'renamed-by-the-fuzzer');
  } catch (error) {
    assert.ok(error instanceof RenameRefused, String(error));
    return;
  }
  const edits = edit?.changes?.[file.document.uri] ?? [];
  for (const { range } of edits) {
    const written = file.document.getText(range);
    // Inside quotes a name may be written in other ways.
    if (/[\\'"]/.test(written)) continue;
    assert.equal(written.replace(/\s+/g, ' '), old.replace(/\s+/g, ' '), 'renames something else');
  }
  const after = TextDocument.applyEdits(documentOf(file.plan.source), edits);
  assert.ok(keepsComments(file.plan.source, after), 'a rename loses a comment');
}

function fileOf(text: string): PlanFile {
  return planFile(documentOf(text));
}

function documentOf(text: string): TextDocument {
  return TextDocument.create('file:///fuzz.waveplan.yaml', 'waveplan', 1, text);
}
