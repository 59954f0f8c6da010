import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { createSample } from '../../scripts/sample.ts';
import { makeTestFolders } from '../support/vscodeHost/folders.ts';
import { launchVsCodeFor } from '../support/vscodeHost/launch.ts';
import { approvePlan, launch, triageEverything } from '../support/vscodeHost/sampleRun.ts';
import { WavegateWindow } from '../support/vscodeHost/wavegateWindow.ts';

test(
  'an edited plan, a reload and a killed extension host lose nothing and start nothing twice',
  {
    timeout: 600_000,
  },
  async (t) => {
    const folders = await makeTestFolders();
    const sample = await createSample(path.join(folders.root, 'sample'));
    // Slow enough for agents to be at work while the window goes and comes back.
    const env = { WAVEGATE_SAMPLE_PACE: '1500' };
    const code = await launchVsCodeFor(t, { workspace: sample.folder, openFile: sample.plan, folders, env });
    // Hooks run in the order they were added: the window has closed by then.
    t.after(() => folders.remove());
    const window = new WavegateWindow(code.page);
    await window.lens('Start run').click({ timeout: 60_000 });
    await triageEverything(window);
    await approvePlan(window);
    await window.waitFor('Gates', 'Launch Wave 1');

    await t.test('saving an edit voids the approval, and says so', async () => {
      const plan = await readFile(sample.plan, 'utf8');
      await writeFile(sample.plan, plan.replace('title: One resolver', 'title: Exactly one resolver'));
      await window.message('its approval is void').waitFor();
      await window.waitFor('Gates', 'Approve the plan');
      assert.equal(await window.item('Gates', 'Launch Wave 1').count(), 0);
      await code.screenshot('plan edited');
      await approvePlan(window);
    });

    await t.test('agents go on through a reload and a kill -9, and the run with them', async () => {
      await launch(window, 'Wave 1');
      await window.statusBar('Running').waitFor({ timeout: 60_000 });
      await code.reload();
      await window.statusBar('Running').waitFor({ timeout: 60_000 });
      await code.screenshot('reloaded');
      await code.killExtensionHost();
      await window.waitFor('Gates', 'Spot-check Wave 1');
      await code.screenshot('killed');
      const started = await startedSessions(folders.state);
      assert.ok(started.length > 6);
      assert.equal(new Set(started).size, started.length, 'no session was started twice');
    });
  },
);

/** Sessions that the journal of the only run says were started, in order. */
async function startedSessions(state: string): Promise<readonly string[]> {
  const files = await readdir(state, { recursive: true });
  const journal = files.find((file) => path.basename(file) === 'journal.jsonl');
  assert.ok(journal);
  const lines = (await readFile(path.join(state, journal), 'utf8')).trimEnd().split('\n');
  const events = lines.map((line) => (JSON.parse(line) as { event: { type: string; session: string } }).event);
  return events.flatMap(({ type, session }) =>
    type === 'session-dispatched' || type === 'session-retried' ? session : [],
  );
}
