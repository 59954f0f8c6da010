import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startHost } from '../testing/host.js';
import { makeProject } from '../testing/project.js';

const editor = {
  name: 'editor',
  version: '1.2.0',
  files: { '.editorconfig': 'root = true\n', 'docs/style.md': '# Style\n' },
};

test('install writes the files of a pack into the project', async (t) => {
  const host = await startHost(t, { packs: [editor] });
  const project = await makeProject(t, { hosts: { team: { url: host.url } } });
  const { code, stdout } = await project.run(['install', 'editor']);
  assert.equal(code, 0);
  assert.match(stdout, /Installed editor@1\.2\.0 \(2 files\)/);
  assert.equal(await project.read('docs/style.md'), '# Style\n');
});

test('install refuses a pack that writes outside the project, and writes nothing', async (t) => {
  const files = { 'inside.txt': 'a', '../outside.txt': 'b' };
  const host = await startHost(t, { packs: [{ name: 'evil', version: '1.0.0', files }] });
  const project = await makeProject(t, { hosts: { team: { url: host.url } } });
  const { code, stderr } = await project.run(['install', 'evil']);
  assert.equal(code, 1);
  assert.match(stderr, /outside the project: \.\.\/outside\.txt/);
  await assert.rejects(project.read('inside.txt'), { code: 'ENOENT' });
});

test('install sends the token of the host and says what to do when it is not accepted', async (t) => {
  const host = await startHost(t, { packs: [editor], token: 's3cret-team' });
  const project = await makeProject(t, { hosts: { team: { url: host.url } } });
  const accepted = await project.run(['install', 'editor'], { PACKHORSE_TOKEN_TEAM: 's3cret-team' });
  assert.equal(accepted.code, 0);
  const refused = await project.run(['install', 'editor'], { PACKHORSE_TOKEN_TEAM: 'old' });
  assert.equal(refused.code, 1);
  assert.match(refused.stderr, /Set PACKHORSE_TOKEN_TEAM and try again/);
});

test('install --verbose never prints the token', async (t) => {
  const host = await startHost(t, { packs: [editor], token: 's3cret-team' });
  const project = await makeProject(t, { hosts: { team: { url: host.url } } });
  const { code, stdout, stderr } = await project.run(['install', 'editor', '--verbose'], {
    PACKHORSE_TOKEN: 's3cret-team',
  });
  assert.equal(code, 0);
  const leaks = `${stdout}${stderr}`.split('\n').filter((line) => line.includes('s3cret-team'));
  assert.deepEqual(leaks, [], 'these lines show the token');
});
