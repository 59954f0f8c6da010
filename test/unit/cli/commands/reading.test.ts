import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { suite, test } from 'node:test';
import { commandLine } from '../../../support/commandLine.ts';
import type { CommandLine } from '../../../support/commandLine.ts';
import { planText, SimulatedRun } from '../../../support/simulatedRun.ts';
import {
  runAtLaunch,
  runAtSpotCheck,
  runInTriage,
  runToAdapt,
  runWithQuestion,
  shippedRun,
} from '../../../support/states.ts';

/** Commands that look at one run, or at all there are. */
const ofRuns = ['status', 'gates', 'report', 'cost', 'forensics'] as const;

async function damaged(line: CommandLine): Promise<void> {
  await line.keep(runAtLaunch(), 'broken');
  const file = line.layout.journalFile('broken');
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.replace('Extend', 'Destroy'));
}

suite('looking where there is no run', () => {
  for (const name of ofRuns)
    test(`with ${name}: it is said how to start one`, async (t) => {
      const line = await commandLine(t);
      const { exitCode, out, notes } = await line.wavegate(name);
      assert.equal(out, '');
      assert.match(notes, /^There are no runs of .* yet\. Start one with `wavegate run PLAN`\.$/m);
      assert.equal(exitCode, name === 'status' ? 0 : 2);
    });

  test('by its id: it is said where it was looked for', async (t) => {
    const line = await commandLine(t);
    await line.keep(runAtLaunch(), 'r1');
    for (const name of [
      ...ofRuns,
      'diff',
      'answer',
      'adapt',
      'divide',
      'graph-of',
      'verify',
      'retry',
      'stop',
      'reopen',
    ]) {
      if (name === 'graph-of') continue;
      const { exitCode, out, notes } = await line.wavegate(name, 'r9', ...(name === 'reopen' ? ['launch-1'] : []));
      assert.equal(exitCode, 2, `${name}: ${notes}`);
      assert.equal(out, '');
      assert.match(notes, /r9/);
      assert.doesNotMatch(notes, /undefined|\bat \w+ \(/, 'no stack');
    }
  });

  test('by an id that leads out of the state folder', async (t) => {
    const line = await commandLine(t);
    await writeFile(path.join(line.home, 'journal.jsonl'), '');
    for (const run of ['../../..', '..', '.', 'a/b', '', 'con', 'r1\0x']) {
      const { exitCode, out } = await line.wavegate('report', run);
      assert.notEqual(exitCode, 0, JSON.stringify(run));
      assert.equal(out, '');
    }
  });
});

suite('the list of runs', () => {
  test('has the latest first, and one that is damaged hides none of the others', async (t) => {
    const line = await commandLine(t);
    await damaged(line);
    await line.keep(shippedRun(), 'first');
    await line.keep(runAtLaunch(), 'second');
    const { exitCode, out } = await line.wavegate('status');
    assert.equal(exitCode, 0);
    const lines = out.trimEnd().split('\n');
    assert.deepEqual(lines.map((each) => each.split('  ')[0]).sort(), ['broken', 'first', 'second']);
    assert.match(out, /^second {2}\S+Z {2}Extend modules {2}Waiting for you: Launch Wave 1/m);
    assert.match(out, /^broken {2}\S+Z .*(changed|damaged|hash|line)/m);
    const listed = await line.json<readonly { run: string; headline: string }[]>('status');
    assert.deepEqual(listed.map(({ run }) => run).sort(), ['broken', 'first', 'second']);
  });

  test('shows what other tools wish at gates that wait, and nothing at those that do not', async (t) => {
    const line = await commandLine(t);
    await line.keep(runAtLaunch(), 'r1');
    const folder = line.layout.requestsFolder('r1');
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, 'launch-1.approved'), 'grace\n');
    await writeFile(path.join(folder, 'plan-1.rejected'), '');
    const { out } = await line.wavegate('status');
    assert.match(out, /^ {2}launch-1: /m);
    assert.doesNotMatch(out, /plan-1/);
    const { out: gates } = await line.wavegate('gates', 'r1');
    assert.match(gates, /^ {2}asked for: .*Z$/m);
    assert.match((await line.wavegate('status', 'r1')).out, /^launch-1: /m);
  });
});

