import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { appendFileSync, cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { makeProject } from './project.ts';

test('a run moves to another machine with its folder, is verified there and goes on there, and not here', async (t) => {
  const project = await makeProject(t);
  const { wavegate, home, git } = project;
  writeFileSync(path.join(home, 'go'), '');
  const key = ['--key', path.join(home, 'key.pem')];
  await wavegate('keygen', path.join(home, 'key.pem'));
  git('push', '--quiet', 'origin', 'main');
  const waits = await wavegate('run', 'plan.waveplan.yaml', ...key, '--approve', 'plan,launch,spot-check,acceptance');
  assert.equal(waits.exitCode, 4, waits.notes);
  const run = git('for-each-ref', '--format=%(refname:lstrip=3)', 'refs/heads/wavegate/').split('\n')[0] ?? '';
  const folder = path.join(home, 'exported');
  assert.match((await wavegate('export', 'none', folder)).notes, /none/);
  assert.match((await wavegate('export', run, project.repository)).notes, /has files in it already/);
  const exported = await wavegate('export', run, folder, '--move');
  assert.equal(exported.exitCode, 0, exported.notes);
  assert.notEqual((await wavegate('resume', run, ...key)).exitCode, 0);

  const clone = path.join(home, 'clone');
  execFileSync('git', ['clone', '--quiet', '--branch', 'main', path.join(home, 'remote.git'), clone]);
  const there = ['--repo', clone, '--state', path.join(home, 'state of the other')];
  // Somebody who changes a decision, or anything else on the way, is found out.
  const changed = path.join(home, 'changed');
  cpSync(folder, changed, { recursive: true });
  appendFileSync(path.join(changed, 'commits.bundle'), ' ');
  assert.match((await wavegate('import', changed, ...there)).notes, /not as it was written: commits\.bundle/);
  // A link would have later sessions write where it leads.
  const linked = path.join(home, 'linked');
  cpSync(folder, linked, { recursive: true });
  symlinkSync(home, path.join(linked, 'run', 'sessions', 'mine'));
  assert.match((await wavegate('import', linked, ...there)).notes, /not as it was written: run\/sessions\/mine/);
  assert.match((await wavegate('import', home, ...there)).notes, /holds no exported run/);
  assert.notEqual((await wavegate('status', run, ...there)).exitCode, 0);

  const imported = await wavegate('import', folder, ...there);
  assert.equal(imported.exitCode, 0, imported.notes);
  assert.match((await wavegate('import', folder, ...there)).notes, /There is a run .* here already/);
  const verified = await wavegate('verify', run, ...key, ...there);
  assert.equal(verified.exitCode, 0, verified.out);
  const ended = await wavegate('resume', run, ...key, '--approve', 'ship', ...there);
  assert.equal(ended.exitCode, 0, ended.notes);
  assert.match(execFileSync('git', ['-C', clone, 'show', `wavegate/${run}:src/b.js`], { encoding: 'utf8' }), /"b"/);
  const journal = readFileSync(path.join(folder, 'journal.jsonl'), 'utf8');
  assert.doesNotMatch(journal, /"type":"shipped"/);

  // Records that are kept no longer go to a folder, and come back from there.
  const records = path.join(home, 'records');
  assert.match((await wavegate('clean', '--older', '1', '--record', records, ...there)).notes, /nothing behind/);
  assert.match((await wavegate('clean', '--record', path.join(clone, 'in'), ...there)).notes, /is in the repository/);
  const moved = await wavegate('clean', '--record', records, '--yes', ...there);
  assert.match(moved.out, /removed .*its record\n[^]*wavegate import/);
  assert.notEqual((await wavegate('report', run, ...there)).exitCode, 0);
  assert.equal((await wavegate('import', path.join(records, run), ...there)).exitCode, 0);
  assert.equal((await wavegate('verify', run, ...key, ...there)).exitCode, 0);
});
