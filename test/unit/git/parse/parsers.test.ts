import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { parseFileChanges, parseTreeChanges } from '../../../../src/git/parse/changes.ts';
import { parseMergedTree } from '../../../../src/git/parse/mergeTree.ts';
import { parseRefs } from '../../../../src/git/parse/refs.ts';
import { repositoryName, withoutCredentials } from '../../../../src/git/parse/remoteUrl.ts';
import { parseStatus } from '../../../../src/git/parse/status.ts';
import { isAtLeast, parseVersion } from '../../../../src/git/parse/version.ts';
import { parseWorktreeList } from '../../../../src/git/parse/worktreeList.ts';

const id = fc.stringMatching(/^[0-9a-f]{40}$/);
/** Whatever a path can be: anything but NUL, a leading slash and the empty name. */
const filePath = fc
  .string({ unit: fc.constantFrom('a', '-', ' ', '\n', '\t', '"', '\\', ':', 'é', '文', '🌊', '/', '1', '?') })
  .map((text) => text.replace(/^\/+|\/+$/g, '') || 'x');
const uniquePaths = fc.uniqueArray(filePath, { maxLength: 8 });

test('changes come back as they were, whatever the file names are', () => {
  fc.assert(
    fc.property(uniquePaths, fc.infiniteStream(fc.tuple(id, fc.nat(999), fc.nat(999), fc.nat(2))), (paths, stream) => {
      const changes = paths.map((path) => {
        const [object, additions, deletions, kind] = stream.next().value as [string, number, number, number];
        return {
          path,
          object,
          additions,
          deletions,
          kind: (['added', 'modified', 'deleted'] as const)[kind] ?? 'added',
        };
      });
      const modes = { added: '000000 100644', modified: '100644 100755', deleted: '100644 000000' };
      const raw = changes.map(({ kind, object, path }) => `:${modes[kind]} ${object} ${object} M\0${path}\0`);
      const numbers = changes.map(({ additions, deletions, path }) => `${additions}\t${deletions}\t${path}\0`);
      const output = [...raw, ...numbers].join('');
      assert.deepEqual(
        parseFileChanges(output),
        changes.map(({ path, kind, additions, deletions }) => ({
          path,
          kind,
          additions,
          deletions,
          // Its mode changes in this output.
          ...(kind === 'modified' && { form: 'permissions' }),
        })),
      );
      assert.deepEqual(
        parseTreeChanges(output).map((change) => change.path),
        paths,
      );
    }),
  );
});

test('binary files count no lines', () => {
  const output = `:100644 100644 ${'a'.repeat(40)} ${'b'.repeat(40)} M\0x.png\0-\t-\tx.png\0`;
  assert.deepEqual(parseFileChanges(output), [
    { path: 'x.png', kind: 'modified', additions: 0, deletions: 0, form: 'binary' },
  ]);
});

test('links and submodules are told from files', () => {
  const [old, now] = ['a'.repeat(40), 'b'.repeat(40)];
  const output = `:100644 120000 ${old} ${now} T\0l\0:160000 160000 ${old} ${now} M\0s\0`;
  assert.deepEqual(
    parseFileChanges(output).map(({ form }) => form),
    ['link', 'submodule'],
  );
  assert.equal(parseFileChanges(output, true)[1]?.objects, `160000 ${old} 160000 ${now}`);
  assert.equal(parseFileChanges(output)[1]?.objects, undefined);
});

test('the state of a worktree comes back as it was, whatever the file names are', () => {
  fc.assert(
    fc.property(uniquePaths, id, (paths, commit) => {
      const entries = paths.map((path, index) =>
        index % 2 === 0 ? `? ${path}\0` : `1 .M N... 100644 100644 100644 ${commit} ${commit} ${path}\0`,
      );
      const status = parseStatus(`# branch.oid ${commit}\0# branch.head a b\0${entries.join('')}`);
      assert.equal(status.commit, commit);
      assert.equal(status.branch, 'a b');
      assert.deepEqual(
        status.entries.map((entry) => [entry.state, entry.path]),
        paths.map((path, index) => [index % 2 === 0 ? '??' : '.M', path]),
      );
    }),
  );
});

