import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { adaptPlan } from '../../../../src/core/adapt/adaptPlan.ts';
import type { AdaptRequest } from '../../../../src/core/adapt/strategy.ts';
import { parsePlan } from '../../../../src/core/planRules/check/parsePlan.ts';
import type { Plan } from '../../../../src/core/plan/schema/plan.ts';
import { blockPlan, flowPlan, redSuite } from '../planRules/examplePlans.ts';

const request = { wave: 'one', task: 'a', failing: [redSuite()] } as const;

/** The adapted text and plan; fails the test when the request is refused. */
function adapted(source: string, asked: AdaptRequest): { readonly source: string; readonly plan: Plan } {
  const result = adaptPlan(source, asked);
  if ('refused' in result) assert.fail(result.refused);
  const { plan, problems } = parsePlan(result.source);
  assert.deepEqual(
    problems.filter(({ severity }) => severity === 'error'),
    [],
  );
  assert.ok(plan);
  return { source: result.source, plan };
}

function refusal(source: string, asked: AdaptRequest): string {
  const result = adaptPlan(source, asked);
  return 'refused' in result ? result.refused : assert.fail(`not refused: ${result.summary}`);
}

/** Lines that are in one text more often than in the other. */
function linesBeside(text: string, other: string): readonly string[] {
  const left = other.split('\n');
  return text.split('\n').filter((line) => {
    const index = left.indexOf(line);
    if (index !== -1) left.splice(index, 1);
    return index === -1;
  });
}

const shape = (plan: Plan): readonly string[] =>
  plan.waves.map(({ id, tasks }) => `${id}: ${tasks.map((task) => task.id).join(' ')}`);

describe('fix', () => {
  test('adds a wave after the failed one, whose task owns what the suspect owned and names what failed', () => {
    const { plan } = adapted(blockPlan, { ...request, strategy: 'fix' });
    assert.deepEqual(shape(plan), ['one: a b', 'one-fix: a-fix', 'two: d']);
    const task = plan.waves[1]?.tasks[0];
    assert.deepEqual(task?.owns, plan.waves[0]?.tasks[0]?.owns);
    assert.deepEqual(task?.deletes, ['src/b.js']);
    assert.deepEqual(task?.reads, ['test/publish.test.js']);
    assert.deepEqual(task?.verify, ['npm test']);
    assert.deepEqual(task?.dependsOn, ['a']);
    assert.match(task?.objective ?? '', /"publishes a pack" \(test\/publish\.test\.js\)\.$/);
    assert.ok((task?.steps.length ?? 0) >= 3);
  });

  test('of a fix that failed is a second one', () => {
    const first = adapted(blockPlan, { ...request, strategy: 'fix' });
    const again = adapted(first.source, { ...request, strategy: 'fix', wave: 'one-fix', task: 'a-fix' });
    assert.deepEqual(shape(again.plan), ['one: a b', 'one-fix: a-fix', 'one-fix-fix: a-fix-fix', 'two: d']);
    const beside = adapted(first.source, { ...request, strategy: 'fix' });
    assert.deepEqual(shape(beside.plan), ['one: a b', 'one-fix-2: a-fix-2', 'one-fix: a-fix', 'two: d']);
  });

  test('only adds: no line of the plan is changed', () => {
    const { source } = adapted(blockPlan, { ...request, strategy: 'fix' });
    assert.deepEqual(linesBeside(blockPlan, source), []);
  });

  test('works where failures have no name, and where names hold anything', () => {
    adapted(blockPlan, { ...request, strategy: 'fix', failing: [] });
    const nasty = redSuite('a "b" \\ \n# c: {d} *e \u2028 \u0007', '../x: y');
    for (const strategy of ['fix', 'redispatch'] as const) {
      for (const plan of [blockPlan, flowPlan]) adapted(plan, { ...request, strategy, failing: [nasty] });
    }
  });
});

