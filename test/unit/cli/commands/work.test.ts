import assert from 'node:assert/strict';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { suite, test } from 'node:test';
import { pendingGates } from '../../../../src/core/queries/runQueries.ts';
import { commandLine } from '../../../support/commandLine.ts';
import { planText, SimulatedRun } from '../../../support/simulatedRun.ts';
import { runAtAcceptance, runAtLaunch, runToAdapt, shippedRun } from '../../../support/states.ts';

/** A run that waits at its acceptance gate, with two steps to try by hand. */
function withSteps(): SimulatedRun {
  const source = planText(1).replace(
    '    title: Wave 1\n',
    '    title: Wave 1\n    tophat: [Start it, Press the button]\n',
  );
  return new SimulatedRun().start(source).approveAll('acceptance');
}

suite('trying a result by hand', () => {
  test('shows the steps, and keeps what was seen for the gate that waits', async (t) => {
    const line = await commandLine(t);
    await line.keep(withSteps());
    const shown = await line.wavegate('try', 'r1', '--steps');
    assert.equal(shown.out, '[ ] tophat-1  Start it\n[ ] tophat-2  Press the button\n');
    const ticked = await line.wavegate('try', 'r1', '--tick', 'tophat-2=It turns green.');
    assert.equal(ticked.exitCode, 0, ticked.notes);
    assert.match(ticked.out, /^\[x\] tophat-2 {2}Press the button — It turns green\.$/m);
    const noted = await line.wavegate('try', 'r1', '--finding', 'src/a1/main.js:3=It is\nslow.');
    assert.match(noted.out, /src\/a1\/main\.js:3: It is slow\.$/m);
    interface Kept {
      readonly steps: readonly { readonly id: string; readonly seen: string }[];
      readonly findings: readonly { readonly line: number }[];
    }
    const kept = await line.json<Kept>('try', 'r1', '--steps');
    assert.deepEqual(
      kept.steps.map(({ id, seen }) => [id, seen]),
      [
        ['tophat-1', ''],
        ['tophat-2', 'It turns green.'],
      ],
    );
    assert.equal(kept.findings[0]?.line, 3);
    assert.match(
      (await line.wavegate('gates', 'r1')).out,
      /^ {2}Begun in the editor: .*1 of 6 questions answered; 1 comment$/m,
    );
  });

  for (const [argv, sentence] of [
    [['--tick', 'tophat-9=x'], 'The plan has no step tophat-9. It has tophat-1, tophat-2.'],
    [['--tick', 'tophat-1'], '--tick takes STEP=TEXT, such as tophat-1="the message appears", not "tophat-1".'],
    [['--tick', 'tophat-1= '], '--tick takes STEP=TEXT, such as tophat-1="the message appears", not "tophat-1= ".'],
    [['--finding', 'src/a.js=x'], '--finding takes FILE:LINE=TEXT, not "src/a.js=x".'],
    [['--finding', 'src/a.js:-3=x'], 'A finding is about a line of the result: FILE:LINE=TEXT.'],
    [
      [],
      'The plan does not say how to start the result. Name it: --run "npm start -- --port {port}", or write it into the plan as tryIt: {run: …}.',
    ],
  ] as const)
    test(`is refused: try r1 ${argv.join(' ')}`, async (t) => {
      const line = await commandLine(t);
      await line.keep(withSteps());
      assert.deepEqual(await line.wavegate('try', 'r1', ...argv), { exitCode: 2, out: '', notes: `${sentence}\n` });
    });

  test('keeps nothing where no gate waits for it', async (t) => {
    const line = await commandLine(t);
    await line.keep(runAtLaunch());
    const { exitCode, notes, out } = await line.wavegate('try', 'r1', '--finding', 'src/a1/main.js:3=x');
    assert.equal(exitCode, 1);
    assert.equal(out, '');
    assert.equal(
      notes,
      'No gate of run r1 waits that this could be kept for (acceptance or spot-check). See: wavegate gates r1\n',
    );
    const none = await line.wavegate('try', 'r1', '--steps');
    assert.equal(none.out, 'The plan names no steps to try by hand (tophat of its waves).\n');
  });
});

