import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { forgeName, forgeOf } from '../../../../src/core/queries/forge.ts';
import { runAtLaunch } from '../../../support/states.ts';
import type { RunState } from '../../../../src/core/model/state.ts';

/** A run whose remote has this address, and whose plan says this of shipping. */
function at(address: string, ship: object = {}): RunState {
  const { run } = runAtLaunch();
  const plan = { ...run.plan, plan: { ...run.plan.plan, ship: { ...run.plan.plan.ship, ...ship } } };
  return { ...run, plan, repository: { ...run.repository, push: { origin: [address] } } };
}

suite('the forge that a result goes to', () => {
  for (const [address, expected] of [
    ['https://github.com/team/shop.git', 'github github.com team/shop'],
    ['git@github.com:team/shop.git', 'github github.com team/shop'],
    ['ssh://git@github.com:22/team/shop', 'github github.com team/shop'],
    ['https://user:token@github.example.org/team/shop/', 'github github.example.org team/shop'],
    ['https://GitLab.com/group/sub/shop.git', 'gitlab gitlab.com group/sub/shop'],
    ['git@gitlab.example.org:group/shop', 'gitlab gitlab.example.org group/shop'],
    ['https://codeberg.org/team/shop', 'gitea codeberg.org team/shop'],
    ['http://gitea.example.org:3000/team/shop', 'gitea gitea.example.org:3000 team/shop'],
    ['ssh://git@gitea.example.org:2222/team/shop', 'gitea gitea.example.org team/shop'],
    ['https://example.org/team/shop', 'github? example.org team/shop'],
    ['https://notgithub.com/team/shop', 'github? notgithub.com team/shop'],
    ['/srv/git/shop.git', 'github?'],
    ['C:\\git\\shop', 'github?'],
    ['file:///srv/git/shop.git', 'github?'],
    ['', 'github?'],
  ] as const)
    test(`is told from ${JSON.stringify(address)}`, () => {
      const found = forgeOf(at(address));
      const words = [`${found?.kind}${found?.guessed === true ? '?' : ''}`, found?.host, found?.repository];
      assert.equal(words.filter((word) => word !== undefined).join(' '), expected);
    });

  test('is the one that the plan names, and none where it wants none', () => {
    assert.deepEqual(forgeOf(at('https://example.org/a/b', { forge: 'gitea', tokenEnv: 'TOKEN' })), {
      kind: 'gitea',
      host: 'example.org',
      repository: 'a/b',
      tokenEnv: 'TOKEN',
    });
    assert.equal(forgeOf(at('https://github.com/a/b', { forge: 'none' })), undefined);
  });

  test('is told from where a push really goes, once that is known', () => {
    const state = at('https://github.com/a/b');
    const target = { remote: 'origin', addresses: ['https://gitlab.com/c/d'], commit: null };
    assert.equal(forgeOf({ ...state, target })?.host, 'gitlab.com');
    assert.equal(forgeOf({ ...state, target: { ...target, remote: 'fork' } })?.host, 'github.com');
  });

  test('is called by its name where that is known', () => {
    assert.equal(forgeName(at('https://github.com/a/b')), 'GitHub');
    assert.equal(forgeName(at('https://gitlab.com/a/b')), 'GitLab');
    assert.equal(forgeName(at('https://example.org/a/b', { forge: 'gitea' })), 'Gitea or Forgejo');
    assert.equal(forgeName(at('https://example.org/a/b')), 'the forge');
    assert.equal(forgeName(at('', { forge: 'none' })), 'the forge');
  });
});
