import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { commitTrailers, renderOrigin } from '../../../../src/core/report/origin.ts';
import { SimulatedRun, planText, redOnce } from '../../../support/simulatedRun.ts';

suite('how a commit of a run came to be', () => {
  test('names everybody who approved where several had to, with what each said', () => {
    const run = new SimulatedRun().start(planText(1, 'gates: {launch: {required: 2}}\n')).approveAll('launch');
    run.decide('launch-1', 'approved', undefined, undefined, {}, 'Looks small.');
    const grace = { who: 'grace', key: 'key-of-grace', place: 'elsewhere' };
    run.decide('launch-1', 'approved', undefined, undefined, grace, 'Agreed.');
    run.settle();
    const text = renderOrigin(run.run, { run: 'r1', waves: ['w1'] }, undefined);
    assert.match(text, /launch-1: approved by ada at \S+: Looks small\./);
    assert.match(text, /launch-1: approved by grace at \S+: Agreed\./);
  });

  test('is only about the tasks that changed the file, and says where merging alone made a line', () => {
    const run = new SimulatedRun().start(planText(1)).approveAll('ship');
    const of = (file: string) => renderOrigin(run.run, { run: 'r1', waves: ['w1'] }, file);
    assert.match(of('src/a1/main.js'), /### Task a1: Task a1\n\nExtend module a1/);
    assert.doesNotMatch(of('src/a1/main.js'), /### Task b1/);
    assert.match(of('other.js'), /No task of this wave changed `other\.js` alone: its content came from merging\./);
  });

  test('tells the attempts before it, and the revision of the plan that answered a failure', () => {
    const run = new SimulatedRun();
    redOnce(run, 'w1', 'a1');
    run.start(planText(1)).approveAll();
    assert.equal(run.adapt('redispatch', 'a1', 'The name was wrong.'), undefined);
    run.settle().approveAll('ship');
    const text = renderOrigin(run.run, { run: 'r1', waves: ['w1'] }, undefined);
    assert.match(text, /Attempt 1 failed: One test fails\./);
    assert.match(text, /Plan revision 1: .* Note: The name was wrong\./);
    assert.match(text, /Attempt 2 /);
  });

  test('keeps a directive whole in a block that no text in it can end', () => {
    const run = new SimulatedRun().start(planText(1)).approveAll('ship');
    const text = renderOrigin(run.run, { run: 'r1', waves: ['w1'] }, 'src/a1/main.js');
    const [, fence = '', directive = ''] = /^(`{3,})markdown\n([^]*?)\n\1$/m.exec(text) ?? [];
    assert.ok(directive.includes('## MERGE GATE'), 'the directive is there to its last section');
    assert.ok(!directive.includes(fence));
  });

  test('is found by the trailers of its message, and a message that only mentions them has none', () => {
    const message =
      'Add a\n\nWavegate-Run: r1\nWavegate-Wave: w1\nWavegate-Wave: w2\nWavegate-Archive: wavegate/records\n';
    assert.deepEqual(commitTrailers(message), { run: 'r1', waves: ['w1', 'w2'], archive: 'wavegate/records' });
    assert.equal(commitTrailers('Explain what "Wavegate-Run: r1" is for'), undefined);
  });
});
