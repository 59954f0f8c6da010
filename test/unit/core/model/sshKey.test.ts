import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { approverLine, readApprovers, unopenable } from '../../../../src/core/model/approvers.ts';
import { keyOfSsh, securityKey, sshOfKey, sshTypes } from '../../../../src/core/model/sshKey.ts';

/** SSH's wire format of a list of strings, in base64. */
function wire(...parts: readonly (string | Uint8Array)[]): string {
  const chunks = parts.flatMap((part) => {
    const bytes = Buffer.from(part);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    return [length, bytes];
  });
  return Buffer.concat(chunks).toString('base64');
}

const [plain, security] = sshTypes;
const bytes = fc.uint8Array({ minLength: 32, maxLength: 32 });
const unpadded = (blob: string): string => blob.replace(/=+$/, '');

suite('a key of SSH', () => {
  test('is the same there and here, for Ed25519 and for one in a security key', () => {
    fc.assert(
      fc.property(bytes, fc.constantFrom('ssh:', 'ssh:work', ''), (key, application) => {
        const one = keyOfSsh(plain, wire(plain, key));
        assert.ok(one);
        assert.deepEqual(Buffer.from(one, 'base64').subarray(-32), Buffer.from(key));
        assert.equal(unpadded(sshOfKey(one).blob), unpadded(wire(plain, key)));
        assert.equal(securityKey(one), undefined);
        const other = keyOfSsh(security, wire(security, key, application));
        assert.ok(other);
        assert.deepEqual(sshOfKey(other), { type: security, blob: other.split(' ')[1] });
        assert.equal(securityKey(other)?.application, application);
        assert.equal(securityKey(other)?.spki, one);
      }),
    );
  });

  test('is none where it is cut, longer, of another type, or of another length', () => {
    const key = Buffer.alloc(32, 7);
    const good = wire(plain, key);
    assert.ok(keyOfSsh(plain, good));
    const whole = Buffer.from(good, 'base64');
    for (let length = 0; length < whole.length; length += 1)
      assert.equal(keyOfSsh(plain, whole.subarray(0, length).toString('base64')), undefined, String(length));
    for (const [type, blob] of [
      [security, good],
      [plain, wire(security, key)],
      [plain, wire(plain, Buffer.alloc(31))],
      [plain, wire(plain, Buffer.alloc(33))],
      [plain, wire(plain, key, 'more')],
      [plain, wire(plain)],
      [plain, ''],
      [security, wire(security, key)],
      [security, wire(security, key, 'ssh:', 'more')],
      ['ssh-rsa', wire('ssh-rsa', key)],
      ['', good],
    ] as const)
      assert.equal(keyOfSsh(type, blob), undefined, `${type} ${blob}`);
  });

  test('is never anything else, whatever is read', () => {
    fc.assert(
      fc.property(fc.constantFrom(...sshTypes, 'ssh-rsa'), fc.base64String(), (type, blob) => {
        assert.equal(keyOfSsh(type, blob), undefined);
      }),
    );
    for (const key of ['', ' ', security, `${security} x`, `${security} AAAA more`, 'a b c'])
      assert.equal(securityKey(key), undefined);
  });
});

suite('the file of approvers', () => {
  const blob = wire(plain, Buffer.alloc(32, 1));
  const key = keyOfSsh(plain, blob) ?? '';

  test('holds each approver as a line that is read again', () => {
    const name = fc.string({
      unit: fc.constantFrom('A', 'z', 'ö', ' ', '#', '-', '.', '@', '王'),
      minLength: 1,
      maxLength: 8,
    });
    fc.assert(
      fc.property(name, (who) => {
        fc.pre(who.trim() === who);
        assert.deepEqual(readApprovers(approverLine({ name: who, key })), { approvers: [{ name: who, key }], bad: [] });
      }),
    );
  });

  test('is read line by line: what is none is told by its number, and hides no other', () => {
    const lines = [
      '\uFEFF# ours',
      `Ann ${plain} ${blob} a comment`,
      '',
      '   # indented',
      'Ben',
      `"Cid Test" ${plain} ${blob}`,
      `Dan ssh-rsa AAAA`,
      `"Eve ${plain} ${blob}`,
      `${plain} ${blob} Fay`,
      `${plain} ${blob}`,
    ];
    const { approvers, bad } = readApprovers(lines.join('\n'));
    assert.deepEqual(
      approvers.map(({ name }) => name),
      ['Ann', 'Cid Test', '"Eve', 'Fay'],
    );
    assert.deepEqual(bad, [5, 7, 10]);
    assert.deepEqual(readApprovers(''), { approvers: [], bad: [] });
  });
});

suite('a gate', () => {
  const known = new Set(['ada', 'grace']);
  for (const [what, gate, anybody, why] of [
    ['that anybody may decide can be opened by one', { approvers: [] }, 1, undefined],
    [
      'that nobody has a key for cannot be opened',
      { approvers: [] },
      0,
      '1 approvals are required, and 0 people may give them',
    ],
    ['of two approvers can be opened by both', { approvers: ['ada', 'grace'], required: 2 }, 0, undefined],
    [
      'counts a name once',
      { approvers: ['ada', 'ada'], required: 2 },
      9,
      '2 approvals are required, and one person may give them',
    ],
    [
      'of somebody without a key cannot be opened',
      { approvers: ['ada', 'joan'] },
      9,
      'joan may decide, and .wavegate/approvers binds no key to that name',
    ],
    ['that may rest on an earlier decision needs one all the same', { approvers: [], required: false }, 1, undefined],
    [
      'that needs more than there are cannot be opened',
      { approvers: [], required: 3 },
      2,
      '3 approvals are required, and 2 people may give them',
    ],
  ] as const)
    test(what, () => {
      assert.equal(unopenable(gate, known, anybody), why);
    });
});
