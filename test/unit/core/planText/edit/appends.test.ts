import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { addCheck } from '../../../../../src/core/planText/edit/addCheck.ts';
import { addLens } from '../../../../../src/core/planText/edit/addLens.ts';
import { applyEdits, editableText, listAt } from '../../../../../src/core/planText/edit/editableText.ts';
import type { Refused } from '../../../../../src/core/planText/edit/editableText.ts';
import { keepConstraint } from '../../../../../src/core/planText/edit/keepConstraint.ts';
import { rewriteEntries } from '../../../../../src/core/planText/edit/listEntries.ts';
import { noteScope } from '../../../../../src/core/planText/edit/noteScope.ts';
import { isSafe, keepsComments } from '../../../../../src/core/planText/edit/safeEdit.ts';
import { readYaml } from '../../../../../src/core/planText/readYaml.ts';

/** A plan as different people lay it out, with and without the keys that are added to. */
const layouts: Readonly<Record<string, string>> = {
  'without any of it': 'waveplan: 1 # first\ntitle: T\n',
  'with lists in lines': `waveplan: 1
# Ours
constraints:
  - Keep it small # always
  # and
scope:
  in:
    - The log-in
  deferred: [Later]
audit:
  lenses:
    - id: logs # first
      focus: Logs
checkpoint:
  test: npm test # all
  checks:
    lint: npm run lint

waves: []
`,
  'with lists in brackets': `{waveplan: 1, constraints: [Keep it small], scope: {in: [The log-in]}, audit: {lenses: [{id: logs, focus: Logs}]}, checkpoint: {checks: {lint: make}}}
`,
  'with empty lists': 'waveplan: 1\nconstraints: []\nscope: {in: []}\naudit: {lenses: []}\n# end\n',
  'that ends in the middle of a line': 'waveplan: 1\nscope:\n  in:\n    - The log-in\nconstraints:\n  - Keep it small',
  'with Windows line ends': 'waveplan: 1\r\nconstraints:\r\n  - Keep it small\r\nscope:\r\n  in: [The log-in]\r\n',
};

/** The values of a text that has to be edited and read. */
function values(edited: string | Refused, before: string): Readonly<Record<string, unknown>> {
  assert.ok(typeof edited === 'string', typeof edited === 'string' ? '' : edited.refused);
  const { value, problems } = readYaml(edited);
  assert.deepEqual(problems, [], edited);
  assert.ok(keepsComments(before, edited), edited);
  if (before.includes('\r\n')) assert.doesNotMatch(edited, /[^\r]\n/);
  return value as Readonly<Record<string, unknown>>;
}

const of = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce((at: unknown, key) => (at as Readonly<Record<string, unknown>> | undefined)?.[key], value);
const list = (value: unknown): readonly unknown[] => (value ?? []) as readonly unknown[];
const words = fc
  .array(fc.string({ unit: fc.constantFrom(...'aB1:#-[]{}\'"*&!,|>%@\\\u00e9'), minLength: 1, maxLength: 5 }), {
    minLength: 1,
    maxLength: 3,
  })
  .map((each) => each.join(' '));

for (const [layout, source] of Object.entries(layouts))
  suite(`a plan ${layout}`, () => {
    const before = readYaml(source).value;

    test('gets constraints at the end of its own, on one line each, and keeps everything else', () => {
      fc.assert(
        fc.property(words, words, (one, other) => {
          const after = values(keepConstraint(source, [`${one}\n  ${other}`, other]), source);
          assert.deepEqual(after, {
            ...(before as object),
            constraints: [...list(of(before, 'constraints')), `${one} ${other}`, other],
          });
        }),
        { numRuns: 25 },
      );
    });

    test('gets entries of its scope, each in its part', () => {
      fc.assert(
        fc.property(words, words, (one, other) => {
          const after = values(
            noteScope(source, [
              { part: 'in', text: one },
              { part: 'deferred', text: other },
            ]),
            source,
          );
          assert.deepEqual(of(after, 'scope', 'in'), [...list(of(before, 'scope', 'in')), one]);
          assert.deepEqual(of(after, 'scope', 'deferred'), [...list(of(before, 'scope', 'deferred')), other]);
        }),
        { numRuns: 25 },
      );
    });

    test('gets a lens and a check, once under a name', () => {
      fc.assert(
        fc.property(words, (said) => {
          const lens = addLens(source, 'tokens', said);
          const lenses = list(of(values(lens, source), 'audit', 'lenses'));
          assert.deepEqual(lenses, [...list(of(before, 'audit', 'lenses')), { id: 'tokens', focus: said }]);
          assert.deepEqual(addLens(lens as string, 'tokens', said), {
            refused: 'The plan has a lens tokens already. Give it another name.',
          });
          const check = addCheck(source, 'tokens', said);
          const checks = of(values(check, source), 'checkpoint', 'checks');
          assert.deepEqual(checks, { ...(of(before, 'checkpoint', 'checks') as object | undefined), tokens: said });
          assert.deepEqual(addCheck(check as string, 'tokens', said), {
            refused: 'The plan has a check tokens already. Give it another name.',
          });
        }),
        { numRuns: 25 },
      );
    });

    test('stays the same where there is nothing to add', () => {
      assert.equal(keepConstraint(source, []), source);
      assert.equal(noteScope(source, []), source);
    });
  });

