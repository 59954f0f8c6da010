import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { until } from '../support/until.ts';
import { projectRoot, screenshot } from '../support/vscodeHost/launch.ts';
import { processesWith } from '../support/vscodeHost/processes.ts';
import { sharedBrowser } from '../support/vscodeHost/testWindow.ts';
import { leavePlace, pageIn, takePlace } from '../support/vscodeHost/windowPlaces.ts';
import { waitForWorkbench } from '../support/vscodeHost/workbench.ts';

test('npm start shows the sample with its plan and the sidebar, and Ctrl+C ends it', async (t) => {
  const place = await takePlace(await sharedBrowser());
  t.after(() => leavePlace(place));
  const port = place.port === undefined ? [] : ['--port', String(place.port)];
  const start = spawn(process.execPath, [path.join(projectRoot, 'scripts', 'start.ts'), ...port], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<number | null>((resolve) => start.once('close', resolve));
  t.after(() => start.kill());
  let output = '';
  for await (const text of start.stdout.setEncoding('utf8') as AsyncIterable<string>) {
    output += text;
    if (output.includes('Ctrl+C')) break;
  }
  const [address = ''] =
    /http:\/\/127\.0\.0\.1:\d+\/\?tkn=\S+/.exec(output) ?? assert.fail(`No address in:\n${output}`);
  const sample = new URL(address).searchParams.get('folder') ?? '';
  const folder = path.dirname(sample);
  t.after(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));

  const withoutToken = await fetch(new URL(address).origin);
  assert.equal(withoutToken.status, 403, 'A request without the token is let in.');

  const page = await pageIn(place, Number(new URL(address).port));
  await page.goto(address);
  await waitForWorkbench(page);
  await page.locator('.tab', { hasText: 'packhorse.waveplan.yaml' }).waitFor();
  await page.locator('.sidebar .composite.title', { hasText: 'Wavegate' }).waitFor();
  await screenshot(page, 'npm start');
  await page.close();

  start.kill('SIGINT');
  assert.equal(await ended, 0);
  // What has been killed is listed until the system has taken it away.
  await until(async () => (await processesWith(folder)).length === 0);
});
