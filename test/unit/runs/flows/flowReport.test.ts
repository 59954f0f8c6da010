import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { suite, test } from 'node:test';
import type { TestContext } from 'node:test';
import { scriptFileOf } from '../../../../src/core/flows/script.ts';
import { sessionFiles } from '../../../../src/protocol/sessionFiles.ts';
import { keptCompletion } from '../../../../src/runs/flows/completeFlow.ts';
import { completedOf, completersOf } from '../../../../src/runs/flows/completers.ts';
import { flowReport, textOf } from '../../../../src/runs/flows/flowReport.ts';
import { observedSessions } from '../../../../src/runs/flows/observedSessions.ts';
import { createMemoryJournalStore } from '../../../support/memoryJournal.ts';
import { runsPlace } from '../../../support/runsPlace.ts';
import { shippedRun } from '../../../support/states.ts';

/** A line of events: a command of an agent, and its end. */
function commandLines(id: string, at: number, target: string, ok = true): readonly string[] {
  const event = (more: object) => JSON.stringify({ at, type: 'agent', event: more });
  return [event({ type: 'tool', id, name: 'Bash', kind: 'run', target }), event({ type: 'tool-end', id, ok })];
}

async function recorded(t: Pick<TestContext, 'after'>) {
  const place = await runsPlace(t);
  const { layout, repository } = place;
  /** Keeps a session of an agent with its events. @param job words of its job file; default: an agent's */
  const session = async (
    run: string,
    name: string,
    lines: readonly string[] | undefined,
    job?: string,
  ): Promise<void> => {
    const folder = layout.sessionFolder(run, name, 1);
    await mkdir(folder, { recursive: true });
    const own = {
      worktree: '/trees/a1',
      job: { subject: 'a1', work: { kind: 'agent', profile: { driver: 'claude' } } },
    };
    await writeFile(path.join(folder, sessionFiles.job), job ?? JSON.stringify(own));
    if (lines !== undefined)
      await writeFile(path.join(folder, sessionFiles.events), lines.map((line) => `${line}\n`).join(''));
  };
  return { place, layout, repository, session };
}

/** Two commands that an agent runs one after the other, so often. */
function repeated(times: number, second = 'npm test -- --run'): readonly string[] {
  return Array.from({ length: times }, (_, at) => [
    ...commandLines(`b${at}`, at * 10, 'npm run build'),
    ...commandLines(`t${at}`, at * 10 + 5, second),
  ]).flat();
}

const plain = { text: (text: string) => Promise.resolve({ text, secrets: 0 }) };

suite('what agents ran', () => {
  test('is read from the sessions of a run, and none is made up where there are none', async (t) => {
    const { layout, session } = await recorded(t);
    assert.deepEqual(await observedSessions(layout, 'r1'), []);
    await session('r1', 'one', repeated(2));
    await session('r1', 'two', undefined);
    const found = await observedSessions(layout, 'r1');
    assert.deepEqual(
      found.map(({ run, driver }) => [run, driver]),
      [
        ['r1', 'claude'],
        ['r1', 'claude'],
      ],
    );
    assert.deepEqual(
      found.map(({ stretches }) => stretches.flat().length),
      [4, 0],
    );
  });

  for (const [what, job] of [
    ['a check', JSON.stringify({ worktree: '/w', job: { subject: 'a', work: { kind: 'check' } } })],
    ['torn', '{"worktree":"/w","job":{"subject":"a","work":{"kind":"agent"'],
    ['empty', ''],
    ['a list', '[]'],
    ['without a worktree', JSON.stringify({ job: { subject: 'a', work: { kind: 'agent' } } })],
    ['without a subject', JSON.stringify({ worktree: '/w', job: { work: { kind: 'agent' } } })],
  ] as const)
    test(`is left out where the job of a session is ${what}`, async (t) => {
      const { layout, session } = await recorded(t);
      await session('r1', 'odd', repeated(3), job);
      await session('r1', 'good', repeated(1));
      assert.equal((await observedSessions(layout, 'r1')).length, 1);
    });

  test('is read past lines that are torn or of another version', async (t) => {
    const { layout, session } = await recorded(t);
    const lines = ['', 'null', '{"at":1,"type":"agent","event":{"type":"tool"', '{"tool":1}', '[{"tool":1}]'];
    await session('r1', 'one', [...lines, ...repeated(1), '{"at":9,"type":"agent","event":{"type":"tool","kind":7}}']);
    const [found] = await observedSessions(layout, 'r1');
    assert.equal(found?.stretches.flat().length, 2);
  });
});

