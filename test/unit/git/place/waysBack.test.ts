import assert from 'node:assert/strict';
import { mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { suite, test } from 'node:test';
import type { TestContext } from 'node:test';
import { waysBack } from '../../../../src/git/place/waysBack.ts';
import { temporaryFolder } from '../../../support/journalFixture.ts';

async function checkout(t: Pick<TestContext, 'after'>) {
  const root = realpathSync(await temporaryFolder(t));
  const folder = (name: string): string => {
    const place = path.join(root, ...name.split('/'));
    mkdirSync(place, { recursive: true });
    return place;
  };
  const write = (name: string, text: string): void => {
    folder(path.posix.dirname(name));
    writeFileSync(path.join(root, ...name.split('/')), text);
  };
  const link = (name: string, target: string): void => {
    folder(path.posix.dirname(name));
    symlinkSync(path.join(root, ...target.split('/')), path.join(root, ...name.split('/')));
  };
  return { root, folder, write, link };
}

suite('folders linked into worktrees', () => {
  test('lead back by links to packages of the workspace, in scopes too', async (t) => {
    const { root, folder, link } = await checkout(t);
    folder('packages/api');
    link('node_modules/api', 'packages/api');
    link('node_modules/@team/web', 'packages/api');
    assert.deepEqual(await waysBack(root, ['node_modules']), {
      node_modules: ['@team/web is packages/api', 'api is packages/api'],
    });
  });

  test('lead back by the repository linked into itself', async (t) => {
    const { root, link } = await checkout(t);
    link('node_modules/self', '');
    assert.deepEqual(await waysBack(root, ['node_modules']), { node_modules: ['self is the repository'] });
  });

  test('do not lead back by links within them, or out of the checkout, or to nothing', async (t) => {
    const { root, folder, link } = await checkout(t);
    const other = await temporaryFolder(t);
    folder('node_modules/.store/lib');
    link('node_modules/lib', 'node_modules/.store/lib');
    symlinkSync(other, path.join(root, 'node_modules', 'elsewhere'));
    link('node_modules/broken', 'packages/gone');
    folder('node_modules/plain');
    assert.deepEqual(await waysBack(root, ['node_modules', 'not/there']), {});
  });

  test('lead back by Python packages that are installed for editing', async (t) => {
    const { root, write } = await checkout(t);
    write('.venv/lib/python3.12/site-packages/app.pth', `${root}/src\n`);
    write(
      '.venv/lib/python3.12/site-packages/app-1.dist-info/direct_url.json',
      JSON.stringify({ url: `file://${root}`, dir_info: { editable: true } }),
    );
    write(
      '.venv/lib/python3.12/site-packages/copy-1.dist-info/direct_url.json',
      JSON.stringify({ url: `file://${root}` }),
    );
    write('.venv/lib/python3.12/site-packages/other.pth', '/usr/lib/other\n');
    assert.deepEqual(await waysBack(root, ['.venv']), {
      '.venv': ['app-1.dist-info is installed for editing', 'app.pth is installed for editing'],
    });
  });

  test('lead back by the autoloader of Composer, and its packages of the workspace', async (t) => {
    const { root, folder, write, link } = await checkout(t);
    write('vendor/composer/autoload_psr4.php', "<?php return ['App\\\\' => [$baseDir . '/src']];");
    write('vendor/composer/autoload_files.php', "<?php return ['x' => $vendorDir . '/x.php'];");
    folder('packages/kit');
    link('vendor/team/kit', 'packages/kit');
    assert.deepEqual(await waysBack(root, ['vendor']), {
      vendor: ['team/kit is packages/kit', 'composer/autoload_psr4.php loads the classes of the project'],
    });
  });

  test('are told with a few examples, however many there are', async (t) => {
    const { root, folder, link } = await checkout(t);
    folder('packages/api');
    for (let count = 0; count < 20; count += 1) link(`node_modules/p${count}`, 'packages/api');
    assert.equal((await waysBack(root, ['node_modules']))['node_modules']?.length, 3);
  });
});
