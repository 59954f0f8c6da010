import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeProject } from '../testing/project.js';

test('whoami names the source of each token and never the token', async (t) => {
  const hosts = {
    team: { url: 'http://team.example' },
    'open-source': { url: 'http://open.example' },
    archive: { url: 'http://archive.example', token: 's3cret-archive' },
  };
  const project = await makeProject(t, { hosts, defaultHost: 'team' });
  const { code, stdout } = await project.run(['whoami'], { PACKHORSE_TOKEN: 's3cret-team' });
  assert.equal(code, 0);
  assert.match(stdout, /team: token from PACKHORSE_TOKEN\n/);
  assert.match(stdout, /open-source: no token\n/);
  assert.match(stdout, /archive: token from packhorse\.json\n/);
  assert.ok(!stdout.includes('s3cret'));
});
