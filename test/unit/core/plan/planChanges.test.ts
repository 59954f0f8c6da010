import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { mergedText, mergesMore } from '../../../../src/core/plan/mergedText.ts';
import { planChanges } from '../../../../src/core/plan/planChanges.ts';
import { valueChanges } from '../../../../src/core/plan/valueChanges.ts';
import type { Plan, PlanTask, PlanWave } from '../../../../src/core/plan/schema/plan.ts';
import { planOf } from '../../../support/parsedPlan.ts';
import { quickCheck } from '../../../support/smallPlan.ts';

const commit = '0123456789abcdef0123456789abcdef01234567';
const plan = planOf([['a', 'b'], ['c']]);

/** The plan with another wave of an index. */
function withWave(index: number, change: (wave: PlanWave) => PlanWave, from = plan): Plan {
  return { ...from, waves: from.waves.map((wave, at) => (at === index ? change(wave) : wave)) };
}

/** The plan with another task of an id. */
function withTask(id: string, change: Partial<PlanTask>): Plan {
  const tasks = (wave: PlanWave): PlanWave['tasks'] =>
    wave.tasks.map((task) => (task.id === id ? { ...task, ...change } : task));
  return { ...plan, waves: plan.waves.map((wave) => ({ ...wave, tasks: tasks(wave) })) };
}

function taskOf(id: string): PlanTask {
  const task = plan.waves.flatMap(({ tasks }) => tasks).find((each) => each.id === id);
  assert.ok(task);
  return task;
}

suite('the changes of a plan, for whoever decides on it', () => {
  test('are none between a plan and itself', () => {
    assert.deepEqual(planChanges(plan, plan), []);
    assert.deepEqual(planChanges(plan, structuredClone(plan)), []);
  });

  test('name waves that come and go, with how much work they are', () => {
    const [first, second] = plan.waves;
    assert.ok(first && second);
    const less = { ...plan, waves: [first] };
    assert.deepEqual(planChanges(less, plan), ['+ wave Wave 2: 1 task', '+ task Change c, in Wave 2']);
    assert.deepEqual(planChanges(plan, less), ['− wave Wave 2', '− task Change c']);
    const more = { ...plan, waves: [...plan.waves, { ...second, id: 'more', title: 'More', tasks: [] }] };
    assert.deepEqual(planChanges(plan, more), ['+ wave More: 0 tasks']);
    const merging: PlanWave = { ...second, id: 'm', title: 'Catch up', tasks: [], merge: { branch: 'main', commit } };
    assert.deepEqual(planChanges(plan, { ...plan, waves: [...plan.waves, merging] }), [
      '+ wave Catch up: merges main at 0123456789',
    ]);
    const both = { ...merging, tasks: [{ ...taskOf('a'), id: 'z', title: 'Mend' }] };
    assert.deepEqual(planChanges(plan, { ...plan, waves: [...plan.waves, both] }), [
      '+ wave Catch up: merges main at 0123456789, 1 task',
      '+ task Mend, in Catch up',
    ]);
  });

  test('say of a task where it has moved and what has changed of it', () => {
    const moved = withWave(
      1,
      (wave) => ({ ...wave, tasks: [...wave.tasks, taskOf('b')] }),
      withWave(0, (wave) => ({ ...wave, tasks: [taskOf('a')] })),
    );
    assert.deepEqual(planChanges(plan, moved), ['~ task Change b: moved from Wave 1 to Wave 2']);
    assert.deepEqual(planChanges(plan, withTask('a', { risk: 'high', owns: ['src/a.js', 'src/new.js'] })), [
      '~ task Change a: owns: + src/new.js; risk: medium → high',
    ]);
    assert.deepEqual(planChanges(plan, withTask('a', { verify: [] })), [`~ task Change a: verify: − ${quickCheck}`]);
  });

  test('name a key of a wave with the wave, and one of the plan by its path', () => {
    assert.deepEqual(
      planChanges(
        plan,
        withWave(0, (wave) => ({ ...wave, readiness: ['A key is there'] })),
      ),
      ['~ wave Wave 1.readiness: + A key is there'],
    );
    const test = { ...plan, checkpoint: { ...plan.checkpoint, test: 'npm test' } };
    assert.deepEqual(planChanges(plan, test), [`~ checkpoint.test: ${quickCheck} → npm test`]);
    assert.deepEqual(planChanges(plan, { ...plan, goal: 'Be done' }), ['~ goal: nothing → Be done']);
    assert.deepEqual(planChanges({ ...plan, goal: 'Be done' }, plan), ['~ goal: Be done → nothing']);
  });

  test('tell another order of waves, and only of those that both plans have', () => {
    const reversed = { ...plan, waves: plan.waves.toReversed() };
    assert.deepEqual(planChanges(plan, reversed), ['~ waves: now in the order two, one']);
    const [first] = plan.waves;
    assert.ok(first);
    const early = { ...plan, waves: [{ ...first, id: 'zero', title: 'Zero', tasks: [] }, ...plan.waves] };
    assert.deepEqual(planChanges(plan, early), ['+ wave Zero: 0 tasks']);
  });

  test('are there whenever two plans have another meaning, and in neither direction else', () => {
    const changes = fc.record({
      title: fc.constantFrom('A small change', 'Another'),
      principles: fc.array(fc.constantFrom('safe', 'small', 'fast'), { maxLength: 3 }),
      minutes: fc.constantFrom(30, 31),
    });
    const changed = ({
      title,
      principles,
      minutes,
    }: {
      title: string;
      principles: string[];
      minutes: number;
    }): Plan => ({
      ...plan,
      title,
      principles,
      checkpoint: { ...plan.checkpoint, minutes },
    });
    fc.assert(
      fc.property(changes, changes, (one, other) => {
        const [from, to] = [changed(one), changed(other)];
        const same = JSON.stringify(from) === JSON.stringify(to);
        assert.equal(planChanges(from, to).length === 0, same);
        assert.equal(planChanges(to, from).length, planChanges(from, to).length);
      }),
    );
  });
});

