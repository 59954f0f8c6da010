import assert from 'node:assert/strict';
import test from 'node:test';
import { insertChangelogEntry } from '../../../src/git/commit/changelogEntry.ts';
import { explanation, reasonOf } from '../../../src/git/call/gitError.ts';
import { inParallel } from '../../../src/git/call/inParallel.ts';
import { findLoss } from '../../../src/git/merge/mergeLoss.ts';
import type { TreeChange } from '../../../src/git/parse/changes.ts';
import { scopeViolations } from '../../../src/git/place/scope.ts';

test('a session may change what it owns and delete what it declared, and nothing else', () => {
  const change = (path: string, kind: 'added' | 'modified' | 'deleted') => ({ path, kind, additions: 1, deletions: 0 });
  const changes = [
    change('src/a.ts', 'modified'),
    change('src/new.ts', 'added'),
    change('src/old.ts', 'deleted'),
    change('src/gone.ts', 'deleted'),
    change('src/secret.ts', 'modified'),
    change('README.md', 'modified'),
  ];
  const rules = { owns: ['src/**'], deletes: ['src/old.ts'], protected: ['**/secret.*'] };
  assert.deepEqual(scopeViolations(changes, rules), [
    { path: 'src/gone.ts', kind: 'deleted', why: 'undeclared-deletion' },
    { path: 'src/secret.ts', kind: 'modified', why: 'protected' },
    { path: 'README.md', kind: 'modified', why: 'not-owned' },
  ]);
  const readOnly = { owns: [], deletes: [], protected: [] };
  assert.equal(scopeViolations(changes, readOnly).length, changes.length);
});

test('a merge that drops, alters or invents a change is noticed', () => {
  const change = (path: string, newId: string, newMode = '100644'): TreeChange => ({
    path,
    oldMode: '100644',
    newMode,
    oldId: 'old',
    newId,
  });
  const parts = [
    { subject: 'a', changes: [change('a', '1'), change('both', '2')] },
    { subject: 'b', changes: [change('gone', '0', '000000'), change('both', '3')] },
  ];
  const sound = [change('a', '1'), change('both', '4'), change('gone', '0', '000000')];
  assert.equal(findLoss(sound, parts), undefined);
  assert.match(findLoss(sound.slice(1), parts) ?? '', /^a is not what a made it/);
  assert.match(findLoss([change('a', '9'), ...sound.slice(1)], parts) ?? '', /^a is not/);
  assert.match(findLoss(sound.slice(0, 2), parts) ?? '', /^gone is not what b made it/);
  assert.match(findLoss([...sound, change('new', '5')], parts) ?? '', /^new changed, although no part/);
});

test('a changelog entry goes under Unreleased, else before the first release, else to the end', () => {
  const entry = '## Wave\n\n- One\n';
  assert.equal(insertChangelogEntry('', entry), '# Changelog\n\n## Wave\n\n- One\n');
  assert.equal(insertChangelogEntry('# Log\n\nAbout.', '- One'), '# Log\n\nAbout.\n\n- One\n');
  assert.equal(
    insertChangelogEntry('# Log\n\n## 1.0\n\n- Old\n', entry),
    '# Log\n\n## Wave\n\n- One\n\n## 1.0\n\n- Old\n',
  );
  assert.equal(
    insertChangelogEntry('# Log\r\n\r\n## [Unreleased]\r\n\r\n- Before\r\n', '- One'),
    '# Log\r\n\r\n## [Unreleased]\r\n\r\n- One\r\n\r\n- Before\r\n',
  );
  // Shipping is tried again after a wave was added: its entry is not there twice.
  for (const log of ['# Log\n\n## Unreleased\n\n- Before\n', '# Log\n\n## 1.0\n\n- Old\n', '# Log\n\nAbout.\n', '']) {
    const first = insertChangelogEntry(log, '- Change\n  - One');
    assert.equal(insertChangelogEntry(first, '- Change\n  - One'), first);
    const again = insertChangelogEntry(first, '- Change\n  - One\n  - Two');
    assert.equal(again, insertChangelogEntry(log, '- Change\n  - One\n  - Two'));
  }
});

test('after a failure nothing more is started, and what runs is waited for', async () => {
  const started: number[] = [];
  const ended: number[] = [];
  await assert.rejects(
    inParallel([1, 2, 3, 4], 2, async (item) => {
      started.push(item);
      await Promise.resolve();
      if (item === 1) throw new Error('one failed');
      await new Promise((resolve) => setImmediate(resolve));
      ended.push(item);
    }),
    /one failed/,
  );
  assert.deepEqual(started, [1, 2]);
  assert.deepEqual(ended, [2]);
  assert.deepEqual(await inParallel(['b', 'a'], 5, (item) => Promise.resolve(item + item)), ['bb', 'aa']);
});

test("git's failures are told apart by what it prints", () => {
  assert.equal(reasonOf('error: unable to write file x: No space left on device'), 'disk-full');
  assert.equal(reasonOf("fatal: Unable to create '/r/.git/index.lock': File exists."), 'locked');
  assert.equal(reasonOf('fatal: failed to read .git/worktrees/3/commondir: Success'), 'locked');
  assert.equal(reasonOf("fatal: could not create work tree dir 'x': Permission denied"), 'read-only');
  assert.equal(reasonOf('fatal: something else'), 'failed');
  assert.equal(explanation('hint: try\nfatal: bad thing\nits own words'), 'fatal: bad thing; its own words');
});
