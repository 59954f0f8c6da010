import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { pendingGates } from '../../../src/core/queries/runQueries.ts';
import type { RunState } from '../../../src/core/model/state.ts';
import { boardOf } from '../../../src/core/views/board.ts';
import { openRealRun, startRealRun, together, who } from '../../support/realRun.ts';
import { createRunProject } from '../../support/runProject.ts';
import { profile, smallPlan } from '../../support/smallPlan.ts';

/** Reads the directives it is given, and rests its verdict on src/a.js. */
const reader = `
  import { readFileSync } from 'node:fs';
  const directive = readFileSync(process.env.WAVEGATE_DIRECTIVE, 'utf8');
  const wave = directive.includes('src/b.js exports') ? 'two' : 'one';
  write(home + '/read-' + wave + '-' + task, directive);
  const again = /Since you looked last/.test(directive);
  const cites = [{ file: wave === 'two' && task === 'validator-1' ? 'src/a.js' : 'src/base.js', line: 1 }];
  const summary = again ? 'Looked again.' : 'Looked.';
  handOff([], { summary, review: { verdict: 'approve', findings: [], cites } });`;

test('the next wave is validated while the one before is at work, and what that changes voids the verdict that cites it', async (t) => {
  const project = projectOf(t, reader, `await waitFor('read'); work();`);
  const run = await startRealRun(project, together);
  const isRead = (state: RunState): boolean => state.ahead?.['two']?.findings !== undefined;
  await run.drive(isRead);

  assert.equal(run.state().waves['one']?.status, 'running');
  assert.deepEqual(
    boardOf(run.state(), 0).pipeline.map(({ stage }) => stage),
    ['work', 'clear'],
  );
  project.leave('read');
  await run.drive(atLaunch('two'), {
    verdict: ({ kind, wave }) => (kind === 'launch' && wave === 'two' ? undefined : 'approved'),
  });

  const voided = run.events.find(({ type }) => type === 'ahead-voided');
  assert.match(voided?.type === 'ahead-voided' ? voided.reason : '', /a change of src\/a\.js, which the verdict cites/);
  assert.deepEqual(run.state().ahead?.['two']?.sessions, {
    'validator-1': 'ahead~two~2~validator-1',
    'validator-2': 'ahead~two~1~validator-2',
  });
  assert.match(project.read('read-two-validator-1'), /## Since you looked last[\s\S]*git diff/);
  assert.match(project.read('read-two-validator-1'), /Done, and in your worktree: Wave 1/);
  assert.deepEqual(project.git('status', '--porcelain'), '');
});

test('a validator that edits files, cites nothing that is there, or says nothing has given no verdict, and a dead process asks nobody twice', async (t) => {
  const bad = `
    if (task === 'validator-1') { write('src/a.js', 'export const smuggled = 1;\\n'); handOff([], { review: { verdict: 'approve', findings: [], cites: [{ file: 'src/a.js', line: 1 }] } }); }
    else handOff([], { review: { verdict: 'approve', findings: [], cites: [{ file: 'src/none.js', line: 900 }] } });`;
  const project = projectOf(t, `enterLedger(); ${bad}`, 'work();');
  const run = await startRealRun(project, together);
  await run.drive(atLaunch('one'), { verdict: ({ kind }) => (kind === 'launch' ? undefined : 'approved') });

  assert.equal(run.result('validator-1').outcome, 'readonly-violated');
  assert.match(run.result('validator-2').message, /cites only places that do not exist: src\/none\.js:900/);
  const missing = boardOf(run.state(), 0).gates[0]?.missing ?? [];
  assert.deepEqual(missing[0]?.names, ['without-validator-1', 'without-validator-2']);
  assert.equal(project.git('status', '--porcelain'), '');
  await run.close();

  const again = await openRealRun(project, together);
  await again.until(atLaunch('one'));
  const asked = (): number => project.read('ledger').split('\n').filter(Boolean).length;
  assert.equal(asked(), 2);
  assert.deepEqual(await again.engine.submit({ type: 'retry-wave', who }), {});
  await again.until((state) => state.ahead?.['one']?.round === 2 && atLaunch('one')(state));
  assert.equal(asked(), 4);
});

function atLaunch(wave: string): (state: RunState) => boolean {
  return (state) => pendingGates(state).some((gate) => gate.kind === 'launch' && gate.wave === wave);
}

function projectOf(t: TestContext, program: string, worker: string) {
  const plan = smallPlan([[{ id: 'a', agent: 'worker' }], [{ id: 'b', agent: 'worker' }]], {
    agents: { reader: profile('reader') },
    worktree: { sandbox: 'off' },
    validateAhead: 'wave',
    validators: [
      { agent: 'reader', disposition: 'Wants to build it' },
      { agent: 'reader', disposition: 'Takes every word literally' },
    ],
  });
  const files = {
    'src/base.js': 'export const base = 1;\n',
    'src/a.js': 'export const a = 1;\n',
    'src/b.js': 'export const b = 1;\n',
  };
  return createRunProject(t, { plan, agents: { worker, reader: program }, files });
}
