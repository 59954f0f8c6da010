import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { resultChanges } from '../../../../src/core/gates/resultChanges.ts';
import { gateDocument } from '../../../../src/core/views/gateDocument.ts';
import { failingLine } from '../../../../src/core/words/failingLine.ts';
import { SimulatedRun } from '../../../support/simulatedRun.ts';
import { runAtLaunch, runInTriage, shippedRun } from '../../../support/states.ts';

function documentOf(run: SimulatedRun, id: string): string {
  const gate = run.run.gates[id];
  assert.ok(gate);
  return gateDocument(run.run, gate);
}

describe('a gate as a document', () => {
  it('shows each task of a plan with what it is for, may change, and is verified by', () => {
    const text = documentOf(new SimulatedRun().start(), 'plan-1');
    assert.match(text, /^# Approve the plan\n\nWaits for your decision\./);
    assert.match(text, /## Wave 1 · Wave 1\n\n### Task a1 \(a1\)\n\n.+\n\n- Agent: codemod; risk: medium/);
    assert.match(text, /- Adds or modifies:\n {2}- src\/a1\/\*\*/);
    assert.match(text, /- Verified by:\n {2}- /);
  });

  it('shows at a launch how many agents start, and what they are told', () => {
    const text = documentOf(runAtLaunch(), 'launch-1');
    assert.match(text, /Starts 2 agents: a1 \(codemod\), b1 \(codemod\)\./);
    assert.match(text, /## Directive of a1\n\n`{3,}markdown\n/);
  });

  it('shows what an edited plan changes, and every finding with its reason', () => {
    const run = runAtLaunch();
    run.edit(run.run.plan.source.replace('title: Wave 1', 'title: First wave'));
    assert.match(documentOf(run, 'plan-2'), /## Changed since the approved plan\n\n- .*First wave/);
    assert.match(documentOf(runInTriage(), 'triage-1'), /- high: Token is printed .*not marked\. Seen in review\./);
  });
});

it('the changes of all waves are one list, a file once, deletions first and generated files last', () => {
  const { run } = shippedRun();
  const change = (path: string, kind: 'added' | 'modified' | 'deleted') => ({ path, kind, additions: 1, deletions: 1 });
  const waves = Object.values(run.waves).map((wave, index) => {
    const changes =
      index === 0
        ? [change('dist/a.js', 'added'), change('src/a.js', 'added'), change('src/b.js', 'added')]
        : [change('src/a.js', 'modified'), change('src/b.js', 'deleted'), change('src/c.js', 'deleted')];
    assert.ok(wave.merge);
    return [wave.id, { ...wave, merge: { ...wave.merge, changes } }] as const;
  });
  const all = resultChanges({ ...run, waves: Object.fromEntries(waves) });
  assert.deepEqual(
    all.map(({ path, kind }) => `${kind} ${path}`),
    ['deleted src/c.js', 'added src/a.js', 'added dist/a.js'],
  );
});

it('a file that one wave marked as generated is no generated one in later waves of the run', () => {
  const { run } = shippedRun();
  const change = { path: 'src/a.js', kind: 'modified', additions: 1, deletions: 1 } as const;
  const waves = Object.values(run.waves).map((wave, index) => {
    const first = { ...change, generated: 'newly', form: 'permissions' } as const;
    const changes = index === 0 ? [first] : [{ ...change, generated: 'before' } as const];
    assert.ok(wave.merge);
    return [wave.id, { ...wave, merge: { ...wave.merge, changes } }] as const;
  });
  const [file] = resultChanges({ ...run, waves: Object.fromEntries(waves) });
  assert.deepEqual([file?.generated, file?.form], ['newly', 'permissions']);
});

it('a failing test is found by the line its output names, else by its name', () => {
  const text = 'test("adds", add);\ntest("greets", greet);\n';
  assert.equal(failingLine(text, 'greets', 'test/a.test.js', 'at test/a.test.js:1:5'), 1);
  assert.equal(failingLine(text, 'suite > greets', 'test/a.test.js', 'not ok'), 2);
  assert.equal(failingLine(text, 'is gone', 'test/a.test.js', 'a.test.js:99'), 1);
});