suite('how a value differs from another', () => {
  for (const [what, from, to, lines] of [
    ['a number', 1, 2, ['k: 1 → 2']],
    ['nothing', undefined, undefined, []],
    ['a text of blanks', 'a', ' \n ', ['k: a → nothing']],
    ['another kind', ['a'], { a: 1 }, ['k: ["a"] → {"a":1}']],
    ['null', null, false, ['k: null → false']],
    ['a key that comes', {}, { a: { b: 1 } }, ['k.a: nothing → {"b":1}']],
    ['a key of a key', { a: { b: 1, c: 2 } }, { a: { b: 1, c: 3 } }, ['k.a.c: 2 → 3']],
    ['entries', ['a', 'b'], ['b', 'c', 'd'], ['k: + c, + d, − a']],
    ['the order of entries', ['a', 'b'], ['b', 'a'], ['k: the same entries, in another order or number']],
    ['the number of equal entries', ['a', 'a'], ['a'], ['k: the same entries, in another order or number']],
    ['an entry with an id', [{ id: 'x', n: 1 }], [{ id: 'x', n: 2 }], ['k.x.n: 1 → 2']],
    [
      'the order of entries with ids',
      [{ id: 'x' }, { id: 'y' }],
      [{ id: 'y' }, { id: 'x' }],
      ['k: the same entries, in another order or number'],
    ],
    [
      'entries that share an id',
      [
        { id: 'x', n: 1 },
        { id: 'x', n: 2 },
      ],
      [{ id: 'x', n: 1 }],
      ['k: − {"id":"x","n":2}'],
    ],
    ['an id that is no text', [{ id: 1 }], [{ id: 2 }], ['k: + {"id":2}, − {"id":1}']],
    ['line ends', 'a\r\nb', 'a\nb\nc', ['k: a b → a b c']],
  ] as const)
    test(`in ${what}`, () => {
      assert.deepEqual(valueChanges('k', from, to), lines);
    });

  test('is cut where a text is long', () => {
    assert.deepEqual(valueChanges('k', 'x', 'y'.repeat(81)), [`k: x → ${'y'.repeat(80)}…`]);
    assert.deepEqual(valueChanges('k', 'x', 'y'.repeat(80)), [`k: x → ${'y'.repeat(80)}`]);
  });

  test('is told of keys that every object has, too', () => {
    for (const key of ['constructor', 'toString', 'hasOwnProperty']) {
      assert.deepEqual(valueChanges('', {}, { [key]: 'make' }), [`${key}: nothing → make`]);
      assert.deepEqual(valueChanges('', { [key]: 'make' }, {}), [`${key}: make → nothing`]);
    }
    const own = JSON.parse('{"__proto__": "make"}') as object;
    assert.deepEqual(valueChanges('', {}, own), ['__proto__: nothing → make']);
  });

  test('is none between a value and itself, and some where two differ, whatever they are', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), fc.jsonValue({ maxDepth: 3 }), (one, other) => {
        assert.deepEqual(valueChanges('k', one, structuredClone(one)), []);
        const lines = valueChanges('k', one, other);
        assert.equal(lines.length === 0, valueChanges('k', other, one).length === 0);
        for (const line of lines) assert.doesNotMatch(line, /undefined|\n/);
      }),
    );
  });
});

suite('what a wave merges besides its tasks', () => {
  const merge = { branch: 'origin/main', commit };
  const reverts = { wave: 'Foundation', commit };
  test('is said in words, and exactly where that is asked for', () => {
    assert.equal(mergedText({}), undefined);
    assert.equal(mergedText({ merge }), 'merges origin/main');
    assert.equal(mergedText({ reverts }), 'takes back Foundation');
    assert.equal(mergedText({ merge, reverts }), 'merges origin/main and takes back Foundation');
    assert.equal(mergedText({ merge }, true), 'merges origin/main at 0123456789');
    assert.equal(mergedText({ reverts }, true), 'takes back Foundation, commit 0123456789');
  });
  test('is there or not', () => {
    assert.deepEqual([{}, { merge }, { reverts }].map(mergesMore), [false, true, true]);
  });
});
