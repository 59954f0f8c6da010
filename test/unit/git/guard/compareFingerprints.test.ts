import assert from 'node:assert/strict';
import path from 'node:path';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { compareFingerprints, describeDifference } from '../../../../src/git/guard/compareFingerprints.ts';
import type { Difference, Knowledge } from '../../../../src/git/guard/compareFingerprints.ts';
import type { Fingerprint, LaterFingerprint } from '../../../../src/git/guard/fingerprint.ts';
import { touched } from '../../../../src/git/files/checkoutFiles.ts';

const top = path.resolve('/home/ada/code');
const common = path.join(top, '.git');
const at = {
  branch: 'wavegate/r1.sessions/w1/a',
  top,
  common,
  refs: { 'refs/heads/main': '1', 'refs/heads/wavegate/r1': '1', 'refs/wavegate/r1/kept': '1' },
  heads: { [top]: 'refs/heads/main' },
  files: { config: { hash: 'c', mode: 0o644 }, 'hooks/pre-push': { hash: 'h', mode: 0o755 } },
};
const before: Fingerprint = { ...at, moment: '0', caches: {}, checkout: { 'a.txt': '.M one' } };
const after: LaterFingerprint = { ...at, checkout: { 'a.txt': '.M one' }, withWork: [], settings: [] };
const unknown: Knowledge = { reserved: false, wrote: [], others: false };

const said = (later: Partial<LaterFingerprint>, known: Partial<Knowledge> = {}, earlier: Fingerprint = before) =>
  compareFingerprints(earlier, { ...after, ...later }, { ...unknown, ...known }).map(
    (difference) => `${difference.by}: ${describeDifference(difference)}`,
  );

