import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { createSample } from '../../scripts/sample.ts';
import { startElectronSuite } from '../support/vscodeHost/electronHost.ts';
import { makeTestFolders } from '../support/vscodeHost/folders.ts';
import { startSuites } from '../support/vscodeHost/startSuites.ts';
import { startServerSuite } from '../support/vscodeHost/suiteHost.ts';

const startHost = process.env['WAVEGATE_TEST_HOST'] === 'electron' ? startElectronSuite : startServerSuite;

test('inside the extension host of a real VS Code', async (t) => {
  const folders = await makeTestFolders();
  t.after(() => folders.remove());
  const { folder: workspace } = await createSample(path.join(folders.root, 'sample'));
  const suites = path.join(import.meta.dirname, 'inHost');
  const running = await startSuites({ suites, workspace, folders, startHost });
  t.after(() => running.close());

  let reported = 0;
  let failed = 0;
  for await (const { name, error } of running.results) {
    reported += 1;
    if (error !== undefined) failed += 1;
    await t.test(name, () => {
      if (error !== undefined) throw new Error(error);
    });
  }
  const { exitCode, log } = await running.ended;
  assert.ok(exitCode === 0 || failed > 0, `The extension host ended with exit code ${exitCode} and printed:\n${log}`);
  assert.ok(reported > 0, 'No test ran inside the extension host.');
});
