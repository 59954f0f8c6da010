import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { parsePlan } from '../../../../src/core/planRules/check/parsePlan.ts';
import { diagnosticLines, positions } from '../../../../src/cli/shared/diagnostics.ts';

suite('diagnostics on the command line', () => {
  test('each problem is one line: file:line:col: severity code message', () => {
    const source = 'waveplan: 1\ntitle: T\nwaves:\n  - id: one\n    title: W\n    tasks: []\n';
    const lines = diagnosticLines({ file: 'p.yaml', path: '/p.yaml', source, ...parsePlan(source) });
    assert.ok(lines.length > 0);
    for (const line of lines) assert.match(line, /^p\.yaml:\d+:\d+: (error|warning|information|hint) [a-z-]+ \S.*$/);
    assert.ok(lines.some((line) => line.startsWith('p.yaml:6:')));
  });

  test('positions count lines and columns from 1, whatever ends the lines', () => {
    const at = positions('ab\r\nc\n\nd\re');
    assert.deepEqual(
      [0, 1, 4, 5, 6, 7, 9].map((offset) => at(offset)),
      [
        { line: 1, column: 1 },
        { line: 1, column: 2 },
        { line: 2, column: 1 },
        { line: 2, column: 2 },
        { line: 3, column: 1 },
        { line: 4, column: 1 },
        { line: 5, column: 1 },
      ],
    );
  });

  test('a position leads back to its offset', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 5 })), fc.nat(), (lines, place) => {
        const clean = lines.map((line) => line.replaceAll(/[\r\n]/g, ''));
        const text = clean.join('\n');
        const offset = place % (text.length + 1);
        const { line, column } = positions(text)(offset);
        const before = clean.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
        assert.equal(before + column - 1, offset);
      }),
    );
  });
});
