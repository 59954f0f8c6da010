import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { createVerifyGit } from '../../../src/cli/verify/git.ts';
import { verifyRun } from '../../../src/cli/verify/verifyRun.ts';
import type { GateKind } from '../../../src/core/plan/schema/plan.ts';
import { pendingGates } from '../../../src/core/queries/runQueries.ts';
import type { RunState } from '../../../src/core/model/state.ts';
import { boardOf } from '../../../src/core/views/board.ts';
import { digest } from '../../../src/decisions/digest.ts';
import { verifySignature } from '../../../src/decisions/ed25519.ts';
import { proposeAdaptation } from '../../../src/engine/planWatch.ts';
import { checkJournal } from '../../../src/journal/reader.ts';
import { hasFailed, isShipped, startRealRun, together } from '../../support/realRun.ts';
import type { RealRun } from '../../support/realRun.ts';
import { createRunProject } from '../../support/runProject.ts';
import type { Ending, RunProject } from '../../support/runProject.ts';
import { smallPlan } from '../../support/smallPlan.ts';

const upTo = (kind: GateKind, wave?: string) => (state: RunState) =>
  pendingGates(state).some((gate) => gate.kind === kind && (wave === undefined || gate.wave === wave));
const until = (kind: GateKind, wave?: string) => ({
  verdict: (gate: { readonly kind: GateKind; readonly wave?: string }) =>
    gate.kind === kind && (wave === undefined || gate.wave === wave) ? undefined : ('approved' as const),
});

const resolving = `
if (task === 'resolve@conflict') {
  write('src/a.js', 'export const a = 2;\\nexport const c = 3;\\n');
  handOff(['src/a.js']);
} else {
  write('src/a.js', 'export const a = 2;\\n');
  handOff(['src/a.js']);
}`;

/** Check that is red when base.js has the mistake of these tests. */
const findsMistakes = process.platform === 'win32' ? 'node --check src/base.js' : 'grep -q [0-9] src/base.js';

function project(t: Ending, a = resolving): RunProject {
  return createRunProject(t, {
    plan: smallPlan([['a'], ['b']], { checkpoint: { test: findsMistakes } }),
    agents: { a, b: "write('src/b.js', 'export const b = 2;\\n');\nhandOff(['src/b.js']);" },
    files: {
      'src/base.js': 'export const base = 1;\n',
      'src/a.js': 'export const a = 1;\n',
      'src/b.js': 'export const b = 1;\n',
    },
  });
}

/** The person commits on main, beside the run. */
function commit({ repository, git }: RunProject, files: Readonly<Record<string, string>>): string {
  for (const [file, text] of Object.entries(files)) writeFileSync(path.join(repository, file), text);
  git('add', '--all');
  git('commit', '--quiet', '--message', 'Meanwhile');
  return git('rev-parse', 'HEAD');
}

async function findings(made: RunProject, run: RealRun): Promise<readonly string[]> {
  const { records } = checkJournal(readFileSync(run.layout.journalFile('r1')), digest);
  const checked = await verifyRun(records, { digest, git: createVerifyGit(made.repository), verifySignature });
  return checked.flatMap(({ what, problem }) => (problem === undefined ? [] : [`${what}: ${problem}`]));
}

test('what the base gains is merged into the run between two waves but for the plan file, and the record of the run is whole', async (t) => {
  const made = project(t);
  const run = await startRealRun(made, together);
  await run.drive(upTo('launch', 'two'), until('launch', 'two'));
  const plan = readFileSync(made.planPath, 'utf8');
  const main = commit(made, {
    'change.waveplan.yaml': plan.replace('A small change', 'Another title'),
    'src/new.js': 'export const fresh = 1;\n',
  });
  writeFileSync(made.planPath, plan);
  // The plan that lies on main says nothing about the one that was approved.
  assert.deepEqual(await proposeAdaptation(run.engine, run.ports, 'merge-base', ''), {});
  const proposed = await run.until(upTo('adapt'));
  const gate = boardOf(proposed, 0).gates.find(({ kind }) => kind === 'adapt');
  assert.deepEqual(gate?.sections.find(({ title }) => title === 'Since the run began')?.lines, [
    'main has moved on by 1 commit; merging would not conflict',
  ]);
  await run.decide('adapt');
  await run.drive(isShipped);
  const [head, before] = ['wavegate/r1', 'wavegate/r1~1'].map((name) => made.git('rev-parse', name));
  assert.deepEqual(made.git('log', '--format=%s', '--first-parent', `${main}..wavegate/r1`).split('\n'), [
    'Wave 2',
    'Merge main',
    `Revise the plan: Merges main at ${main.slice(0, 10)} into the run, as wave "merge-main".`,
    'Wave 1',
  ]);
  assert.equal(made.git('rev-parse', `${before}^2`), main);
  assert.equal(made.git('merge-base', '--is-ancestor', main, head ?? ''), '');
  assert.equal(made.git('show', `${head}:src/new.js`), 'export const fresh = 1;');
  assert.match(made.git('log', '-1', '--format=%B', before ?? ''), new RegExp(`Wavegate-Merges: ${main}`));
  const shipped = made.git('show', `${head}:change.waveplan.yaml`);
  assert.match(shipped, /A small change/);
  assert.match(shipped, /merge-main/);
  assert.deepEqual(await findings(made, run), []);
  assert.equal(readFileSync(made.planPath, 'utf8'), plan);
});

test('a conflict with the base is resolved by an agent, and looked at before it counts', async (t) => {
  const made = project(t);
  const run = await startRealRun(made, together);
  await run.drive(upTo('launch', 'two'), until('launch', 'two'));
  commit(made, { 'src/a.js': 'export const a = 1;\nexport const c = 3;\n' });
  await proposeAdaptation(run.engine, run.ports, 'merge-base', '');
  await run.until(upTo('adapt'));
  await run.decide('adapt');
  await run.drive(upTo('spot-check', 'merge-main'), until('spot-check', 'merge-main'));
  assert.match(run.result('resolve@conflict').message, /.*/);
  await run.drive(isShipped);
  assert.equal(made.git('show', 'wavegate/r1:src/a.js'), 'export const a = 2;\nexport const c = 3;');
  assert.deepEqual(await findings(made, run), []);
});

test('a base that breaks the checks is taken out of the run again, which goes on as it was', async (t) => {
  const made = project(t);
  const run = await startRealRun(made, together);
  await run.drive(upTo('launch', 'two'), until('launch', 'two'));
  const main = commit(made, { 'src/base.js': 'export const base = ;\n' });
  await proposeAdaptation(run.engine, run.ports, 'merge-base', '');
  await run.until(upTo('adapt'));
  await run.decide('adapt');
  await run.drive(hasFailed);
  await run.drive(isShipped, { adapt: () => ({ strategy: 'drop-merge', task: '' }) });
  assert.equal(made.git('rev-list', '--count', `${main}..wavegate/r1`) !== '0', true);
  assert.throws(() => made.git('merge-base', '--is-ancestor', main, 'wavegate/r1'));
  assert.equal(made.git('show', 'wavegate/r1:src/base.js'), 'export const base = 1;');
  assert.deepEqual(await findings(made, run), []);
});
