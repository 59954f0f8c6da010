import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { startHostileWave } from '../support/hostileWave.ts';
import type { HostileWave, HostileWaveOptions } from '../support/hostileWave.ts';
import { personsCheckout, refsOfRuns } from '../support/personsCheckout.ts';
import { apart, hasFailed, isShipped } from '../support/realRun.ts';

// Attack A: pushes its work into branches and tags of the person. Stopped by: 4, the commits come from its own git folder, which proves it.
test('an agent that pushes its work into the repository of the person is blocked, and the refs are back', async (t) => {
  const wave = await failedWave(t, {
    a: "work(); pushInto('refs/heads/feature', 'refs/tags/v1', 'refs/heads/wavegate/r1');",
  });
  assertViolated(wave, /branch feature was created; undone/);
  assertViolated(wave, /branch wavegate\/r1 was moved; undone/);
  const kept = Object.keys(refsOfRuns(wave.project.repository)).filter((ref) => ref.includes('/backup/'));
  assert.equal(kept.length, 3);
});

// Attack A: merges its work in the checkout of the person. Stopped by: 4, the commits come from its own git folder, which proves it; what is checked out is left to the person.
test('an agent that merges its work in the checkout of the person is blocked, and what is checked out stays', async (t) => {
  const merges = ['--quiet', '--quiet --no-ff --message Mine'];
  for (const options of merges) {
    const { run, project } = await startHostileWave(t, {
      a: `
        work();
        git('add', '--all');
        git('commit', '--quiet', '--message', 'Merge it myself');
        gitIn(checkout, 'fetch', '--quiet', worktree, 'HEAD');
        gitIn(checkout, 'merge', ...${JSON.stringify(options.split(' '))}, 'FETCH_HEAD');`,
    });
    await run.drive(hasFailed);
    assertViolated({ run }, /branch main was moved; left as it is, because it is checked out/);
    assert.equal(project.git('rev-parse', 'wavegate/r1'), run.state().base.commit);
    assert.equal(project.git('status', '--porcelain'), '');
  }
});

/** A program that pushes a commit of the worktree it runs in into the repository of the person. */
const pushes = `
    import { execFileSync } from 'node:child_process';
    import { readFileSync } from 'node:fs';
    const person = readFileSync('.git/objects/info/alternates', 'utf8').trim();
    const push = () => {
      const git = (...args) => execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@b', ...args]);
      git('commit', '--quiet', '--allow-empty', '--message', 'Mine');
      git('push', '--quiet', person + '/..', 'HEAD:refs/heads/planted');
    };`;

// Attack A: hands in a program that pushes when its checks run it. Stopped by: 4, the commits come from its own git folder, which proves it.
test('a program of the agent that pushes a branch when its checks run it is blocked, too', async (t) => {
  const program = `${pushes} push();`;
  const wave = await failedWave(
    t,
    { a: `write('src/a.js', ${JSON.stringify(program)}); handOff(['src/a.js']);` },
    { tasks: { a: { verify: ['node src/a.js'] } } },
  );
  assertViolated(wave, /branch planted was created; undone/);
});

// Attack A: hands in a program that pushes when the checks of the wave run it. Stopped by: 7, the commits come from its own git folder, which proves it.
test('a program of the agent that pushes a branch when the checks of the wave run it fails the wave, and it is gone', async (t) => {
  const program = `${pushes} if (process.env.WAVEGATE_TASK === 'check') push();`;
  const { run } = await failedWave(
    t,
    { a: `write('src/a.js', ${JSON.stringify(program)}); handOff(['src/a.js']);` },
    { plan: { checkpoint: { test: 'node src/a.js' } } },
  );
  assert.equal(run.result('a').outcome, 'done', run.result('a').message);
  const { failure } = run.state().waves['one'] ?? {};
  assert.equal(failure?.kind, 'checks');
  assert.match(failure?.message ?? '', /branch planted was created; undone, copy kept as refs\/wavegate\/r1\/backup/);
});

// Attack beyond: kills the checks of the wave after it pushed a branch in them. Stopped by: 7, fingerprints, compared by the next try.
test('what a program changed before it killed the checks that ran it is found by the next try', async (t) => {
  const program = `${pushes}
    import { existsSync, writeFileSync } from 'node:fs';
    if (process.env.WAVEGATE_TASK === 'check' && !existsSync('HOME/once')) {
      writeFileSync('HOME/once', '');
      push();
      process.kill(process.ppid, 'SIGKILL');
    }`;
  const { run } = await failedWave(
    t,
    { a: `write('src/a.js', ${JSON.stringify(program)}.replaceAll('HOME', home)); handOff(['src/a.js']);` },
    { plan: { checkpoint: { test: 'node src/a.js' } }, setup: apart },
  );
  const { failure } = run.state().waves['one'] ?? {};
  assert.equal(failure?.kind, 'checks');
  assert.match(failure?.message ?? '', /branch planted was created; undone/);
});

