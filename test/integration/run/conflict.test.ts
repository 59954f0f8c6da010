import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startHostileWave } from '../../support/hostileWave.ts';
import type { HostileWave } from '../../support/hostileWave.ts';
import { hasFailed, isShipped } from '../../support/realRun.ts';

const plan = 'change.waveplan.yaml';

/** Changes the plan, which is revised on the run branch meanwhile; `resolve` is what it does with the conflict. */
const first = (resolve: string) => `
  import { readFileSync } from 'node:fs';
  const plan = readFileSync('${plan}', 'utf8');
  if (task.startsWith('resolve')) {
    ${resolve}
  } else {
    write('${plan}', plan.replaceAll('"src/b.js"', '"src/b.js", "src/of-a.js"'));
    write('src/a.js', "export const done = 'a';\\n");
    handOff(['${plan}', 'src/a.js']);
  }`;

/** Needs a file that is not its own, and takes its work over once it is. */
const second = `
  import { readFileSync } from 'node:fs';
  const offered = /git (restore --source=[^\\u0060]*)/.exec(readFileSync(process.env.WAVEGATE_DIRECTIVE, 'utf8'))?.[1];
  if (offered) git(...offered.split(' '));
  else { work(); write('src/extra.js', 'export const extra = 1;\\n'); }
  handOff(['src/b.js', 'src/extra.js']);`;

/** A wave whose first task was done before the plan was revised, in the same place that the task has changed. */
async function inConflict(t: Parameters<typeof startHostileWave>[0], resolve: string): Promise<HostileWave> {
  const owns = { a: { owns: ['src/a.js', plan] } };
  const wave = await startHostileWave(t, { a: first(resolve), b: second }, { tasks: owns });
  await wave.run.drive(hasFailed);
  return wave;
}

const amend = { adapt: () => ({ strategy: 'amend' as const, task: 'b' }) };

test('a conflict with the run branch is resolved by an agent, checked, and committed with the wave', async (t) => {
  const resolution = `
    const resolved = plan.replace(/<<<<<<< .*\\n([^]*?)\\n?=======\\n[^]*?>>>>>>> .*\\n/g, '$1\\n').replace(', src/extra.js', ', src/of-a.js, src/extra.js');
    write('${plan}', resolved);
    handOff(['${plan}']);`;
  const { run, project } = await inConflict(t, resolution);
  const state = await run.drive(isShipped, amend);
  const resolver = run.result('resolve@conflict');
  assert.equal(resolver.outcome, 'done', resolver.message);
  assert.deepEqual(
    resolver.changes?.map((change) => change.path),
    [plan],
  );
  assert.equal(run.result('merge').outcome, 'blocked');
  assert.equal(run.result('merge@resolved').outcome, 'done', run.result('merge@resolved').message);
  const commit = state.waves['one']?.commit ?? '';
  assert.match(project.git('show', `${commit}:${plan}`), /"src\/b\.js", src\/of-a\.js, src\/extra\.js/);
  assert.doesNotMatch(project.git('show', `${commit}:${plan}`), /<<<<<<<|>>>>>>>/);
  assert.match(project.git('show', `${commit}:src/a.js`), /done = 'a'/);
  assert.equal(project.git('show', `${commit}:src/extra.js`), 'export const extra = 1;');
});

test('a resolver that changes another file is blocked, and a person decides', async (t) => {
  const beyond = `
    write('${plan}', plan.replace(/<<<<<<< .*\\n|=======\\n|>>>>>>> .*\\n/g, ''));
    write('src/other.js', 'taken over too');
    handOff(['${plan}', 'src/other.js']);`;
  const { run, project } = await inConflict(t, beyond);
  const state = await run.drive(({ waves }) => waves['one']?.attempt === 2 && waves['one'].status === 'failed', amend);
  assert.equal(run.result('resolve@conflict').outcome, 'scope-violated');
  const { failure } = state.waves['one'] ?? {};
  assert.equal(failure?.kind, 'conflict');
  assert.match(failure?.message ?? '', /An agent tried to resolve it and could not/);
  assert.equal(project.git('rev-parse', 'wavegate/r1^{tree}'), project.git('rev-parse', `${state.head}^{tree}`));
});