suite('changes outside of a worktree', () => {
  test('are none where nothing is other than before', () => assert.deepEqual(said({}), []));

  const changes: readonly (readonly [string, Partial<LaterFingerprint>, string])[] = [
    ['a branch', { refs: { ...at.refs, 'refs/heads/new': '2' } }, 'branch new was created'],
    ['a branch of a name with slashes', { refs: { ...at.refs, 'refs/heads/a/b': '2' } }, 'branch a/b was created'],
    ['a branch that moves', { refs: { ...at.refs, 'refs/heads/main': '2' } }, 'branch main was moved'],
    ['a tag', { refs: { ...at.refs, 'refs/tags/v1': '2' } }, 'tag v1 was created'],
    ['the stash', { refs: { ...at.refs, 'refs/stash': '2' } }, 'the stash was created'],
    ['a remote branch', { refs: { ...at.refs, 'refs/remotes/origin/x': '2' } }, 'remote branch origin/x was created'],
    ['other refs', { refs: { ...at.refs, 'refs/notes/x': '2' } }, 'refs/notes/x was created'],
    ['the branch of the run', { refs: { ...at.refs, 'refs/heads/wavegate/r1': '2' } }, 'branch wavegate/r1 was moved'],
    [
      'a hook',
      { files: { ...at.files, 'hooks/pre-push': { hash: 'x', mode: 0o755 } } },
      '.git/hooks/pre-push was changed',
    ],
    [
      'who may run a hook',
      { files: { ...at.files, 'hooks/pre-push': { hash: 'h', mode: 0o644 } } },
      '.git/hooks/pre-push was changed',
    ],
    [
      'a new hook',
      { files: { ...at.files, 'hooks/post-merge': { hash: 'x', mode: 0o755 } } },
      '.git/hooks/post-merge was changed',
    ],
    [
      'what is checked out',
      { heads: { [top]: 'refs/heads/other' } },
      `another branch or commit was checked out in ${top}`,
    ],
    ['a worktree', { heads: { ...at.heads, '/other': 'x' } }, 'the worktree /other was added'],
    ['a worktree that goes', { heads: {} }, `the worktree ${top} was removed`],
    ['a file', { checkout: { 'a.txt': '.M two' } }, 'a.txt changed in your checkout'],
    ['a file that is as committed again', { checkout: {} }, 'a.txt changed in your checkout'],
    ['a new file', { checkout: { ...after.checkout, 'b.txt': '?? 1' } }, 'b.txt changed in your checkout'],
    ['a file whose earlier state nobody knows', { checkout: { 'a.txt': touched } }, 'a.txt changed in your checkout'],
  ];
  for (const [what, later, line] of changes)
    test(`are told: ${what}`, () => {
      assert.deepEqual(said(later), [`person: ${line}`]);
      assert.deepEqual(said(later, { reserved: true }), [`session: ${line}`], 'where only agents work in the checkout');
      assert.deepEqual(said(later, { reserved: true, others: true }), [`agents: ${line}`], 'and several did');
    });

  test('to a deleted branch are told', () =>
    assert.deepEqual(said({ refs: {} }).slice(0, 2), [
      'person: branch main was deleted',
      'person: branch wavegate/r1 was deleted',
    ]));

  test('are told of a file whatever it is called', () => {
    for (const name of ['__proto__', 'constructor', 'toString', 'ref: x', 'a\nb', ' '])
      assert.deepEqual(
        said({
          checkout: Object.fromEntries([
            ['a.txt', '.M one'],
            [name, '?? 1'],
          ]),
        }),
        [`person: ${name} changed in your checkout`],
      );
  });

  test('by Wavegate itself are none: branches of other sessions, and what it keeps', () => {
    const moved = {
      ...at.refs,
      'refs/heads/wavegate/r1.sessions/w1/a': '9',
      'refs/heads/wavegate/r1.sessions/w1/b': '9',
      'refs/heads/wavegate/r2': '9',
      'refs/wavegate/r1/kept': '9',
      'refs/wavegate/r1/sessions/w1/a': '9',
    };
    assert.deepEqual(said({ refs: moved }), []);
  });

  test('to what Wavegate keeps are told where something is taken away', () => {
    const { 'refs/wavegate/r1/kept': _kept, ...rest } = at.refs;
    assert.deepEqual(said({ refs: rest }), ['person: refs/wavegate/r1/kept was deleted']);
  });

  test("are the agent's where its own program says it wrote the file", () => {
    const wrote = [
      path.join(top, 'a.txt'),
      path.join(common, 'hooks', 'pre-push'),
      path.join(common, 'refs', 'heads', 'main'),
    ];
    assert.deepEqual(
      said(
        {
          refs: { ...at.refs, 'refs/heads/main': '2' },
          files: { ...at.files, 'hooks/pre-push': { hash: 'x', mode: 0o755 } },
          checkout: { 'a.txt': '.M two', 'c.txt': '?? 1' },
        },
        { wrote, others: true },
      ),
      [
        'session: branch main was moved',
        'session: .git/hooks/pre-push was changed',
        'session: a.txt changed in your checkout',
        'person: c.txt changed in your checkout',
      ],
    );
  });

  test("are the agent's where a branch leads to a commit that it made", () => {
    const refs = { ...at.refs, 'refs/heads/main': '2', 'refs/heads/person': '3' };
    assert.deepEqual(said({ refs, withWork: ['refs/heads/main'] }), [
      'session: branch main was moved',
      'person: branch person was created',
    ]);
  });

  test('are the person’s where the sandbox kept the agent from writing there, whatever it claims', () => {
    const wrote = [path.join(top, 'a.txt')];
    const known = { wrote, reserved: true, mayWrite: (file: string) => !file.startsWith(top) };
    assert.deepEqual(said({ checkout: {} }, known), ['person: a.txt changed in your checkout']);
  });

  test('to settings count by what they say', () => {
    const files = { ...at.files, config: { hash: 'd', mode: 0o644 } };
    assert.deepEqual(said({ files }), [], 'only a comment, or the order');
    assert.deepEqual(said({ files, settings: ['config core.hookspath', 'config alias.x y'] }), [
      'person: .git/config was changed (core.hookspath, alias.x y)',
    ]);
    assert.deepEqual(said({ files, settings: ['config.worktree core.hookspath'] }), [], 'of another file');
    assert.deepEqual(said({ files, settings: ['config'] }), ['person: .git/config was changed'], 'not known what');
  });

  test('are the same however the two fingerprints list them, and each is told once', () => {
    const states = fc.dictionary(
      fc.constantFrom('a', 'b', 'c', 'd/e', '__proto__'),
      fc.constantFrom('1', '2', touched),
    );
    fc.assert(
      fc.property(states, states, (one, other) => {
        const differing = compareFingerprints({ ...before, checkout: one }, { ...after, checkout: other }, unknown);
        const names = differing.map(({ name }) => name);
        const turned = (of: Readonly<Record<string, string>>) => Object.fromEntries(Object.entries(of).reverse());
        assert.deepEqual(
          compareFingerprints({ ...before, checkout: turned(one) }, { ...after, checkout: turned(other) }, unknown),
          differing,
        );
        assert.equal(new Set(names).size, names.length);
        for (const key of Object.keys(other)) if (other[key] === touched) assert.ok(names.includes(key));
      }),
    );
  });

  test('are found where the checkout was never read before: everything that differs from HEAD', () => {
    const { checkout: _checkout, ...unread } = before;
    assert.deepEqual(said({}, {}, unread), ['person: a.txt changed in your checkout']);
  });
});

test('a difference is described in one line', () => {
  const difference: Difference = { by: 'person', what: 'head', name: '/w', before: 'a', after: 'b' };
  assert.equal(describeDifference(difference), 'another branch or commit was checked out in /w');
});
