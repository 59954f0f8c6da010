import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { eventLine } from '../../../src/core/views/eventWords.ts';
import { startHostileWave } from '../../support/hostileWave.ts';
import { isShipped, openRealRun, together } from '../../support/realRun.ts';
import { until } from '../../support/until.ts';

test('the thread tells once of everything that happened, whoever drove the run meanwhile', async (t) => {
  const { run, project } = await startHostileWave(t, { a: 'work();' }, { setup: together });
  await run.drive(({ gates }) => gates['launch-1']?.status === 'pending');
  await run.close();
  const again = await openRealRun(project, { signer: run.ports.signer, ...together });
  const state = await again.drive(isShipped);

  const log = path.join(run.layout.runFolder('r1'), 'thread.log');
  const events = await again.ports.journals.read('r1');
  const expected = events.flatMap((event, index) => {
    const text = eventLine(event, state);
    return text === undefined ? [] : [`#${index + 1} ${text}`];
  });
  const told = (): readonly string[] => (existsSync(log) ? readFileSync(log, 'utf8').trimEnd().split('\n') : []);
  await until(() => told().length >= expected.length);
  // What happened since is told, too.
  const lines = told().slice(0, expected.length);
  const numbers = lines.map((line) => /^\S+ (#\d+) /.exec(line)?.[1]);
  assert.deepEqual(
    numbers,
    expected.map((line) => line.split(' ')[0]),
  );
  assert.ok(lines.some((line) => /Launch Wave 1 · Wave 1 \(launch-1\): approved: by ada \(cli\)/.test(line)));
  assert.match(lines.at(-1) ?? '', /Pushed|Worktrees removed/);
});
