import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite, test } from 'node:test';
import type { TestContext } from 'node:test';
import { hunksOfDraft, keepDraft, latestDraft, planWith, writeTaken } from '../../../../src/runs/planning/keptDraft.ts';
import { planText } from '../../../support/simulatedRun.ts';

/** A repository of which nothing is known. */
const services = { planFacts: () => Promise.resolve({}) };

const before = planText(1);
/** One task renamed, and another that needs it by its new name. */
const renamed = before
  .replace('id: a1', 'id: first')
  .replace(
    '        title: Task b1\n',
    '        title: Task b1\n        dependsOn: []\n        reads: [src/first.js]\n',
  );

async function layoutFor(context: TestContext) {
  const runsFolder = await mkdtemp(path.join(tmpdir(), 'drafts-'));
  context.after(() => rm(runsFolder, { recursive: true, force: true }));
  return { runsFolder, runFolder: (run: string): string => path.join(runsFolder, run) };
}

function refusal(source: string, numbers: readonly number[] | 'all'): Promise<string> {
  return planWith({ before, source }, '/plan.yaml', numbers, services).then(
    () => '',
    (error: unknown) => (error instanceof Error ? error.message : ''),
  );
}

suite('hunks of a kept draft', () => {
  test('that leave no valid plan alone are refused, with what is wrong and the hunk that goes with them', async () => {
    const needs = planText(2)
      .replace('id: a1', 'id: first')
      .replace('        title: Task b2\n', '        title: Task b2\n        dependsOn: [first]\n');
    const numbers = hunksOfDraft({ before: planText(2), source: needs }).map(({ number }) => number);
    assert.deepEqual(numbers, [1, 2]);
    const alone = await planWith({ before: planText(2), source: needs }, '/p.yaml', [2], services).then(
      () => '',
      (error: unknown) => String(error),
    );
    assert.match(alone, /With hunk 2 alone the plan would not be valid: .*first.* Take hunk 1 with it\./);
    assert.match(await planWith({ before: planText(2), source: needs }, '/p.yaml', [1], services), /id: first/);
  });

  test('are named by numbers that there are, and none of them is nothing', async () => {
    assert.match(await refusal(renamed, [9]), /has no hunk 9/);
    assert.match(await refusal(renamed, []), /No hunk was named/);
    assert.match(await refusal(before, 'all'), /nothing left to take/);
  });

  test("do not change what is the person's, however they are cut", async () => {
    const other = before.replace('codemod.mjs', 'other.mjs').replace('Extend modules', 'Extend all modules');
    assert.match(await refusal(other, 'all'), /The draft is not valid: "agents" is the person's to set/);
    assert.match(
      await planWith({ before, source: other }, '/p.yaml', [1], services).catch(String),
      /Extend all|agents/,
    );
  });

  test('are taken from the newest draft of the plan, only while the plan is as it was', async (context) => {
    const layout = await layoutFor(context);
    const planPath = path.join(layout.runsFolder, 'p.waveplan.yaml');
    await writeFile(planPath, before);
    const draft = { file: 'p.waveplan.yaml', before, summary: 'Renamed.' };
    await keepDraft(layout, { ...draft, run: 'r1', source: 'old', at: 1 });
    await keepDraft(layout, { ...draft, run: 'r2', source: renamed, at: 2 });
    await keepDraft(layout, { ...draft, run: 'r3', file: 'other.yaml', source: 'other', at: 3 });
    const latest = await latestDraft(layout, 'p.waveplan.yaml');
    assert.equal(latest?.run, 'r2');
    const text = await planWith(latest, planPath, [1], services);
    await writeTaken(latest, planPath, text);
    assert.equal(await readFile(planPath, 'utf8'), text);
    const left = await latestDraft(layout, 'p.waveplan.yaml');
    assert.ok(left);
    assert.equal(hunksOfDraft(left).length, 1, 'the other one is still there');
    await writeFile(planPath, `${text}# mine\n`);
    await assert.rejects(writeTaken(left, planPath, renamed), /has changed since it was drafted, so nothing was taken/);
    assert.equal(await readFile(planPath, 'utf8'), `${text}# mine\n`);
  });
});
