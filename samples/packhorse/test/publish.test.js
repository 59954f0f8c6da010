import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startHost } from '../testing/host.js';
import { makeProject } from '../testing/project.js';

test('publish uploads a folder as a pack, folders below it included', async (t) => {
  const host = await startHost(t, { token: 's3cret-team' });
  const project = await makeProject(t, { hosts: { team: { url: host.url } } });
  await project.write('lint-pack/pack.json', '{"name": "lint", "version": "2.0.0"}');
  await project.write('lint-pack/rules/base.json', '{}');
  const { code, stdout } = await project.run(['publish', 'lint-pack'], { PACKHORSE_TOKEN: 's3cret-team' });
  assert.equal(code, 0);
  assert.match(stdout, /Published lint@2\.0\.0/);
  assert.deepEqual(host.packs.get('lint'), { name: 'lint', version: '2.0.0', files: { 'rules/base.json': '{}' } });
});

test('publish without a token sends nothing and points to the documentation', async (t) => {
  const host = await startHost(t);
  const project = await makeProject(t, { hosts: { team: { url: host.url } } });
  const { code, stderr } = await project.run(['publish', 'lint-pack']);
  assert.equal(code, 1);
  assert.match(stderr, /needs a token\. See docs\/authentication\.md/);
  assert.deepEqual(host.seen, []);
});
