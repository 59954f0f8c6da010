import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { findSecrets } from '../../../src/secrets/findSecrets.ts';
import { createRedactor } from '../../../src/secrets/redactor.ts';
import { temporaryFolder } from '../../support/journalFixture.ts';

const token = `ghp_${'a1B2c3D4e5F6g7H8i9J0'}${'k1L2m3N4o5P6q7R8'}`;

suite('a secret of the environment', () => {
  test('is taken out as it is, and as JSON and addresses write it', async () => {
    const value = 'pa"ss\\wörd & more+1';
    const redactor = createRedactor({ DB_PASSWORD: value });
    for (const written of [
      value,
      JSON.stringify(value),
      JSON.stringify({ text: `x ${value} y` }),
      encodeURIComponent(value),
    ]) {
      const { text, secrets } = await redactor.text(`before ${written} after`);
      assert.equal(secrets, 1, written);
      assert.doesNotMatch(text, /w(ö|%C3%B6)rd/);
    }
  });

  test('is taken out although it begins like a path, or is of letters only, where it is long', async () => {
    const base64 = '/x9AbCdEfGhIjKlMnOpQrStUvWxYz0123456789a';
    const words = 'correcthorsebatterystaple';
    const redactor = createRedactor({ AWS_SECRET_ACCESS_KEY: base64, PASSPHRASE: words });
    const { text } = await redactor.text(`${base64} and ${words}`);
    assert.equal(text, '[redacted: environment] and [redacted: environment]');
  });

  test('is not every word or path that a variable of such a name holds', async () => {
    const environment = {
      SSH_AUTH_SOCK: '/tmp/ssh-XXXXabcd1234/agent.4711',
      XAUTHORITY: '/home/ada/.Xauthority',
      TOKEN_FILE: '~/secrets/Token1',
      AUTH_MODE: 'required',
      API_KEY: 'short',
      EDITOR: 'something-long-enough',
    };
    const text = Object.values(environment).join(' ');
    assert.deepEqual(await createRedactor(environment).text(text), { text, secrets: 0 });
  });
});

suite('a signed token', () => {
  const jwt = [
    'eyJhbGciOiJIUzI1NiJ9',
    'eyJzdWIiOiIxMjM0NTY3ODkwIn0',
    'dozjgNryP4J3jVmNHl0w5NfXgL0n3I9PlFUP0THsR8U',
  ].join('.');
  for (const written of [
    `token=${jwt}`,
    `"id_token":"${jwt}"`,
    `Cookie: session=${jwt};`,
    `got ${jwt}.`,
    `curl -H 'X: ${jwt}'`,
  ])
    test(`is taken out: ${written.slice(0, 24)}…`, async () => {
      const { text } = await createRedactor({}).text(written);
      assert.doesNotMatch(text, /dozjgNry|eyJzdWIi/);
    });
});

suite('the places of secrets', () => {
  test('are in order, none within another, and the text around them stays', async () => {
    const word = fc.constantFrom(
      'plain words',
      token,
      'password=hunter2x',
      '\n',
      '"key":',
      'Bearer abcdefghijklmnop123',
      '🌊',
      'deploy-value-1',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(word, { maxLength: 6 }), async (words) => {
        const text = words.join(' ');
        const found = await findSecrets(text, ['deploy-value-1', 'value-1']);
        let end = 0;
        for (const { from, to } of found) {
          assert.ok(from >= end && to > from && to <= text.length);
          end = to;
        }
        const redacted = await createRedactor({ THE_TOKEN: 'deploy-value-1' }).text(text);
        assert.doesNotMatch(redacted.text, /hunter2x|a1B2c3D4|deploy-value-1/);
        assert.equal(redacted.text.includes('🌊'), text.includes('🌊'));
      }),
      { numRuns: 25 },
    );
  });
});

suite('a transcript of which only the beginning and the end are kept', () => {
  test('holds no part of a secret that is cut where something is left out', async (t) => {
    const folder = await temporaryFolder(t);
    const [from, to] = [path.join(folder, 'from'), path.join(folder, 'to')];
    const most = 400;
    for (let shift = 0; shift <= token.length; shift += 7) {
      const start = 'a'.repeat(most / 2 - shift);
      const end = 'z'.repeat(most / 2 - shift);
      writeFileSync(from, `${start.slice(0, -1)} ${token}${'\n left out'.repeat(200)}\n${token} ${end.slice(1)}`);
      const copied = await createRedactor({}).file(from, to, most);
      const text = readFileSync(to, 'utf8');
      assert.doesNotMatch(text, /ghp_a|a1B2|c3D4|q7R8|o5P6/, `cut ${shift} characters into it`);
      assert.ok((copied?.leftOut ?? 0) > 0);
      assert.match(text, /bytes are left out here/);
    }
  });

  test('holds no lines of a private key whose beginning is left out', async (t) => {
    const folder = await temporaryFolder(t);
    const [from, to] = [path.join(folder, 'from'), path.join(folder, 'to')];
    const lines = Array<string>(30).fill('MIIEpAIBAAKCAQEA04up8hoqzS1MIIEpAIBAAKCAQEA04up8hoqzS1abcd');
    const key = ['-----BEGIN RSA PRIVATE KEY-----', ...lines, '-----END RSA PRIVATE KEY-----'].join('\n');
    writeFileSync(from, `${'begin\n'.repeat(400)}${key}\nThe end.\n`);
    await createRedactor({}).file(from, to, 1_000);
    const text = readFileSync(to, 'utf8');
    assert.doesNotMatch(text, /MIIE|AKCAQEA/);
    assert.match(text, /The end\.\n$/);
  });

  test('keeps every byte that is no secret, at whatever length it is cut', async (t) => {
    const folder = await temporaryFolder(t);
    const [from, to] = [path.join(folder, 'from'), path.join(folder, 'to')];
    const text = Array.from({ length: 60 }, (_, line) => `line ${line}`).join('\n');
    writeFileSync(from, text);
    for (const most of [0, 2, 100, text.length - 1, text.length, text.length + 1]) {
      const copied = await createRedactor({}).file(from, to, most);
      const written = readFileSync(to, 'utf8');
      if (most >= text.length) assert.deepEqual([written, copied], [text, { secrets: 0, leftOut: 0 }]);
      else {
        const half = Math.floor(most / 2);
        const leftOut = text.length - 2 * half;
        assert.equal(
          written,
          `${text.slice(0, half)}\n… ${leftOut} bytes are left out here …\n${text.slice(text.length - half)}`,
        );
        assert.deepEqual(copied, { secrets: 0, leftOut });
      }
    }
  });
});