suite('a plan that no machine adds to', () => {
  const by = 'cannot be added to by machine.';
  for (const [what, edited, refused] of [
    [
      'constraints that are no list',
      keepConstraint('constraints: one\n', ['x']),
      `The constraints of the plan ${by} Add the answer by hand.`,
    ],
    ['nothing', keepConstraint('', ['x']), `The constraints of the plan ${by} Add the answer by hand.`],
    [
      'constraints behind an alias',
      keepConstraint('title: &x [a]\nconstraints: *x\n', ['x']),
      `The constraints of the plan ${by} Add the answer by hand.`,
    ],
    [
      'a scope that is a text',
      noteScope('scope: {in: all}\n', [{ part: 'in', text: 'x' }]),
      `The scope of the plan ${by} Write what is to be kept into it by hand, then mark it out here.`,
    ],
    [
      'no checkpoint on purpose',
      addCheck('checkpoint: none\n', 'a', 'x'),
      `The checks of the plan ${by} Write it into checkpoint.checks by hand.`,
    ],
    [
      'lenses that are a text',
      addLens('audit: {lenses: x}\n', 'a', 'x'),
      `The audit of the plan ${by} Write it into audit.lenses by hand.`,
    ],
    ['a list', addLens('- a\n', 'a', 'x'), `The audit of the plan ${by} Write it into audit.lenses by hand.`],
  ] as const)
    test(`has ${what}, and says what to do by hand`, () => {
      assert.deepEqual(edited, { refused });
    });
});

suite('entries of a list', () => {
  const contents: readonly (readonly string[] | undefined)[] = [undefined, [], ['new'], ['one', 'two: three']];
  const expected = (before: readonly string[], given: typeof contents): readonly string[] =>
    before.flatMap((entry, index) => given[index] ?? [entry]);

  for (const [layout, render] of [
    [
      'in lines',
      (entries: readonly string[]) => `k:\n${entries.map((each) => `  - ${each} # about ${each}\n`).join('')}z: 1\n`,
    ],
    ['in brackets', (entries: readonly string[]) => `k: [${entries.join(', ')}] # all\n`],
  ] as const)
    test(`${layout} are replaced, taken out and added to, and at least one stays`, () => {
      const some = fc.array(fc.constantFrom(...contents), { minLength: 1, maxLength: 4 });
      fc.assert(
        fc.property(some, (given) => {
          const before = given.map((_, index) => `e${index}`);
          const after = expected(before, given);
          fc.pre(after.length > 0);
          const text = editableText(render(before));
          const found = listAt(text, ['k']);
          assert.ok(found);
          const edits = rewriteEntries(text, found, given);
          assert.ok(edits);
          assert.deepEqual(of(readYaml(applyEdits(text.source, edits)).value, 'k'), after);
        }),
      );
    });

  test('are left alone where one is not a text', () => {
    const text = editableText('k: [a, {b: c}]\n');
    const found = listAt(text, ['k']);
    assert.ok(found);
    assert.equal(rewriteEntries(text, found, [undefined, ['x']]), undefined);
    assert.equal(rewriteEntries(text, found, [undefined, undefined, ['x']]), undefined);
    assert.deepEqual(rewriteEntries(text, found, [undefined, undefined]), []);
  });

  test('are found only where they are written out', () => {
    const text = editableText('a: &a [x]\nb: *a\nc: {<<: {d: [y]}}\ne: text\n');
    assert.equal(listAt(text, ['a'])?.items.length, 1);
    for (const path of [['b'], ['c', 'd'], ['e'], ['nothing'], ['constructor'], []])
      assert.equal(listAt(text, path), undefined, path.join('.'));
  });
});

suite('an edit', () => {
  test('is offered only where it brings no new error and loses no comment', () => {
    const text = editableText('a: 1 # one\nb: 2\n');
    assert.equal(isSafe(text, [{ start: 3, end: 4, text: '2' }]), true);
    assert.equal(isSafe(text, [{ start: 3, end: 4, text: '[' }]), false, 'a bracket that nothing closes');
    assert.equal(isSafe(text, [{ start: 3, end: 10, text: '2' }]), false, 'the comment would be gone');
    assert.equal(isSafe(text, [{ start: 3, end: 10, text: '2 # one' }]), true);
    assert.equal(isSafe(text, [{ start: 0, end: 11, text: 'b: 1 # one\n' }]), false, 'a key twice');
  });

  test('may stand in any order with others, and equal ones count once', () => {
    const edits = [
      { start: 4, end: 5, text: 'E' },
      { start: 0, end: 1, text: 'A' },
      { start: 0, end: 1, text: 'A' },
      { start: 6, end: 6, text: '!' },
    ];
    assert.equal(applyEdits('abcdef', edits), 'AbcdEf!');
    assert.equal(applyEdits('abcdef', edits.toReversed()), 'AbcdEf!');
    assert.equal(applyEdits('abcdef', []), 'abcdef');
    assert.equal(applyEdits('abcdef', [{ start: 2, end: 3, text: 'C' }], 2, 4), 'Cd');
  });

  test('keeps comments as often as they were', () => {
    assert.equal(keepsComments('a: 1 # x\nb: 2 # x\n', 'a: 1 # x\n'), false);
    assert.equal(keepsComments('a: 1 # x\n', 'b: 2 # x\na: 1 # x\n'), true);
    assert.equal(keepsComments('a: "# no comment"\n', 'a: 1\n'), true);
    assert.equal(keepsComments('# x  \r\n', '# x\n'), true);
  });
});
