import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { suite, test } from 'node:test';
import type { TestContext } from 'node:test';
import { readyDatabase } from '../../support/postgres.ts';
import { until } from '../../support/until.ts';
import { atWork, cited, prepare } from '../cli/supervised.ts';
import { makeMachine } from './machine.ts';

/** A plan whose sessions work on two hosts, a machine that drives it, and another that only looks on. */
async function onHosts(context: TestContext, behaviour: string) {
  const plan = (home: string): string => `${atWork.plan(home)}executor: team\n`;
  const project = await prepare(context, behaviour, { ...atWork, plan });
  project.git('push', '--quiet', 'origin', 'main');
  const url = await readyDatabase();
  const [ann, bob] = [makeMachine(project, url, 'ann'), makeMachine(project, url, 'bob')];
  const hosts = ['one', 'two'].map((name) =>
    makeMachine(project, url, name).start('host', '--name', name, '--folder', path.join(project.home, name, 'host')),
  );
  await until(() => hosts.every(({ heard }) => heard().includes('Waiting for sessions')));
  const heard = (): string => hosts.map((host) => host.heard()).join('');
  return { ...project, ann, bob, heard };
}

suite('a supervisor whose sessions work on hosts of a team', () => {
  test('answers from a file that its host looks up, and a person elsewhere takes the answer back while the agent works', async (context) => {
    const { home, key, ann, bob, heard } = await onHosts(context, cited);
    const driven = ann.start('run', 'round.waveplan.yaml', ...key, '--approve', 'all');
    await until(() => existsSync(path.join(home, 'at-work')) || driven.child.exitCode !== null);
    const [run = ''] = /\d{8}-\d{4}-[0-9a-f]{4}/.exec(driven.shown()) ?? [];
    assert.match(heard(), /supervise~core~1~core: ended/, driven.heard());
    const kept =
      /Kept from you: round asked: How are halves rounded\? Answered: To the even neighbour\. \(docs\/ledger\.md:3\)/;
    assert.match((await bob.wavegate('status', run)).out, kept);

    const taken = await bob.wavegate('answer', run, '--take-back', 'round', ...key);
    assert.equal(taken.exitCode, 0, taken.notes);
    const { exitCode, out, notes } = await driven.outcome;
    assert.equal(exitCode, 4, out + notes);
    assert.match(out, /Only a person can answer: round asks: How are halves rounded\?/);
    const answered = await bob.wavegate('answer', run, 'round', 'Up.', ...key);
    assert.equal(answered.exitCode, 0, answered.notes);
    const resumed = await bob.wavegate('resume', run, ...key, '--approve', 'all');
    assert.equal(resumed.exitCode, 0, `${resumed.out}\n${resumed.notes}`);
    const verified = await ann.wavegate('verify', run);
    assert.equal(verified.exitCode, 0, verified.out);
    assert.match((await ann.wavegate('status', run)).out, /Answered: To the even neighbour\. .*Taken back by /);
  });

  test('cites what is not there: its host finds that out, and the person on any machine reads why they are asked', async (context) => {
    const { key, ann, bob, heard } = await onHosts(context, cited.replace("even neighbour.' }", "odd neighbour.' }"));
    const started = await ann.wavegate('run', 'round.waveplan.yaml', ...key, '--approve', 'all');
    assert.equal(started.exitCode, 4, started.notes);
    assert.match(heard(), /supervise~core~1~core: ended/);
    const [run = ''] = /\d{8}-\d{4}-[0-9a-f]{4}/.exec(started.out) ?? [];
    assert.match(
      (await bob.wavegate('gates', run)).out,
      /Not given to the agent: "Halves go to the odd neighbour\." did not stand in docs\/ledger\.md:3 when the run began/,
    );
  });
});
