import assert from 'node:assert/strict';
import { test } from 'node:test';
import { criteriaLines } from '../../src/core/words/criteriaLines.ts';
import { pendingGates } from '../../src/core/queries/runQueries.ts';
import type { RunState } from '../../src/core/model/state.ts';
import { proposeAdaptation } from '../../src/engine/planWatch.ts';
import { startRealRun, together } from '../support/realRun.ts';
import { createRunProject } from '../support/runProject.ts';
import { profile, smallPlan } from '../support/smallPlan.ts';

const command = 'node --test --test-reporter=spec test/sum.test.js';

const worker = `
write('src/sum.js', 'export const add = (a, b) => a + b;\\nexport const half = (a) => a;\\n');
handOff(['src/sum.js']);
`;

/** First it cheats in what it reports, then in what it changes. */
const verifier = `
const again = home + '/verified';
const { existsSync, writeFileSync } = await import('node:fs');
const ran = [{ command: ${JSON.stringify(command)}, exitCode: 0 }, { command: 'node nowhere.mjs', exitCode: 0 }];
const report = (id, verdict, test, cited = ${JSON.stringify(command)}) => ({ id, verdict, test, command: cited });
if (existsSync(again)) {
  write('src/sum.js', 'export const add = (a, b) => a + b;\\nexport const half = (a) => a / 2;\\n');
  handOff([], { verification: ran, criteria: [report('AC-1', 'pass', 'adds')] });
} else {
  writeFileSync(again, '');
  write('test/mine.test.js', "import { test } from 'node:test';\\ntest('halves', () => {});\\n");
  handOff([], {
    verification: [...ran, { command: 'node --test --test-reporter=spec test/mine.test.js', exitCode: 0 }],
    criteria: [
      report('AC-1', 'pass', 'adds'),
      report('AC-2', 'pass', 'halves'),
      report('AC-3', 'pass', 'is quick', 'node nowhere.mjs'),
      report('AC-4', 'pass', 'adds', 'node --test --test-reporter=spec'),
      report('AC-5', 'not-covered'),
      report('AC-6', 'pass', 'halves', 'node --test --test-reporter=spec test/mine.test.js'),
    ],
  });
}
`;

const tests = `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { add, half } from '../src/sum.js';
  test('adds', () => assert.equal(add(1, 2), 3));
  test('halves', () => assert.equal(half(2), 1));
`;

// Attack beyond: a verifier reports a pass that its own command contradicts. Stopped by: 4, cited commands are run again.
// Attack beyond: a verifier cites a command that does not exist, or that it did not run. Stopped by: 4, cited commands are run again.
// Attack beyond: a verifier adds a test that passes and cites it. Stopped by: 4, cited commands run on what was merged.
// Attack beyond: a verifier changes the code that it verifies. Stopped by: 4, its worktree is compared and thrown away.
test('a verifier that cheats does not get past it, and is named', async (t) => {
  const ids = ['AC-1', 'AC-2', 'AC-3', 'AC-4', 'AC-5', 'AC-6'];
  const acceptance = ids.map((id) => ({ id, text: `Criterion ${id}.` }));
  const project = createRunProject(t, {
    plan: smallPlan([[{ id: 'sum', acceptance }]], {
      agents: { verifier: profile('verifier') },
      verifier: { agent: 'verifier' },
      worktree: { sandbox: 'off' },
    }),
    agents: { sum: worker, verifier },
    files: { 'src/base.js': '', 'src/sum.js': '', 'test/sum.test.js': tests },
  });
  const run = await startRealRun(project, together);
  const atSpotCheck = (state: RunState): boolean => pendingGates(state).some(({ kind }) => kind === 'spot-check');
  const state = await run.drive((now) => atSpotCheck(now) || now.adaptation !== undefined);
  const lines = criteriaLines(state, 'one');
  assert.ok(atSpotCheck(state), JSON.stringify(state.waves['one']?.failure));

  const expected = [
    /^AC-1: pass, shown by "adds" .*: Criterion AC-1\.$/,
    /^AC-2: pass.*contradicted\. The cited test fails when it is run again/,
    /^AC-3: pass.*contradicted\./,
    /^AC-4: pass.*contradicted\. The verifier cites a command that it has not run/,
    /^AC-5: not covered by a test: /,
    /^AC-6: pass.*contradicted\./,
  ];
  for (const [index, pattern] of expected.entries()) assert.match(lines[index] ?? '', pattern);

  await run.decide('spot-check', 'rejected', 'Verify it again.');
  await run.until((now) => now.adaptation !== undefined);
  await proposeAdaptation(run.engine, run.ports, 'redispatch', 'sum');
  const failed = await run.drive(
    ({ adaptation, waves }) =>
      adaptation !== undefined && waves['one']?.attempt === 2 && waves['one'].status === 'failed',
  );
  assert.match(failed.waves['one']?.failure?.message ?? '', /verifier changed what it was to verify.*src\/sum\.js/s);
});
