import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import type { Plan } from '../../src/core/plan/schema/plan.ts';
import { testRepository, writeIn } from '../integration/git/testRepository.ts';
import type { TestRepository } from '../integration/git/testRepository.ts';
import { scope, session, settings, workspacesOf, worktreeOf } from '../integration/git/testWorkspaces.ts';

/** Worktrees are kept from session to session: nothing that one has left may change what another finds. */

const linuxOnly = process.platform === 'linux' ? {} : { skip: 'worktrees are kept on Linux alone' };

interface Stage {
  readonly repository: TestRepository;
  readonly base: string;
  readonly kept: string;
  /** Lets a session work in a worktree, and ends it. @returns inode of a file it does not touch */
  readonly session: (subject: string, commit: string, work?: (folder: string) => void) => Promise<number>;
}

function stage(context: TestContext, keep: Plan['worktree']['keep'] = { worktrees: 5, days: 7, gigabytes: 1 }): Stage {
  const repository = testRepository(context, {
    '.gitignore': 'node_modules/\ndist/\n.env\n.npmrc\n',
    'lib/a.js': 'export const a = 1;\n',
    'lib/b.js': 'export const b = 1;\n',
    run: '#!/bin/sh\n',
    'still.txt': 'untouched\n',
  });
  chmodSync(path.join(repository.folder, 'run'), 0o755);
  const base = repository.commit();
  const workspaces = workspacesOf(repository);
  return {
    repository,
    base,
    kept: path.join(repository.home, 'worktrees', '.kept'),
    async session(subject, commit, work = () => undefined) {
      const sessions = [session(subject, commit)];
      await workspaces.prepare(scope, sessions, settings({ keep }));
      const folder = worktreeOf(repository, subject);
      const { ino } = statSync(path.join(folder, 'still.txt'));
      mkdirSync(path.join(folder, '.wavegate'));
      work(folder);
      assert.deepEqual(await workspaces.remove(scope, sessions, settings({ keep })), []);
      assert.equal(existsSync(folder), false);
      return ino;
    },
  };
}

/** Everything in a folder but git's own: kind, mode, number of names and content of each path. */
function contentOf(folder: string, below = ''): readonly string[] {
  return readdirSync(path.join(folder, below)).flatMap((name) => {
    const file = path.posix.join(below, name);
    if (file === '.git') return [];
    const found = lstatSync(path.join(folder, file));
    if (found.isDirectory()) return [`${file}/`, ...contentOf(folder, file)];
    if (found.isSymbolicLink()) return [`${file} -> ${readlinkSync(path.join(folder, file))}`];
    return [`${file} ${found.mode.toString(8)} ${found.nlink} ${readFileSync(path.join(folder, file), 'utf8')}`];
  });
}

const secondName = (home: string): string => path.join(home, 'second name');

const attacks: Readonly<Record<string, (folder: string, home: string) => void>> = {
  'changes an installed package and leaves a newer build artefact and settings that git ignores': (folder) => {
    writeIn(folder, 'node_modules/left-pad/index.js', 'evil();\n');
    writeIn(folder, 'dist/a.js', 'evil();\n');
    writeIn(folder, '.env', 'MODE=evil\n');
    writeIn(folder, '.npmrc', 'registry=https://evil.example\n');
  },
  'leaves hooks, settings and attributes for git': (folder) => {
    writeIn(folder, '.git/hooks/post-checkout', '#!/bin/sh\ntouch evil\n');
    chmodSync(path.join(folder, '.git/hooks/post-checkout'), 0o755);
    writeIn(folder, '.git/info/attributes', '*.js filter=evil\n');
    writeIn(folder, '.git/config', '[filter "evil"]\n\tsmudge = echo evil\n');
    writeIn(folder, 'lib/.gitattributes', '*.js eol=crlf\n');
  },
  'changes a file, as long as before, and sets its time back': (folder) => {
    const file = path.join(folder, 'lib/a.js');
    const { atime, mtime } = statSync(file);
    writeFileSync(file, 'export const a = 9;\n');
    utimesSync(file, atime, mtime);
  },
  'tells its git to look away': (folder) => {
    writeFileSync(path.join(folder, 'lib/b.js'), 'evil();\n');
    writeIn(folder, '.git/info/exclude', '*\n');
    writeIn(folder, '.git/index', '');
  },
  'puts a link in the place of a folder': (folder, home) => {
    mkdirSync(path.join(home, 'elsewhere'), { recursive: true });
    writeFileSync(path.join(home, 'elsewhere/a.js'), 'precious\n');
    writeFileSync(path.join(home, 'elsewhere/b.js'), 'precious\n');
    rmSync(path.join(folder, 'lib'), { recursive: true });
    symlinkSync(path.join(home, 'elsewhere'), path.join(folder, 'lib'));
  },
  'puts links in the place of files': (folder, home) => {
    writeFileSync(path.join(home, 'secret'), 'precious\n');
    rmSync(path.join(folder, 'lib/a.js'));
    symlinkSync(path.join(home, 'secret'), path.join(folder, 'lib/a.js'));
    mkdirSync(path.join(folder, 'lib/b'), { recursive: true });
    renameSync(path.join(folder, 'lib/b.js'), path.join(folder, 'lib/b/b.js'));
    symlinkSync('/', path.join(folder, 'root'));
  },
  'changes what may be run': (folder) => {
    chmodSync(path.join(folder, 'run'), 0o644);
    chmodSync(path.join(folder, 'lib/a.js'), 0o777);
  },
  'gives a file a second name outside': (folder, home) => linkSync(path.join(folder, 'lib/a.js'), secondName(home)),
  'makes a repository of its own inside': (folder) => {
    writeIn(folder, 'vendor/.git/HEAD', 'ref: refs/heads/main\n');
    writeIn(folder, 'vendor/.git/objects/x', '');
    writeIn(folder, 'vendor/.git/refs/x', '');
    writeIn(folder, 'vendor/evil.js', 'evil();\n');
  },
};