// Attack beyond: changes settings and installs hooks in the git folder of the person. Stopped by: 4, fingerprints; reported before the next gate, because nothing proves who did it.
test('settings and hooks that an agent changes in the repository of the person are reported, with the time', async (t) => {
  const { run, project } = await startHostileWave(t, {
    a: `
      work();
      gitIn(checkout, 'config', 'alias.st', 'status');
      write(gitFolder + '/hooks/pre-commit', '#!/bin/sh\\nexit 1\\n');`,
  });
  await run.drive(isShipped);
  const { outside = [] } = run.result('a');
  assert.match(
    outside.join('\n'),
    /\.git\/config was changed \(alias\.st\) \(at \d\d:\d\d\)\n\.git\/hooks\/pre-commit was changed \(at /,
  );
  assert.equal(project.git('diff', '--name-only', 'main', 'wavegate/r1'), 'src/a.js');
});

// Attack beyond: writes a file of a sibling. Stopped by: 4, ownership on the real diff.
test('an agent that writes into the worktree of another does not get it merged', async (t) => {
  const wave = await failedWave(t, {
    a: `
      await waitFor('b-is-there');
      for (const folder of siblings()) write(folder + '/src/planted.js', 'planted');
      write(home + '/planted', '');
      work();`,
    b: "write(home + '/b-is-there', ''); await waitFor('planted'); work();",
  });
  const victim = wave.run.result('b');
  assert.equal(victim.outcome, 'scope-violated', victim.message);
  assert.deepEqual(victim.violations, ['src/planted.js']);
  const backup = wave.run.layout.backupFolder('r1');
  assert.match(victim.message, new RegExp(`Copies are in ${backup}`));
});

// Attack A: pushes its work while an honest session of its wave ends. Stopped by: 4, the commits come from its own git folder, which proves it against this session only.
test('a session that ends while another has pushed a branch is not blamed for it, and the other is', async (t) => {
  const wave = await failedWave(
    t,
    {
      a: `
      work();
      pushInto('refs/heads/planted');
      write(home + '/moved', '');
      await waitFor('b-has-ended');`,
      b: "await waitFor('moved'); work();",
    },
    { onEnd: 'b' },
  );
  assertViolated(wave, /branch planted was created; undone/);
  assert.equal(wave.run.result('b').outcome, 'done', wave.run.result('b').message);
});

// Attack beyond: changes settings while an honest session of its wave ends. Stopped by: 4, fingerprints; reported once, before the next gate.
test('where nothing proves who changed a setting, one session reports it, and it stays and blocks no session', async (t) => {
  const { run, project } = await startHostileWave(t, {
    a: `
      work();
      gitIn(checkout, 'config', 'alias.st', 'status');
      write(home + '/changed', '');
      await waitFor('b-has-ended');`,
    b: "await waitFor('changed'); work();",
  });
  await driveToEndOf(run, project, 'b');
  await run.drive(isShipped);
  const told = ['a', 'b'].flatMap((subject) => run.result(subject).outside ?? []);
  assert.equal(told.length, 1, told.join('\n'));
  assert.match(told[0] ?? '', /alias\.st/);
  assert.equal(project.git('config', 'alias.st'), 'status');
});

async function driveToEndOf(run: HostileWave['run'], project: HostileWave['project'], subject: string): Promise<void> {
  await run.drive(({ sessions }) =>
    Object.values(sessions).some((session) => session.subject === subject && session.status === 'ended'),
  );
  project.leave(`${subject}-has-ended`);
}

/** @param options.onEnd task whose end the programs are told of, by a file `<task>-has-ended` */
async function failedWave(
  t: TestContext,
  programs: Readonly<Record<string, string>>,
  { onEnd, ...options }: HostileWaveOptions & { readonly onEnd?: string } = {},
): Promise<HostileWave> {
  const wave = await startHostileWave(t, programs, options);
  if (onEnd !== undefined) await driveToEndOf(wave.run, wave.project, onEnd);
  await wave.run.drive(hasFailed);
  assert.equal(wave.project.git('rev-parse', 'wavegate/r1'), wave.before['refs/heads/main']);
  // Git notes in the index when it wrote a file; that no content differs is what its status says.
  const { '.git/index': _index, ...before } = wave.before;
  assert.deepEqual(personsCheckout(wave.project.repository, { without: /^\.git\/index$/ }), before);
  assert.equal(wave.project.git('status', '--porcelain'), '');
  return wave;
}

function assertViolated({ run }: Pick<HostileWave, 'run'>, violation: RegExp): void {
  const { outcome, message, violations = [] } = run.result('a');
  assert.equal(outcome, 'scope-violated', message);
  assert.ok(
    violations.some((line) => violation.test(line)),
    violations.join('\n'),
  );
}