describe('redispatch', () => {
  test('tells the same task what its last attempt left failing, each time anew', () => {
    const first = adapted(blockPlan, { ...request, strategy: 'redispatch' });
    const second = adapted(first.source, { ...request, strategy: 'redispatch', failing: [] });
    assert.deepEqual(second.plan.waves[0]?.tasks[0]?.constraints, [
      'Attempt 1 left this failing, which must pass: "publishes a pack" (test/publish.test.js).',
      'Attempt 2 did not finish.',
    ]);
    assert.deepEqual(shape(second.plan), ['one: a b', 'two: d']);
  });

  test('adds to a list that is there, in its style', () => {
    const block = adapted(blockPlan, { ...request, strategy: 'redispatch', task: 'b' });
    assert.equal(linesBeside(block.source, blockPlan).length, 1);
    assert.deepEqual(linesBeside(blockPlan, block.source), []);
    const flow = adapted(flowPlan, { ...request, strategy: 'redispatch', task: 'b' });
    assert.equal(flow.plan.waves[0]?.tasks[1]?.constraints.length, 1);
  });

  test('is refused where the constraints come from somewhere else', () => {
    const merged = blockPlan.replace('title: Extend a', 'title: Extend a\n        <<: {constraints: [Keep it]}');
    assert.match(refusal(merged, { ...request, strategy: 'redispatch' }), /alias.*by hand/);
  });
});