suite('a run that is damaged', () => {
  for (const name of ['status', 'gates', 'report', 'cost', 'forensics'] as const)
    test(`is not shown by ${name} as if it were whole`, async (t) => {
      const line = await commandLine(t);
      await damaged(line);
      const { exitCode, out, notes } = await line.wavegate(name, 'broken');
      assert.equal(exitCode, 3, notes);
      assert.equal(out, '');
      assert.match(notes, /journal/);
    });

  test('is named and left out where all runs are counted', async (t) => {
    const line = await commandLine(t);
    await damaged(line);
    await line.keep(shippedRun(), 'good');
    for (const argv of [['cost'], ['forensics'], ['record', '--self-checks']]) {
      const { exitCode, notes } = await line.wavegate(...argv);
      assert.equal(exitCode, 0, argv.join(' '));
      assert.match(notes, /^Run broken is left out: /m);
    }
  });

  test('is told line by line by verify, which ends with 1', async (t) => {
    const line = await commandLine(t);
    await damaged(line);
    const { exitCode, out } = await line.wavegate('verify', 'broken');
    assert.equal(exitCode, 1);
    assert.match(out, /^BAD journal \(line 1\): /m);
    assert.match(out, /^Run broken is NOT as it was recorded\.$/m);
    const told = await line.json<{ ok: boolean; findings: readonly { ok: boolean; line?: number }[] }>(
      'verify',
      'broken',
    );
    assert.equal(told.ok, false);
    assert.equal(told.findings[0]?.line, 1);
  });
});

suite('the latest run', () => {
  test('is meant where none is named', async (t) => {
    const line = await commandLine(t);
    await line.keep(shippedRun(), 'old');
    await line.keep(runAtLaunch(), 'new');
    assert.match((await line.wavegate('gates')).out, /^launch-1 {2}pending/m);
    assert.equal((await line.json<{ run: string }>('report')).run, 'new');
  });

  test('has no gate that waits once it is over', async (t) => {
    const line = await commandLine(t);
    await line.keep(shippedRun(), 'old');
    assert.deepEqual(await line.wavegate('gates'), {
      exitCode: 0,
      out: '',
      notes: 'No gate of run old waits. Pushed to origin, branch wavegate/r1.\n',
    });
    assert.deepEqual(await line.json('gates'), []);
  });
});

