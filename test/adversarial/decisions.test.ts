import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { createMemorySigner } from '../../src/decisions/signers.ts';
import { readRequests } from '../../src/decisions/requests.ts';
import type { RequestAnswer } from '../../src/ports/requests.ts';
import { askText } from '../../src/core/model/requests.ts';
import type { Decision } from '../../src/core/model/gate.ts';
import { createRequestBox } from '../../src/decisions/requestBox.ts';
import { decideGate, signDecision } from '../../src/engine/decisions.ts';
import { startHostileWave } from '../support/hostileWave.ts';
import type { RealRun } from '../support/realRun.ts';
import { openRealRun, together } from '../support/realRun.ts';
import { bundledCli } from '../support/sessionHostBundle.ts';
import { planText } from '../support/simulatedRun.ts';
import { SimulatedWorld } from '../support/simulatedWorld.ts';
import { patience, until } from '../support/until.ts';

interface Asked {
  readonly decision: Decision;
}

/** Leaves a request as a process of anybody's could, and gives the answer to it. */
function leave(run: RealRun, request: unknown): Promise<RequestAnswer | undefined> {
  const box = createRequestBox((id) => run.layout.requestsFolder(id));
  return box.ask('r1', typeof request === 'string' ? request : JSON.stringify(request), patience);
}

async function signedApproval(run: RealRun, signer = run.ports.signer, gate = 'plan-1'): Promise<Asked> {
  const { end } = await run.ports.journals.readSealed('r1');
  const shown = run.state().gates[gate] ?? assert.fail();
  const say = { gate, verdict: 'approved', who: 'ada', channel: 'cli', note: 'Go.' } as const;
  return { decision: await signDecision(say, shown, run.state(), end, { ...run.ports, signer }) };
}

/** Asks the command line to approve gates of its run, and then does its work. */
const asking = (commandLine: string): string => `
  import { spawnSync } from 'node:child_process';
  enterLedger();
  const state = ['--repo', checkout, '--state', home + '/state'];
  const said = ['spot-check', 'spot-check-1', 'launch-1'].map((gate) => {
    const argv = [${JSON.stringify(commandLine)}, 'approve', 'r1', gate, ...state];
    const { status, stderr } = spawnSync(process.execPath, argv, { encoding: 'utf8' });
    return status + ' ' + stderr;
  });
  write(home + '/said', said.join('\\n'));
  work();`;

