import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import type { Outcome } from '../../src/core/model/sessionResult.ts';
import { sessionFiles } from '../../src/protocol/sessionFiles.ts';
import { isRunning, runningSessionProcesses } from '../support/hostedSessions.ts';
import { startHostileWave } from '../support/hostileWave.ts';
import { personsCheckout } from '../support/personsCheckout.ts';
import { apart, hasFailed } from '../support/realRun.ts';
import { profile } from '../support/smallPlan.ts';
import { until } from '../support/until.ts';

/** Agents that say what is not so, or say nothing, or do not stop; all in one wave. */
const programs = {
  silent: "write('src/silent.js', 'changed');",
  empty: "write('src/empty.js', 'changed'); write(handoffFile, '');",
  stranger: "write('src/stranger.js', 'changed'); handOff(['src/stranger.js'], { session: 'another-session' });",
  dated: `
    import { utimesSync } from 'node:fs';
    work();
    const tomorrow = new Date(Date.now() + 86_400_000);
    utimesSync(handoffFile, tomorrow, tomorrow);`,
  old: `
    import { utimesSync } from 'node:fs';
    work();
    const yesterday = new Date(Date.now() - 86_400_000);
    utimesSync(handoffFile, yesterday, yesterday);`,
  boaster: "handOff(['src/boaster.js']);",
  red: `
    write('src/red.js', 'export const = broken');
    handOff(['src/red.js'], { verification: [{ command: 'node --check src/red.js', exitCode: 0 }] });`,
  eraser: "work(); remove('src/other.js'); handOff(['src/eraser.js', 'src/other.js']);",
  endless: "setInterval(() => console.log('still here'), 50);",
  mute: "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000);",
};

const expected: Readonly<Record<keyof typeof programs, readonly [Outcome, RegExp]>> = {
  silent: ['no-handoff', /without a handoff.*dispatch the task again/],
  empty: ['no-handoff', /the file is empty/],
  stranger: ['stale-handoff', /another session.*not believed/],
  dated: ['stale-handoff', /dated in the future/],
  old: ['stale-handoff', /older than|before this session/],
  boaster: ['blocked', /claims to have changed src\/boaster.js, which did not change/],
  red: ['blocked', /reports its work as done, but "node --check src\/red.js" ended with 1/],
  eraser: ['scope-violated', /Undone: src\/other.js/],
  endless: ['timeout', /ended after 0.05 minutes/],
  mute: ['stuck', /printed nothing for .* minutes/],
};

// Attack D: leaves without a handoff. Stopped by: 4, handoff.
// Attack D: leaves an empty handoff. Stopped by: 4, handoff.
// Attack D: leaves another session's handoff. Stopped by: 4, handoff.
// Attack D: leaves an old handoff. Stopped by: 4, handoff.
// Attack D: dates its handoff in the future. Stopped by: 4, handoff.
// Attack beyond: claims changes it did not make. Stopped by: 4, handoff against the diff on disk.
// Attack beyond: reports tests green that are red. Stopped by: 4, verification is run again.
// Attack beyond: deletes a file without declaring it. Stopped by: 4, ownership on the real diff.
// Attack beyond: never ends. Stopped by: 4, time limits.
// Attack beyond: says nothing and never ends. Stopped by: 4, time limits.
test('agents whose handoff is false do not get their wave merged', async (t) => {
  const { project, run, before } = await startHostileWave(t, programs, {
    tasks: { red: { verify: ['node --check src/red.js'] } },
    plan: {
      agents: {
        endless: profile('endless', { limits: { minutes: 0.05, idleMinutes: 15 } }),
        mute: profile('mute', { limits: { minutes: 15, idleMinutes: 0.02 } }),
      },
    },
  });
  const state = await run.drive(hasFailed);

  for (const [task, [outcome, message]] of Object.entries(expected)) {
    await t.test(`${task} ends as ${outcome}`, () => {
      const result = run.result(task);
      assert.equal(result.outcome, outcome, result.message);
      assert.match(result.message, message);
    });
  }

  await t.test('the wave fails at the handoffs, naming all who are to blame and nobody else', () => {
    const failure = state.waves['one']?.failure;
    const toBlame = Object.keys(expected).filter((task) => expected[task as keyof typeof expected][0] !== 'done');
    assert.equal(failure?.kind, 'sessions');
    assert.deepEqual([...(failure?.suspects ?? [])].sort(), toBlame.sort());
    assert.equal(project.git('rev-parse', 'wavegate/r1'), project.git('rev-parse', 'main'));
  });

  await t.test('what they did do is kept on their branches, whatever it is worth', () => {
    for (const task of ['silent', 'empty', 'stranger', 'dated', 'old', 'red']) {
      const changed = project.git('diff', '--name-only', 'main', `wavegate/r1.sessions/one/${task}`);
      assert.equal(changed, `src/${task}.js`);
    }
  });

  await t.test('the deleted file is back, and what the agent may change stays changed', () => {
    const changed = project.git('diff', '--name-only', 'main', 'wavegate/r1.sessions/one/eraser');
    assert.equal(changed, 'src/eraser.js');
  });

  await t.test("the person's checkout is as it was", () => {
    assert.deepEqual(personsCheckout(project.repository), before);
  });
});

