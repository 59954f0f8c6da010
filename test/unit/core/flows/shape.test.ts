import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { shapesOfLine, slotsOf, stepText } from '../../../../src/core/flows/shape.ts';

const worktree = '/home/ada/worktrees/r1/wave-one/a';
const shaped = (line: string, subject = 'a') =>
  shapesOfLine(line, { worktree, subject }).map(({ shape, values }) => {
    const kinds = slotsOf(shape);
    return [stepText(shape, (slot) => `<${kinds[slot] ?? ''}>`), ...values];
  });

suite('commands of agents', () => {
  test('are the same whichever path, number, commit, task or text they are about', () => {
    assert.deepEqual(shaped(`node --test ${worktree}/test/a.test.ts`), [['node --test <path>', './test/a.test.ts']]);
    assert.deepEqual(shaped('git commit -m "Add a, b"'), [['git commit -m <text>', 'Add a, b']]);
    assert.deepEqual(shaped('git checkout 1f2e3d4c5b6a'), [['git checkout <commit>', '1f2e3d4c5b6a']]);
    assert.deepEqual(shaped('npx vitest run --shard=2 --dir=src/x'), [
      ['npx vitest run --shard=<number> --dir=<path>', '2', 'src/x'],
    ]);
    assert.deepEqual(shaped('make login', 'login'), [['make <task>', 'login']]);
    assert.deepEqual(shaped('cp out.json /tmp/x/out.json'), [['cp <path> <scratch>', 'out.json', '/tmp/x/out.json']]);
    assert.deepEqual(shaped('npm test -- login'), [['npm test -- <word>', 'login']]);
  });

  test('keep what says which command it is', () => {
    for (const line of [
      'npm run build',
      'npm run lint --silent',
      'cargo clippy --all-targets',
      'node scripts/build.mjs',
    ]) {
      assert.deepEqual(shaped(line), [[line]]);
    }
    assert.deepEqual(shaped('CI=1 npm test'), [['CI=<number> npm test', '1']]);
  });

  test('are taken apart where they are joined, with the folder they run in, without what only shortens the output', () => {
    assert.deepEqual(shaped(`cd ${worktree} && npm run build 2>&1 | tail -20 && npm test | head -n 5`), [
      ['npm run build'],
      ['npm test'],
    ]);
    assert.deepEqual(shaped('cd packages/core && npm test'), [['cd <path> && npm test', 'packages/core']]);
    assert.deepEqual(shaped('npm test; echo "exit: $?"'), [['npm test']]);
    assert.deepEqual(shaped('npm run a && (npm run b; npm run c)').length, 1);
    assert.deepEqual(shaped('for f in a b; do npm test $f; done').length, 1);
  });

  test('that only look are no part of a flow', () => {
    for (const line of ['ls src', 'git status', 'cat a && grep -r b .', "sed -n '1,5p' a.ts", 'pwd']) {
      assert.deepEqual(shaped(line), []);
    }
  });

  test('may be any text', () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom('', 'a'), (line, subject) => {
        for (const { shape, values } of shapesOfLine(line, { worktree, subject })) {
          assert.equal(slotsOf(shape).length, values.length);
        }
      }),
    );
  });
});
