import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DiagnosticSeverity } from 'vscode-languageserver';
import type { DocumentSymbol } from 'vscode-languageserver';
import { diagnostics } from '../../../src/languageServer/diagnostics.ts';
import { symbols } from '../../../src/languageServer/symbols.ts';
import { inTask } from './marked.ts';

function outline(entries: readonly DocumentSymbol[], depth = 0): readonly string[] {
  return entries.flatMap(({ name, detail, children = [] }) => [
    `${'  '.repeat(depth)}${name}${detail === undefined || detail === '' ? '' : ` — ${detail}`}`,
    ...outline(children, depth + 1),
  ]);
}

test('the outline of a plan shows what has a name, also while it is broken', () => {
  const { file } = inTask('owns: [\n▮');
  assert.deepEqual(outline(symbols(file)), [
    'mine',
    'reader',
    'F-1 — The constant is missing',
    'one — Foundation',
    '  a — Extend *a*',
    'two — Next',
    '  b — Extend b',
  ]);
});

test('every symbol lies inside its parent, and its name inside it', () => {
  const { document, file } = inTask('▮owns: [x]');
  const check = (entries: readonly DocumentSymbol[]): void => {
    for (const { range, selectionRange, children = [] } of entries) {
      assert.ok(document.offsetAt(range.start) <= document.offsetAt(selectionRange.start));
      assert.ok(document.offsetAt(selectionRange.end) <= document.offsetAt(range.end));
      check(children);
    }
  };
  check(symbols(file));
});

test('diagnostics underline the word that is wrong, with code, severity and related places', () => {
  const { document, file } = inTask(
    'owns: [x]\nobjective: It is done.\nverify: [t]\nsteps: [a, b, c]\ndependsOn: [b]▮',
  );
  const found = diagnostics(file).map(({ range, severity, code, source }) => [
    document.getText(range),
    severity,
    code,
    source,
  ]);
  assert.deepEqual(found.at(-1), ['b', DiagnosticSeverity.Error, 'dependency-order', 'wavegate']);
});

test('the code of a problem leads to its page', () => {
  const { file } = inTask('▮owns: [x]\n    nonsense: 1');
  const [first] = diagnostics(file, {}, undefined, 'file:///pages');
  assert.equal(first?.codeDescription?.href, `file:///pages/${first?.code}.md`);
});
