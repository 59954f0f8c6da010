import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { suite, test } from 'node:test';
import { requiredSandbox } from '../../../src/core/run/wave/sandboxWords.ts';
import { findBubblewrap } from '../../../src/sandbox/bubblewrap.ts';
import { createSandbox } from '../../../src/sandbox/machineSandbox.ts';

/** A folder for the PATH, in which bubblewrap is a script. */
function folderWith(t: TestContext, script?: string): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'wavegate-bwrap-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const file = path.join(folder, 'bwrap');
  if (script !== undefined) {
    writeFileSync(file, `#!/bin/sh\n${script}\n`);
    chmodSync(file, 0o755);
  }
  return folder;
}

suite('whether there is a sandbox on this machine', { skip: process.platform !== 'linux' }, () => {
  test('there is none where bubblewrap is not installed', async (t) => {
    assert.deepEqual(await findBubblewrap(folderWith(t)), {
      problem: 'bubblewrap is not installed; installing the package gives you one',
    });
  });

  test('there is none where it is installed and may not make namespaces, as in many containers; it says why', async (t) => {
    const folder = folderWith(t, 'echo "bwrap: setting up uid map: Permission denied" >&2\nexit 1');
    const found = await findBubblewrap(folder);
    assert.match(
      'problem' in found ? found.problem : '',
      /cannot work here: bwrap: setting up uid map: Permission denied; it needs user namespaces/,
    );
  });

  test('the one that is found is started by its full path, and never one a relative entry of the PATH leads to', async (t) => {
    const folder = folderWith(t, 'exit 0');
    assert.deepEqual(await findBubblewrap(`bin${path.delimiter}${folder}`), { program: path.join(folder, 'bwrap') });
    assert.ok('problem' in (await findBubblewrap(path.relative(process.cwd(), folder))));
  });
});

test('on a system without one everything runs as it is, unless the plan requires a sandbox', async () => {
  const sandbox = createSandbox('win32');
  const request = {
    ...{ worktree: '/w', repository: '/r', worktreeRoot: '/', hidden: [], readable: [], writable: [] },
    environment: {},
  };
  const entered = await sandbox.enter('auto', request);
  assert.ok(entered !== 'missing' && !entered.confined);
  assert.deepEqual(entered.supervise(['node', 'a.js']), ['node', 'a.js']);
  assert.equal(await sandbox.enter('required', request), 'missing');
  const { works, detail } = await sandbox.status();
  assert.equal(works, false);
  assert.equal(detail.match(/[.!?](?=\s|$)/g)?.length, 1, `one sentence: ${detail}`);
  assert.match(requiredSandbox(detail), /There is none .* not prevented\. Start the run again where there is one/);
});
