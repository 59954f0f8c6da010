import assert from 'node:assert/strict';
import path from 'node:path';
import { suite, test } from 'node:test';
import type { TestContext } from 'node:test';
import fc from 'fast-check';
import { createKeyFileSigner, writeKeyFile } from '../../src/decisions/keyFile.ts';
import { createMemorySigner, createSecretSigner } from '../../src/decisions/signers.ts';
import type { Signer } from '../../src/ports/signer.ts';
import { temporaryFolder } from '../support/journalFixture.ts';

/** Contract of every signer, wherever its key is. */
function signerContract(name: string, makeSigner: (context: TestContext) => Promise<Signer>): void {
  suite(`signer: ${name}`, () => {
    test('what it signs is verified by anyone who has the public key', async (context) => {
      const signer = await makeSigner(context);
      const other = createMemorySigner();
      for (const text of ['', 'go', 'Zoë – 決定']) {
        const signature = await signer.sign(text);
        assert.equal(await other.verify(text, signature, signer.publicKey), true);
        assert.equal(await signer.verify(text, signature, other.publicKey), false);
        assert.equal(await signer.verify(`${text} `, signature, signer.publicKey), false);
      }
    });

    test('whatever is not a signature is false and never an exception', async (context) => {
      const signer = await makeSigner(context);
      const good = await signer.sign('go');
      const nearly = [good.slice(0, -1), `${good}=`, ` ${good}`, good.replace(/=+$/, ''), good.toLowerCase(), ''];
      for (const signature of nearly) assert.equal(await signer.verify('go', signature, signer.publicKey), false);
      assert.equal(await signer.verify('go', good, ''), false);
      await fc.assert(
        fc.asyncProperty(fc.string(), fc.base64String(), fc.base64String(), async (text, signature, key) => {
          assert.equal(await signer.verify(text, signature, signer.publicKey), false);
          assert.equal(await signer.verify(text, signature, key), false);
        }),
      );
    });

    test('the public key is an Ed25519 key as SPKI in base64', async (context) => {
      const { publicKey } = await makeSigner(context);
      const bytes = Buffer.from(publicKey, 'base64');
      assert.equal(bytes.length, 44);
      assert.equal(bytes.toString('base64'), publicKey);
      assert.equal(bytes.subarray(0, 12).toString('hex'), '302a300506032b6570032100');
    });
  });
}

signerContract('in memory', () => Promise.resolve(createMemorySigner()));

signerContract('key file', async (context) => {
  const file = path.join(await temporaryFolder(context), 'key.pem');
  await writeKeyFile(file);
  return createKeyFileSigner(file);
});

signerContract('secret storage', () => {
  let kept: string | undefined;
  return createSecretSigner({
    get: () => Promise.resolve(kept),
    store: (secret) => {
      kept = secret;
      return Promise.resolve();
    },
  });
});
