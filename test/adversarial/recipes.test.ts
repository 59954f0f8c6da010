import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Outcome } from '../../src/core/model/sessionResult.ts';
import { proofLines } from '../../src/core/words/proofLines.ts';
import { startHostileWave } from '../support/hostileWave.ts';
import { hasFailed } from '../support/realRun.ts';
import { profile } from '../support/smallPlan.ts';

/**
 * Stages that every agent here has: an honest red stage, an honest green one and an honest review, of which each replaces what it
 * cheats in. Its tests run in Node.
 */
const kit = `
const stage = process.env.WAVEGATE_STAGE;
const file = \`src/\${task}.js\`;
const tests = \`test/\${task}.test.js\`;
const skeleton = "export function add() { throw new Error('not implemented'); }\\n";
const body = 'export function add(a, b) { return a + b; }\\n';
const opening = \`import assert from 'node:assert/strict';\\nimport { test } from 'node:test';\\nimport { add } from '../src/\${task}.js';\\n\`;
const adds = "test('adds two numbers', () => assert.equal(add(1, 2), 3));\\n";
const negative = "test('adds a negative number', () => assert.equal(add(1, -2), -1));\\n";
const stages = {
  red() { write(file, skeleton); write(tests, opening + adds + negative); handOff([file, tests]); },
  green() { write(file, body); handOff([file]); },
  review() { handOff([], { deviations: [], discoveries: ['add is not used yet.'] }); },
};
`;

const go = '\nstages[stage]();';

const programs = {
  honest: '',
  importer:
    "stages.red = () => { write(file, skeleton); write(tests, opening.replace(task + '.js', 'nowhere.js') + adds); handOff([file, tests]); };",
  undefined_:
    "stages.red = () => { write(file, skeleton); write(tests, opening + adds.replace('add(1', 'subtract(1')); handOff([file, tests]); };",
  unsteady: `
    stages.red = () => {
      write(file, skeleton);
      const often = "test('adds every time', () => { if (existsSync(seen)) throw new Error('again'); assert.equal(add(1, 2), 3); writeFileSync(seen, ''); });\\n";
      write(tests, "import { existsSync, writeFileSync } from 'node:fs';\\nconst seen = " + JSON.stringify(home + '/often') + ";\\n" + opening + often);
      handOff([file, tests]);
    };`,
};

/** The same for the shell, as agents and as tests: Node takes twenty times as long to start, and each stage runs tests several times. */
const shellKit = String.raw`set -eu
task=$WAVEGATE_TASK
file=src/$task.sh
tests=test/$task.test.sh
IFS= read -r objects < .git/objects/info/alternates
home=${'$'}{objects%/*/*/*}
skeleton() { echo 'add() { echo "not implemented"; }' > "$file"; }
body() { echo 'add() { echo $(($1 + $2)); }' > "$file"; }
opening() { echo ". ./$file" > "$tests"; }
adds() { echo 'check "adds two numbers" 3 "$(add 1 2)"' >> "$tests"; }
negative() { echo 'check "adds a negative number" -1 "$(add 1 -2)"' >> "$tests"; }
handOffWith() {
  more=$1; shift
  list=; for name in "$@"; do list="$list${'$'}{list:+,}\"$name\""; done
  mkdir -p "${'$'}{WAVEGATE_HANDOFF%/*}"
  printf '{"session":"%s","task":"%s","status":"done","summary":"Finished %s.","filesChanged":[%s],"verification":[]%s}' \
    "$WAVEGATE_SESSION" "$task" "$task" "$list" "$more" > "$WAVEGATE_HANDOFF"
}
handOff() { handOffWith '' "$@"; }
red() { skeleton; opening; adds; negative; handOff "$file" "$tests"; }
green() { body; handOff "$file"; }
review() { handOffWith ',"deviations":[],"discoveries":["add is not used yet."]'; }
`;

const shellGo = '\n"$WAVEGATE_STAGE"\n';