suite('a report', () => {
  test('is Markdown of decisions, and one HTML document with nothing from elsewhere', async (t) => {
    const line = await commandLine(t);
    await line.keep(shippedRun());
    const { out } = await line.wavegate('report', 'r1');
    assert.match(out, /^# /);
    assert.deepEqual(await line.json('report', 'r1'), { run: 'r1', markdown: out });
    const { exitCode, notes } = await line.wavegate('report', 'r1', '--html', 'out.html');
    assert.equal(exitCode, 0);
    assert.equal(notes, `The record is in ${path.join(line.repository, 'out.html')}.\n`);
    const html = await readFile(path.join(line.repository, 'out.html'), 'utf8');
    assert.doesNotMatch(html, /(?:src|href)="https?:/);
    assert.match(html, /Extend modules/);
  });

  for (const [argv, sentence] of [
    [['--wave', 'w1'], /^--wave names the wave of a pull request: write --pull-request too\.$/m],
    [['--changelog'], /^The plan of this run names no changelog: ship: \{changelog: FILE\} does\.$/m],
    [
      ['--pull-request', '--wave', 'w9'],
      /^Wave w9 has no pull request below the last one\. This run has one pull request for all waves, or none has ended yet\.$/m,
    ],
    [['--prices', 'none.json', '--html', 'x.html'], /^The prices in .*none\.json cannot be read: /m],
    [['--html', 'no/such/folder.html'], /^The record could not be written: .* Name another file with --html\.$/m],
  ] as const)
    test(`is refused: report r1 ${argv.join(' ')}`, async (t) => {
      const line = await commandLine(t);
      await line.keep(shippedRun());
      const { exitCode, notes, out } = await line.wavegate('report', 'r1', ...argv);
      assert.notEqual(exitCode, 0);
      assert.equal(out, '');
      assert.match(notes, sentence);
    });

  test('says what the lenses of the audit saw, where that is asked for', async (t) => {
    const line = await commandLine(t);
    await line.keep(runInTriage());
    assert.match((await line.wavegate('report', '--audit')).out, /Token is printed/);
  });
});

suite('costs', () => {
  test('are said to be none where no agent has run', async (t) => {
    const line = await commandLine(t);
    await line.keep(new SimulatedRun().start());
    assert.deepEqual(await line.wavegate('cost'), {
      exitCode: 0,
      out: '',
      notes: 'No agent has run yet, so nothing was used.\n',
    });
  });

  test('are counted over all runs, or over those that are named', async (t) => {
    const line = await commandLine(t);
    for (const id of ['r1', 'r2', 'r3']) await line.keep(shippedRun(), id);
    interface Costs {
      readonly rows: readonly { readonly key: string; readonly sessions: number }[];
      readonly total: { readonly sessions: number };
    }
    const all = await line.json<Costs>('cost');
    const two = await line.json<Costs>('cost', 'r1', 'r3');
    assert.equal(all.total.sessions % 3, 0);
    assert.equal(two.total.sessions, (all.total.sessions / 3) * 2);
    const { out } = await line.wavegate('cost', '--csv', '--by', 'task');
    assert.match(out, /^task,/);
    assert.equal(
      new Set(
        out
          .trimEnd()
          .split('\n')
          .map((row) => row.split(',').length),
      ).size,
      1,
      'one table',
    );
  });

  test('with a table of prices that is none are refused, and it is said how one looks', async (t) => {
    const line = await commandLine(t);
    await line.keep(shippedRun());
    for (const text of ['[]', '{"m": 3}', '{"m": {"input": "3"}}', 'null', '{"m": {"input": -1, "output": 1}}']) {
      await line.write('prices.json', text);
      const { exitCode, notes } = await line.wavegate('cost', '--prices', 'prices.json');
      assert.equal(exitCode, 2, text);
      assert.match(notes, /prices\.json is no table of prices\. .*\{/, text);
    }
    await line.write('prices.json', '{"codemod": {"input": 3, "cached": 0.3, "output": 15}}');
    assert.equal((await line.wavegate('cost', '--prices', 'prices.json')).exitCode, 0);
  });
});

suite('what went wrong', () => {
  test('is nothing where nothing failed, and is counted by kind where something did', async (t) => {
    const line = await commandLine(t);
    await line.keep(shippedRun(), 'good');
    assert.match((await line.wavegate('forensics', 'good')).notes, /^Nothing has failed in 1 run\.$/m);
    await line.keep(runToAdapt(), 'bad');
    const { exitCode, out } = await line.wavegate('forensics');
    assert.equal(exitCode, 0);
    assert.notEqual(out, '');
    const told = await line.json<{ failures: readonly object[]; kinds: readonly object[] }>('forensics', 'bad');
    assert.ok(told.failures.length > 0);
    assert.ok(told.kinds.length > 0);
  });
});

suite('a failure', () => {
  test('is shown with each way to go on', async (t) => {
    const line = await commandLine(t);
    await line.keep(runToAdapt());
    const { exitCode, out } = await line.wavegate('adapt', 'r1');
    assert.equal(exitCode, 0);
    for (const way of ['fix', 'redispatch', 'split', 'reorder', 'divide'])
      assert.match(out, new RegExp(`^ {2}${way}: `, 'm'));
    assert.match(out, /^ {2}task b1: Task b1 \(likely cause\)$/m);
  });

  test('is not there where nothing has failed', async (t) => {
    const line = await commandLine(t);
    await line.keep(runAtLaunch());
    assert.equal((await line.wavegate('adapt', 'r1')).notes, 'Nothing has failed, so there is nothing to adapt.\n');
    assert.equal(await line.json('adapt', 'r1'), null);
  });
});

suite('a plan in the form of a run', () => {
  test('is written where none is yet, and overwrites nothing', async (t) => {
    const line = await commandLine(t);
    await line.keep(shippedRun());
    const argv = ['new', 'plans/next.waveplan.yaml', '--from-run', 'r1', '--title', 'Do it again'];
    const first = await line.wavegate(...argv);
    assert.equal(first.exitCode, 0, first.notes);
    const file = path.join(line.repository, 'plans', 'next.waveplan.yaml');
    const text = await readFile(file, 'utf8');
    assert.match(text, /title: Do it again/);
    assert.match(text, /REPLACE/);
    const again = await line.wavegate(...argv);
    assert.deepEqual(again, {
      exitCode: 2,
      out: '',
      notes: `${file} is there already, and is not overwritten. Name another file.\n`,
    });
    assert.equal(await readFile(file, 'utf8'), text);
  });
});

suite('questions of agents', () => {
  test('are shown with the command that answers them', async (t) => {
    const line = await commandLine(t);
    const run = runWithQuestion();
    await line.keep(run);
    await line.write('plan.waveplan.yaml', planText());
    const { out, notes } = await line.wavegate('answer', 'r1');
    assert.equal(out, 'a1: Is the greeting formal?\n');
    assert.equal(notes, 'Answer: wavegate answer r1 a1 "…" --key FILE\n');
    assert.deepEqual(await line.json('answer', 'r1'), [{ task: 'a1', question: 'Is the greeting formal?' }]);
    assert.match((await line.wavegate('gates', 'r1')).out, /Answer: wavegate answer r1 a1 "…" --key FILE/);
  });

  test('are none where no agent asks', async (t) => {
    const line = await commandLine(t);
    await line.keep(runAtLaunch());
    assert.equal((await line.wavegate('answer', 'r1')).notes, 'No agent of run r1 is waiting for an answer.\n');
  });
});

suite('a difference', () => {
  test('of a gate that the run does not have is refused with where to find those it has', async (t) => {
    const line = await commandLine(t);
    await line.keep(runAtSpotCheck());
    assert.deepEqual(await line.wavegate('diff', 'r1', 'spot-check-9'), {
      exitCode: 2,
      out: '',
      notes: 'Run r1 has no gate spot-check-9. List them with `wavegate gates r1`.\n',
    });
  });

  test('of a gate that is about no change is refused', async (t) => {
    const line = await commandLine(t);
    await line.keep(runAtLaunch());
    const { exitCode, notes } = await line.wavegate('diff', 'r1', 'launch-1');
    assert.equal(exitCode, 1);
    assert.match(notes, /^Gate launch-1 .*, so there is no diff\. See `wavegate gates`\.$/m);
  });
});

suite('sessions', () => {
  test('that are not there, or do not run, cannot be watched or taken over', async (t) => {
    const line = await commandLine(t);
    await line.keep(runAtLaunch(), 'early');
    assert.match((await line.wavegate('attach', 'x', '--run', 'early')).notes, /^Run early has no session x\. /m);
    await line.keep(shippedRun(), 'late');
    for (const name of ['attach', 'take-over']) {
      const { exitCode, notes } = await line.wavegate(name, 'zz');
      assert.equal(exitCode, 2);
      assert.match(notes, /^Run late has no session zz\. It has: /m);
    }
    const { exitCode, notes } = await line.wavegate('take-over', 'a1');
    assert.equal(exitCode, 1);
    assert.match(notes, /^Session .* is not running, so there is nothing to take over\.$/m);
  });

  test('of a run that went elsewhere are said to have no record here', async (t) => {
    const line = await commandLine(t);
    await line.keep(shippedRun());
    await line.write('plan.waveplan.yaml', planText());
    const { exitCode, notes } = await line.wavegate('attach', 'a1');
    assert.equal(exitCode, 3);
    assert.match(notes, /^There is no record of session .* on this machine: .* Nothing is lost in the repository\.$/m);
  });
});
