import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { checkParts } from '../../../../../src/core/planRules/check/checkParts.ts';
import { ruleContext } from '../../../../../src/core/planRules/check/ruleContext.ts';
import { planRules } from '../../../../../src/core/planRules/check/runRules.ts';
import { checkPlan, noMemory, repositoryOf } from '../../../../../src/core/planRules/check/checkPlan.ts';
import { changePlan } from '../../../../../src/core/planText/document/changePlan.ts';
import { partsOf } from '../../../../../src/core/planText/document/parts.ts';
import { openPlan } from '../../../../../src/core/planText/document/planDocument.ts';
import { parsePlan } from '../../../../../src/core/planRules/check/parsePlan.ts';
import { readYaml } from '../../../../../src/core/planText/readYaml.ts';
import { mutate, mutations } from '../../../../fuzz/mutations.ts';
import { blockPlan, flowPlan } from '../../planRules/examplePlans.ts';

const anchored = blockPlan
  .replace('steps: [Open it, Change it,\n          Save it]', 'steps: &steps [Open it, Change it, Save it]')
  .replace('steps: [Open it, Change it, Save it]', 'steps: *steps');
const plans = [blockPlan, blockPlan.replaceAll('\n', '\r\n'), flowPlan, anchored, `\uFEFF${blockPlan.trimEnd()}`];

/** Content of a document as one value. */
function valueOf(source: string): unknown {
  const { head, waves } = partsOf(openPlan(source));
  if (waves === undefined) return head;
  return {
    ...(head as object),
    waves: waves.map(({ head: wave, tasks }) => (tasks === undefined ? wave : { ...(wave as object), tasks })),
  };
}

describe('a plan read in pieces', () => {
  test('says what the whole text says, in every style', () => {
    for (const source of plans) assert.deepEqual(valueOf(source), readYaml(source).value);
  });

  test('divides the waves and tasks of a plan in block style', () => {
    const { waves } = openPlan(blockPlan);
    assert.deepEqual(
      waves.map(({ pieces }) => pieces.tasks.length),
      [2, 1],
    );
    assert.equal(openPlan(flowPlan).waves.length, 0);
    assert.equal(openPlan(anchored).waves.length, 0);
  });

  test('reads only the task that changed', () => {
    const before = openPlan(blockPlan);
    const after = openPlan(blockPlan.replace('The library is extended', 'The library is bigger'), before);
    assert.deepEqual(
      after.waves.map(({ pieces: { head, tasks } }, wave) => [
        head.read === before.waves[wave]?.pieces.head.read,
        ...tasks.map(({ read }, task) => read === before.waves[wave]?.pieces.tasks[task]?.read),
      ]),
      [
        [true, true, false],
        [true, true],
      ],
    );
    assert.equal(after.root.read, before.root.read);
  });

  test('finds moved and repeated tasks again', () => {
    const before = openPlan(blockPlan);
    const start = blockPlan.indexOf('      # about b');
    const end = blockPlan.indexOf('      # trailing in tasks');
    const moved = openPlan(blockPlan.slice(0, end) + blockPlan.slice(start, end) + blockPlan.slice(end), before);
    assert.equal(moved.waves[0]?.pieces.tasks[2]?.read, before.waves[0]?.pieces.tasks[1]?.read);
  });

  test('is the same after any edits as when it is read anew: problems, places and plan', () => {
    fc.assert(
      fc.property(fc.constantFrom(...plans), mutations(8), (plan, changes) => {
        const memory = noMemory();
        let text = plan;
        let document = openPlan(text);
        checkPlan(document, undefined, memory);
        for (const change of changes) {
          const { start, end, text: next } = mutate(text, change);
          text = next;
          document = changePlan(document, { start, end, text: change.put });
          assert.equal(document.source, text);
          assert.deepEqual(checkPlan(document, undefined, memory), parsePlan(text));
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('what is wrong in one task', () => {
  const codes = (source: string): readonly string[] =>
    parsePlan(source).problems.map(({ start, end, code }) => `${source.slice(start, end)}: ${code}`);

  test('does not hide the rules of the others: a misspelt key', () => {
    const source = blockPlan.replace('title: Extend b', 'titel: Extend b').replace('- a # needed', '- zzz # needed');
    assert.deepEqual(codes(source), ['b: missing-key', 'titel: unknown-key', 'zzz: unknown-task']);
  });

  test('does not hide its own other rules', () => {
    const source = blockPlan.replace('title: Extend b', 'risk: huge').replace('owns: [lib/**]', 'owns: [src/a.js]');
    assert.deepEqual(codes(source), ['b: missing-key', 'huge: invalid-value', 'src/a.js: ownership-overlap']);
  });

  test('does not hide the rules of the others: a bracket that is never closed', () => {
    const source = blockPlan.replace('verify: [npm test]\n      # about b', 'verify: [npm test\n      # about b');
    const found = codes(source.replace('- b\n        owns', '- zzz\n        owns'));
    assert.ok(found.some((problem) => problem.endsWith('yaml-syntax')));
    assert.ok(found.includes('zzz: unknown-task'), String(found));
    assert.ok(!found.some((problem) => problem.endsWith('missing-key')), String(found));
  });

  test('does not hide the rules of the others: a quote that is never closed', () => {
    const source = blockPlan.replace('title: Extend b', 'title: "Extend b');
    assert.ok(codes(source.replace('- a # needed', '- zzz # needed')).includes('zzz: unknown-task'));
  });

  test('of the plan does not hide the rules of the tasks', () => {
    const source = blockPlan.replace('checkpoint: {test: npm test}', 'checkpoint: 3').replace('- a # needed', '- zzz');
    assert.deepEqual(codes(source), ['3: wrong-type', 'zzz: unknown-task']);
  });
});

describe('a rule about the plan', () => {
  const { head, waves } = checkParts(partsOf(openPlan(blockPlan)));
  const repository = repositoryOf({ files: ['src/a.js', 'lib/x.js'] });
  const always: readonly string[] = ['id'];

  for (const rule of planRules) {
    test(`relies on no more than it says: ${[...rule.reads, ...rule.readsOfPlan].join(', ') || 'ids and titles'}`, () => {
      const read = { task: new Set<string>(), plan: new Set<string>() };
      const watched = <Part extends object>(part: Part, keys: Set<string>): Part =>
        new Proxy(part, {
          get(target, key, receiver): unknown {
            keys.add(String(key));
            return Reflect.get(target, key, receiver);
          },
        });
      const context = ruleContext(
        {
          head: { ...head, value: watched(head.value, read.plan) },
          waves: waves.map((wave) => ({
            ...wave,
            tasks: wave.tasks.map((task) => ({ ...task, value: watched(task.value, read.task) })),
          })),
        },
        repository,
      );
      rule.check(context);
      const undeclared = (keys: ReadonlySet<string>, declared: readonly string[]): readonly string[] =>
        [...keys].filter((key) => !declared.includes(key) && !always.includes(key));
      assert.deepEqual(undeclared(read.task, rule.reads), []);
      assert.deepEqual(undeclared(read.plan, rule.readsOfPlan), []);
    });
  }
});
