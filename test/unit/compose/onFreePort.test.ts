import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { suite, test } from 'node:test';
import type { TestContext } from 'node:test';
import { onFreePort } from '../../../src/compose/onFreePort.ts';
import { createPlanWorkspace } from '../../../src/compose/planWorkspace.ts';
import type { CheckWork } from '../../../src/core/model/sessionWork.ts';
import type { SessionContext } from '../../../src/sessionPorts/sessionHandler.ts';

/** A port that a program of somebody else has. */
async function takenPort(t: Pick<TestContext, 'after'>): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  return (server.address() as AddressInfo).port;
}

async function ran(port: number, ports: number) {
  const calls: { work: CheckWork; environment: Readonly<Record<string, string>> }[] = [];
  const handler = onFreePort((work, { environment }) => {
    calls.push({ work, environment });
    return Promise.resolve({ outcome: 'done' as const, message: '' });
  });
  const variables = { WAVEGATE_PORT: String(port), OTHER: 'x' };
  const work = { port, ports, worktree: { setup: ['npm ci'], variables } } as unknown as CheckWork;
  const result = await handler(work, { environment: { ...variables, PATH: '/bin' } } as unknown as SessionContext);
  assert.equal(result.outcome, 'done');
  const [call] = calls;
  assert.ok(call !== undefined && calls.length === 1);
  return { ...call, given: work };
}

suite('the port of a check', () => {
  test('is another one where somebody has it, for its commands, its set-up and its environment alike', async (t) => {
    const port = await takenPort(t);
    const { work, environment } = await ran(port, 1);
    assert.notEqual(work.port, port);
    assert.equal(environment['WAVEGATE_PORT'], String(work.port));
    assert.deepEqual(work.worktree.variables, { WAVEGATE_PORT: String(work.port), OTHER: 'x' });
    assert.deepEqual([environment['PATH'], environment['OTHER'], work.worktree.setup], ['/bin', 'x', ['npm ci']]);
  });

  test('stays where nobody has it, and nothing else is changed', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, 'close');
    const { work, given } = await ran(port, 1);
    if (work.port === port) assert.equal(work, given);
    else assert.equal(work.worktree.variables?.['WAVEGATE_PORT'], String(work.port), 'somebody else was faster');
  });
});

suite('a plan that is open in an editor', () => {
  for (const uri of [
    'untitled:Untitled-1',
    'vscode-remote://ssh/home/a/b.waveplan.yaml',
    'git:/repo/a.waveplan.yaml?%7B%7D',
    ...(process.platform === 'win32' ? [] : ['file://server/share/a.waveplan.yaml', 'file:///a%2Fb/c.waveplan.yaml']),
  ])
    test(`has no facts of this machine, and no other plans beside it, as ${uri}`, async () => {
      const workspace = createPlanWorkspace();
      assert.deepEqual(await workspace.facts(uri, {} as never), {});
      assert.deepEqual(await workspace.otherPlans(uri), []);
    });
});
