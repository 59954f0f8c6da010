import assert from 'node:assert/strict';
import { createPublicKey } from 'node:crypto';
import { suite, test } from 'node:test';
import { approverLine, keyOfSsh, readApprovers, sshOfKey } from '../../../src/core/gates/approvers.ts';
import { createMemorySigner } from '../../../src/decisions/signers.ts';

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

  test('that are none are told by their line: another kind of key, a key that was cut, no key', () => {
    const text = ['Ann ssh-rsa AAAAB3NzaC1yc2E=', `Ben ssh-ed25519 ${known.slice(0, -2)}`, 'Cid', ''].join('\n');
    assert.deepEqual(readApprovers(text), { approvers: [], bad: [1, 2, 3] });
  });

  test('have keys that are the same in SSH and here', () => {
    for (let round = 0; round < 20; round += 1) {
      const { publicKey } = createMemorySigner();
      const blob = sshOfKey(publicKey);
      assert.equal(keyOfSsh(blob), publicKey);
      const { approvers } = readApprovers(approverLine({ name: 'Zoë # Test', key: publicKey }));
      assert.deepEqual(approvers, [{ name: 'Zoë # Test', key: publicKey }]);
    }
    const der = Buffer.from(keyOfSsh(known) ?? '', 'base64');
    assert.equal(createPublicKey({ key: der, format: 'der', type: 'spki' }).asymmetricKeyType, 'ed25519');
  });
});
