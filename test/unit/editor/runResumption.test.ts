import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { RunResumption } from '../../../src/editor/runResumption.ts';
import { RunConnection } from '../../../src/editor/shared/runConnection.ts';
import { fakeMemory, FakeVscode } from '../../support/fakeVscode.ts';
import { SimulatedRun } from '../../support/simulatedRun.ts';
import { SimulatedService } from '../../support/simulatedService.ts';
import { runAtLaunch, shippedRun } from '../../support/states.ts';

const key = 'wavegate.unfinishedRun';

async function window(run: SimulatedRun, { remembered = undefined as string | undefined, trusted = true } = {}) {
  const vscode = new FakeVscode();
  vscode.trusted = trusted;
  const service = new SimulatedService(run);
  const resumed: (readonly string[])[] = [];
  service.resume = (folders?: readonly string[]) => Promise.resolve(void resumed.push(folders ?? []));
  let loads = 0;
  const connection = new RunConnection(vscode.api, () => Promise.resolve(((loads += 1), service)));
  const memory = fakeMemory();
  if (remembered !== undefined) await memory.update(key, remembered);
  const resumption = new RunResumption(vscode.api, connection, memory);
  await new Promise(setImmediate);
  return { vscode, service, connection, memory, resumption, resumed, loads: () => loads };
}

describe('a window that opens', () => {
  it('on a workspace with an unfinished run goes on with it', async () => {
    const { resumed } = await window(new SimulatedRun(), { remembered: 'r1' });
    assert.deepEqual(resumed, [['/repository']]);
  });

  it('on one without loads nothing, until a view is looked at; then it looks once', async () => {
    const { loads, resumption, resumed } = await window(new SimulatedRun());
    assert.equal(loads(), 0);
    await Promise.all([resumption.resume(), resumption.resume()]);
    await resumption.resume();
    assert.equal(resumed.length, 1);
  });

  it('on one that is not trusted does nothing until it is', async () => {
    const { vscode, resumed, resumption, loads } = await window(new SimulatedRun(), {
      remembered: 'r1',
      trusted: false,
    });
    await resumption.resume();
    assert.deepEqual([resumed, loads()], [[], 0]);
    vscode.trust();
    await new Promise(setImmediate);
    assert.equal(resumed.length, 1);
  });

  it('does not open another run over one that is open', async () => {
    const { resumed, resumption } = await window(runAtLaunch());
    await resumption.resume();
    assert.deepEqual(resumed, []);
  });

  it('on a run that another process drives says that it only shows it', async () => {
    const { service, vscode, resumption } = await window(runAtLaunch());
    service.driver = 'The window on forge drives it. Decide there.';
    await resumption.resume();
    assert.deepEqual(vscode.log, [
      'information: This window only shows the run. The window on forge drives it. Decide there.',
    ]);
  });

  it('says why the unfinished run cannot be opened', async () => {
    const { service, vscode, resumption } = await window(new SimulatedRun());
    service.resume = () => Promise.reject(new Error('The state folder cannot be read.'));
    await resumption.resume();
    assert.deepEqual(vscode.log, ['warning: The unfinished run could not be opened. The state folder cannot be read.']);
  });
});

describe('a window that is come back to', () => {
  it('goes on with the run it only showed, if that is free, and says why not', async () => {
    const { vscode, service, connection } = await window(runAtLaunch());
    await connection.service();
    let claims = 0;
    service.claim = () => Promise.resolve(void (claims += 1));
    vscode.focus();
    await new Promise(setImmediate);
    assert.equal(claims, 1);
    service.claim = () => Promise.reject(new Error('Its journal is damaged.'));
    vscode.focus();
    await new Promise(setImmediate);
    assert.deepEqual(vscode.log, [
      'warning: The run that this window shows could not be opened. Its journal is damaged.',
    ]);
  });

  it('loads nothing where there is no run', async () => {
    const { vscode, loads } = await window(new SimulatedRun());
    vscode.focus();
    await new Promise(setImmediate);
    assert.deepEqual([loads(), vscode.log], [0, []]);
  });
});

describe('what a workspace remembers', () => {
  it('is the run while it is unfinished', async () => {
    for (const [run, remembered] of [
      [runAtLaunch(), 'r1'],
      [shippedRun(), undefined],
    ] as const) {
      const { connection, service, memory, resumption } = await window(run, { remembered: 'r0' });
      await connection.service();
      service.tell();
      await new Promise(setImmediate);
      assert.equal(memory.get(key), remembered);
      resumption.dispose();
    }
  });
});
