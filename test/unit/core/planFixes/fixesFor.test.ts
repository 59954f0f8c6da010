import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { correctTogether } from '../../../../src/core/planFixes/correctTogether.ts';
import { fixesFor, refactoringsAt } from '../../../../src/core/planFixes/fixesFor.ts';
import type { FixRequest } from '../../../../src/core/planFixes/fixesFor.ts';
import type { PlanFix } from '../../../../src/core/planFixes/planFix.ts';
import { rewritten } from '../../../../src/core/planFixes/rewritten.ts';
import { FileIndex } from '../../../../src/core/glob/fileIndex.ts';
import type { Plan } from '../../../../src/core/plan/schema/plan.ts';
import { checkPlan, draftOf, repositoryOf } from '../../../../src/core/planRules/check/checkPlan.ts';
import { parsePlan } from '../../../../src/core/planRules/check/parsePlan.ts';
import { openPlan } from '../../../../src/core/planText/document/planDocument.ts';
import { memoize } from '../../../../src/util/memoize.ts';
import { applyEdits } from '../../../../src/core/planText/edit/editableText.ts';
import { keepsComments } from '../../../../src/core/planText/edit/safeEdit.ts';
import { readYaml } from '../../../../src/core/planText/readYaml.ts';
import type { Problem } from '../../../../src/core/planText/problem.ts';
import { blockPlan, flowPlan } from '../planRules/examplePlans.ts';

interface Opened {
  readonly source: string;
  readonly request: FixRequest;
  readonly problems: readonly Problem[];
}

function opened(source: string, files: readonly string[] = []): Opened {
  const document = openPlan(source);
  const index = new FileIndex(files);
  const { problems } = checkPlan(document, repositoryOf(files.length === 0 ? {} : { files }));
  const matching = (glob: string): readonly string[] => index.matching(glob);
  return { source, problems, request: { document, plan: draftOf(document), files, matching } };
}

const codes = (problems: readonly Problem[]): readonly string[] => problems.map(({ code }) => code);
/** What a text is refused for; a task that is copied takes its mistakes with it. */
const errors = (source: string): ReadonlySet<string> =>
  new Set(codes(parsePlan(source).problems.filter(({ severity }) => severity === 'error')));
/** The same of a plan that many fixes are tried on. */
const errorsOf = memoize((plan: Opened) => errors(plan.source));

/** The text after a fix, which made nothing worse and lost no comment. */
function applied(plan: Opened, { edits, title }: PlanFix): string {
  const { source } = plan;
  const after = applyEdits(source, edits);
  assert.notEqual(after, source, title);
  const before = errorsOf(plan);
  assert.deepEqual(
    [...errors(after)].filter((code) => !before.has(code)),
    [],
    `${title}:\n${after}`,
  );
  assert.ok(keepsComments(source, after), title);
  if (source.includes('\r\n')) assert.doesNotMatch(after, /[^\r]\n/, title);
  return after;
}

const tasksOf = (plan: Plan | undefined) => plan?.waves.flatMap(({ tasks }) => tasks) ?? [];
const taskIn = (text: string, id: string) => tasksOf(parsePlan(text).plan).find((task) => task.id === id);