// Attack beyond: leaves packages, builds, settings, hooks, links and files with their times set back for the next session. Stopped by: 3 and 7, a kept worktree holds files of a commit as git wrote them.
// Attack beyond: gives a file of its worktree a second name outside, to write to it later. Stopped by: 3 and 7, files that anything was done to are removed and written again.
test('a worktree is used again, and whatever a session did there is gone', linuxOnly, async (context) => {
  const { repository, base, session: work } = stage(context);
  const untouched = await contentOfNew(repository, base);
  let subject = 0;
  let kept: number | undefined;
  let before = 'nothing was done';
  const finds = async (attack: (folder: string, home: string) => void): Promise<void> => {
    subject += 1;
    const ino = await work(`agent${subject}`, base, (folder) => {
      if (existsSync(secondName(repository.home))) writeFileSync(secondName(repository.home), 'evil();\n');
      assert.deepEqual(foundIn(folder), untouched, `after one ${before}`);
      attack(folder, repository.home);
    });
    kept ??= ino;
    assert.equal(ino, kept, `it is not the kept worktree after one ${before}`);
  };
  for (const [what, attack] of Object.entries(attacks)) {
    await finds(attack);
    before = what;
  }
  await finds(() => undefined);
  assert.deepEqual(await contentOfNew(repository, base), untouched, 'a new one is as before, too');
  assert.equal(readFileSync(path.join(repository.home, 'elsewhere/a.js'), 'utf8'), 'precious\n');
  assert.equal(readFileSync(path.join(repository.home, 'secret'), 'utf8'), 'precious\n');
});

/** What a session finds in its worktree at its start, save Wavegate's own folder, which its test has made. */
function foundIn(folder: string): readonly string[] {
  assert.deepEqual(readdirSync(path.join(folder, '.git/hooks')), []);
  return contentOf(folder).filter((line) => line !== '.wavegate/');
}

/** Files of a worktree that was made anew. */
async function contentOfNew(repository: TestRepository, commit: string): Promise<readonly string[]> {
  const workspaces = workspacesOf(repository);
  const sessions = [session('new', commit)];
  await workspaces.prepare(scope, sessions, settings({ keep: 'off' }));
  const content = foundIn(worktreeOf(repository, 'new'));
  await workspaces.remove(scope, sessions, settings({ keep: 'off' }));
  return content;
}

// Attack beyond: leaves a process in its worktree. Stopped by: 7, that worktree is not kept.
test('a worktree that a process still works in is not used again', linuxOnly, async (context) => {
  const { base, kept, session: work } = stage(context);
  let child: ReturnType<typeof spawn> | undefined;
  const before = await work('agent', base, (folder) => {
    child = spawn('sleep', ['60'], { stdio: 'ignore', cwd: path.join(folder, 'lib') });
  });
  context.after(() => child?.kill());
  assert.deepEqual(existsSync(kept) ? readdirSync(kept) : [], []);
  assert.notEqual(await work('next', base), before);
});

// Attack beyond: works at another commit. Stopped by: 3, what differs is written, and everything where attributes differ.
test(
  'only what differs is written at another commit, and other attributes mean other files',
  linuxOnly,
  async (context) => {
    const { repository, base, session: work } = stage(context);
    const before = await work('one', base);
    repository.write('lib/a.js', 'export const a = 2;\n');
    const second = repository.commit();
    const again = await work('two', second, (folder) => {
      assert.equal(readFileSync(path.join(folder, 'lib/a.js'), 'utf8'), 'export const a = 2;\n');
    });
    assert.equal(again, before);
    repository.write('.gitattributes', '*.js eol=crlf\n');
    const third = repository.commit();
    await work('three', third, (folder) => {
      assert.equal(readFileSync(path.join(folder, 'lib/b.js'), 'utf8'), 'export const b = 1;\r\n');
    });
  },
);

