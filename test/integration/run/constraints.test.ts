import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hasFailed, startRealRun, together } from '../../support/realRun.ts';
import { createRunProject } from '../../support/runProject.ts';
import { isThere, quickCheck, smallPlan } from '../../support/smallPlan.ts';

const size =
  "import { readFileSync } from 'node:fs';\nconsole.log(`size: ${readFileSync('src/a.js').length} bytes`);\n";

/** The size of a file, measured without starting Node where there is a program for it. */
const measure =
  process.platform === 'win32'
    ? { run: 'node size.mjs', pattern: 'size: (\\d+)' }
    : { run: 'wc -c src/a.js', pattern: '(\\d+) src' };

test('a constraint is measured before and after, and one that is broken or measures nothing fails the wave with its numbers', async (t) => {
  const constraints = {
    growth: { ...measure, bound: 'no worse than base + 5 %', repeats: 1 },
    size: { ...measure, bound: '<= 1000 bytes', repeats: 2 },
    silent: { run: isThere('size.mjs'), bound: '<= 1', repeats: 1 },
  };
  const project = createRunProject(t, {
    plan: smallPlan([['a']], { checkpoint: { test: quickCheck, constraints } }),
    agents: { a: "write('src/a.js', 'export const a = 12345678;\\n'); handOff(['src/a.js']);" },
    files: { 'src/base.js': '', 'src/a.js': 'export const a = 1;\n', 'size.mjs': size },
  });
  const run = await startRealRun(project, together);
  await run.drive(hasFailed);

  const { outcome, message, checks = [] } = run.result('check');
  assert.equal(outcome, 'blocked', message);
  assert.match(message, /growth: It is 27 \(20 at the base\), and has to be no worse than base \+ 5 %/);
  assert.match(message, /silent: It has to print nothing but a number/);
  const measured = checks.map(({ name, measured: numbers }) => [name, numbers?.base, numbers?.value]);
  assert.deepEqual(measured, [
    ['test', undefined, undefined],
    ['growth', 20, 27],
    ['size', 20, 27],
    ['silent', undefined, undefined],
  ]);
});