/** A mistake: the plan with it, the code it is told by, the fix that is offered, and what is then true. */
const mistakes: readonly (readonly [string, string, string, string, (after: string) => void])[] = [
  [
    'a task without an objective',
    blockPlan.replace('        objective: The library is used.\n', ''),
    'no-objective',
    'Add "objective"',
    (after) => assert.equal(taskIn(after, 'd')?.objective, 'What is true when this task is done.'),
  ],
  [
    'a task without verification',
    blockPlan.replace(/ {8}verify: \[npm test\]\n$/, ''),
    'no-verification',
    'Add "verify"',
    (after) => assert.deepEqual(taskIn(after, 'd')?.verify, ['npm test']),
  ],
  [
    'a task without a title',
    blockPlan.replace('        title: Extend d\n', ''),
    'missing-key',
    'Add "title"',
    (after) => assert.equal(taskIn(after, 'd')?.title, 'What it is called'),
  ],
  [
    'a plan without an agent',
    blockPlan.replace(/agents:\n.*# the agent\n/, ''),
    'no-agent',
    'Add "agents"',
    (after) => assert.deepEqual(Object.keys(parsePlan(after).plan?.agents ?? {}), ['mine']),
  ],
  [
    'a file that is deleted and not owned',
    blockPlan.replace('deletes: [src/b.js]', 'deletes: [src/old.js]'),
    'deletion-outside-owns',
    'Add src/old.js to "owns"',
    (after) => assert.ok(taskIn(after, 'a')?.owns.includes('src/old.js')),
  ],
  [
    'two tasks of a wave that own one file',
    blockPlan.replace('owns: [lib/**]', 'owns: [src/a.js]'),
    'ownership-overlap',
    'Move "b" to a later wave',
    (after) => assert.equal(parsePlan(after).plan?.waves[1]?.tasks[0]?.id, 'b'),
  ],
  [
    'a task that depends on one of its own wave',
    blockPlan.replace('        title: Extend b\n', '        title: Extend b\n        dependsOn: [a]\n'),
    'dependency-order',
    'Move "b" to a later wave',
    (after) => assert.equal(parsePlan(after).plan?.waves[1]?.tasks[0]?.id, 'b'),
  ],
  [
    'a finding that no task covers',
    blockPlan.replace(
      'checkpoint:',
      'findings: [{id: F-1, severity: high, file: lib/x.js, line: 1, title: T, triage: in}]\ncheckpoint:',
    ),
    'uncovered-finding',
    'Cover F-1 in task "b"',
    (after) => assert.deepEqual(taskIn(after, 'b')?.findings, ['F-1']),
  ],
  [
    'a gate with approvers that waits for ever',
    blockPlan.replace('checkpoint:', 'gates:\n  launch: {approvers: [ada], required: 1}\ncheckpoint:'),
    'no-deadline',
    'Add "deadline"',
    (after) => assert.equal(parsePlan(after).plan?.gates.launch?.deadline, 480),
  ],
  [
    'an agent that is not there',
    blockPlan.replace('title: Extend b', 'title: Extend b\n        agent: codemood'),
    'unknown-reference',
    'Change to "codemod"',
    (after) => assert.equal(taskIn(after, 'b')?.agent, 'codemod'),
  ],
  [
    'a key that is not there',
    blockPlan.replace('objective: The library is used.', 'objektive: The library is used.'),
    'unknown-key',
    'Change to "objective"',
    (after) => assert.equal(taskIn(after, 'd')?.objective, 'The library is used.'),
  ],
];

describe('one keystroke corrects', () => {
  for (const [what, source, code, title, check] of mistakes) {
    for (const [ends, text] of [
      ['', source],
      [', with Windows line ends', source.replaceAll('\n', '\r\n')],
      [', in a text without an end of its last line', source.trimEnd()],
    ] as const) {
      test(`${what}${ends}`, () => {
        const plan = opened(text);
        const found = plan.problems.filter((problem) => problem.code === code || title.startsWith('Change'));
        assert.notEqual(found.length, 0, codes(plan.problems).join());
        const fixes = found.flatMap((problem) => fixesFor(problem, plan.request));
        const fix = fixes.find((each) => each.title === title);
        assert.ok(fix, fixes.map((each) => each.title).join(' | '));
        const after = applied(plan, fix);
        const left = codes(opened(after).problems).filter((each) => each === found[0]?.code).length;
        assert.ok(left < codes(plan.problems).filter((each) => each === found[0]?.code).length, after);
        check(after);
      });
    }
  }
});

describe('a correction', () => {
  test('of whatever is offered makes no plan worse and keeps its comments', () => {
    const files = ['src/a.js', 'src/b.js', 'src/c/x.js', 'src/c/y.js', 'lib/p/one.js', 'lib/q/two.js', 'lib/three.js'];
    const sources = [...mistakes.map(([, source]) => source), blockPlan, flowPlan];
    let count = 0;
    for (const source of sources) {
      const plan = opened(source, files);
      const fixes = plan.problems.flatMap((problem) => fixesFor(problem, plan.request));
      for (let offset = 0; offset < source.length; offset += 7) fixes.push(...refactoringsAt(offset, plan.request));
      // Many places offer the same.
      for (const fix of new Map(fixes.map((each) => [JSON.stringify([each.title, each.edits]), each])).values()) {
        applied(plan, fix);
        count += 1;
      }
    }
    assert.ok(count > 30, `${count} corrections were tried`);
  });

  test('is offered for no problem of a text that is no plan', () => {
    for (const source of ['', 'waves: [', '[]', '- a\n- b\n', '\u0000', 'a: &x [*x]', 'waves: {a: 1}\n']) {
      const plan = opened(source);
      for (const problem of plan.problems) {
        for (const fix of fixesFor(problem, plan.request)) applied(plan, fix);
      }
      assert.deepEqual(refactoringsAt(0, plan.request), []);
    }
  });

  test('adds no key twice', () => {
    const plan = opened(blockPlan.replace('objective: The library is used.', 'objective: ""'));
    const titles = plan.problems.flatMap((problem) => fixesFor(problem, plan.request)).map(({ title }) => title);
    assert.ok(!titles.includes('Add "objective"'), titles.join());
  });
});

describe('a word that is put in the place of another', () => {
  const written = ['old', "'old'", '"old"', 'src/old.js'];

  test('is read as it was meant, in the quotes that were there', () => {
    const word = fc.oneof(
      fc.string({ unit: 'grapheme', minLength: 1 }).map((text) => text.replaceAll(/[\r\n\u0085\u2028\u2029]/g, ' ')),
      fc.constantFrom(
        'a: b',
        '# c',
        'x #y',
        "it's",
        '"',
        '{a}',
        '[b',
        '- d',
        '&e',
        '*f',
        '!g',
        '|',
        '>',
        '%',
        '@h',
        '`',
        ' i ',
        'a:',
        '1',
        '1.5',
        '+2',
        '0x1f',
        '0o7',
        '1e3',
        '.5',
        '.inf',
        'null',
        'Null',
        'true',
        '~',
      ),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...written),
        word.filter((text) => text.trim() !== ''),
        (before, value) => {
          const now = rewritten(before, value);
          assert.ok(now !== undefined);
          assert.deepEqual(readYaml(`key: ${now}\n`).value, { key: value }, now);
        },
      ),
    );
  });

  test('is put in no place of several lines, nor of an alias or a tag', () => {
    for (const before of ['|\n  a', '>-\n  a', '&x a', '*x', '!t a', 'a\n  b', 'a\r\n  b']) {
      assert.equal(rewritten(before, 'new'), undefined, before);
    }
  });
});

describe('problems of one cause', () => {
  const problem = (code: string, start: number, suggestion?: string): Problem =>
    ({
      code,
      start,
      end: start + 3,
      severity: 'warning',
      message: '',
      ...(suggestion === undefined ? {} : { suggestion }),
    }) as never;
  const source = 'one two six\n';

  test('are corrected all at once', () => {
    const fix = correctTogether(
      'relative-to-plan',
      [problem('relative-to-plan', 0, 'a/one'), problem('relative-to-plan', 4, 'a/two'), problem('no-agent', 8, 'x')],
      source,
    );
    assert.equal(fix?.title, 'Write all paths and commands from the repository root (2)');
    assert.equal(applyEdits(source, fix.edits), 'a/one a/two six\n');
  });

  test('are none where there is one, one without a suggestion, or they are of several causes', () => {
    const one = problem('relative-to-plan', 0, 'a/one');
    assert.equal(correctTogether('relative-to-plan', [one], source), undefined);
    assert.equal(correctTogether('relative-to-plan', [one, problem('relative-to-plan', 4)], source), undefined);
    assert.equal(
      correctTogether('unknown-key', [problem('unknown-key', 0, 'a'), problem('unknown-key', 4, 'b')], source),
      undefined,
    );
  });
});
