import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startHostileWave } from '../../support/hostileWave.ts';
import { hasFailed, isShipped, together } from '../../support/realRun.ts';

/** Needs a file nobody owns; takes an earlier attempt over when its directive offers one. */
const program = `
  import { readFileSync } from 'node:fs';
  const offered = /git (restore --source=[^\\u0060]*)/.exec(readFileSync(process.env.WAVEGATE_DIRECTIVE, 'utf8'))?.[1];
  if (offered) git(...offered.split(' '));
  else { work(); write('src/extra.js', 'export const extra = 1;\\n'); }
  handOff(['src/a.js', 'src/extra.js']);`;

test('a file a task turns out to need becomes its own through the adapt gate, and the work is not done twice', async (t) => {
  const { run, project } = await startHostileWave(t, { a: program }, { setup: together });
  await run.drive(hasFailed);
  const first = run.result('a');
  assert.equal(first.outcome, 'scope-violated');
  assert.deepEqual(first.violations, ['src/extra.js']);

  await run.drive(isShipped, { adapt: () => ({ strategy: 'amend', task: 'a' }) });
  assert.equal(run.state().gates['adapt-1']?.status, 'approved');
  assert.deepEqual(run.state().plan.plan.waves[0]?.tasks[0]?.owns, ['src/a.js', 'src/extra.js']);
  assert.equal(project.git('show', 'wavegate/r1:src/extra.js'), 'export const extra = 1;');
  assert.match(project.git('show', 'wavegate/r1:src/a.js'), /done/);
});

test('a failure the plan did not cause is tried again as planned, and what was good is kept', async (t) => {
  const { run, project } = await startHostileWave(
    t,
    {
      a: "enterLedger(); const { existsSync } = await import('node:fs'); if (existsSync(home + '/well')) work();",
      b: 'enterLedger(); work();',
    },
    { setup: together },
  );
  await run.drive(hasFailed);
  project.leave('well');
  assert.deepEqual(await run.engine.submit({ type: 'retry-wave', who: 'ada' }), {});
  const state = await run.drive(isShipped);
  assert.equal(state.waves['one']?.attempt, 2);
  const ran = project
    .read('ledger')
    .split('\n')
    .map((line) => line.split(' ')[0]);
  assert.deepEqual(
    ran.filter((name) => name === 'b'),
    ['b'],
  );
  assert.deepEqual(
    ran.filter((name) => name === 'a'),
    ['a', 'a'],
  );
});
