import assert from 'node:assert/strict';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { suite, test } from 'node:test';
import type { TestContext } from 'node:test';
import { readApprovers } from '../../src/core/model/approvers.ts';
import { createRunService } from '../../src/compose/editor.ts';
import { createRunProject } from '../support/runProject.ts';
import type { RunProject } from '../support/runProject.ts';
import { bundledSessionHost, bundledWorker } from '../support/sessionHostBundle.ts';
import { smallPlan } from '../support/smallPlan.ts';
import { until } from '../support/until.ts';

type Service = ReturnType<typeof createRunService>;

/** A project, and editors that are opened on it one after the other. */
async function editorsOn(t: TestContext): Promise<{ readonly project: RunProject; readonly open: () => Service }> {
  const project = createRunProject(t, {
    plan: smallPlan([['a']]),
    agents: { a: 'work();' },
    files: { 'src/base.js': '', 'src/a.js': '' },
  });
  const [hostProgram, workerProgram] = [await bundledSessionHost(), await bundledWorker()];
  let secret: string | undefined;
  const open = (): Service => {
    const service = createRunService({
      hostProgram,
      workerProgram,
      settings: { stateRoot: project.state, worktreeRoot: project.worktrees },
      secrets: { get: () => Promise.resolve(secret), store: (made) => Promise.resolve(void (secret = made)) },
    });
    project.atEnd(() => service.dispose());
    return service;
  };
  return { project, open };
}

/** A line of a commit of the run came from it; what is typed above it, and what was there before, came from none. */
async function showsOrigins({ records }: Service, { git, home, repository }: RunProject, run: string): Promise<void> {
  const look = path.join(home, 'look');
  git('worktree', 'add', '--quiet', '--detach', look);
  const file = path.join(look, 'src', 'a.js');
  writeFileSync(file, 'export const done = true;\n');
  git('-C', look, 'commit', '--quiet', '--all', '-m', `Change a\n\nWavegate-Run: ${run}\nWavegate-Wave: one`);
  const typed = `// Typed, and not saved.\n${readFileSync(file, 'utf8')}`;
  const found = await records.lineOrigin(file, 2, typed);
  assert.ok('markdown' in found, JSON.stringify(found));
  assert.match(found.markdown, new RegExp(`Run \`${run}\`[^]*## Wave one: Wave 1`));
  const mine = await records.lineOrigin(file, 1, typed);
  assert.ok('refused' in mine && /Line 1 of .* is not committed yet/.test(mine.refused));
  const agent = path.join(repository, 'agents', 'a.mjs');
  const before = await records.lineOrigin(agent, 1, readFileSync(agent, 'utf8'));
  assert.ok('refused' in before && /was not made by a run/.test(before.refused));
}

