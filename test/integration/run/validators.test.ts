import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { pendingGates } from '../../../src/core/queries/runQueries.ts';
import { boardOf } from '../../../src/core/views/board.ts';
import { createMemorySigner } from '../../../src/decisions/signers.ts';
import { hasFailed, isShipped, openRealRun, startRealRun, together, who } from '../../support/realRun.ts';
import { createRunProject } from '../../support/runProject.ts';
import { profile, smallPlan } from '../../support/smallPlan.ts';

/** Reads what is there; keeps the result back until the file says that it is mended. */
const reader = `
  import { readFileSync } from 'node:fs';
  const text = readFileSync('src/a.js', 'utf8');
  const before = process.env.WAVEGATE_HANDOVER ? readFileSync(process.env.WAVEGATE_HANDOVER, 'utf8') : '';
  const directive = readFileSync(process.env.WAVEGATE_DIRECTIVE, 'utf8');
  write(home + '/seen-' + task, directive + before);
  const earlier = [...directive.matchAll(/^- (\\S+), (?:blocker|issue), /gm)].map(([, id]) => ({ id, status: 'fixed' }));
  const line = task === 'validator-1' ? 1 : 2;
  const title = task === 'validator-1' ? 'The work is not mended' : 'Work not mended yet';
  const finding = { severity: task === 'validator-1' ? 'issue' : 'blocker', file: 'src/a.js', line, title };
  const review = /mended/.test(text) ? { verdict: 'approve', findings: [], earlier } : { verdict: 'changes', findings: [finding] };
  handOff([], { review });`;

const mender = `
  import { appendFileSync, readFileSync } from 'node:fs';
  write(home + '/directive-' + task, readFileSync(process.env.WAVEGATE_DIRECTIVE, 'utf8'));
  if (task === 'a') work();
  else { appendFileSync('src/a.js', '// mended\\n'); handOff(['src/a.js']); }`;

test('two validators agree on a blocker; it is fixed in a wave of its own, and they look again with what they had found', async (t) => {
  const project = projectOf(t, reader);
  const run = await startRealRun(project, together);
  await run.drive(hasFailed);
  const [finding, ...more] = boardOf(run.state(), 0).findings;

  assert.deepEqual(more, []);
  assert.equal(finding?.severity, 'blocker');
  assert.equal(finding.lens, 'Validator 1 (reader), Validator 2 (reader)');
  assert.ok(finding.verified);
  assert.match(
    run.state().validation?.failure?.message ?? '',
    /found 1 blocker. To be fixed first, or marked out or deferred: Work not mended yet \(src\/a\.js:2\)/,
  );

  await run.drive(
    ({ gates }) => Object.values(gates).some(({ kind, status }) => kind === 'acceptance' && status === 'pending'),
    {
      adapt: () => ({ strategy: 'fix', task: 'a' }),
      verdict: ({ kind }) => (kind === 'acceptance' ? undefined : 'approved'),
    },
  );
  const fix = run.state().plan.plan.waves.at(-1)?.tasks[0]?.id ?? '';
  assert.match(project.read(`directive-${fix}`), /## Findings of the validators[\s\S]*Work not mended yet/);
  assert.match(
    project.read('seen-validator-2'),
    /## Since you looked last[\s\S]*# What session validate~1~validator-2 left[\s\S]*Work not mended yet/,
  );
  assert.deepEqual(
    run.state().lastFindings.map(({ title, status }) => [title, status]),
    [['Work not mended yet', 'fixed']],
  );
  await run.drive(isShipped);
  assert.match(project.git('show', 'wavegate/r1:src/a.js'), /mended/);
});

test('a validator that changes something is undone and gives no verdict; tried again, both look afresh', async (t) => {
  const project = projectOf(
    t,
    `${reader}
    if (task === 'validator-1') write('src/a.js', 'export const smuggled = 1;\\n');`,
  );
  const run = await startRealRun(project, together);
  await run.drive(hasFailed);

  assert.equal(run.result('validator-1').outcome, 'readonly-violated');
  assert.equal(run.state().validation?.failure?.kind, 'sessions');
  assert.ok(!project.git('show', 'wavegate/r1:src/a.js').includes('smuggled'));
  assert.deepEqual(await run.engine.submit({ type: 'retry-wave', who }), {});
  await run.until(({ validation }) => validation?.attempt === 2);
});

test('a run that dies while validators read goes on where it was, and asks nobody twice', async (t) => {
  const project = projectOf(t, `enterLedger(); await waitFor('go'); ${reader.replace('/mended/', '/done/')}`);
  const signer = createMemorySigner();
  const run = await startRealRun(project, { signer, ...together });
  const reading = run.drive(
    ({ validation, sessions }) =>
      (validation?.validators ?? []).filter((id) => sessions[id]?.status === 'running').length === 2,
  );
  await reading;
  await run.close();
  project.leave('go');
  const again = await openRealRun(project, { signer, ...together });
  const state = await again.until((state) => pendingGates(state).some(({ kind }) => kind === 'acceptance'));

  assert.deepEqual(state.validation?.findings, []);
  const readers = project
    .read('ledger')
    .split('\n')
    .filter((line) => line.startsWith('validator'));
  assert.equal(readers.length, 2);
});

function projectOf(t: TestContext, program: string) {
  const plan = smallPlan([[{ id: 'a', agent: 'mender' }]], {
    agents: { reader: profile('reader') },
    validators: [
      { agent: 'reader', disposition: 'Insists on tests' },
      { agent: 'reader', disposition: 'Distrusts tests' },
    ],
  });
  const sources = { 'src/base.js': 'export const base = 1;\n', 'src/a.js': 'export const a = 1;\n' };
  return createRunProject(t, { plan, agents: { mender, reader: program }, files: sources });
}
