import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Job } from '../../../../src/core/model/effects.ts';
import { archiveOf } from '../../../../src/core/report/archive.ts';
import { pullRequestBody } from '../../../../src/core/report/report.ts';
import { pendingGates } from '../../../../src/core/queries/runQueries.ts';
import { boardOf } from '../../../../src/core/views/board.ts';
import { planText, redOnce, SimulatedRun } from '../../../support/simulatedRun.ts';

const plan = planText(1, 'archive: {to: records/}\n');

test('an archived record holds each revision, directive, decision, verdict, handoff and follow-up, and says where', () => {
  const run = new SimulatedRun();
  redOnce(run, 'w1', 'a1');
  const before = run.outcome;
  run.outcome = (job: Job) => {
    const result = before(job);
    if (job.subject !== 'a1') return result;
    return { ...result, handoff: '{"status": "done"}', followUps: ['Rename\n  the module'], conversation: 'c1' };
  };
  run.start(plan).approveAll();
  assert.equal(run.run.phase, 'adapt');
  assert.equal(run.adapt('fix', 'a1', 'The constant was wrong.'), undefined);
  run.settle().approveAll('reconcile');
  for (const { id, kind } of pendingGates(run.run)) {
    if (kind === 'reconcile') run.decide(id, 'approved', { 'item-1': 'out' }, undefined, {}, 'Later.');
  }
  run.settle().approveAll();
  assert.equal(run.run.phase, 'shipped');
  const archive = archiveOf(run.run) ?? assert.fail();
  const file = (name: string): string => archive.files.find(({ path }) => path === name)?.text ?? `no ${name}`;
  assert.equal(archive.folder, 'records/r1');
  assert.equal(file('plan/revision-0.waveplan.yaml'), plan);
  assert.match(file('plan/revision-1.waveplan.yaml'), /a1-fix/);
  assert.match(file('waves/w1.md'), /Attempt 1 [\s\S]*Task a1[\s\S]*Directive[\s\S]*Decisions/);
  assert.match(file('decisions.json'), /"gate": "plan-1"[\s\S]*"signature"/);
  assert.match(file('follow-ups.md'), /- a1: Rename the module/);
  assert.match(file('directives/wave-w1-1-a1.md'), /Extend module a1/);
  assert.equal(file('handoffs/wave-w1-1-a1.json'), '{"status": "done"}');
  assert.match(file('README.md'), /^# Extend modules[\s\S]*## In this folder/);
  const index = JSON.parse(file('archive.json')) as {
    waves: Record<string, string>;
    revisions: Record<string, string>;
  };
  for (const page of [...Object.values(index.waves), ...Object.values(index.revisions)])
    assert.ok(!file(page).startsWith('no '));
  assert.deepEqual(
    archive.transcripts.find(({ session }) => session === 'wave~w1~1~a1'),
    { path: 'transcripts/wave-w1-1-a1.txt', session: 'wave~w1~1~a1', epoch: 1 },
  );
  const names = archive.files.map(({ path }) => path.toLowerCase());
  assert.equal(new Set(names).size, names.length);
});

test('the ship gate shows where the record goes, its commits lead there, and the pull request too', () => {
  const run = new SimulatedRun().start(planText(1, 'archive: {to: records, transcripts: false}\n')).approveAll('ship');
  const sections = boardOf(run.run, 0).gates.find(({ kind }) => kind === 'ship')?.sections ?? [];
  const lines = sections.find(({ title }) => title === 'Record for others')?.lines ?? [];
  assert.deepEqual(lines, [
    'branch records, pushed to origin',
    'plan, directives, decisions, verdicts, handoffs; secrets that are known by their form are taken out',
  ]);
  assert.deepEqual(archiveOf(run.run)?.transcripts, []);
  assert.match(archiveOf(run.run)?.message ?? '', /Wavegate-Run: r1\n[\s\S]*Wavegate-Archive: records\n/);
  assert.match(pullRequestBody(run.run), /The full record is in the folder `r1\/` of branch `records`\./);
  assert.equal(archiveOf(new SimulatedRun().start().run), undefined);
});