describe('split', () => {
  test('makes two tasks of one, with half of the files each, and tells who depended on it', () => {
    const { plan, source } = adapted(blockPlan, { ...request, strategy: 'split' });
    assert.deepEqual(shape(plan), ['one: a-1 a-2 b', 'two: d']);
    const [first, second] = plan.waves[0]?.tasks ?? [];
    assert.deepEqual(
      [first?.owns, second?.owns],
      [
        ['src/a.js', 'src/b.js'],
        ['src/c/x.js', 'src/c/y.js'],
      ],
    );
    assert.deepEqual([first?.deletes, second?.deletes], [['src/b.js'], []]);
    assert.equal(first?.objective, second?.objective);
    assert.deepEqual(plan.waves[1]?.tasks[0]?.dependsOn, ['a-1', 'a-2', 'b']);
    assert.match(source, /- a-1\n {10}- a-2 # needed/);
  });

  test('divides a single glob by its alternatives, or by the files it matches', () => {
    const braces = adapted(blockPlan.replace('owns: [lib/**]', 'owns: ["lib/{x,y}/**"]'), {
      ...request,
      strategy: 'split',
      task: 'b',
    });
    assert.deepEqual(braces.plan.waves[0]?.tasks.map(({ owns }) => owns).slice(1), [['lib/x/**'], ['lib/y/**']]);
    const files = ['lib/p.js', 'src/a.js', 'lib/q.js', 'lib/r.js'];
    const listed = adapted(blockPlan, { ...request, strategy: 'split', task: 'b', files });
    assert.deepEqual(listed.plan.waves[0]?.tasks.map(({ owns }) => owns).slice(1), [
      ['lib/p.js', 'lib/q.js'],
      ['lib/r.js'],
    ]);
  });

  test('is refused where the files cannot be divided', () => {
    assert.match(refusal(blockPlan, { ...request, strategy: 'split', task: 'b' }), /cannot be divided.*List its files/);
    const nested = blockPlan.replace('owns: [lib/**]', 'owns: [lib/**, lib/x.js]');
    assert.match(refusal(nested, { ...request, strategy: 'split', task: 'b' }), /overlap each other/);
  });
});

describe('reorder', () => {
  test('moves the task, its text and its comments as they are, to a wave of its own', () => {
    const { plan, source } = adapted(blockPlan, { ...request, strategy: 'reorder' });
    assert.deepEqual(shape(plan), ['one: b', 'one-later: a', 'two: d']);
    assert.deepEqual(linesBeside(blockPlan, source), []);
    assert.equal(linesBeside(source, blockPlan).filter((line) => line.trim() !== '').length, 3);
    const from = blockPlan.indexOf('      # about a');
    assert.ok(source.includes(blockPlan.slice(from, blockPlan.indexOf('      # about b'))));
  });

  test('is refused for the only task of a wave', () => {
    assert.match(
      refusal(blockPlan, { ...request, strategy: 'reorder', wave: 'two', task: 'd' }),
      /only task of wave "two"/,
    );
  });
});

describe('any adaptation', () => {
  const strategies = ['fix', 'redispatch', 'split', 'reorder'] as const;

  test('keeps every comment, the line ends, and what other tasks say', () => {
    const plans = [blockPlan, blockPlan.replaceAll('\n', '\r\n'), blockPlan.trimEnd(), flowPlan];
    const arbitrary = fc.record({
      source: fc.constantFrom(...plans),
      strategy: fc.constantFrom(...strategies),
      place: fc.constantFrom(['one', 'a'] as const, ['one', 'b'] as const, ['two', 'd'] as const),
      note: fc.string({ maxLength: 30 }),
      name: fc.string({ unit: 'binary', maxLength: 30 }),
    });
    fc.assert(
      fc.property(arbitrary, ({ source, strategy, place: [wave, task], note, name }) => {
        const result = adaptPlan(source, { strategy, wave, task, note, failing: [redSuite(name)] });
        if ('refused' in result) return;
        const [before, after] = [parsePlan(source).plan, parsePlan(result.source).plan];
        assert.ok(before && after);
        assert.deepEqual(
          comments(source).filter((comment) => !comments(result.source).includes(comment)),
          [],
        );
        assert.equal(/[^\r]\n/.test(result.source), /[^\r]\n/.test(source));
        assert.deepEqual({ ...after, waves: [] }, { ...before, waves: [] });
        const tasks = after.waves.flatMap((each) => each.tasks);
        for (const other of before.waves.flatMap((each) => each.tasks).filter(({ id }) => id !== task)) {
          const { dependsOn, ...rest } = tasks.find(({ id }) => id === other.id) ?? assert.fail(`${other.id} is gone`);
          assert.deepEqual(
            { ...rest, dependsOn: dependsOn.length > 0 },
            { ...other, dependsOn: other.dependsOn.length > 0 },
          );
        }
      }),
      { numRuns: 150 },
    );
  });

  test('tells the tasks it is about what the person thinks is wrong, in one line', () => {
    const toldTo = (strategy: AdaptRequest['strategy']): readonly string[] => {
      const note = 'Use the\nindex: it is there.';
      const { plan } = adapted(blockPlan, { ...request, strategy, note });
      const line = 'Diagnosis of a person, after the last attempt: Use the index: it is there.';
      const tasks = plan.waves.flatMap((wave) => wave.tasks);
      return tasks.filter(({ constraints }) => constraints.includes(line)).map(({ id }) => id);
    };
    assert.deepEqual(toldTo('fix'), ['a-fix']);
    assert.deepEqual(toldTo('redispatch'), ['a']);
    assert.deepEqual(toldTo('reorder'), ['a']);
    const { plan } = adapted(blockPlan, { ...request, strategy: 'split' });
    const parts = plan.waves[0]?.tasks.map(({ id }) => id).filter((id) => id !== 'b');
    assert.deepEqual(toldTo('split').length > 0 && toldTo('split').every((id) => parts?.includes(id)), true);
  });

  test('is refused for a plan with errors, an unknown wave and an unknown task', () => {
    assert.match(
      refusal(blockPlan.replace('src/b.js', 'lib/b.js'), { ...request, strategy: 'fix' }),
      /corrected first: .*src\/b\.js/,
    );
    assert.match(refusal('waves: [', { ...request, strategy: 'fix' }), /corrected first/);
    assert.match(refusal(blockPlan, { ...request, strategy: 'fix', wave: 'ten' }), /no wave "ten"/);
    assert.match(refusal(blockPlan, { ...request, strategy: 'fix', task: 'z' }), /no task "z"/);
  });
});

function comments(source: string): readonly string[] {
  return Array.from(source.matchAll(/(?:^|\s)#[^\r\n]*/g), ([comment]) => comment.trim());
}