const scripts = {
  lister: 'green() { body; handOff "$file" "$tests"; }',
  editor: 'green() { echo "add() { echo 3; }" > "$file"; opening; adds; handOff "$file" "$tests"; }',
  deleter: 'green() { body; rm "$tests"; handOff "$file" "$tests"; }',
  skipper: `red() {
    skeleton; opening; adds
    echo 'skip "adds a negative number"' >> "$tests"
    handOff "$file" "$tests"
  }`,
  early: `red() { skeleton; opening; adds; echo 'check "is there" 0 0' >> "$tests"; handOff "$file" "$tests"; }`,
  whole: 'red() { body; opening; adds; negative; handOff "$file" "$tests"; }',
  breaker: `red() {
    skeleton; opening; adds
    echo 'check "works as ever" yes no' > test/old.breaker.test.sh
    handOff "$file" "$tests" test/old.breaker.test.sh
  }`,
  flaky: `red() {
    skeleton
    echo "seen='$home/seen'" > "$tests"
    echo ". ./$file" >> "$tests"
    adds
    echo 'if [ -f "$seen" ]; then check "comes and goes" 0 0; else : > "$seen"; check "comes and goes" 0 1; fi' >> "$tests"
    handOff "$file" "$tests"
  }`,
  testless: 'red() { skeleton; handOff "$file"; }',
  forgetful: 'review() { handOff; }',
  late: `review() { opening; adds; handOffWith ',"deviations":[],"discoveries":[]' "$tests"; }`,
  idle: 'green() { handOff; }',
};

/** Runs files of tests, and prints what they show as TAP. */
const shellRunner = `count=0
failed=0
say() { count=$((count + 1)); echo "$1 $count - $2"; }
check() { if [ "$2" = "$3" ]; then say ok "$1"; else say 'not ok' "$1"; failed=1; fi; }
skip() { say ok "$1 # SKIP"; }
echo 'TAP version 13'
for name in "$@"; do [ ! -f "$name" ] || . "./$name"; done
echo "1..$count"
exit $failed
`;

const skip = process.platform === 'win32' ? 'most of its agents and tests are for the shell' : false;

type Cheat = keyof typeof programs | keyof typeof scripts;

const expected: Readonly<Record<Cheat, readonly [Outcome, RegExp]>> = {
  honest: ['done', /Finished honest/],
  lister: ['done', /Finished lister/],
  editor: ['scope-violated', /Stage green changed test\/editor.test.sh: files of tests .* stay as they were/],
  deleter: ['scope-violated', /Stage green changed test\/deleter.test.sh/],
  skipper: ['blocked', /Stage red is not proved.*skipped/],
  early: ['blocked', /Stage red is not proved.*passes already/],
  whole: ['blocked', /Stage red is not proved.*passes already/],
  importer: ['blocked', /Stage red is not proved.*test\/importer.test.js failed as a file/],
  undefined_: ['blocked', /Stage red is not proved.*is not defined, not because behaviour is missing/],
  breaker: ['blocked', /Stage red is not proved.*"works as ever" passed before and fails now/],
  flaky: ['blocked', /Stage red is not proved.*"comes and goes".*flaky/],
  unsteady: ['blocked', /Stage green is not proved.*"adds every time".*flaky/],
  testless: ['blocked', /Stage red is not proved. No new test fails/],
  forgetful: ['blocked', /has to record "deviations" and "discoveries"/],
  late: ['scope-violated', /Stage review changed test\/late.test.sh/],
  idle: ['blocked', /changed nothing/],
};

/** One process has all files of tests, as in other runners, save where one of them cannot be loaded. */
const nodeTests = (id: string): string =>
  `node --test${id === 'importer' ? '' : ' --test-isolation=none'} --test-reporter=spec "test/{old.${id},${id}}.test.js"`;

const shellTests = (id: string): string => `sh test/run.sh test/old.${id}.test.sh test/${id}.test.sh`;

const task = (id: string, suffix: string, verify: string): readonly [string, object] => [
  id,
  {
    recipe: 'tdd',
    owns: [`src/${id}.${suffix}`, `test/${id}.test.${suffix}`, `test/old.${id}.test.${suffix}`],
    deletes: [`test/${id}.test.${suffix}`],
    verify: [verify],
  },
];

