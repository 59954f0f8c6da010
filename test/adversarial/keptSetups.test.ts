import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { chmodSync, readFileSync, readdirSync, readlinkSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { packaged, setupStage } from '../integration/git/setupStage.ts';
import { writeIn } from '../integration/git/testRepository.ts';

/** Files that set-up commands leave are kept for later sessions: none of them may find there what another has done. */

// Attack beyond: changes installed packages, programs and builds that later sessions could find. Stopped by: 3, they get copies of what was there before any agent.
test('a later session finds what set-up left, and nothing of what an agent did to it', async (context) => {
  let writer: ChildProcess | undefined;
  context.after(() => writer?.kill());
  const { repository, base, installs, session: work } = setupStage(context);
  let inode = 0;
  const first = await work('a', base, (folder) => {
    inode = statSync(path.join(folder, 'node_modules/pad/index.js')).ino;
    writeFileSync(path.join(folder, 'node_modules/pad/index.js'), 'evil();\n');
    writeFileSync(path.join(folder, 'node_modules/.bin/pad'), '#!/bin/sh\nevil\n');
    writeIn(folder, 'node_modules/.hooks/postinstall', 'evil\n');
    writeIn(folder, 'node_modules/newer.js', 'evil\n');
    utimesSync(path.join(folder, 'node_modules/newer.js'), 4e9, 4e9);
    // A process that goes on writing where the worktree was.
    writer = spawn('sh', ['-c', `while sleep 0.05; do echo evil > "${folder}/node_modules/pad/index.js"; done`], {
      stdio: 'ignore',
      cwd: '/',
    });
  });
  assert.match(first.join(), /is kept for later worktrees/);
  const second = await work('b', base, (folder) => {
    assert.equal(packaged(folder), '1');
    assert.notEqual(statSync(path.join(folder, 'node_modules/pad/index.js')).ino, inode);
    assert.equal(statSync(path.join(folder, 'node_modules/pad/index.js')).nlink, 1);
    assert.deepEqual(readdirSync(path.join(folder, 'node_modules')).sort(), ['.bin', 'absolute', 'lib', 'pad']);
    // What names its place names that of this worktree.
    const program = path.join(folder, 'node_modules/.bin/pad');
    assert.equal(readFileSync(program, 'utf8'), `#!/bin/sh\nexec ${folder}/node_modules/pad\n`);
    assert.equal(statSync(program).mode & 0o777, 0o755);
    assert.equal(readlinkSync(path.join(folder, 'node_modules/absolute')), `${folder}/lib`);
    assert.equal(readlinkSync(path.join(folder, 'node_modules/lib')), '../lib');
  });
  assert.match(second.join(), /1 of them set up with copies/);
  assert.equal(installs(), 1);
  repository.write('lib/a.js', 'export const a = 2;\n');
  await work('c', repository.commit(), (folder) => assert.equal(packaged(folder), '1'));
  assert.equal(installs(), 1, 'other files are no input');
  repository.write('lock.json', '2');
  await work('d', repository.commit(), (folder) => assert.equal(packaged(folder), '2'));
  assert.equal(installs(), 2, 'another lock file');
});

// Attack beyond: changes what is kept of a set-up, from outside every sandbox. Stopped by: 3, the system tells when a file was changed.
test('a kept set-up that anybody has touched is thrown away', async (context) => {
  const { base, kept, installs, session: work } = setupStage(context);
  await work('a', base);
  const attacks: readonly ((folder: string) => void)[] = [
    (folder) => {
      const file = path.join(folder, 'node_modules/pad/index.js');
      const { atime, mtime } = statSync(file);
      writeFileSync(file, '9');
      utimesSync(file, atime, mtime);
    },
    (folder) => chmodSync(path.join(folder, 'node_modules/.bin/pad'), 0o777),
    (folder) => writeIn(folder, 'node_modules/more/index.js', 'evil();\n'),
  ];
  for (const [index, attack] of attacks.entries()) {
    const [name = ''] = readdirSync(kept);
    attack(path.join(kept, name, 'files'));
    const notes = await work(`after${index}`, base, (folder) => {
      assert.equal(packaged(folder), '1');
      assert.deepEqual(readdirSync(path.join(folder, 'node_modules')).sort(), ['.bin', 'absolute', 'lib', 'pad']);
    });
    assert.match(notes.join(), /had been changed, so it was thrown away/);
    assert.equal(installs(), index + 2);
  }
  assert.equal(readdirSync(kept).length, 1);
});
