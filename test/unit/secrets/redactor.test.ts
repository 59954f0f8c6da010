import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { archiveOf } from '../../../src/core/report/archive.ts';
import { createRedactor } from '../../../src/secrets/redactor.ts';
import { planText, SimulatedRun } from '../../support/simulatedRun.ts';

const token = `ghp_${'a1B2c3D4e5F6g7H8i9J0'}${'k1L2m3N4o5P6q7R8'}`;
const key = ['-----BEGIN RSA PRIVATE KEY-----', ...Array<string>(20).fill('MIIEpAIBAAKCAQEA04up8hoqzS1'.repeat(2))]
  .concat('-----END RSA PRIVATE KEY-----')
  .join('\n');

function folderOf(t: TestContext): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'wavegate redact '));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test('secrets of known forms, assigned ones and those of the environment are taken out', async () => {
  const redactor = createRedactor({ DEPLOY_TOKEN: 'plain-words-of-ours', HOME: '/home/ada', TOKEN_FILE: '/run/token' });
  const secrets = [
    token,
    'AKIA5TRQXZ7ABCDEFGH2',
    'password=hunter2',
    `"api_key": "0123456789abcdef"`,
    'Authorization: Bearer abcdefghijklmnop123',
    'https://ada:hunter22pass@example.org/x',
    'plain-words-of-ours',
    key,
    JSON.stringify({ handoff: key }),
  ];
  for (const secret of secrets) {
    const { text, secrets: found } = await redactor.text(`before ${secret} after`);
    assert.ok(found >= 1, secret);
    assert.match(text, /^before .*\[redacted: [a-z0-9-]+\].* after$/s);
    for (const part of ['hunter2', 'MIIEp', 'a1B2', 'AKIA5', '0123456789abcdef', 'abcdefghijklmnop', 'words-of']) {
      assert.ok(!text.includes(part), text);
    }
  }
});

test('words and code that only name a secret stay as they are', async () => {
  const redactor = createRedactor({ AUTH: 'true', API_KEY_FILE: '~/key' });
  const text = `
    const token: string = process.env.TOKEN; password = ask(); secret: config.secret.value
    "inputTokens": 123456, max_tokens=4096000, The token: see below. ~/key /run/token -----BEGIN PRIVATE KEY-----
    commit 3f2a1c9d8e7b6a5f4e3d2c1b0a9f8e7d6c5b4a39 sha256 ${'ab12'.repeat(16)}`;
  assert.deepEqual(await redactor.text(text), { text, secrets: 0 });
});

test('the record of a run without secrets is archived as it is', async () => {
  const run = new SimulatedRun().start(planText(1, 'archive: {to: records}\n')).approveAll();
  const archive = archiveOf(run.run) ?? assert.fail();
  for (const { path: name, text } of archive.files) {
    assert.deepEqual(await createRedactor({}).text(text), { text, secrets: 0 }, name);
  }
});

test('a secret in a transcript is found wherever a piece of the file ends, also between colours', async (t) => {
  const folder = folderOf(t);
  const [from, to] = [path.join(folder, 'from'), path.join(folder, 'to')];
  const line = 'a line of an agent that says nothing in particular\n';
  const lines = Array.from({ length: 50_000 }, (_, index) => (index % 500 === 0 ? `${token}\n` : line));
  writeFileSync(from, `${lines.join('')}\u001b[31mgh\u001b[0mp_${token.slice(4)}\n`);
  const copied = await createRedactor({}).file(from, to, 100_000_000);
  assert.deepEqual(copied, { secrets: 101, leftOut: 0 });
  const text = readFileSync(to, 'utf8');
  assert.ok(!text.includes(token.slice(4)));
  assert.equal(text.split('\n').length, lines.length + 2);
});

test('of a transcript of two gigabytes, its beginning and end are kept, without its being read as a whole', async (t) => {
  const folder = folderOf(t);
  const [from, to] = [path.join(folder, 'from'), path.join(folder, 'to')];
  writeFileSync(from, `It begins with ${token}.\n`);
  truncateSync(from, 2_000_000_000);
  const copied = await createRedactor({}).file(from, to, 10_000);
  assert.deepEqual(copied, { secrets: 1, leftOut: 1_999_990_000 });
  const text = readFileSync(to, 'utf8');
  assert.match(text, /^It begins with \[redacted: github\]/);
  assert.match(text, /1999990000 bytes are left out here/);
  assert.equal(await createRedactor({}).file(path.join(folder, 'none'), to, 10), undefined);
});
