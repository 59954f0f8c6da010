import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { suite, test } from 'node:test';
import type { TestContext } from 'node:test';
import { until } from '../../support/until.ts';
import { atWork, cited, prepare } from './supervised.ts';

async function begin(context: TestContext, behaviour: string) {
  const project = await prepare(context, behaviour);
  const { wavegate, key } = project;
  const started = await wavegate('run', 'round.waveplan.yaml', ...key, '--approve', 'all');
  const [run = ''] = /\d{8}-\d{4}-[0-9a-f]{4}/.exec(started.out) ?? [];
  return { ...project, key, started, run };
}

suite('a supervisor on the command line', () => {
  test('answers from a file of the repository; the run ends without a question, and what was kept is shown', async (t) => {
    const { started, run, git, wavegate, home } = await begin(t, cited);
    assert.equal(started.exitCode, 0, `${started.out}\n${started.notes}`);
    assert.equal(git('show', `wavegate/${run}:src/round.js`), 'export const halves = "To the even neighbour.";');
    const status = await wavegate('status', run);
    assert.match(
      status.out,
      /Supervisor of core: .*asked 1 time of 3\n\s+supervise~core~1~core\n\s+wave~one~1~round\n\s+Kept from you: round asked: How are halves rounded\? Answered: To the even neighbour\. \(docs\/ledger\.md:3\)/,
    );
    assert.match(await readFile(path.join(home, 'directive'), 'utf8'), /`round` asks: How are halves rounded\?/);
    assert.match(await readFile(path.join(home, 'plan-seen'), 'utf8'), /^ {4}1 {2}waveplan: 1$/m);
    const verified = await wavegate('verify', run);
    assert.equal(verified.exitCode, 0, verified.out);
  });

  test('that cites what is not there leaves the question to the person, who sees why', async (t) => {
    const made = cited.replace("even neighbour.' }", "odd neighbour.' }");
    const { started, run, wavegate, key } = await begin(t, made);
    assert.equal(started.exitCode, 4, started.notes);
    const gates = await wavegate('gates', run);
    assert.match(
      gates.out,
      /The supervisor of core proposes for round: To the even neighbour\. \(docs\/ledger\.md:3\)\. Not given to the agent: "Halves go to the odd neighbour\." did not stand in docs\/ledger\.md:3 when the run began/,
    );
    const answered = await wavegate('answer', run, 'round', 'Up.', ...key);
    assert.equal(answered.exitCode, 0, answered.notes);
    const resumed = await wavegate('resume', run, ...key, '--approve', 'all');
    assert.equal(resumed.exitCode, 0, `${resumed.out}\n${resumed.notes}`);
  });

  test('gave an answer that a person takes back while its agent works: the agent stops, and goes on with theirs', async (t) => {
    const { home, git, start, wavegate, key } = await prepare(t, cited, atWork);
    const driven = start('run', 'round.waveplan.yaml', ...key, '--approve', 'all');
    await until(() => existsSync(path.join(home, 'at-work')));
    const [run = ''] = /\d{8}-\d{4}-[0-9a-f]{4}/.exec(driven.shown()) ?? [];

    const other = await wavegate('answer', run, '--take-back', 'other', ...key);
    assert.equal(other.exitCode, 1);
    assert.match(other.notes, /No supervisor has answered the agent of other/);
    const taken = await wavegate('answer', run, '--take-back', 'round', ...key);
    assert.equal(taken.exitCode, 0, taken.notes);
    const { exitCode, out } = await driven.outcome;
    assert.equal(exitCode, 4, out);
    assert.match(out, /Only a person can answer: round asks: How are halves rounded\?/);
    assert.equal((await wavegate('answer', run, 'round', 'Up.', ...key)).exitCode, 0);
    const resumed = await wavegate('resume', run, ...key, '--approve', 'all');
    assert.equal(resumed.exitCode, 0, `${resumed.out}\n${resumed.notes}`);
    assert.equal(git('show', `wavegate/${run}:src/round.js`), 'export const halves = "Up.";');
    assert.match((await wavegate('status', run)).out, /Answered: To the even neighbour\. .*Taken back by Zoë Test/);
    assert.equal((await wavegate('verify', run)).exitCode, 0);
  });
});
