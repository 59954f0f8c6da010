import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { CallSitesAsked, SitesByFile } from '../../../../src/core/model/callSites.ts';
import { judgeMigration, siteLines } from '../../../../src/sessions/callSites/countSites.ts';

const place = { repository: '/r', worktree: '/w', backupFolder: '/b', stateRoot: '/s', worktreeRoot: '/t' };

/** A repository in which names are at these places, by `COMMIT NAME`. */
const repository = (sites: Readonly<Record<string, SitesByFile>>) => ({
  callSites: (_place: unknown, commit: string, name: string) => Promise.resolve(sites[`${commit} ${name}`] ?? {}),
});

const asked = (more: Partial<CallSitesAsked> = {}): CallSitesAsked => ({
  ...{ name: 'load', to: 'read', owns: ['src/**'], keep: [], except: 'plan.waveplan.yaml' },
  ...more,
});

const judge = (sites: Readonly<Record<string, SitesByFile>>, each = asked(), mayBeNone = false) =>
  judgeMigration(repository(sites), place, [each], ['before', 'after'], mayBeNone);

suite('call sites that a task replaces', () => {
  test('are replaced where none is left in its files', async () => {
    const { why } = await judge({
      'before load': { 'src/a.js': [1, 5], 'test/a.js': [2] },
      'after load': { 'test/a.js': [2] },
      'after read': { 'src/a.js': [1, 5] },
    });
    assert.equal(why, undefined);
  });

  test('are not where one is left, which is told with its place', async () => {
    const { why = '' } = await judge({
      'before load': { 'src/a.js': [1, 5] },
      'after load': { 'src/a.js': [5] },
      'after read': { 'src/a.js': [1] },
    });
    assert.match(why, /src\/a\.js:5/);
  });

  test('show nothing where the name was nowhere before, unless the task may be empty', async () => {
    const { why } = await judge({});
    assert.equal(
      why,
      '`load` was nowhere in the files of the task before, so nothing shows that anything was replaced. Write it as it is in the code, or give the task allowEmpty: true.',
    );
    assert.equal((await judge({}, asked(), true)).why, undefined);
  });

  test('have to be named', async () => {
    const { why } = await judgeMigration(repository({}), place, [], ['before', 'after'], true);
    assert.equal(why, 'The task names no callSites, so there is nothing to count.');
  });

  test('are listed for the agent, as many as it can use', async () => {
    const many = Array.from({ length: 250 }, (_, line) => line + 1);
    const lines = await siteLines(repository({ 'base load': { 'src/a.js': many } }), place, [asked()], 'base');
    assert.match(lines[0] ?? '', /^- `load`, to be replaced by `read`: 250 in your files$/);
    assert.equal(lines.length, 202);
    assert.equal(lines.at(-1), '  - and 50 more');
    assert.deepEqual(await siteLines(repository({}), place, [asked()], 'base'), [
      '- `load`, to be replaced by `read`: 0 in your files',
    ]);
  });
});
