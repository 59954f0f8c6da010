import assert from 'node:assert/strict';
import { test } from 'node:test';
import { selfCheckLines, selfChecksOf } from '../../../../src/core/queries/selfChecks.ts';
import { boardOf } from '../../../../src/core/views/board.ts';
import { acceptanceAnswers } from '../../../support/simulatedRun.ts';
import { runAtAcceptance } from '../../../support/states.ts';

const files = ['a1', 'a2', 'b1', 'b2'].map((task) => `src/${task}/main.js`);
const oneNo = { ...acceptanceAnswers, defend: 'no' };
const allSeen = Object.fromEntries(files.map((file) => [file, 'ok']));

test('a "no" in the self-check asks for a look at the riskiest files of the whole change before an approval counts', () => {
  const run = runAtAcceptance();
  assert.deepEqual(
    boardOf(run.run, 0).gates[0]?.files.map(({ path }) => path),
    files,
  );
  assert.match(run.decide('acceptance-1', 'approved', oneNo) ?? '', /answered .* with no, .*src\/a1\/main\.js, /);
  const some = { ...oneNo, ...allSeen, 'src/b2/main.js': '' };
  assert.match(run.decide('acceptance-1', 'approved', some) ?? '', /not OK: src\/b2\/main\.js\.$/);
  const refused = run.decide('acceptance-1', 'approved', { ...oneNo, ...allSeen, 'src/a1/main.js': 'not-ok' });
  assert.match(refused ?? '', /You marked src\/a1\/main\.js as not OK/);
  assert.equal(run.decide('acceptance-1', 'approved', { ...oneNo, ...allSeen }), undefined);
  run.settle();
  assert.deepEqual(selfCheckLines(selfChecksOf(run.run)), [
    'ada: yes to explain 1 of 1, rewrite 1 of 1, worstCase 1 of 1, defend 0 of 1',
    '  1970-01-01  r1  Extend modules: explain yes, rewrite yes, worstCase yes, defend no, 4 risky files looked at',
  ]);
});

test('four times yes asks for no look, and what was approved for nothing counts for nobody', () => {
  const run = runAtAcceptance();
  assert.deepEqual(selfChecksOf(run.run), []);
  assert.equal(run.decide('acceptance-1', 'approved', acceptanceAnswers), undefined);
});

test('comments on lines of a rejected result reach the tasks that fix it, each its own', () => {
  const run = runAtAcceptance();
  const comments = [
    { file: 'src/a1/main.js', line: 3, text: 'This swallows the error.' },
    { file: 'src/b2/main.js', line: 7, text: 'Off by one at the end.' },
  ];
  assert.match(run.decide('acceptance-1', 'approved', acceptanceAnswers, comments) ?? '', /You left comments/);
  assert.equal(run.decide('acceptance-1', 'rejected', {}, comments), undefined);
  run.settle();
  assert.equal(run.adapt('fix', 'a1'), undefined);
  run.settle().approveAll('acceptance');
  const directives = Object.values(run.run.sessions).flatMap(({ kind, subject, directive }) =>
    subject.endsWith('-fix') && (kind === 'fix' || kind === 'implement') ? [[subject, directive ?? ''] as const] : [],
  );
  assert.deepEqual(directives.map(([subject]) => subject).sort(), ['a1-fix', 'b2-fix']);
  for (const [subject, directive] of directives) {
    assert.equal(directive.includes('This swallows the error.'), subject === 'a1-fix');
    assert.equal(directive.includes('Off by one at the end.'), subject === 'b2-fix');
  }
});
