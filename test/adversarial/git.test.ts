import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startHostileWave } from '../support/hostileWave.ts';
import type { HostileWave } from '../support/hostileWave.ts';
import { personsCheckout, refsOfRuns } from '../support/personsCheckout.ts';
import { apart, hasFailed } from '../support/realRun.ts';

/** A program that pushes a commit of the worktree it runs in into the repository of the person. */
const pushes = `
    import { execFileSync } from 'node:child_process';
    import { readFileSync } from 'node:fs';
    const person = readFileSync('.git/objects/info/alternates', 'utf8').trim();
    const push = (branch) => {
      const git = (...args) => execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@b', ...args]);
      git('commit', '--quiet', '--allow-empty', '--message', 'Mine');
      git('push', '--quiet', person + '/..', 'HEAD:refs/heads/' + branch);
    };`;

/** Merges what the agent has done in the checkout of the person. */
const merges = (options: string): string => `
  work();
  git('add', '--all');
  git('commit', '--quiet', '--message', 'Merge it myself');
  gitIn(checkout, 'fetch', '--quiet', worktree, 'HEAD');
  gitIn(checkout, 'merge', ${options}, 'FETCH_HEAD');`;

/** Agents of one wave that meddle with the repository of the person and with each other, and those they do it to. */
const meddlers = {
  pusher: "work(); pushInto('refs/heads/feature', 'refs/tags/v1', 'refs/heads/wavegate/r1');",
  tested: `write('src/tested.js', ${JSON.stringify(`${pushes} push('tested');`)}); handOff(['src/tested.js']);`,
  writer: `
    await waitFor('victim-is-there');
    for (const folder of siblings().filter((name) => name.endsWith('victim'))) write(folder + '/src/planted.js', 'planted');
    write(home + '/planted', '');
    work();`,
  victim: "write(home + '/victim-is-there', ''); await waitFor('planted'); work();",
  early: "work(); pushInto('refs/heads/early'); write(home + '/pushed', ''); await waitFor('honest-has-ended');",
  honest: "await waitFor('pushed'); work();",
  forward: `await waitFor('all-others-have-ended'); ${merges("'--quiet'")}`,
  merger: `await waitFor('forward-has-ended'); ${merges("'--quiet', '--no-ff', '--message', 'Mine'")}`,
};

test('agents that meddle with the repository of the person and with each other do not get their wave merged', async (t) => {
  const wave = await startHostileWave(t, meddlers, {
    tasks: { tested: { verify: ['node src/tested.js'] } },
    plan: { limits: { parallel: Object.keys(meddlers).length } },
  });
  const { run, project, before } = wave;
  await driveToEndOf(wave, 'honest');
  project.leave('honest-has-ended');
  await driveToEndOf(wave, 'pusher', 'tested', 'writer', 'victim', 'early');

  await t.test('the repository and the checkout of the person are as before', () => {
    assert.equal(project.git('rev-parse', 'wavegate/r1'), before['refs/heads/main']);
    assertCheckoutAsBefore(wave);
  });

  project.leave('all-others-have-ended');
  await driveToEndOf(wave, 'forward');
  project.leave('forward-has-ended');
  await run.drive(hasFailed);

  // Attack A: pushes its work into branches and tags of the person. Stopped by: 4, the commits come from its own git folder, which proves it.
  await t.test(
    'an agent that pushes its work into the repository of the person is blocked, and the refs are back',
    () => {
      assertViolated(wave, 'pusher', /branch feature was created; undone/);
      assertViolated(wave, 'pusher', /tag v1 was created; undone/);
      assertViolated(wave, 'pusher', /branch wavegate\/r1 was moved; undone/);
      const kept = Object.keys(refsOfRuns(project.repository)).filter((ref) => ref.includes('/backup/one/pusher/'));
      assert.equal(kept.length, 3);
    },
  );

  // Attack A: hands in a program that pushes when its checks run it. Stopped by: 4, the commits come from its own git folder, which proves it.
  await t.test('a program of the agent that pushes a branch when its checks run it is blocked, too', () => {
    assertViolated(wave, 'tested', /branch tested was created; undone/);
  });

  // Attack beyond: writes a file of a sibling. Stopped by: 4, ownership on the real diff.
  await t.test('an agent that writes into the worktree of another does not get it merged', () => {
    const victim = run.result('victim');
    assert.equal(victim.outcome, 'scope-violated', victim.message);
    assert.deepEqual(victim.violations, ['src/planted.js']);
    const backup = run.layout.backupFolder('r1');
    assert.match(victim.message, new RegExp(`Copies are in ${backup}`));
  });

  // Attack A: pushes its work while an honest session of its wave ends. Stopped by: 4, the commits come from its own git folder, which proves it against this session only.
  await t.test('a session that ends while another has pushed a branch is not blamed for it, and the other is', () => {
    assertViolated(wave, 'early', /branch early was created; undone/);
    assert.equal(run.result('honest').outcome, 'done', run.result('honest').message);
  });

  // Attack A: merges its work in the checkout of the person. Stopped by: 4, the commits come from its own git folder, which proves it; what is checked out is left to the person.
  await t.test(
    'an agent that merges its work in the checkout of the person is blocked, and what is checked out stays',
    () => {
      for (const task of ['forward', 'merger'])
        assertViolated(wave, task, /branch main was moved; left as it is, because it is checked out/);
      assert.equal(project.git('rev-parse', 'wavegate/r1'), run.state().base.commit);
      assert.equal(project.git('log', '--merges', '--format=%s', 'main'), 'Mine');
      assert.equal(project.git('status', '--porcelain'), '');
    },
  );
});

