import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { createSample } from '../../scripts/sample.ts';
import { startBridge } from '../support/vscodeHost/bridgeServer.ts';
import { bridgeVariable } from '../support/vscodeHost/bridgeProtocol.ts';
import { bundleSuites } from '../support/vscodeHost/bundleSuites.ts';
import { startElectronSuite } from '../support/vscodeHost/electronHost.ts';
import { makeTestFolders } from '../support/vscodeHost/folders.ts';
import { startServerSuite } from '../support/vscodeHost/suiteHost.ts';
import type { SuiteHost } from '../support/vscodeHost/suiteHost.ts';

const startSuite = process.env['WAVEGATE_TEST_HOST'] === 'electron' ? startElectronSuite : startServerSuite;

test('inside the extension host of a real VS Code', { timeout: 600_000 }, async (t) => {
  const folders = await makeTestFolders();
  t.after(() => folders.remove());
  const { folder: workspace } = await createSample(path.join(folders.root, 'sample'));
  const testsModule = await bundleSuites(
    path.join(import.meta.dirname, 'inHost'),
    path.join(folders.root, 'suite', 'index.cjs'),
  );
  const bridge = await startBridge(async () => (await starting).page());
  t.after(() => bridge.close());
  const starting: Promise<SuiteHost> = startSuite({
    workspace,
    testsModule,
    folders,
    env: { [bridgeVariable]: bridge.address },
    onEnd: () => bridge.end(),
  });
  const host = await starting;
  t.after(() => host.close());

  let reported = 0;
  let failed = 0;
  for await (const { name, error } of bridge.results) {
    reported += 1;
    if (error !== undefined) failed += 1;
    await t.test(name, () => {
      if (error !== undefined) throw new Error(error);
    });
  }
  const { exitCode, log } = await host.ended;
  assert.ok(exitCode === 0 || failed > 0, `The extension host ended with exit code ${exitCode} and printed:\n${log}`);
  assert.ok(reported > 0, 'No test ran inside the extension host.');
});
