import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Outcome } from '../../src/core/model/sessionResult.ts';
import { proofWords } from '../../src/core/words/proofLines.ts';
import { startHostileWave } from '../support/hostileWave.ts';
import { hasFailed } from '../support/realRun.ts';
import { quickCheck } from '../support/smallPlan.ts';

/** An honest agent of the recipe migrate; each program replaces what it cheats in. */
const kit = `
const file = \`src/\${task}.js\`;
const stages = {
  migrate() { write(file, "export const name = loadUser(1) + loadUser(2);\\n"); handOff([file]); },
  review() { handOff([], { deviations: [], discoveries: [] }); },
};
`;

const programs = {
  honest: '',
  alias:
    'stages.migrate = () => { write(file, "const get = fetchUser;\\nexport const name = get(1) + get(2);\\n"); handOff([file]); };',
  comment:
    'stages.migrate = () => { write(file, "export const name = loadUser(1);\\n// + fetchUser(2)\\n"); handOff([file]); };',
  half: 'stages.migrate = () => { write(file, "export const name = loadUser(1) + fetchUser(2);\\n"); handOff([file]); };',
  back: 'stages.review = () => { write(file, "export const name = loadUser(1) + fetchUser(2);\\n"); handOff([file], { deviations: [], discoveries: [] }); };',
  misspelt: '',
};

const expected: Readonly<Record<keyof typeof programs, readonly [Outcome, RegExp]>> = {
  honest: ['done', /Finished honest/],
  alias: ['blocked', /Stage migrate is not proved. `fetchUser` is still at 1 place .*: src\/alias.js:1/],
  comment: ['blocked', /still at 1 place .*: src\/comment.js:2/],
  half: ['blocked', /still at 1 place .*: src\/half.js:1/],
  back: ['blocked', /Stage review is not proved. `fetchUser` is still at 1 place .*: src\/back.js:1/],
  misspelt: ['blocked', /`fetchUsr` was nowhere in the files of the task before/],
};

// Attack beyond: hides a call behind another name instead of replacing it. Stopped by: 4, the host counts the call sites.
// Attack beyond: comments a call out instead of replacing it. Stopped by: 4, the host counts the call sites.
// Attack beyond: replaces some of the calls and reports all. Stopped by: 4, the host counts the call sites.
// Attack beyond: puts a call back in its review. Stopped by: 4, the host counts the call sites again.
test('agents that leave call sites behind in a migration do not get past it', async (t) => {
  const ids = Object.keys(programs) as (keyof typeof programs)[];
  const agents = Object.fromEntries(
    ids.map((id) => [id, `${kit}${programs[id]}\nstages[process.env.WAVEGATE_STAGE]();`]),
  );
  const tasks = ids.map((id) => [
    id,
    {
      recipe: 'migrate',
      owns: [`src/${id}.js`],
      verify: [quickCheck],
      callSites: [{ name: id === 'misspelt' ? 'fetchUsr' : 'fetchUser', to: 'loadUser' }],
    },
  ]);
  const { run } = await startHostileWave(t, agents, {
    tasks: Object.fromEntries(tasks) as Record<string, object>,
    files: Object.fromEntries(ids.map((id) => [`src/${id}.js`, 'export const name = fetchUser(1) + fetchUser(2);\n'])),
    plan: { limits: { parallel: 4 } },
  });
  await run.drive(hasFailed);

  for (const id of ids) {
    const [outcome, message] = expected[id];
    await t.test(`${id} ends as ${outcome}`, () => {
      const result = run.result(id);
      assert.equal(result.outcome, outcome, result.message);
      assert.match(result.message, message);
    });
  }

  await t.test('the proof of an honest one has both counts', () => {
    const [proof] = run.result('honest').stages ?? [];
    assert.ok(proof);
    assert.match(
      proofWords(proof),
      /^migrate: none left; fetchUser: (\d+) → \d+ places; loadUser: \d+ → \d+; \d+ elsewhere \(.*src\/alias.js:1/,
    );
  });
});
