import assert from 'node:assert/strict';
import { test } from 'node:test';
import { amend, inConflict, plan, resolution } from '../../support/conflictingWave.ts';
import { isShipped } from '../../support/realRun.ts';

test('a conflict with the run branch is resolved by an agent, checked, and committed with the wave', async (t) => {
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
