import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { RunDocuments } from '../../../src/editor/content/runDocuments.ts';
import { CheckProblems } from '../../../src/editor/platform/checkProblems.ts';
import { CheckResults } from '../../../src/editor/platform/checkResults.ts';
import { RunTools } from '../../../src/editor/platform/runTools.ts';
import { WindowTitle } from '../../../src/editor/platform/windowTitle.ts';
import { RunConnection } from '../../../src/editor/shared/runConnection.ts';
import { FakeVscode } from '../../support/fakeVscode.ts';
import type { SimulatedRun } from '../../support/simulatedRun.ts';
import { SimulatedService } from '../../support/simulatedService.ts';
import { runAtLaunch, runToAdapt, shippedRun } from '../../support/states.ts';
import { until } from '../../support/until.ts';

async function windowOn(run: SimulatedRun) {
  const vscode = new FakeVscode([]);
  const service = new SimulatedService(run);
  const connection = new RunConnection(vscode.api, () => Promise.resolve(service));
  await connection.service();
  return { vscode, service, connection };
}

describe('the Testing view', () => {
  it('has a test run for each checkpoint, oldest first, with the tests that failed by name', async () => {
    const { vscode, service, connection } = await windowOn(runToAdapt());
    new CheckResults(vscode.api, connection);
    service.tell();
    service.tell();
    assert.deepEqual(
      vscode.testRuns.map(({ name }) => name),
      ['Extend modules: Wave 1 · Wave 1'],
    );
    assert.ok(vscode.testRuns[0]?.results.some((result) => result.startsWith('failed ')));
  });

  it('keeps the history of the run', async () => {
    const { vscode, service, connection } = await windowOn(shippedRun());
    new CheckResults(vscode.api, connection);
    service.tell();
    assert.ok(vscode.testRuns.length > 1);
    assert.match(vscode.testRuns.at(-1)?.name ?? '', /Validation/);
    assert.ok(vscode.testRuns.every(({ results }) => results.every((result) => result.startsWith('passed '))));
  });
});

describe('the Problems view', () => {
  it('has what the red checks found, in the files that were checked, until a way on is chosen', async () => {
    const run = runToAdapt();
    const failed = run.events.flatMap((event) =>
      event.type === 'session-ended' ? (event.result.checks ?? []).flatMap((check) => check.failed) : [],
    )[0];
    const { vscode, service, connection } = await windowOn(run);
    const file = failed?.file ?? '';
    const checked = run.events.flatMap((event) =>
      event.type === 'session-ended' && event.result.checks !== undefined
        ? (run.run.sessions[event.session]?.base ?? [])
        : [],
    )[0];
    service.files.set(`${checked}:${file}`, 'first\n');
    new CheckProblems(vscode.api, connection, new RunDocuments(vscode.api, connection));
    service.tell();
    await until(() => vscode.problems.size > 0);
    assert.deepEqual([...vscode.problems.keys()], [`/${file}`]);
    assert.ok(vscode.problems.get(`/${file}`)?.[0]?.message.startsWith(failed?.name ?? '?'));
    run.adapt('fix', 'b1');
    service.tell();
    await until(() => vscode.problems.size === 0);
  });
});

describe('the title of the window', () => {
  it('may contain the state of the run, and is told only what has changed', async () => {
    const { vscode, service, connection } = await windowOn(runAtLaunch());
    new WindowTitle(vscode.api, connection);
    service.tell();
    service.tell();
    await until(() => vscode.log.length === 2);
    assert.deepEqual(vscode.log, ['command setContext', 'command registerWindowTitleVariable']);
  });
});

describe('a language model', () => {
  it('reads the run', async () => {
    const { vscode, connection } = await windowOn(runAtLaunch());
    new RunTools(vscode.api, connection);
    const read = async (input: object) => (await vscode.tools.get('wavegate_read_run')?.invoke({ input }))?.text ?? '';
    assert.match(await read({}), /^# Extend modules\n.*\n- Wave 1, /);
    assert.match(await read({ part: 'gates' }), /# Launch Wave 1/);
    assert.match(await read({ part: 'report' }), /## Decisions/);
    assert.match(await read({ part: 'anything' }), /^# Extend modules/);
  });

  it('drafts words, and can decide nothing', async () => {
    const run = runAtLaunch();
    const { vscode, connection } = await windowOn(run);
    new RunTools(vscode.api, connection);
    assert.deepEqual([...vscode.tools.keys()], ['wavegate_read_run', 'wavegate_draft_text']);
    const draft = async (input: object) =>
      (await vscode.tools.get('wavegate_draft_text')?.invoke({ input }))?.text ?? '';
    assert.match(await draft({ what: 'note', text: 'Looks small.' }), /A person reads, changes and decides it/);
    assert.equal(connection.draftOf('launch-1').note, 'Looks small.');
    assert.match(await draft({ what: 'body', text: 'Ours', gate: 'launch-1' }), /Only the ship gate sends texts/);
    assert.match(await draft({ what: 'note', text: 'x', gate: 'plan-1' }), /No such gate waits/);
    assert.equal(run.run.gates['launch-1']?.status, 'pending');
    assert.deepEqual(connection.draftOf('launch-1').answers, {});
  });
});
