import assert from 'node:assert/strict';
import { createPublicKey } from 'node:crypto';
import { suite, test } from 'node:test';
import { approverLine, readApprovers } from '../../../../src/core/model/approvers.ts';
import { keyOfSsh, sshOfKey } from '../../../../src/core/model/sshKey.ts';
import { createMemorySigner } from '../../../../src/decisions/signers.ts';

/** As `ssh-keygen -t ed25519` wrote it. */
const known = 'AAAAC3NzaC1lZDI1NTE5AAAAIMwS3lhVKYiyWbk6uXCZC8o/VYD3Ktz8yKcYHx9WwsXg';

suite('approvers of a repository', () => {
  test("are read as in git's allowed signers, a line each", () => {
    const text = `# who may decide\r\nAnn ssh-ed25519 ${known} ann@laptop\r\n\r\n"Zoë Test" ssh-ed25519 ${known}\n`;
    const { approvers, bad } = readApprovers(text);
    assert.deepEqual(
      approvers.map(({ name }) => name),
      ['Ann', 'Zoë Test'],
    );
    assert.deepEqual(bad, []);
  });

  test('are read as a public key file has them, the name after the key', () => {
    const { approvers } = readApprovers(`ssh-ed25519 ${known} Ann\nAnn ssh-ed25519 ${known} ann@laptop\n`);
    assert.deepEqual(approvers[0], approvers[1]);
    assert.equal(approvers[0]?.name, 'Ann');
  });

  test('that are none are told by their line: another kind of key, a key that was cut, no key', () => {
    const text = ['Ann ssh-rsa AAAAB3NzaC1yc2E=', `Ben ssh-ed25519 ${known.slice(0, -2)}`, 'Cid', ''].join('\n');
    assert.deepEqual(readApprovers(text), { approvers: [], bad: [1, 2, 3] });
  });

  test('have keys that are the same in SSH and here', () => {
    for (let round = 0; round < 20; round += 1) {
      const { publicKey } = createMemorySigner();
      const { type, blob } = sshOfKey(publicKey);
      assert.equal(keyOfSsh(type, blob), publicKey);
      const { approvers } = readApprovers(approverLine({ name: 'Zoë # Test', key: publicKey }));
      assert.deepEqual(approvers, [{ name: 'Zoë # Test', key: publicKey }]);
    }
    const der = Buffer.from(keyOfSsh('ssh-ed25519', known) ?? '', 'base64');
    assert.equal(createPublicKey({ key: der, format: 'der', type: 'spki' }).asymmetricKeyType, 'ed25519');
  });
});
