import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { startHostileWave } from '../support/hostileWave.ts';
import { hasFailed, isShipped } from '../support/realRun.ts';

const notOnWindows = { skip: process.platform === 'win32' };
const linuxOnly = { skip: process.platform !== 'linux' };

test('unusual files that a task owns are kept as they are', async (t) => {
  const { run, project } = await startHostileWave(
    t,
    {
      link: `
        import { symlinkSync } from 'node:fs';
        write(home + '/secret', 'of the person');
        remove('src/link.js');
        symlinkSync(home + '/secret', 'src/link.js');
        handOff(['src/link.js']);`,
      names: `
        const names = process.platform === 'win32' ? ['src/names/a.js'] : ['src/names/new\\nline.js', 'src/names/ -n.js'];
        for (const name of names) write(name, '1;\\n');
        handOff(names);`,
    },
    {
      plan: { checkpoint: { test: 'node --check src/base.js' } },
      tasks: { names: { owns: ['src/names/**'] } },
    },
  );
  await run.drive(isShipped);

  // Attack beyond: leaves a symlink out of the tree in place of its file. Stopped by: 4, links are kept as links.
  await t.test(
    'a link out of the tree is kept as a link: nothing behind it is read, and nothing behind it is changed',
    () => {
      assert.match(project.git('ls-tree', 'wavegate/r1', 'src/link.js'), /^120000 /);
      assert.equal(project.git('show', 'wavegate/r1:src/link.js').includes('of the person'), false);
      assert.equal(readFileSync(path.join(project.home, 'secret'), 'utf8'), 'of the person');
    },
  );

  // Attack beyond: writes files with newlines and other unusual names. Stopped by: 4, names are never split at white space.
  await t.test('a file with a newline in its name is one file, and kept where the task owns it', notOnWindows, () => {
    const names = project.git('diff', '-z', '--name-only', 'main', 'wavegate/r1').split('\0');
    assert.deepEqual(names.filter((name) => name !== '').sort(), [
      'src/link.js',
      'src/names/ -n.js',
      'src/names/new\nline.js',
    ]);
  });
});

test('unusual files do not hide what a task does not own', async (t) => {
  const { run, project } = await startHostileWave(t, {
    folder: `
      import { symlinkSync, mkdirSync, renameSync } from 'node:fs';
      mkdirSync(home + '/persons');
      write(home + '/persons/folder.js', 'of the person');
      write(home + '/persons/base.js', 'of the person');
      renameSync('src', '.wavegate/src');
      symlinkSync(home + '/persons', 'src');
      handOff(['src/folder.js']);`,
    module: `
      const other = home + '/other';
      gitIn(home, 'init', '--quiet', '--initial-branch=main', other);
      gitIn(other, 'commit', '--quiet', '--allow-empty', '--message', 'Another repository');
      git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', other, 'src/vendored');
      work();`,
    ...(linuxOnly.skip
      ? {}
      : {
          names:
            "write('src/x\\nsrc/names.js', '1;'); write('src/Names.js', '1;'); remove('src/names.js'); handOff(['src/Names.js', 'src/names.js']);",
        }),
  });
  await run.drive(hasFailed);

  // Attack beyond: replaces a folder of the tree by a link to a folder of the person. Stopped by: 4, ownership on the real diff.
  await t.test(
    'a folder replaced by a link is a violation, and putting it back does not write through the link',
    () => {
      assert.equal(run.result('folder').outcome, 'scope-violated', run.result('folder').message);
      assert.equal(readFileSync(path.join(project.home, 'persons', 'base.js'), 'utf8'), 'of the person');
      assert.equal(existsSync(path.join(project.home, 'persons', 'other.js')), false);
    },
  );

  // Attack beyond: adds a submodule. Stopped by: 4, ownership on the real diff.
  await t.test('a submodule is a change like any other: no task owns its settings, and it is undone', () => {
    const { outcome, message, violations = [] } = run.result('module');
    assert.equal(outcome, 'scope-violated', message);
    assert.ok(violations.includes('.gitmodules'), violations.join('\n'));
  });

  // Attack beyond: makes a file with a newline in its name that no task owns. Stopped by: 4, ownership on the real diff.
  // Attack beyond: renames a file by case only. Stopped by: 4, ownership on the real diff.
  await t.test('unusual names do not hide what a task does not own', linuxOnly, () => {
    const { outcome, violations = [] } = run.result('names');
    assert.equal(outcome, 'scope-violated');
    assert.deepEqual([...violations].sort(), ['src/Names.js', 'src/names.js', 'src/x\nsrc/names.js']);
  });
});
