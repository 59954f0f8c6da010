import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { installScripts, splitSetup } from '../../../../src/core/command/keptSetup.ts';

describe('what set-up commands leave can be kept', () => {
  test('for installs, which go by lock files, unless they are told what to install', () => {
    for (const line of ['npm ci', 'pnpm install --frozen-lockfile', 'yarn', 'uv sync --all-extras', 'bundle install']) {
      assert.deepEqual(splitSetup([line]).kept?.commands, [line]);
      assert.ok(splitSetup([line]).kept?.inputs.includes('**/package-lock.json'));
    }
    for (const line of [
      'npm install left-pad',
      'npm run build',
      'make',
      'pip install -r requirements.txt',
      'sh -c "npm ci"',
    ]) {
      assert.deepEqual(splitSetup([line]), { kept: undefined, rest: [line] });
    }
  });

  test('for commands that name their inputs, up to the first that does not', () => {
    const gen = { run: 'make gen', inputs: ['proto/**'] };
    const { kept, rest } = splitSetup([gen, 'npm ci', 'docker compose up -d', gen]);
    assert.deepEqual(kept?.commands, ['make gen', 'npm ci']);
    assert.ok(kept.inputs.includes('proto/**') && kept.usual);
    assert.deepEqual(rest, ['docker compose up -d', 'make gen']);
    assert.equal(splitSetup([gen]).kept?.usual, false);
  });

  test('and for none that says off', () => {
    assert.deepEqual(splitSetup([{ run: 'npm ci', inputs: 'off' }]), { kept: undefined, rest: ['npm ci'] });
  });
});

test('scripts that an install of a package runs are found in its package.json', () => {
  assert.deepEqual(installScripts('{"scripts":{"prepare":"husky","test":"jest","postinstall":"node x"}}'), [
    'postinstall',
    'prepare',
  ]);
  for (const text of ['{}', '{"scripts":[]}', 'no json', '{"scripts":{"prepare":1}}']) {
    assert.deepEqual(installScripts(text), []);
  }
});