test('whoever tries to decide without the key, twice, or on what has changed opens no gate of a run', async (t) => {
  const { run, project } = await startHostileWave(t, { a: asking(await bundledCli()) });
  const { signer } = run.ports;
  await run.until(({ gates, thread }) => gates['plan-1']?.status === 'pending' && thread !== undefined);
  const approval = await signedApproval(run);

  // Attack beyond: asks the driving process to approve. Stopped by: 2, a request counts by its signature alone.
  await t.test('requests that are not signed by a key of the run never count', async () => {
    const { decision } = approval;
    const foreign = await signedApproval(run, createMemorySigner());
    const tries: readonly (readonly [unknown, RegExp])[] = [
      ['go on', /no request/],
      ['null', /no request/],
      [{ decision: { ...decision, signature: undefined } }, /no request/],
      [{ decision: { ...decision, more: 'of it' } }, /no request/],
      [{ decision: { ...decision, verdict: 'maybe' } }, /no request/],
      [{ decision: { ...decision, answers: ['ok'] } }, /no request/],
      [{ decision: { ...decision, signature: '' } }, /not signed/],
      [{ decision: { ...decision, note: 'Go on.' } }, /not signed/],
      [{ decision: { ...decision, key: foreign.decision.key } }, /not signed/],
      [{ decision: { ...foreign.decision, key: decision.key } }, /not signed/],
      [foreign, /another signing key/],
      [{ signed: { ask: { type: 'stop-run', reason: 'x' }, ...decision } }, /no request/],
    ];
    const before = run.state().events;
    for (const [request, expected] of tries) assert.match((await leave(run, request))?.refused ?? '', expected);
    assert.equal(run.state().events, before);
  });

  // Attack beyond: keeps a signed request and hands it in again. Stopped by: 2, what is signed is bound to one record.
  await t.test('a signed request counts once: a copy of it, or one from before, has to be signed again', async () => {
    const { journals } = run.ports;
    const { end: follows } = await journals.readSealed('r1');
    const unsigned = {
      ask: { type: 'stop-run', reason: 'Enough.' },
      who: 'ada',
      key: signer.publicKey,
      follows,
    } as const;
    const stop = { signed: { ...unsigned, signature: await signer.sign(askText('r1', unsigned)) } };
    assert.deepEqual(await leave(run, approval), {});
    assert.equal(run.state().gates['plan-1']?.decision?.note, 'Go.');
    assert.equal((await leave(run, approval))?.moved, true);
    assert.equal((await leave(run, stop))?.moved, true);
    assert.notEqual(run.state().phase, 'stopped');
    const elsewhere = { ...unsigned, follows: (await journals.readSealed('r1')).end };
    const other = { signed: { ...elsewhere, signature: await signer.sign(askText('r2', elsewhere)) } };
    assert.match((await leave(run, other))?.refused ?? '', /not signed/);
  });

  // Attack beyond: writes marker files that approve. Stopped by: 2, only signed decisions count.
  await t.test('marker files are requests: they show, and no gate opens', async () => {
    await run.until(({ gates }) => gates['launch-1']?.status === 'pending');
    const folder = run.layout.requestsFolder('r1');
    mkdirSync(folder, { recursive: true });
    for (const name of ['launch-1.approved', 'launch-1', 'approved', 'launch-1.expired']) {
      writeFileSync(path.join(folder, name), 'go\u001b[2J on');
    }
    await run.engine.submit({ type: 'tick' });
    assert.equal(run.state().gates['launch-1']?.status, 'pending');
    assert.deepEqual(
      (await readRequests(folder)).map(({ gate, verdict, note }) => ({ gate, verdict, note })),
      [{ gate: 'launch-1', verdict: 'approved', note: 'go [2J on' }],
    );
  });

  const say = { gate: 'launch-1', verdict: 'approved', who: 'ada', channel: 'cli', note: '' } as const;

  // Attack beyond: decides with a key of its own while nobody drives the run. Stopped by: 2, only the key of the run signs.
  await t.test('a decision with another key is refused, and gates are as they were', async () => {
    await run.close();
    const other = await openRealRun(project, { ...together, signer: createMemorySigner() });
    assert.match((await decideGate(other.engine, other.ports, say)).refused ?? '', /another signing key/);
    assert.equal(other.state().gates['launch-1']?.status, 'pending');
    await other.close();
  });

  let again = await openRealRun(project, { ...together, signer });

  // Attack beyond: resumes a run to walk through a rejected gate. Stopped by: 2, a decision is never changed.
  await t.test(
    'a rejected gate stays rejected through restart and retry; the run goes on through a new one only',
    async () => {
      await again.decide('launch', 'rejected', 'Not today.');
      await again.close();
      again = await openRealRun(project, { ...together, signer });
      assert.equal(again.state().parked?.gate, 'launch-1');
      assert.match(
        (await again.engine.submit({ type: 'retry-wave', who: 'eve' })).refused ?? '',
        /nothing to try again/,
      );
      assert.match((await decideGate(again.engine, again.ports, say)).refused ?? '', /is rejected already/);
      assert.equal(project.read('ledger'), '');
      assert.deepEqual(await again.engine.submit({ type: 'reopen-gate', gate: 'launch-1', who: 'ada' }), {});
      assert.equal(again.state().gates['launch-1']?.status, 'rejected');
      await again.decide('launch');
      await until(() => project.read('ledger') !== '');
    },
  );

  // Attack beyond: approves through the command line. Stopped by: 2, only the key of the run signs.
  await t.test('an agent that calls the command line to approve the next gate is refused', async () => {
    await again.until(({ gates }) => gates['spot-check-1']?.status === 'pending');
    assert.match(project.read('said'), /^3 .*(in use|drives|open)/m);
    assert.doesNotMatch(project.read('said'), /^0 /m);
  });

  // Attack beyond: moves the run branch between a decision and its use. Stopped by: 7, evidence is observed again on use.
  await t.test(
    'a run branch that moves between approval and use voids the approval, and nothing is committed on it',
    async () => {
      const foreign = project.git('commit-tree', '-p', 'main', '-m', 'Not of this run', 'main^{tree}');
      project.git('update-ref', 'refs/heads/wavegate/r1', foreign);
      await again.decide('spot-check');
      const { gates } = await again.until((state) => state.gates['spot-check-1']?.voided !== undefined);
      assert.match(gates['spot-check-1']?.voided ?? '', /Changed since the decision: base/);
      assert.equal(project.git('rev-parse', 'wavegate/r1'), foreign);
    },
  );
});

// Attack beyond: two windows decide the same gate at once. Stopped by: 2, the first decision counts.
test('of two decisions at once on one gate, one counts and the other is refused with the reason', async () => {
  const world = new SimulatedWorld(planText(1));
  const engine = await world.start();
  await world.settle();
  assert.equal(engine.state.gates['plan-1']?.status, 'pending');
  const say = (verdict: 'approved' | 'rejected') =>
    decideGate(engine, world.ports, { gate: 'plan-1', verdict, who: 'ada', channel: 'cli', note: 'Mine.' });
  const answers = await Promise.all([say('rejected'), say('approved')]);
  assert.equal(answers.filter(({ refused }) => refused === undefined).length, 1);
  assert.match(answers.find(({ refused }) => refused !== undefined)?.refused ?? '', /a decision is never changed/);
  // Both are signed first, and which is signed sooner is chance.
  const counted = answers[0]?.refused === undefined ? 'rejected' : 'approved';
  assert.equal(engine.state.gates['plan-1']?.status, counted);
});