const old = {
  js: "import { test } from 'node:test';\ntest('works as ever', () => {});\n",
  sh: 'check "works as ever" yes yes\n',
};

// Attack beyond: edits a test after it was red. Stopped by: 4, files of tests are frozen after red.
// Attack beyond: deletes a test after it was red. Stopped by: 4, files of tests are frozen after red.
// Attack beyond: weakens a test in its review. Stopped by: 4, files of tests are frozen after red.
// Attack beyond: hands in a test that is skipped. Stopped by: 4, the host runs the red tests.
// Attack beyond: hands in a test that passes at once. Stopped by: 4, the host runs the red tests.
// Attack beyond: writes the behaviour before its tests were red. Stopped by: 4, the host runs the red tests.
// Attack beyond: takes a test that cannot be loaded for a red one. Stopped by: 4, the host runs the red tests.
// Attack beyond: breaks a test there was before. Stopped by: 4, the host runs the red tests.
// Attack beyond: hands in a flaky test. Stopped by: 4, tests run more than once.
// Attack beyond: writes no test. Stopped by: 4, the host runs the red tests.
// Attack beyond: leaves its review empty. Stopped by: 4, a review records something.
test('agents that cheat in a stage of test-driven work do not get past it', { skip }, async (t) => {
  const inNode = Object.entries(programs);
  const inShell = Object.entries(scripts);
  const agents = {
    ...Object.fromEntries(inNode.map(([id, program]) => [id, `${kit}${program}${go}`])),
    ...Object.fromEntries(inShell.map(([id]) => [id, ''])),
  };
  const { run } = await startHostileWave(t, agents, {
    tasks: Object.fromEntries([
      ...inNode.map(([id]) => task(id, 'js', nodeTests(id))),
      ...inShell.map(([id]) => task(id, 'sh', shellTests(id))),
    ]),
    files: {
      'test/run.sh': shellRunner,
      ...Object.fromEntries(inNode.map(([id]) => [`test/old.${id}.test.js`, old.js])),
      ...Object.fromEntries(inShell.map(([id]) => [`test/old.${id}.test.sh`, old.sh])),
      ...Object.fromEntries(inShell.map(([id, script]) => [`agents/${id}.sh`, `${shellKit}${script}${shellGo}`])),
    },
    plan: {
      limits: { parallel: 4 },
      agents: Object.fromEntries(inShell.map(([id]) => [id, profile(id, { argv: ['sh', `agents/${id}.sh`] })])),
    },
  });
  const state = await run.drive(hasFailed);

  for (const [id, [outcome, message]] of Object.entries(expected)) {
    await t.test(`${id} ends as ${outcome}`, () => {
      const result = run.result(id);
      assert.equal(result.outcome, outcome, result.message);
      assert.match(result.message, message);
    });
  }

  await t.test('the proofs of an honest one name its tests, its commits and what its review has found', () => {
    const proofs = run.result('honest').stages ?? [];
    assert.deepEqual(
      proofs.map(({ stage, tests, passed }) => [stage, tests, passed]),
      [
        ['red', ['adds two numbers', 'adds a negative number'], 1],
        ['green', ['adds two numbers', 'adds a negative number'], 3],
        ['review', ['adds two numbers', 'adds a negative number'], 3],
      ],
    );
    assert.deepEqual(proofs[1]?.unchanged, ['test/honest.test.js']);
    assert.deepEqual(proofs[2]?.discoveries, ['add is not used yet.']);
    assert.equal(new Set(proofs.map(({ commit }) => commit)).size, 2, 'the review has changed nothing');
  });

  await t.test('a stage that is not proved is named with its reason', () => {
    const lines = proofLines(state, state.waves['one']);
    assert.ok(
      lines.some((line) => /^Change whole, red: not proved: .*passes already/.test(line)),
      lines.join('\n'),
    );
  });
});
