import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import type { RunState } from '../../src/core/run/state.ts';
import { startHostileWave } from '../support/hostileWave.ts';
import type { HostileWave, HostileWaveOptions } from '../support/hostileWave.ts';
import { personsCheckout, refsOfRuns } from '../support/personsCheckout.ts';
import { hasFailed } from '../support/realRun.ts';

// Attack A: merges itself at the end, with update-ref. Stopped by: 4, fingerprints.
test('an agent that commits and points main at its work by hand is blocked, and main is back', async (t) => {
  const wave = await failedWave(t, {
    a: `
      work();
      git('add', '--all');
      git('commit', '--quiet', '--message', 'Merge it myself');
      git('update-ref', 'refs/heads/main', 'HEAD');`,
  });
  assertViolated(wave, /refs\/heads\/main was moved; undone/);
  const kept = Object.keys(refsOfRuns(wave.project.repository)).filter((ref) => ref.includes('/backup/'));
  assert.equal(kept.length, 1);
});

// Attack A: merges itself in the checkout of the person. Stopped by: 4, fingerprints.
test('an agent that merges its work in the checkout of the person is blocked, and the checkout is back', async (t) => {
  const wave = await failedWave(t, {
    a: `
      work();
      git('add', '--all');
      git('commit', '--quiet', '--message', 'Merge it myself');
      gitIn(checkout, 'merge', '--quiet', git('rev-parse', 'HEAD'));`,
  });
  assertViolated(wave, /refs\/heads\/main was moved; undone/);
});

// Attack A: merges itself with a merge commit. Stopped by: 4, fingerprints.
test('an agent that merges with a merge commit is blocked, too', async (t) => {
  const wave = await failedWave(t, {
    a: `
      work();
      git('add', '--all');
      git('commit', '--quiet', '--message', 'Merge it myself');
      gitIn(checkout, 'merge', '--quiet', '--no-ff', '--message', 'Mine', git('rev-parse', 'HEAD'));`,
  });
  assertViolated(wave, /refs\/heads\/main was moved; undone/);
});

// Attack A: hands in a program that merges when its checks run it. Stopped by: 4, fingerprints.
test('a program of the agent that moves main when its checks run it is blocked, too', async (t) => {
  const program = `
    import { execFileSync } from 'node:child_process';
    const env = { ...process.env, GIT_CONFIG_COUNT: '0' };
    execFileSync('git', ['update-ref', 'refs/heads/main', 'HEAD'], { env });
    execFileSync('git', ['config', 'core.hooksPath', '.'], { env });`;
  const wave = await failedWave(
    t,
    { a: `write('src/a.js', ${JSON.stringify(program)}); handOff(['src/a.js']);` },
    { tasks: { a: { verify: ['node src/a.js'] } } },
  );
  assertViolated(wave, /refs\/heads\/main was moved; undone/);
  assertViolated(wave, /\.git\/config was changed; undone/);
});

// Attack A: hands in a program that merges when the checks of the wave run it. Stopped by: 7, fingerprints.
test('a program of the agent that moves main when the checks of the wave run it fails the wave, and main is back', async (t) => {
  const program = `
    import { execFileSync } from 'node:child_process';
    const env = { ...process.env, GIT_CONFIG_COUNT: '0' };
    if (process.env.WAVEGATE_TASK === 'check') execFileSync('git', ['update-ref', 'refs/heads/main', 'HEAD'], { env });`;
  const { run } = await failedWave(
    t,
    { a: `write('src/a.js', ${JSON.stringify(program)}); handOff(['src/a.js']);` },
    { plan: { checkpoint: { test: 'node src/a.js' } } },
  );
  assert.equal(run.result('a').outcome, 'done', run.result('a').message);
  const { failure } = run.state().waves['one'] ?? {};
  assert.equal(failure?.kind, 'checks');
  assert.match(failure?.message ?? '', /refs\/heads\/main was moved; undone, copy kept as refs\/wavegate\/r1\/backup/);
});