// Attack beyond: leaves work behind that is not committed. Stopped by: 7, it is committed to a kept ref before the worktree is kept.
test(
  'as many are kept as the plan says, none where it says off, and work is kept in any case',
  linuxOnly,
  async (context) => {
    const { repository, base, kept, session: work } = stage(context, { worktrees: 1, days: 7, gigabytes: 1 });
    const workspaces = workspacesOf(repository);
    const both = [session('x', base), session('y', base)];
    const limited = settings({ keep: { worktrees: 1, days: 7, gigabytes: 1 } });
    await workspaces.prepare(scope, both, limited);
    for (const subject of ['x', 'y']) writeIn(worktreeOf(repository, subject), 'note.txt', `work of ${subject}\n`);
    await workspaces.remove(scope, both, limited);
    assert.equal(readdirSync(kept).length, 1);
    const saved = repository.git('for-each-ref', '--format=%(refname)', 'refs/wavegate/r1/saved/').split('\n');
    assert.equal(saved.length, 2);
    await work('z', base);
    await workspaces.prepare(scope, [session('off', base)], settings({ keep: 'off' }));
    await workspaces.remove(scope, [session('off', base)], settings({ keep: 'off' }));
    assert.equal(readdirSync(kept).length, 1);
  },
);

// Attack C: changes a worktree that was made while the launch gate was read. Stopped by: 3, it is looked at again and made again.
test('worktrees that were made ahead are found again, and looked at again', async (context) => {
  const { repository, base } = stage(context);
  const workspaces = workspacesOf(repository);
  const sessions = [session('a', base), session('b', base)];
  const set = settings({ setup: ["node -e \"fs.appendFileSync('dist-once','x')\""], keep: 'off' });
  writeIn(repository.folder, '.git/info/exclude', 'dist-once\n');
  await workspaces.prepareAhead(scope, sessions, set);
  const evidence = await workspaces.prepare(scope, sessions, set);
  const folder = worktreeOf(repository, 'a');
  assert.equal(readFileSync(path.join(folder, 'dist-once'), 'utf8'), 'x', 'set-up ran once');
  assert.equal(Object.keys(evidence).length, 2);
  writeIn(folder, 'lib/a.js', 'changed meanwhile\n');
  await workspaces.prepare(scope, sessions, set);
  const { atime, mtime } = statSync(path.join(worktreeOf(repository, 'b'), 'lib'));
  writeIn(worktreeOf(repository, 'b'), 'lib/new.js', 'hidden\n');
  utimesSync(path.join(worktreeOf(repository, 'b'), 'lib'), atime, mtime);
  await workspaces.prepare(scope, sessions, set);
  assert.equal(repository.git('show', 'refs/wavegate/r1/saved/one/b:lib/new.js'), 'hidden');
  assert.equal(readFileSync(path.join(folder, 'lib/a.js'), 'utf8'), 'export const a = 1;\n');
  assert.equal(repository.git('show', 'refs/wavegate/r1/saved/one/a:lib/a.js'), 'changed meanwhile');
  writeIn(folder, 'lib/a.js', 'changed once more\n');
  const other = settings({ setup: [], keep: 'off' });
  await workspaces.prepare(scope, sessions, other);
  assert.equal(
    readFileSync(path.join(folder, 'lib/a.js'), 'utf8'),
    'export const a = 1;\n',
    'other settings: made again',
  );
});

// Attack C: changes a worktree that waits for its launch, and tells the repository's git not to look at the file. Stopped by: 3, such an index is not believed.
test('a file that git was told not to look at is looked at all the same', async (context) => {
  const { repository, base } = stage(context);
  const workspaces = workspacesOf(repository);
  const keep = { worktrees: 5, days: 7, gigabytes: 1 };
  const hide = (subject: string, mark: string): void => {
    const folder = worktreeOf(repository, subject);
    const place = [`--git-dir=${path.join(repository.folder, '.git/worktrees', subject)}`, `--work-tree=${folder}`];
    repository.git(...place, 'update-index', mark, path.join(folder, 'lib/a.js'));
    writeIn(folder, 'lib/a.js', 'evil();\n');
  };
  const marks = { unchanged: '--assume-unchanged', skipped: '--skip-worktree' };
  const hideAll = (): void => {
    for (const [subject, mark] of Object.entries(marks)) hide(subject, mark);
  };
  const found = (subject: string): string =>
    readFileSync(path.join(worktreeOf(repository, subject), 'lib/a.js'), 'utf8');
  const sessions = Object.keys(marks).map((subject) => session(subject, base));
  await workspaces.prepareAhead(scope, sessions, settings({ keep }));
  hideAll();
  await workspaces.prepare(scope, sessions, settings({ keep }));
  for (const [subject, mark] of Object.entries(marks)) {
    assert.equal(found(subject), 'export const a = 1;\n', mark);
    const saved = repository.git('show', `refs/wavegate/r1/saved/one/${subject}:lib/a.js`);
    assert.equal(saved, 'evil();', `${mark}: it is kept`);
  }
  // One that a session leaves for later ones is not believed either.
  hideAll();
  await workspaces.remove(scope, sessions, settings({ keep }));
  await workspaces.prepare(scope, sessions, settings({ keep }));
  for (const [subject, mark] of Object.entries(marks))
    assert.equal(found(subject), 'export const a = 1;\n', `${mark}, from those that are kept`);
  await workspaces.remove(scope, sessions, settings({ keep }));
});
