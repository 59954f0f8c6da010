import assert from 'node:assert/strict';
import { it } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { views } from '../../../src/editor/shared/contributions.ts';
import { RunConnection } from '../../../src/editor/shared/runConnection.ts';
import { Sidebar } from '../../../src/editor/sidebar.ts';
import { FakeVscode } from '../../support/fakeVscode.ts';
import { SimulatedService } from '../../support/simulatedService.ts';
import type { SimulatedRun } from '../../support/simulatedRun.ts';
import { runAtSpotCheck, runHalfApproved, runInTriage, runToAdapt } from '../../support/states.ts';

async function sidebarOn(run: SimulatedRun, key = 'key') {
  const vscode = new FakeVscode();
  const service = new SimulatedService(run);
  service.key = key;
  const connection = new RunConnection(vscode.api, () => Promise.resolve(service));
  const sidebar = new Sidebar(vscode.api, connection, () => undefined);
  await connection.service();
  service.tell();
  return { vscode, service, connection, sidebar, view: (id: string) => vscode.views.get(id) };
}

it('the sidebar opens before there is a run, and says what waits once there is one', async () => {
  const { sidebar, view } = await sidebarOn(runInTriage());
  assert.equal(view(views.findings)?.description, '3 of 3 not marked');
  assert.equal(view(views.gates)?.badge?.value, 1);
  sidebar.dispose();
});

it('a failed wave is counted beside its sessions', async () => {
  const run = runToAdapt();
  const { sidebar, view } = await sidebarOn(run);
  assert.equal(view(views.gates)?.badge?.value, 1);
  sidebar.dispose();
});

it('a tick in front of a file is its verdict, and goes with it', async () => {
  const { sidebar, connection, view } = await sidebarOn(runAtSpotCheck());
  const node = { id: 'f', label: 'f', subject: { kind: 'file', gate: 'spot-check-1', file: 'src/a1/main.js' } };
  view(views.gates)?.check({ items: [[{ node }, 1]] });
  await Promise.resolve();
  assert.equal(connection.draftOf('spot-check-1').answers['src/a1/main.js'], 'ok');
  view(views.gates)?.check({ items: [[{ node }, 0]] });
  await Promise.resolve();
  assert.equal(connection.draftOf('spot-check-1').answers['src/a1/main.js'], '');
  sidebar.dispose();
});

it('what other runs wait for is counted anew when a person comes back to the window', async () => {
  const { vscode, service, sidebar, view } = await sidebarOn(runInTriage());
  await setImmediate();
  assert.equal(view(views.gates)?.badge?.value, 1);
  const other = {
    run: 'other',
    repository: '/other',
    title: 'Another',
    headline: 'Waiting',
    state: 'waiting',
    modifiedAt: 1,
  } as const;
  service.listed = [{ ...other, waiting: 2 }];
  vscode.focus();
  await setImmediate();
  assert.equal(view(views.gates)?.badge?.value, 3);
  sidebar.dispose();
});

it('a gate that this person has approved is not counted, and is for the other approver', async () => {
  const { sidebar, view } = await sidebarOn(runHalfApproved());
  assert.equal(view(views.gates)?.badge, undefined);
  const other = await sidebarOn(runHalfApproved(), 'key-of-grace');
  assert.equal(other.view(views.gates)?.badge?.value, 1);
  sidebar.dispose();
  other.sidebar.dispose();
});
