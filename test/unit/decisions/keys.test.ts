import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { chmod, copyFile, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { suite, test } from 'node:test';
import { createKeyFileSigner, writeKeyFile } from '../../../src/decisions/keyFile.ts';
import { createSecretSigner } from '../../../src/decisions/signers.ts';
import { temporaryFolder } from '../../support/journalFixture.ts';

const posixOnly = { skip: process.platform === 'win32' };

suite('keys', () => {
  test('a key file is for its owner only, and gives the same signer every time', posixOnly, async (context) => {
    const file = path.join(await temporaryFolder(context), 'key.pem');
    const { publicKey } = await writeKeyFile(file);
    assert.equal((await stat(file)).mode & 0o777, 0o600);
    assert.equal((await createKeyFileSigner(file)).publicKey, publicKey);
  });

  test('a key file that others may read is refused, and the way to repair it is said', posixOnly, async (context) => {
    const file = path.join(await temporaryFolder(context), 'key.pem');
    await writeKeyFile(file);
    for (const mode of [0o640, 0o604, 0o620]) {
      await chmod(file, mode);
      await assert.rejects(createKeyFileSigner(file), /mode 6[024][04].*chmod 600/);
    }
  });

  test('a key with a passphrase is used with it alone, and wherever it is', posixOnly, async (context) => {
    const folder = await temporaryFolder(context);
    const [file, copy] = [path.join(folder, 'key'), path.join(folder, 'copy')];
    const { publicKey } = await writeKeyFile(file, 'a few words');
    assert.doesNotMatch(await readFile(file, 'utf8'), /PRIVATE KEY/);
    await assert.rejects(createKeyFileSigner(file), /has a passphrase.*--passphrase-fd/);
    await assert.rejects(
      createKeyFileSigner(file, () => Promise.resolve('other words')),
      /passphrase .* is another one/,
    );
    await copyFile(file, copy);
    const signer = await createKeyFileSigner(copy, () => Promise.resolve('a few words'));
    assert.equal(signer.publicKey, publicKey);
    assert.equal(signer.place, undefined);
  });

  test(
    'a key without a passphrase says where it is, whatever the way to it, and a copy is elsewhere',
    posixOnly,
    async (context) => {
      const folder = await temporaryFolder(context);
      const [file, copy, link] = ['key', 'copy', 'link'].map((name) => path.join(folder, name));
      await writeKeyFile(file ?? '');
      await copyFile(file ?? '', copy ?? '');
      await symlink(file ?? '', link ?? '');
      const places = await Promise.all(
        [file, link, copy].map(async (each) => (await createKeyFileSigner(each ?? '')).place),
      );
      assert.ok(places[0] !== undefined && !places[0].includes('key'));
      assert.equal(places[1], places[0]);
      assert.notEqual(places[2], places[0]);
    },
  );

  test('an existing file is never overwritten by a new key', async (context) => {
    const file = path.join(await temporaryFolder(context), 'key.pem');
    await writeFile(file, 'precious');
    await assert.rejects(writeKeyFile(file), /exists already.*Name another file/);
    assert.equal(await readFile(file, 'utf8'), 'precious');
  });

  test('a missing file, something else than a key, and a key of another kind each say so', async (context) => {
    const file = path.join(await temporaryFolder(context), 'key.pem');
    await assert.rejects(createKeyFileSigner(file), /cannot be read.*wavegate keygen/);
    await writeFile(file, 'not a key', { mode: 0o600 });
    await assert.rejects(createKeyFileSigner(file), /no readable private key.*wavegate keygen/);
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    await writeFile(file, rsa.export({ type: 'pkcs8', format: 'pem' }));
    await assert.rejects(createKeyFileSigner(file), /of type rsa.*need Ed25519/);
  });

  test('the key in the secret storage is made once and kept', async () => {
    const stored: string[] = [];
    const place = {
      get: () => Promise.resolve(stored.at(-1)),
      store: (secret: string) => Promise.resolve(void stored.push(secret)),
    };
    const first = await createSecretSigner(place);
    const second = await createSecretSigner(place);
    assert.equal(stored.length, 1);
    assert.equal(first.publicKey, second.publicKey);
    stored.push('damaged');
    await assert.rejects(createSecretSigner(place), /secret storage/);
  });
});