test('agents that kill their host, leave programs behind or print without end get around nothing that follows a session', async (t) => {
  const { run, project, before } = await startHostileWave(
    t,
    {
      killer: `
        work();
        write('src/other.js', 'overwritten');
        pushInto('refs/heads/planted');
        process.kill(process.ppid, 'SIGKILL');
        setInterval(() => {}, 1000);`,
      parent: "work(); leaveBehind('child'); leaveBehind('daemon', { detached: true });",
      loud: `
        const line = 'x'.repeat(1024 * 1024 - 1) + '\\n';
        for (let left = 400; left > 0; left--) await new Promise((resolve) => process.stdout.write(line, resolve));
        work();`,
    },
    { setup: apart },
  );
  await run.drive(hasFailed);

  // Attack beyond: kills its session host after it pushed its work into the repository. Stopped by: 4, fingerprints, compared by the process that takes over.
  await t.test('what an agent did before it killed its host is found, undone and kept', () => {
    const { outcome, message, violations = [], snapshot } = run.result('killer');
    assert.equal(outcome, 'scope-violated', message);
    assert.match(message, /session host died/);
    for (const expected of [/^src\/other.js$/, /branch planted was created; undone/]) {
      assert.ok(
        violations.some((violation) => expected.test(violation)),
        violations.join('\n'),
      );
    }
    assert.equal(project.git('diff', '--name-only', 'main', snapshot ?? ''), 'src/killer.js');
    const { '.git/index': _index, ...expected } = before;
    assert.deepEqual(personsCheckout(project.repository, { without: /^\.git\/index$/ }), expected);
  });

  // Attack beyond: forks children and exits. Stopped by: 4, the whole process tree is ended.
  await t.test('no process of any of them is left', async () => {
    const { outcome, message } = run.result('parent');
    assert.equal(outcome, 'done', message);
    assert.match(message, /Finished parent/);
    for (const name of ['child', 'daemon']) assert.equal(await isRunning(Number(project.read(name))), false, name);
    // The last host may still be leaving.
    await until(async () => (await runningSessionProcesses(project.state)).length === 0);
  });

  // Attack beyond: prints hundreds of megabytes. Stopped by: 4, bounded output.
  await t.test('of more output than is kept the beginning and the end are kept', () => {
    const { outcome, message } = run.result('loud');
    assert.equal(outcome, 'done', message);
    assert.match(message, /Finished loud/);
    const file = path.join(run.layout.sessionFolder('r1', 'wave~one~1~loud', 1), sessionFiles.output);
    const { size } = statSync(file);
    assert.ok(size > 100_000_000 && size < 300_000_000, `${size} bytes`);
  });
});
