import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { createMemorySigner } from '../../../src/decisions/signers.ts';
import { hasGh, nameForGh, startOwnForge } from '../../support/ownForge.ts';
import type { OwnForge } from '../../support/ownForge.ts';
import { hasFailed, isShipped, openRealRun, startRealRun, together } from '../../support/realRun.ts';
import { createRunProject } from '../../support/runProject.ts';
import type { RunProject } from '../../support/runProject.ts';
import { smallPlan } from '../../support/smallPlan.ts';

const skip = process.platform === 'win32' || !hasGh() ? 'gh is not on the PATH' : false;

/** Two waves, of which the second leaves a word that CI is red for. */
async function project(t: TestContext): Promise<{ project: RunProject; forge: OwnForge }> {
  const made = createRunProject(t, {
    plan: smallPlan([['a'], ['b']], {
      ship: {
        forge: 'github',
        pullRequest: { per: 'wave' },
        checks: { everySeconds: 1, noneAfterSeconds: 0, reruns: 0 },
      },
    }),
    agents: {
      a: `write('src/a.js', 'export const a = 2;\\n');
handOff(['src/a.js']);`,
      b: `const text = task === 'b' ? "export const b = 'offByOne';\\n" : 'export const b = 2;\\n';
write('src/b.js', text);
handOff(['src/b.js']);`,
    },
    files: {
      'src/base.js': 'export const base = 1;\n',
      'src/a.js': 'export const a = 1;\n',
      'src/b.js': 'export const b = 1;\n',
    },
  });
  made.git('push', '--quiet', 'origin', 'main');
  nameForGh(made.git);
  const forge = await startOwnForge(t, path.join(made.home, 'remote.git'), ({ git }, commit) => {
    const isRed = git('show', `${commit}:src/b.js`).includes('offByOne');
    return [{ name: 'test', status: 'COMPLETED', conclusion: isRed ? 'FAILURE' : 'SUCCESS' }];
  });
  // Session hosts have the environment of the person, which is that of this process.
  for (const [name, value] of Object.entries(forge.environment)) {
    const before = process.env[name];
    process.env[name] = value;
    t.after(() => (before === undefined ? delete process.env[name] : (process.env[name] = before)));
  }
  return { project: made, forge };
}

/** Newest first, each once: a revision of the plan names the wave that caused it. */
const wavesOn = ({ git }: OwnForge): readonly string[] => [
  ...new Set(
    git('log', '--format=%(trailers:key=Wavegate-Wave,valueonly)', 'main')
      .split('\n')
      .filter((wave) => wave !== ''),
  ),
];

test(
  'each wave gets a pull request on the one before, red CI a fix on top, and all are merged from the bottom up',
  { skip },
  async (t) => {
    const { project: made, forge } = await project(t);
    const { server } = forge;
    const signer = createMemorySigner();
    const run = await startRealRun(made, { signer, ...together });
    await run.drive(hasFailed);
    assert.deepEqual(
      server.pulls.map(({ branch, base }) => [branch, base]),
      [
        ['wavegate/r1.waves/one', 'main'],
        ['wavegate/r1.waves/two', 'wavegate/r1.waves/one'],
      ],
      run.state().validation?.failure?.message,
    );
    const [bottom, top] = server.pulls;
    assert.match(bottom?.body ?? '', /Wave 1 of run `r1`: the first of a stack/);
    assert.match(bottom?.body ?? '', /`src\/a\.js`/);
    assert.match(top?.body ?? '', /The record of the whole run is below/);
    // The forge is not ready for the second merge at once, and whoever drives the run is another process by then.
    let merges = 0;
    server.deletesBranches = true;
    server.beforeMerge = () => {
      merges += 1;
      return merges === 2 ? 'Base branch was modified. Review and try the merge again.' : undefined;
    };
    const toFix = { adapt: () => ({ strategy: 'fix' as const, task: 'b' }) };
    await run.drive((state) => state.ship?.land !== undefined, toFix);
    await run.close();
    const again = await openRealRun(made, { signer, ...together });
    const state = await again.drive(isShipped);
    assert.equal(state.ship?.result?.merged?.how, 'merge');
    assert.deepEqual(
      server.pulls.map(({ branch, state: is }) => [branch, is]),
      [
        ['wavegate/r1.waves/one', 'MERGED'],
        ['wavegate/r1.waves/two', 'MERGED'],
        ['wavegate/r1.waves/two-fix', 'MERGED'],
      ],
    );
    assert.deepEqual(wavesOn(forge), ['two-fix', 'two', 'one']);
    assert.equal(forge.git('log', '--format=%s', '--merges', 'main').split('\n').length, 3, 'nothing is merged twice');
    assert.deepEqual(
      server.pulls.map(({ base }) => base),
      ['main', 'main', 'main'],
    );
  },
);