test('a program of an agent that the checks of the wave run does not get the wave merged', async (t) => {
  const program = `${pushes}
    import { existsSync, writeFileSync } from 'node:fs';
    if (process.env.WAVEGATE_TASK === 'check') {
      if (existsSync('HOME/once')) push('later');
      else {
        writeFileSync('HOME/once', '');
        push('earlier');
        process.kill(process.ppid, 'SIGKILL');
      }
    }`;
  const wave = await startHostileWave(
    t,
    { a: `write('src/a.js', ${JSON.stringify(program)}.replaceAll('HOME', home)); handOff(['src/a.js']);` },
    { plan: { checkpoint: { test: 'node src/a.js' } }, setup: apart },
  );
  const { run, project, before } = wave;
  await run.drive(hasFailed);
  const { failure } = run.state().waves['one'] ?? {};

  // Attack A: hands in a program that pushes when the checks of the wave run it. Stopped by: 7, the commits come from its own git folder, which proves it.
  await t.test('what pushes a branch when the checks of the wave run it fails the wave, and the branch is gone', () => {
    assert.equal(run.result('a').outcome, 'done', run.result('a').message);
    assert.equal(failure?.kind, 'checks');
    assert.match(failure?.message ?? '', /branch later was created; undone, copy kept as refs\/wavegate\/r1\/backup/);
  });

  // Attack beyond: kills the checks of the wave after it pushed a branch in them. Stopped by: 7, fingerprints, compared by the next try.
  await t.test('what a program changed before it killed the checks that ran it is found by the next try', () => {
    assert.match(failure?.message ?? '', /branch earlier was created; undone/);
  });

  await t.test('nothing of it is left', () => {
    assert.equal(project.git('rev-parse', 'wavegate/r1'), before['refs/heads/main']);
    assertCheckoutAsBefore(wave);
  });
});

async function driveToEndOf({ run }: HostileWave, ...subjects: readonly string[]): Promise<void> {
  await run.drive(({ sessions }) => {
    const ended = Object.values(sessions).filter(({ status }) => status === 'ended');
    return subjects.every((subject) => ended.some((session) => session.subject === subject));
  });
}

function assertCheckoutAsBefore({ project, before }: HostileWave): void {
  // Git notes in the index when it wrote a file; that no content differs is what its status says.
  const { '.git/index': _index, ...expected } = before;
  assert.deepEqual(personsCheckout(project.repository, { without: /^\.git\/index$/ }), expected);
  assert.equal(project.git('status', '--porcelain'), '');
}

function assertViolated({ run }: HostileWave, task: string, violation: RegExp): void {
  const { outcome, message, violations = [] } = run.result(task);
  assert.equal(outcome, 'scope-violated', message);
  assert.ok(
    violations.some((line) => violation.test(line)),
    violations.join('\n'),
  );
}
