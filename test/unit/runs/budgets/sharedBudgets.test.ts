import assert from 'node:assert/strict';
import { mkdtemp, mkdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { digest } from '../../../../src/decisions/digest.ts';
import { createJournalStore } from '../../../../src/journal/journalStore.ts';
import { createPrograms } from '../../../../src/processes/programs.ts';
import { budgetFile, readBudgets, writeBudgets } from '../../../../src/runs/budgets/budgetFile.ts';
import { createSharedBudgets, periodOf } from '../../../../src/runs/budgets/sharedBudgets.ts';
import { systemClock } from '../../../../src/clock/systemClock.ts';
import { planText, SimulatedRun } from '../../../support/simulatedRun.ts';

async function stateFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'wavegate budgets '));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Records a run of a repository, two of whose agents have used a dollar each, as of `now`. */
async function record(state: string, repository: string, now: number): Promise<void> {
  const run = new SimulatedRun();
  run.now = now;
  const { outcome } = run;
  const usage = { inputTokens: 100, cachedTokens: 0, outputTokens: 10, usd: 1 };
  run.outcome = (job) => ({ ...outcome(job), ...(job.work.kind === 'agent' && { usage }) });
  run.start(planText(1)).approveAll();
  const runsFolder = path.join(state, repository, 'runs');
  const runFolder = (name: string): string => path.join(runsFolder, name);
  const programs = createPrograms();
  const store = createJournalStore({
    layout: { runsFolder, runFolder, journalFile: (name) => path.join(runFolder(name), 'journal.jsonl') },
    clock: systemClock,
    identify: (pid) => programs.identify(pid),
    digest,
  });
  const journal = await store.create('r1');
  for (const events of run.records) await journal.append(events);
  await journal.close();
}

test('what runs of several repositories have used today is added up', async (t) => {
  const state = await stateFolder(t);
  const now = new Date(2026, 10, 28, 12).getTime();
  await record(state, 'one', now);
  await record(state, 'two', now);
  await record(state, 'old', new Date(2026, 10, 27, 23).getTime());
  await writeBudgets(state, {
    budgets: [
      { per: 'day', usd: 5 },
      { per: 'month', usd: 50 },
    ],
    prices: {},
  });
  const budgets = createSharedBudgets(state, () => now);
  const used = async () => (await budgets.seen()).uses.map(({ used: { usd } }) => usd);
  assert.deepEqual(await used(), [4, 6]);
  const usage = { inputTokens: 1, cachedTokens: 0, outputTokens: 1, usd: 3 };
  const { uses } = await budgets.seen({ agent: 'codemod', driver: 'command', usage, from: now });
  assert.equal(uses[0]?.used.usd, 7, 'a session that is about to end counts');
  await mkdir(path.join(state, 'two', 'runs', 'broken'), { recursive: true });
  await writeFile(path.join(state, 'two', 'runs', 'broken', 'journal.jsonl'), 'no journal\nat all\n');
  assert.equal((await budgets.seen()).unread, 1);
});

test('a record that came within the same tick of the clock of files as the one before counts, too', async (t) => {
  const state = await stateFolder(t);
  const now = new Date(2026, 10, 28, 12).getTime();
  await record(state, 'one', now);
  await writeBudgets(state, { budgets: [{ per: 'day', usd: 5 }], prices: {} });
  const file = path.join(state, 'one', 'runs', 'r1', 'journal.jsonl');
  const whole = await readFile(file, 'utf8');
  const lines = whole.split('\n');
  const firstUse = lines.findIndex((line) => line.includes('"usd":1'));
  await writeFile(file, `${lines.slice(0, firstUse + 1).join('\n')}\n`);
  const { atime, mtime } = await stat(file);
  await utimes(file, atime, mtime);
  const budgets = createSharedBudgets(state, () => now);
  const used = async () => (await budgets.seen()).uses[0]?.used.usd;
  assert.equal(await used(), 1);
  await writeFile(file, whole);
  await utimes(file, atime, mtime);
  assert.equal(await used(), 2);
});

test('without budgets no journal is read, and without a state folder there are none', async (t) => {
  const state = await stateFolder(t);
  assert.deepEqual(await createSharedBudgets(path.join(state, 'absent')).seen(), { uses: [] });
});

test('a day and a month begin and end where the calendar of the person says so', () => {
  const at = new Date(2026, 11, 31, 23, 59);
  const day = periodOf({ per: 'day' }, at);
  const month = periodOf({ per: 'month' }, at);
  assert.deepEqual([day.since, day.until], ['2026-12-31', '2027-01-01']);
  assert.deepEqual([month.since, month.until], ['2026-12-01', '2027-01-01']);
  assert.ok(day.from <= at.getTime() && at.getTime() < day.to);
});

for (const [what, text, says] of [
  ['is no JSON', '{', /it is no JSON/],
  ['is of another version', '{"version": 2}', /"version": 1/],
  ['has a mistyped key', '{"version": 1, "budgets": [{"per": "day", "usdd": 3}]}', /no key "usdd"/],
  ['has a limit below zero', '{"version": 1, "budgets": [{"per": "day", "usd": -3}]}', /is no budget such as/],
  ['limits nothing', '{"version": 1, "budgets": [{"per": "day"}]}', /is no budget such as/],
  ['has prices in words', '{"version": 1, "prices": {"m": "cheap"}}', /no table of prices/],
] as const) {
  test(`a file of budgets that ${what} starts no agents, and says what to do`, async (t) => {
    const state = await stateFolder(t);
    await writeFile(budgetFile(state), text);
    const { problem = '' } = await createSharedBudgets(state).seen();
    assert.match(problem, says);
    assert.match(problem, /Correct the file, or remove it/);
    await assert.rejects(readBudgets(state), says);
  });
}