suite('what a run has taught', () => {
  test('is kept, in your words where you like, and dismissed with a reason; the file says so next time', async (t) => {
    const line = await commandLine(t);
    await line.keep(runToAdapt());
    interface Learned {
      readonly proposed: readonly { readonly text: string }[];
    }
    const { proposed } = await line.json<Learned>('learn', 'r1');
    if (proposed.length === 0) return assert.fail('a failure teaches something');
    const preview = await line.wavegate('learn', 'r1', '--edit', '1=Name the port.', '--preview');
    assert.match(preview.out, /^\+.*Name the port\./m);
    const file = path.join(line.repository, '.wavegate', 'learnings.md');
    await assert.rejects(stat(file), 'a preview writes nothing');
    const kept = await line.wavegate('learn', 'r1', '--edit', '1=Name the port.', '--tell', 'agents');
    assert.equal(kept.exitCode, 0, kept.notes);
    assert.match(await readFile(file, 'utf8'), /Name the port\./);
    assert.match(await readFile(path.join(line.repository, 'AGENTS.md'), 'utf8'), /Name the port\./);
    const again = await line.json<Learned>('learn', 'r1');
    assert.equal(again.proposed.length, proposed.length - 1, 'what is settled is not proposed again');
  });

  for (const argv of [
    ['--accept', '99'],
    ['--accept', 'one'],
    ['--edit', '1'],
    ['--dismiss', '0=No.'],
    ['--tell', 'agents'],
    ['--tell', 'nobody', '--accept', 'all'],
    ['--check', 'port'],
    ['--check', 'no such plan=node x.mjs', '--plan', 'missing.yaml'],
    ['--lens', '=x'],
  ])
    test(`is refused, and nothing is written: learn r1 ${argv.join(' ')}`, async (t) => {
      const line = await commandLine(t);
      await line.keep(runToAdapt());
      await line.write('plan.waveplan.yaml', planText());
      const { exitCode, out, notes } = await line.wavegate('learn', 'r1', ...argv);
      assert.equal(exitCode, 2, notes);
      assert.equal(out, '');
      assert.doesNotMatch(notes, /undefined/);
      await assert.rejects(stat(path.join(line.repository, '.wavegate', 'learnings.md')));
      assert.equal(await readFile(path.join(line.repository, 'plan.waveplan.yaml'), 'utf8'), planText());
    });

  test('is made a check of the plan, whose other lines stay', async (t) => {
    const line = await commandLine(t);
    await line.keep(runToAdapt());
    await line.write('plan.waveplan.yaml', planText());
    const { exitCode, notes } = await line.wavegate('learn', 'r1', '--check', 'ports=node checkPorts.mjs');
    assert.equal(exitCode, 0, notes);
    const plan = await readFile(path.join(line.repository, 'plan.waveplan.yaml'), 'utf8');
    assert.match(plan, /ports: .*node checkPorts\.mjs/);
    for (const kept of planText()
      .split('\n')
      .filter((each) => each.includes('objective')))
      assert.ok(plan.includes(kept));
  });
});

