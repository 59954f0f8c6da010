import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startHost } from '../testing/host.js';
import { makeProject } from '../testing/project.js';

const packs = ['editor', 'editor-strict', 'lint'].map((name) => ({ name, version: '1.0.0', files: {} }));

test('search lists the packs whose name holds the text', async (t) => {
  const host = await startHost(t, { packs });
  const project = await makeProject(t, { hosts: { team: { url: host.url } } });
  const { code, stdout } = await project.run(['search', 'editor']);
  assert.equal(code, 0);
  assert.equal(stdout, 'editor@1.0.0\neditor-strict@1.0.0\n');
});

test('search says so when nothing matches', async (t) => {
  const host = await startHost(t, { packs });
  const project = await makeProject(t, { hosts: { team: { url: host.url } } });
  const { stdout } = await project.run(['search', 'saddle']);
  assert.match(stdout, /No pack on team matches "saddle"/);
});