suite('the runs of an editor', () => {
  test('a click that starts a run while the window still opens the unfinished one does not start another beside it', async (t) => {
    const { project, open } = await editorsOn(t);
    const before = open();
    await before.startRun(project.planPath);
    const run = before.state()?.run;
    await before.dispose();

    const after = open();
    const [resumed, started] = await Promise.allSettled([
      after.resume([project.repository]),
      after.startRun(project.planPath),
    ]);
    assert.equal(resumed.status, 'fulfilled');
    assert.match(started.status === 'rejected' ? String(started.reason) : 'started', /is under way/);
    assert.equal(after.state()?.run, run);
    assert.equal(after.drivenElsewhere(), undefined);
    assert.equal((await after.listRuns([project.repository])).length, 1);
  });

  test('a window that shows a run which another one drives decides, adapts and stops in it', async (t) => {
    const { project, open } = await editorsOn(t);
    const [driving, viewing] = [open(), open()];
    await driving.startRun(project.planPath);
    const run = driving.state()?.run ?? '';
    await until(() => driving.state()?.gates['plan-1'] !== undefined);
    await viewing.openRun(run, [project.repository]);
    assert.match(viewing.drivenElsewhere() ?? '', /process/);
    assert.match((await viewing.proposeAdaptation('redispatch', 'a', '')).refused ?? '', /Nothing has failed/);
    assert.match((await viewing.retry()).refused ?? '', /./);
    const approval = { gate: 'plan-1', verdict: 'approved', note: 'from beside', channel: 'sidebar' } as const;
    assert.deepEqual(await viewing.decide(approval), {});
    await until(() => driving.state()?.gates['launch-1'] !== undefined);
    assert.equal(driving.state()?.gates['plan-1']?.decision?.note, 'from beside');
    assert.deepEqual(await viewing.stop('seen enough'), {});
    assert.equal(driving.state()?.phase, 'stopped');
  });

  test('a run that the window drives is exported, goes on there, and is closed once it has moved away', async (t) => {
    const { project, open } = await editorsOn(t);
    const window = open();
    await window.startRun(project.planPath);
    const run = window.state()?.run ?? '';
    await until(() => window.state()?.gates['plan-1'] !== undefined);
    const out = (name: string): string => path.join(project.home, name);

    assert.ok((await window.records.exportRun(run, [project.repository], out('copy'), false)) >= 2);
    assert.ok(readdirSync(out('copy')).includes('journal.jsonl'));
    assert.equal(window.state()?.run, run);
    assert.equal(window.drivenElsewhere(), undefined);
    const again = window.records.exportRun(run, [project.repository], out('copy'), true);
    await assert.rejects(again, /has files in it already/);
    assert.equal(window.state()?.run, run, 'where nothing was written, it is still driven here');
    const approval = { gate: 'plan-1', verdict: 'approved', note: '', channel: 'sidebar' } as const;
    assert.deepEqual(await window.decide(approval), {});
    await showsOrigins(window, project, run);

    await window.records.exportRun(run, [project.repository], out('moved'), true);
    assert.equal(window.state(), undefined);
    assert.deepEqual(await window.listRuns([project.repository]), []);
    await assert.rejects(
      window.records.exportRun('r9', [project.repository], out('none'), false),
      /Run r9 is not among/,
    );
  });

  test('the line that names its person as an approver has the key it signs with; a file by which another tool asks for a decision is shown, and decides nothing', async (t) => {
    const { project, open } = await editorsOn(t);
    const service = open();
    let told = 0;
    service.onDidAsk(() => (told += 1));
    const line = await service.machine.approverLine(project.repository);
    await service.startRun(project.planPath);
    assert.equal(readApprovers(line).approvers[0]?.key, service.state()?.publicKey);
    const run = service.state()?.run ?? '';
    const found = () =>
      readdirSync(project.state, { recursive: true, encoding: 'utf8' }).find((name) =>
        name.endsWith(path.join(run, 'requests')),
      );
    await until(() => found() !== undefined);
    writeFileSync(path.join(project.state, found() ?? '', 'plan-1.approved'), 'the bot likes it');
    await until(() => told > 0);
    assert.deepEqual(service.requests(), [
      { gate: 'plan-1', words: 'a file asks for approval, which decides nothing: the bot likes it' },
    ]);
    await until(() => service.state()?.gates['plan-1'] !== undefined);
    assert.equal(service.state()?.gates['plan-1']?.status, 'pending');
  });

  test('a plan that was edited where nobody is told of it is known once a decision on it does not count', async (t) => {
    const { project, open } = await editorsOn(t);
    const service = open();
    await service.startRun(project.planPath);
    const gate = 'plan-1';
    await until(() => service.state()?.gates[gate] !== undefined);
    // Answered once everything before is done, which is to read the plan file.
    await service.reopen('no such gate');
    writeFileSync(project.planPath, readFileSync(project.planPath, 'utf8').replace('Change a', 'Change exactly a'));
    const approval = { gate, verdict: 'approved', note: '', channel: 'sidebar' } as const;
    assert.deepEqual(await service.decide(approval), {});
    await until(() => service.state()?.edit !== undefined);
    assert.notEqual(service.state()?.gates[gate]?.voided, undefined);
  });
});