suite('commands that an agent was denied', () => {
  function denied(): SimulatedRun {
    const run = new SimulatedRun();
    run.outcome = (job) =>
      job.subject === 'a1' && job.kind === 'implement'
        ? {
            ...run.done(job),
            denied: { count: 3, commands: ['Bash npm test', 'Read /etc/passwd', 'Shell node --check src/a1/main.js'] },
          }
        : run.done(job);
    return run.start(planText(1)).approveAll('spot-check');
  }

  test('are shown, and none that was not denied is allowed', async (t) => {
    const line = await commandLine(t);
    await line.keep(denied());
    await line.write('plan.waveplan.yaml', planText(1));
    const { out, notes } = await line.wavegate('allow', 'r1');
    assert.match(out, /\(codemod\): npm test$/m);
    assert.equal(notes, 'To allow them: wavegate allow r1 SESSION\n');
    const other = await line.wavegate('allow', 'r1', 'a1', '--command', 'rm -rf /');
    assert.equal(other.exitCode, 2);
    assert.match(
      other.notes,
      /was not denied "rm -rf \/"\. Denied to it: npm test; node --check src\/a1\/main\.js\.$/m,
    );
    const innocent = await line.wavegate('allow', 'r1', 'b1');
    assert.equal(innocent.exitCode, 1);
    assert.match(innocent.notes, /was denied no command that a plan could allow\.$/m);
    assert.equal(await readFile(path.join(line.repository, 'plan.waveplan.yaml'), 'utf8'), planText(1));
  });

  test('are none where none was', async (t) => {
    const line = await commandLine(t);
    await line.keep(runAtLaunch());
    assert.equal((await line.wavegate('allow', 'r1')).notes, 'No agent of run r1 was denied a command.\n');
    assert.deepEqual(await line.json('allow', 'r1'), []);
  });
});

suite('what is expected of a wave', () => {
  test('is kept before its launch, by the person alone, and shown again', async (t) => {
    const line = await commandLine(t);
    await line.keep(runAtLaunch());
    const said = await line.wavegate('predict', 'r1', '--files', '4', '--breaks', 'a1 greets');
    assert.equal(said.exitCode, 0, said.notes);
    assert.match(said.out, /4/);
    assert.match(said.out, /a1 greets/);
    assert.equal((await line.json<readonly object[]>('predict')).length, 1);
    const none = await line.wavegate('predict', 'r1', 'w9', '--files', '1');
    assert.equal(none.exitCode, 1);
    assert.match(none.notes, /w9/);
  });

  test('cannot be said once nothing waits to be launched', async (t) => {
    const line = await commandLine(t);
    await line.keep(shippedRun());
    const { exitCode, out } = await line.wavegate('predict', 'r1', '--files', '4');
    assert.equal(exitCode, 1);
    assert.equal(out, '');
    assert.match((await line.wavegate('predict', 'r1')).notes, /^Nothing was predicted\. /m);
  });
});

suite('self-checks of people', () => {
  test('are shown for all runs, or for one person', async (t) => {
    const line = await commandLine(t);
    assert.match(
      (await line.wavegate('record', '--self-checks')).notes,
      /^Nobody has accepted a result with a self-check here yet\.$/m,
    );
    await line.keep(shippedRun(), 'r1');
    await line.keep(shippedRun(), 'r2');
    assert.equal((await line.json<readonly object[]>('record', '--self-checks')).length, 2);
    assert.equal((await line.json<readonly object[]>('record', '--self-checks', '--person', 'grace')).length, 0);
  });
});

suite('cleaning up', () => {
  test('leaves runs alone that are under way, and says what would be removed before it is', async (t) => {
    const line = await commandLine(t);
    await line.keep(runAtAcceptance(), 'live');
    const live = await line.wavegate('clean', 'live', '--yes');
    assert.equal(live.exitCode, 1, live.notes);
    assert.match(live.notes, /^Run live is under way \(.*\)\. Stop it first: wavegate stop live$/m);
    const unknown = await line.wavegate('clean', 'r9', '--yes');
    assert.equal(unknown.exitCode, 2);
    assert.equal(unknown.notes, 'There is nothing of a run r9 in this repository.\n');
    const inside = await line.wavegate('clean', '--record', 'records', '--yes');
    assert.equal(inside.exitCode, 2);
    assert.match(
      inside.notes,
      /is in the repository, and records contain what agents have printed\. Name a folder outside\.$/m,
    );
    assert.ok(pendingGates(runAtAcceptance().run).length > 0);
  });
});
