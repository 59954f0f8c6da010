import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { SessionPlan } from '../../../../src/core/model/events.ts';
import { scopeKey } from '../../../../src/core/model/names.ts';
import type { Scope } from '../../../../src/core/model/sessionResult.ts';
import type { WorktreeSettings } from '../../../../src/core/model/worktreeSettings.ts';
import type { Workspaces } from '../../../../src/ports/workspaces.ts';
import { createTeamWorkspaces } from '../../../../src/runs/team/teamWorkspaces.ts';

const scope: Scope = { kind: 'wave', wave: 'one', attempt: 1 };
const onHosts = { onHosts: true } as WorktreeSettings;
const onThis = {} as WorktreeSettings;
const agent = (id: string, branch = `wavegate/r1.sessions/one/${id}`) => ({ id, branch, base: 'c0' }) as SessionPlan;
const merge = { id: 'merge', base: 'c0' } as SessionPlan;

function team(fails: { inspect?: number; place?: number } = {}) {
  const asked: string[] = [];
  const places: unknown[][] = [];
  const left = { inspect: 0, place: 0, ...fails };
  const local = {
    inspect() {
      asked.push('inspect');
      return left.inspect-- > 0
        ? Promise.reject(new Error('git was busy'))
        : Promise.resolve({ repository: { rootCommit: 'c1' } });
    },
    prepare: () => Promise.resolve((asked.push('prepare here'), { here: '/here' })),
    prepareAhead: () => Promise.resolve((asked.push('prepareAhead here'), ['/here'])),
    remove: () => Promise.resolve((asked.push('remove here'), ['left'])),
  } as unknown as Workspaces;
  const jobs = {
    place(...of: unknown[]) {
      if (left.place-- > 0) return Promise.reject(new Error('away'));
      places.push(of);
      return Promise.resolve();
    },
  };
  return { asked, places, workspaces: createTeamWorkspaces(local, jobs) };
}

suite('worktrees of a team’s run', () => {
  test('are of this machine where its agents work here, and for mechanical sessions always', async () => {
    for (const [sessions, settings] of [
      [[agent('a')], onThis],
      [[merge], onHosts],
      [[], onHosts],
    ] as const) {
      const { asked, places, workspaces } = team();
      assert.deepEqual(await workspaces.prepare(scope, sessions, settings), { here: '/here' });
      assert.deepEqual(await workspaces.prepareAhead(scope, sessions, settings), ['/here']);
      assert.deepEqual(await workspaces.remove(scope, sessions, settings), ['left']);
      assert.deepEqual(asked, ['prepare here', 'prepareAhead here', 'remove here']);
      assert.deepEqual(places, []);
    }
  });

  test('on hosts are only noted, once for the same sessions and settings, and left to the hosts', async () => {
    const { asked, places, workspaces } = team();
    const sessions = [agent('a'), agent('b')];
    assert.deepEqual(await workspaces.prepareAhead(scope, sessions, onHosts), []);
    assert.deepEqual(await workspaces.prepare(scope, sessions, onHosts), {
      a: 'on a host of the team, wavegate/r1.sessions/one/a@c0',
      b: 'on a host of the team, wavegate/r1.sessions/one/b@c0',
    });
    assert.deepEqual(await workspaces.remove(scope, sessions, onHosts), []);
    assert.deepEqual(places, [
      ['r1', scopeKey(scope), { repository: { rootCommit: 'c1' }, sessions, settings: onHosts }],
    ]);
    await workspaces.prepare(scope, [agent('a')], onHosts);
    await workspaces.prepare({ ...scope, attempt: 2 }, [agent('a')], onHosts);
    assert.equal(places.length, 3);
    assert.equal(new Set(places.map(([, name]) => name)).size, 2, 'each attempt has a place of its own');
    assert.deepEqual(asked, ['inspect'], 'which repository it is does not change');
  });

  test('are noted again after the database, or git, could not', async () => {
    const { asked, places, workspaces } = team({ inspect: 1, place: 1 });
    await assert.rejects(workspaces.prepare(scope, [agent('a')], onHosts), /git was busy/);
    await assert.rejects(workspaces.prepare(scope, [agent('a')], onHosts), /away/);
    await workspaces.prepare(scope, [agent('a')], onHosts);
    assert.deepEqual([asked, places.length], [['inspect', 'inspect'], 1]);
  });

  test('are refused for a branch that is none of a session', async () => {
    for (const branch of ['main', 'wavegate/r1', 'r1.sessions/x', 'wavegate/a/r1.sessions/x', '']) {
      const { places, workspaces } = team();
      await assert.rejects(workspaces.prepare(scope, [agent('a', branch)], onHosts), {
        name: 'WorkspaceError',
        message: `${branch} is no branch of a session.`,
      });
      assert.deepEqual(places, []);
    }
  });
});
