import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, it } from 'node:test';
import { EditorTries } from '../../../../src/runs/editor/editorTries.ts';
import { createLayout } from '../../../../src/state/layout.ts';

const roots: string[] = [];

function triesIn() {
  const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'tries-')));
  roots.push(root);
  const settings = { stateRoot: path.join(root, 'state'), worktreeRoot: path.join(root, 'worktrees') };
  const repository = path.join(root, 'repository');
  const layout = createLayout({ repositoryRoot: repository, id: 'id', env: {}, platform: process.platform, settings });
  const stopped: string[] = [];
  const executor = { stop: ({ session }: { session: string }) => Promise.resolve(void stopped.push(session)) };
  const tries = new EditorTries(
    () => ({ run: 'r1', repository, layout, ports: { executor } }),
    () => Promise.resolve([{ run: 'r0', layout }]),
  );
  /** Files that the command line leaves on disk when it has started a session. */
  const begin = (session: string, name: string, run = 'r1'): string => {
    const worktree = path.join(root, 'worktrees', name);
    mkdirSync(path.join(worktree, 'src'), { recursive: true });
    writeFileSync(path.join(worktree, '.git'), 'gitdir: elsewhere\n');
    const folder = layout.sessionFolder(run, session, 1);
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, 'job.json'), JSON.stringify({ worktree }));
    return worktree;
  };
  return { root, repository, settings, tries, begin, stopped };
}

describe('tries of the open run', () => {
  afterEach(() => roots.splice(0).forEach((root) => rmSync(root, { recursive: true })));

  it('are started where the editor keeps its runs, and found by the session that comes after', async () => {
    const { repository, settings, tries, begin } = triesIn();
    begin('try~earlier', 'earlier');
    const start = await tries.start();
    assert.deepEqual(start.args, ['try', 'r1', '--repo', repository, '--state', settings.stateRoot]);
    assert.deepEqual(start.variables, { WAVEGATE_WORKTREES: settings.worktreeRoot });
    const folder = begin('try~now', 'now');
    assert.deepEqual(await start.appeared(new AbortController().signal), { session: 'try~now', folder });
  });

  it('end with their terminal, and earlier ones do not', async () => {
    const { tries, begin, stopped } = triesIn();
    begin('try~earlier', 'earlier');
    const start = await tries.start();
    await start.end();
    assert.deepEqual(stopped, []);
    begin('try~now', 'now');
    await start.end();
    assert.deepEqual(stopped, ['try~now']);
    assert.equal(await start.appeared(AbortSignal.abort()), undefined);
  });

  it('know the files of their worktrees as long as these are there', async () => {
    const { root, tries, begin } = triesIn();
    const folder = begin('try~now', 'now');
    const file = path.join(folder, 'src', 'text.mjs');
    assert.equal(await tries.fileIn(file), 'src/text.mjs');
    assert.equal(await tries.fileIn(path.join(root, 'repository', 'src', 'text.mjs')), undefined);
    rmSync(folder, { recursive: true });
    assert.equal(await tries.fileIn(file), undefined);
  });

  it('tell whose result is tried in a worktree, also where another run is open', async () => {
    const { root, tries, begin } = triesIn();
    const [open, other] = [begin('try~now', 'now'), begin('try~other', 'other', 'r0')];
    assert.equal(await tries.runOf(path.join(open, '.git'), []), 'r1');
    assert.equal(await tries.runOf(path.join(other, 'src', 'text.mjs'), []), 'r0');
    assert.equal(await tries.fileIn(path.join(other, 'src', 'text.mjs')), undefined);
    assert.equal(await tries.runOf(path.join(root, 'repository', 'text.mjs'), []), undefined);
  });

  it('need an open run', async () => {
    const none = new EditorTries(
      () => undefined,
      () => Promise.resolve([]),
    );
    await assert.rejects(none.start(), /No run is open/);
    assert.equal(await none.fileIn('/a'), undefined);
  });
});