suite('flows of runs', () => {
  test('are those that were repeated, over runs and sessions, with how many sessions tell anything', async (t) => {
    const { layout, repository, session } = await recorded(t);
    await session('r1', 'one', repeated(2));
    await session('r2', 'one', repeated(2));
    await session('r2', 'silent', []);
    const report = await flowReport({ layout, repository, runs: ['r1', 'r2', 'gone'] }, plain, 15);
    assert.deepEqual([report.sessions, report.telling, report.cut, report.toMake], [3, 2, 0, 15]);
    assert.deepEqual(
      report.flows.map(({ runs, secret, steps }) => [runs, secret, steps.length]),
      [[2, false, 2]],
    );
    assert.deepEqual(report.accepted, []);
  });

  test('with a secret are marked, and the secret is not shown', async (t) => {
    const { layout, repository, session } = await recorded(t);
    await session('r1', 'one', repeated(4, 'curl -H token:hunter2 https://x'));
    const redactor = {
      text: (text: string) =>
        Promise.resolve({ text: text.replaceAll('hunter2', '[secret]'), secrets: text.split('hunter2').length - 1 }),
    };
    const { flows } = await flowReport({ layout, repository, runs: ['r1'] }, redactor, 15);
    assert.ok(flows.length > 0);
    for (const { secret, lines } of flows) {
      assert.equal(secret, true);
      assert.doesNotMatch(lines.join('\n'), /hunter2/);
    }
  });

  test('that have a script are followed up instead', async (t) => {
    const { layout, repository, session } = await recorded(t);
    await session('r1', 'one', repeated(4));
    const [flow] = (await flowReport({ layout, repository, runs: ['r1'] }, plain, 15)).flows;
    assert.ok(flow !== undefined);
    const { name, keys } = flow;
    await mkdir(path.join(repository, '.wavegate'));
    const accepted = { name, file: 'scripts/build.mjs', since: 0, keys, milliseconds: 1000, running: 500 };
    await writeFile(path.join(repository, '.wavegate', 'flows.json'), JSON.stringify({ flows: [accepted, 'odd'] }));
    const report = await flowReport({ layout, repository, runs: ['r1'] }, plain, 15);
    assert.deepEqual(report.flows, []);
    assert.deepEqual(
      report.accepted.map(({ file, used, byHand }) => [file, used, byHand]),
      [['scripts/build.mjs', 0, 4]],
    );
  });

  test('are read from a file that is not there as from an empty one, and from a folder not at all', async (t) => {
    const { repository } = await recorded(t);
    assert.equal(await textOf(path.join(repository, 'nowhere.json')), '');
    await assert.rejects(textOf(repository), { code: 'EISDIR' });
  });
});

suite('a script that an agent has completed', () => {
  const completion = {
    file: scriptFileOf('build'),
    text: 'run();\n',
    by: 'claude',
    at: 1,
    summary: 'Done.',
    run: 'r9',
  };
  const keep = async (runsFolder: string, text: string): Promise<void> => {
    await mkdir(path.join(path.dirname(runsFolder), 'scripts'), { recursive: true });
    await writeFile(path.join(path.dirname(runsFolder), 'scripts', 'build.json'), text);
  };

  test('is kept beside the runs, for its own file alone', async (t) => {
    const { layout } = await recorded(t);
    assert.equal(await keptCompletion(layout, 'build', completion.file), undefined);
    await keep(layout.runsFolder, JSON.stringify(completion));
    assert.deepEqual(await keptCompletion(layout, 'build', completion.file), completion);
    assert.equal(await keptCompletion(layout, 'build', 'scripts/other.mjs'), undefined);
    const flows = [{ name: 'build' }, { name: 'other' }] as unknown as Parameters<typeof completedOf>[1];
    assert.deepEqual(await completedOf(layout, flows), { build: 'claude' });
  });

  for (const [what, text] of [
    ['torn', JSON.stringify(completion).slice(0, -9)],
    ['empty', ''],
    ['a list', '[]'],
    ['without a text', JSON.stringify({ ...completion, text: undefined })],
    ['of a text that is none', JSON.stringify({ ...completion, text: 7 })],
    ['without a time', JSON.stringify({ ...completion, at: 'now' })],
  ] as const)
    test(`is none where its file is ${what}`, async (t) => {
      const { layout } = await recorded(t);
      await keep(layout.runsFolder, text);
      assert.equal(await keptCompletion(layout, 'build', completion.file), undefined);
      assert.ok((await readFile(path.join(path.dirname(layout.runsFolder), 'scripts', 'build.json'), 'utf8')) === text);
    });

  test('is asked of profiles of the latest plan first, then of what is installed; of nobody without a run', async () => {
    const services = { installedAgents: () => Promise.resolve(['claude', 'codex']) } as never;
    const journals = createMemoryJournalStore();
    await (await journals.create('r1')).append(shippedRun().events);
    const runs = { journals, repository: '/repo' };
    assert.deepEqual(await completersOf(services, runs, 'r1'), ['codemod', 'claude', 'codex']);
    assert.deepEqual(await completersOf(services, runs, undefined), []);
    assert.deepEqual(await completersOf(services, runs, 'gone'), []);
  });
});
