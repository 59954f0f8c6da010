import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { startHostileWave } from '../support/hostileWave.ts';
import { hasFailed, isShipped } from '../support/realRun.ts';

// Attack beyond: leaves a symlink out of the tree in place of its file. Stopped by: 4, links are kept as links.
test('a link out of the tree is kept as a link: nothing behind it is read, and nothing behind it is changed', async (t) => {
  const { run, project } = await startHostileWave(
    t,
    {
      a: `
        import { symlinkSync } from 'node:fs';
        write(home + '/secret', 'of the person');
        remove('src/a.js');
        symlinkSync(home + '/secret', 'src/a.js');
        handOff(['src/a.js']);`,
    },
    { plan: { checkpoint: { test: 'node --check src/base.js' } } },
  );
  await run.drive(isShipped);
  assert.match(project.git('ls-tree', 'wavegate/r1', 'src/a.js'), /^120000 /);
  assert.equal(project.git('show', 'wavegate/r1:src/a.js').includes('of the person'), false);
  assert.equal(readFileSync(path.join(project.home, 'secret'), 'utf8'), 'of the person');
});

// Attack beyond: replaces a folder of the tree by a link to a folder of the person. Stopped by: 4, ownership on the real diff.
test('a folder replaced by a link is a violation, and putting it back does not write through the link', async (t) => {
  const { run, project } = await startHostileWave(t, {
    a: `
      import { symlinkSync, mkdirSync, renameSync } from 'node:fs';
      mkdirSync(home + '/persons');
      write(home + '/persons/a.js', 'of the person');
      write(home + '/persons/base.js', 'of the person');
      renameSync('src', '.wavegate/src');
      symlinkSync(home + '/persons', 'src');
      handOff(['src/a.js']);`,
  });
  await run.drive(hasFailed);
  assert.equal(run.result('a').outcome, 'scope-violated', run.result('a').message);
  assert.equal(readFileSync(path.join(project.home, 'persons', 'base.js'), 'utf8'), 'of the person');
  assert.equal(existsSync(path.join(project.home, 'persons', 'other.js')), false);
});

// Attack beyond: adds a submodule. Stopped by: 4, ownership on the real diff.
test('a submodule is a change like any other: no task owns its settings, and it is undone', async (t) => {
  const { run } = await startHostileWave(t, {
    a: `
      const other = home + '/other';
      gitIn(home, 'init', '--quiet', '--initial-branch=main', other);
      gitIn(other, 'commit', '--quiet', '--allow-empty', '--message', 'Another repository');
      git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', other, 'src/vendored');
      work();`,
  });
  await run.drive(hasFailed);
  const { outcome, message, violations = [] } = run.result('a');
  assert.equal(outcome, 'scope-violated', message);
  assert.ok(violations.includes('.gitmodules'), violations.join('\n'));
});

// Attack beyond: writes files with newlines and other unusual names. Stopped by: 4, names are never split at white space.
test(
  'a file with a newline in its name is one file, and kept where the task owns it',
  { skip: process.platform === 'win32' },
  async (t) => {
    const { run, project } = await startHostileWave(
      t,
      {
        a: "write('src/a/new\\nline.js', '1;\\n'); write('src/a/ -n.js', '1;\\n'); handOff(['src/a/new\\nline.js', 'src/a/ -n.js']);",
      },
      { tasks: { a: { owns: ['src/a/**'] } } },
    );
    await run.drive(isShipped);
    const names = project.git('diff', '-z', '--name-only', 'main', 'wavegate/r1').split('\0');
    assert.deepEqual(names.filter((name) => name !== '').sort(), ['src/a/ -n.js', 'src/a/new\nline.js']);
  },
);

// Attack beyond: makes a file with a newline in its name that no task owns. Stopped by: 4, ownership on the real diff.
// Attack beyond: renames a file by case only. Stopped by: 4, ownership on the real diff.
test('unusual names do not hide what a task does not own', { skip: process.platform !== 'linux' }, async (t) => {
  const { run } = await startHostileWave(t, {
    a: "write('src/x\\nsrc/a.js', '1;'); write('src/A.js', '1;'); remove('src/a.js'); handOff(['src/A.js', 'src/a.js']);",
  });
  await run.drive(hasFailed);
  const { outcome, violations = [] } = run.result('a');
  assert.equal(outcome, 'scope-violated');
  assert.deepEqual([...violations].sort(), ['src/A.js', 'src/a.js', 'src/x\nsrc/a.js']);
});
