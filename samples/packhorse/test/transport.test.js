import assert from 'node:assert/strict';
import { test } from 'node:test';
import { request } from '../src/transport.js';
import { startHost } from '../testing/host.js';

test('a request carries the token as a bearer token and gives the parsed answer', async (t) => {
  const { url, seen } = await startHost(t, { token: 's3cret-team' });
  assert.deepEqual(await request({ name: 'team', url }, '/packs', { token: 's3cret-team' }), []);
  assert.deepEqual(seen, [{ method: 'GET', authorization: 'Bearer s3cret-team' }]);
});

test('a missing pack is explained with what to try next', async (t) => {
  const { url } = await startHost(t);
  await assert.rejects(request({ name: 'team', url }, '/packs/none'), /no such pack \(404\)\. Try: packhorse search/);
});