test('renames, conflicts, a detached HEAD and a repository without commits are understood', () => {
  const hash = 'c'.repeat(40);
  const status = parseStatus(
    `# branch.oid (initial)\0# branch.head (detached)\0` +
      `2 R. N... 100644 100644 100644 ${hash} ${hash} R100 new name\0old name\0` +
      `u UU N... 100644 100644 100644 100644 ${hash} ${hash} ${hash} both\0`,
  );
  assert.equal(status.commit, undefined);
  assert.equal(status.branch, undefined);
  assert.deepEqual(
    status.entries.map((entry) => entry.path),
    ['new name', 'old name', 'both'],
  );
});

test('worktrees are listed with their branches, whatever their folders are called', () => {
  const hash = 'd'.repeat(40);
  const output =
    `worktree /main\0HEAD ${hash}\0branch refs/heads/main\0\0` +
    `worktree /a\nb c\0HEAD ${hash}\0detached\0locked because\0\0` +
    `worktree /bare\0bare\0\0`;
  assert.deepEqual(parseWorktreeList(output), [
    { path: '/main', head: hash, branch: 'main', bare: false },
    { path: '/a\nb c', head: hash, bare: false },
    { path: '/bare', bare: true },
  ]);
});

test('conflicting paths are listed once, and messages are not taken for paths', () => {
  const tree = 'e'.repeat(40);
  assert.deepEqual(parseMergedTree(`${tree}\0`), { tree, conflicts: [] });
  assert.deepEqual(parseMergedTree(`${tree}\0a b\0a b\0c\0\0` + `1\0a b\0CONFLICT (contents)\0text\n\0`), {
    tree,
    conflicts: ['a b', 'c'],
  });
});

test('no parser fails on output it does not know', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('\0', '\n', '\t', ' ', ':', '1', 'u', '?', 'a', '0') }), (output) => {
      parseFileChanges(output);
      parseStatus(output);
      parseWorktreeList(output);
      parseMergedTree(output);
      parseRefs(output);
      parseVersion(output);
      withoutCredentials(output);
      repositoryName(output);
    }),
  );
});

test('refs are read with the objects they name', () => {
  assert.deepEqual(parseRefs('refs/heads/a 1\nrefs/tags/b 2\n'), { 'refs/heads/a': '1', 'refs/tags/b': '2' });
});

test('versions are read with the suffixes vendors add, and compared number by number', () => {
  assert.deepEqual(parseVersion('git version 2.39.5 (Apple Git-154)'), [2, 39, 5]);
  assert.deepEqual(parseVersion('git version 2.45.1.windows.1'), [2, 45, 1]);
  assert.deepEqual(parseVersion('git version 2.38'), [2, 38, 0]);
  assert.equal(parseVersion('no numbers'), undefined);
  assert.equal(isAtLeast([2, 38, 0], [2, 38, 0]), true);
  assert.equal(isAtLeast([2, 9, 9], [2, 38, 0]), false);
  assert.equal(isAtLeast([3, 0, 0], [2, 38, 0]), true);
});

test('what identifies a remote is kept and its secrets are not', () => {
  assert.equal(withoutCredentials('https://me:secret@example.org/a/b.git'), 'https://example.org/a/b.git');
  assert.equal(withoutCredentials('https://token@example.org/a?access_token=t#x'), 'https://example.org/a');
  assert.equal(withoutCredentials('ssh://git:pw@example.org:22/a.git'), 'ssh://git@example.org:22/a.git');
  assert.equal(withoutCredentials('git@example.org:a/b.git'), 'git@example.org:a/b.git');
  assert.equal(withoutCredentials('/srv/git/a.git'), '/srv/git/a.git');
  assert.equal(repositoryName('git@example.org:a/b.git'), 'b');
  assert.equal(repositoryName('C:\\repos\\thing\\'), 'thing');
  assert.equal(repositoryName('https://example.org/a/b/'), 'b');
});
