import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderReport } from '../../../../src/core/report/report.ts';
import { historyOf } from '../../../../src/core/history/history.ts';
import { renderHtmlReport } from '../../../../src/core/htmlReport/htmlReport.ts';
import { boardOf } from '../../../../src/core/views/board.ts';
import { statusLines } from '../../../../src/cli/shared/statusText.ts';
import { shippedRun } from '../../../support/states.ts';
import { check, planText, redOnce, SimulatedRun } from '../../../support/simulatedRun.ts';

test('the report tells every attempt at a wave with its failure, and what each took', () => {
  const run = new SimulatedRun();
  redOnce(run, 'w1', 'a1');
  run.start(planText(1)).approveAll();
  run.adapt('redispatch', 'a1', 'The cache is stale.');
  run.settle();
  run.approveAll();
  const report = renderReport(run.run);
  const failure = run.run.waves['w1']?.earlier?.[0]?.failure?.message ?? 'none';
  assert.match(report, /\n  - Attempt 1, took .+: /);
  assert.ok(report.includes(failure), report);
  assert.match(report, /attempt 2, took /);
});

test('the report tells of red checks that were run again and are green', () => {
  const run = new SimulatedRun();
  redOnce(run, 'w1', 'check');
  run.start(planText(1)).approveAll();
  assert.equal(run.submit({ type: 'retry-wave', who: 'ada' }), undefined);
  run.settle();
  run.approveAll();
  assert.match(renderReport(run.run), /\n  - Attempt 1, took .+: .*\n/);
});

test('the report tells the results of the validation', () => {
  const report = renderReport(shippedRun().run);
  assert.match(report, /## Validation\n\n- Attempt 1: accepted\n  - `.+`: exit 0/);
});

test('a gate that was taken back before anybody decided is not said to be decided', () => {
  const run = new SimulatedRun();
  run.start(planText(1));
  run.settle();
  const voided = Object.values(run.run.gates).find(({ status }) => status === 'pending');
  assert.ok(voided);
  const state = { ...run.run, gates: { [voided.id]: { ...voided, voided: 'The plan has changed.' } } };
  assert.match(renderReport(state), /not decided, taken back: The plan has changed\./);
});

test('what the stages of a task have proved, and which tests came and went, is in every record of the run', () => {
  const run = new SimulatedRun();
  run.outcome = (job) => {
    const result = run.done(job);
    if (job.subject === 'a1') {
      const proof = { stage: 'red', agent: 'codemod', commit: '', commands: [], tests: ['greets'] };
      return { ...result, stages: [{ ...proof, shows: 'red' }] };
    }
    if (job.work.kind !== 'check') return result;
    const ledger = { added: ['greets'], removed: ['is quick'], renamed: [], skipped: [] };
    const before = { passed: 4, failed: 0, skipped: 0 };
    return { ...result, checks: [{ ...check(0), passed: 3, before, ledger }] };
  };
  run.start(planText(1)).approveAll('spot-check');
  const report = renderReport(run.run);
  const history = historyOf(run.events);
  assert.ok(history);
  const shown = {
    markdown: report,
    html: renderHtmlReport(run.run, history, ''),
    status: statusLines(boardOf(run.run, 0)).join('\n'),
    board: JSON.stringify(boardOf(run.run, 0).waves[0]?.tasks[0]?.proofs),
  };
  for (const [where, text] of Object.entries(shown)) assert.match(text, /red: 1 new test failed \(greets\)/, where);
  for (const text of [shown.markdown, shown.html]) {
    assert.match(text, /4 → 3 passed; 1 added \(greets\); 1 removed \(is quick\)/);
    assert.match(text, /To be explained[\s\S]*Fewer tests ran than before/);
  }
  const gate = Object.keys(run.run.gates).find((id) => id.startsWith('spot-check')) ?? '';
  const answers = { 'counts-test': 'found' };
  assert.equal(run.decide(gate, 'approved', answers, undefined, {}, 'The quick one was wrong.'), undefined);
  for (const text of [renderReport(run.run), renderHtmlReport(run.run, history, '')]) {
    assert.doesNotMatch(text, /To be explained/);
    assert.match(text, /Explained[\s\S]*Fewer tests ran than before[\s\S]*ada says: The quick one was wrong\./);
  }
});

test('each task has a checklist that only evidence ticks', () => {
  const run = new SimulatedRun();
  run.outcome = (job) => {
    const result = run.done(job);
    return job.work.kind === 'agent' ? { ...result, verification: [check(0)] } : result;
  };
  run.start(planText(1)).approveAll('spot-check');
  const list = (): readonly string[] =>
    (boardOf(run.run, 0).waves[0]?.tasks[0]?.checklist ?? []).map(({ text, done }) => `${done ? 'x' : ' '} ${text}`);
  const before = [
    'x Launch approved',
    'x Verification of the task is green',
    'x Work handed in',
    'x Checks of the wave are green',
    '  Spot-check approved',
    '  Committed',
    '  Tried by hand, and accepted',
  ];
  assert.deepEqual(list(), before);
  run.approveAll();
  assert.ok(
    list().every((line) => line.startsWith('x ')),
    list().join('\n'),
  );
  assert.match(renderReport(run.run), /## Checklists\n\n- \*\*Task a1\*\*\n {2}- \[x\] Launch approved\n/);
});
