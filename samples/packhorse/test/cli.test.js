import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeProject } from '../testing/project.js';

test('--help shows every command', async (t) => {
  const project = await makeProject(t, {});
  const { code, stdout } = await project.run(['--help']);
  assert.equal(code, 0);
  for (const name of ['install', 'publish', 'search', 'whoami']) assert.match(stdout, new RegExp(`^  ${name} `, 'm'));
});

test('an unknown command ends with exit code 2 and the usage', async (t) => {
  const project = await makeProject(t, {});
  const { code, stderr } = await project.start(['saddle']);
  assert.equal(code, 2);
  assert.match(stderr, /There is no command "saddle"[^]*Usage: packhorse/);
});

test('an unknown key in packhorse.json is a warning, not an error', async (t) => {
  const project = await makeProject(t, { hosts: {}, colour: 'bay' });
  const { code, stderr } = await project.run(['whoami']);
  assert.equal(code, 0);
  assert.match(stderr, /unknown key "colour" is ignored/);
});

test('an unknown host is named together with the known ones', async (t) => {
  const project = await makeProject(t, { hosts: { team: { url: 'http://team.example' } } });
  const { code, stderr } = await project.run(['search', 'x', '--host', 'tema']);
  assert.equal(code, 1);
  assert.match(stderr, /There is no host "tema" in packhorse\.json \(known: team\)/);
});
