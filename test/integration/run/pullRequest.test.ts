import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { hasFailed, isShipped, openRealRun, startRealRun, together } from '../../support/realRun.ts';
import { standInForGh } from '../../support/ghStandIn.ts';
import { createRunProject } from '../../support/runProject.ts';
import { smallPlan } from '../../support/smallPlan.ts';
import { createMemorySigner } from '../../../src/decisions/signers.ts';

test('a result goes from the ship gate over red CI, a fix, and a restart while CI is waited for, to the merge', async (t) => {
  if (process.platform === 'win32') return t.skip('a script cannot stand in for gh.exe');
  const project = createRunProject(t, {
    plan: smallPlan([['a']], {
      ship: { forge: 'github', checks: { everySeconds: 1, noneAfterSeconds: 0, reruns: 1 }, merge: 'merge' },
    }),
    agents: {
      a: `const text = task === 'a' ? "export const a = 'offByOne';\\n" : 'export const a = 2;\\n';
write('src/a.js', text);
handOff(['src/a.js']);`,
    },
    files: { 'src/base.js': 'export const base = 1;\n', 'src/a.js': 'export const a = 1;\n' },
  });
  const remote = path.join(project.home, 'remote.git');
  project.git('push', '--quiet', 'origin', 'main');
  const bin = standInForGh(project.home, remote, { file: 'src/a.js', word: 'offByOne' });
  // Session hosts have the environment of the person, which is that of this process.
  const before = process.env['PATH'] ?? '';
  process.env['PATH'] = `${bin}${path.delimiter}${before}`;
  t.after(() => (process.env['PATH'] = before));
  const signer = createMemorySigner();
  const first = await startRealRun(project, { signer, ...together });
  const red = await first.drive(hasFailed);
  assert.match(
    red.validation?.failure?.message ?? '',
    /CI did not pass on what was pushed: Failed at the forge: CI \/ test/,
  );
  assert.match(first.result('ci').checks?.[0]?.tail ?? '', /AssertionError: offByOne/);
  assert.equal(project.git('--git-dir', remote, 'log', '--format=%s', 'main'), 'Everything so far');
  const toFix = { adapt: () => ({ strategy: 'fix' as const, task: 'a' }) };
  await first.drive((state) => state.ship?.ci !== undefined && state.ship.attempt === 2, toFix);
  await first.close();

  const second = await openRealRun(project, { signer, ...together });
  const state = await second.drive(isShipped);
  assert.equal(state.ship?.result?.merged?.how, 'merge');
  const fix = Object.values(state.sessions).find(({ subject }) => subject === 'a-fix');
  assert.match(fix?.directive ?? '', /AssertionError: offByOne/);
  const merged = project.git('--git-dir', remote, 'log', '--format=%s', 'main').split('\n');
  assert.ok(merged.includes('Everything so far') && merged.length >= 4, merged.join(', '));
  const waves = project.git('--git-dir', remote, 'log', '--format=%(trailers:key=Wavegate-Wave,valueonly)', 'main');
  assert.deepEqual(
    [...new Set(waves.split('\n'))].filter((wave) => wave !== ''),
    ['one-fix', 'one'],
  );
  assert.equal(
    project
      .read('gh-calls')
      .split('\n')
      .filter((call) => call === 'pr create').length,
    1,
  );
});