// Attack beyond: kills the checks of the wave after it moved main in them. Stopped by: 7, fingerprints, compared by the next try.
test('what a program changed before it killed the checks that ran it is found by the next try', async (t) => {
  const program = `
    import { execFileSync } from 'node:child_process';
    import { existsSync, writeFileSync } from 'node:fs';
    const env = { ...process.env, GIT_CONFIG_COUNT: '0' };
    if (process.env.WAVEGATE_TASK === 'check' && !existsSync('HOME/once')) {
      writeFileSync('HOME/once', '');
      execFileSync('git', ['update-ref', 'refs/heads/main', 'HEAD'], { env });
      process.kill(process.ppid, 'SIGKILL');
    }`;
  const { run } = await failedWave(
    t,
    { a: `write('src/a.js', ${JSON.stringify(program)}.replaceAll('HOME', home)); handOff(['src/a.js']);` },
    { plan: { checkpoint: { test: 'node src/a.js' } } },
  );
  const { failure } = run.state().waves['one'] ?? {};
  assert.equal(failure?.kind, 'checks');
  assert.match(failure?.message ?? '', /refs\/heads\/main was moved; undone/);
});

// Attack beyond: changes core.hooksPath, sets aliases and filters, installs hooks. Stopped by: 4, fingerprints.
test('an agent that changes settings and installs hooks is blocked, and both are gone', async (t) => {
  const wave = await failedWave(t, {
    a: `
      work();
      git('config', 'core.hooksPath', home);
      git('config', 'alias.status', '!true');
      git('config', 'filter.all.clean', 'true');
      write(gitFolder + '/hooks/pre-commit', '#!/bin/sh\\nexit 1\\n');`,
  });
  assertViolated(wave, /\.git\/config was changed; undone/);
  assertViolated(wave, /\.git\/hooks\/pre-commit was changed; undone/);
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

// Attack A: merges itself while an honest session of its wave ends. Stopped by: 4, fingerprints, told apart by the worktrees commits were made in.
test('a session that ends while another has moved main is not blamed for it, and the other is', async (t) => {
  const wave = await failedWave(
    t,
    {
      a: `
      work();
      git('add', '--all');
      git('commit', '--quiet', '--message', 'Merge it myself');
      git('update-ref', 'refs/heads/main', 'HEAD');
      write(home + '/moved', '');
      await waitFor('b-has-ended');`,
      b: "await waitFor('moved'); work();",
    },
    { onEnd: 'b' },
  );
  assertViolated(wave, /refs\/heads\/main was moved; undone/);
  assert.equal(wave.run.result('b').outcome, 'done', wave.run.result('b').message);
});

// Attack beyond: changes settings while an honest session of its wave ends. Stopped by: 4, fingerprints; of all who ran, nobody is merged.
test('where nothing tells which of two sessions changed a setting, it is undone, and neither is merged or blamed', async (t) => {
  const { run } = await failedWave(
    t,
    {
      a: `
      work();
      git('config', 'core.hooksPath', home);
      write(home + '/changed', '');
      await waitFor('b-has-ended');`,
      b: "await waitFor('changed'); work();",
    },
    { onEnd: 'b' },
  );
  for (const subject of ['a', 'b']) {
    const { outcome, message } = run.result(subject);
    assert.equal(outcome, 'blocked', message);
    assert.match(
      message,
      /nothing tells which: \.git\/config was changed; undone, copy kept in .*, while a and b ran\. .*try the wave again/,
    );
  }
});

/** @param options.onEnd task whose end the programs are told of, by a file `<task>-has-ended` */
async function failedWave(
  t: TestContext,
  programs: Readonly<Record<string, string>>,
  { onEnd, ...options }: HostileWaveOptions & { readonly onEnd?: string } = {},
): Promise<HostileWave> {
  const wave = await startHostileWave(t, programs, options);
  const hasEnded = ({ sessions }: RunState): boolean =>
    Object.values(sessions).some(({ subject, status }) => subject === onEnd && status === 'ended');
  if (onEnd !== undefined) {
    await wave.run.drive(hasEnded);
    wave.project.leave(`${onEnd}-has-ended`);
  }
  await wave.run.drive(hasFailed);
  assert.equal(wave.project.git('rev-parse', 'wavegate/r1'), wave.before['refs/heads/main']);
  // Git notes in the index when it wrote a file; that no content differs is what its status says.
  const { '.git/index': _index, ...before } = wave.before;
  assert.deepEqual(personsCheckout(wave.project.repository, { without: /^\.git\/index$/ }), before);
  assert.equal(wave.project.git('status', '--porcelain'), '');
  return wave;
}

function assertViolated({ run }: HostileWave, violation: RegExp): void {
  const { outcome, message, violations = [] } = run.result('a');
  assert.equal(outcome, 'scope-violated', message);
  assert.ok(
    violations.some((line) => violation.test(line)),
    violations.join('\n'),
  );
}
