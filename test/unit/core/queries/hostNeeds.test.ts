import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { HostOffer } from '../../../../src/core/model/hostOffer.ts';
import { lackingIn } from '../../../../src/core/model/hostOffer.ts';
import { hostObstacle } from '../../../../src/core/queries/hostNeeds.ts';
import { planOf } from '../../../support/parsedPlan.ts';

const host = (name: string, more: Partial<HostOffer> = {}): HostOffer => ({
  ...{ name, cores: 4, memory: 8e9, agents: [], labels: [], sandbox: true, slots: 2, takeOver: false },
  ...more,
});
const agents = {
  ai: { driver: 'claude' },
  gpu: { driver: 'claude', labels: ['gpu'] },
  own: { driver: 'command', argv: ['x'] },
};
const plan = (agent: string, executor: 'team' | 'local' = 'team') =>
  planOf([[{ id: 'a', agent }]], { executor, agents });
const obstacle = (agent: string, hosts: readonly HostOffer[] | undefined): string | undefined => {
  const made = plan(agent);
  return hostObstacle(made, made.waves[0] ?? assert.fail(), hosts);
};
const claude = { agents: [{ driver: 'claude', version: '2.0' }] };

describe('a wave for the hosts of a team', () => {
  test('waits for none where the plan works on this machine', () => {
    const local = plan('ai', 'local');
    assert.equal(hostObstacle(local, local.waves[0] ?? assert.fail(), undefined), undefined);
  });

  test('is not launched from a run in files, and says both ways on', () => {
    assert.match(
      obstacle('ai', undefined) ?? '',
      /Move it with "wavegate move RUN --to database", or take executor out of the plan\.$/,
    );
  });

  test('is not launched without a host, and says how one is started', () => {
    assert.match(obstacle('ai', []) ?? '', /there is none now\. Start one with "wavegate host", then try again\.$/);
  });

  for (const [what, agent, hosts, expected] of [
    ['one host has what it needs', 'ai', [host('one'), host('two', claude)], undefined],
    ['its program is one of its own', 'own', [host('one')], undefined],
    ['labels are there with the agent', 'gpu', [host('one', { ...claude, labels: ['gpu', 'linux'] })], undefined],
    [
      'no host has its agent',
      'ai',
      [host('one'), host('two', { agents: [{ driver: 'codex' }] })],
      'No host can run task a: one lacks agent claude; two lacks agent claude. Start one that can with "wavegate host", then try again.',
    ],
    [
      'agent and label are on two hosts',
      'gpu',
      [host('one', claude), host('two', { labels: ['gpu'] })],
      'No host can run task a: one lacks label gpu; two lacks agent claude. Start one that can with "wavegate host", then try again.',
    ],
  ] as const) {
    test(`${expected === undefined ? 'is launched' : 'waits'} where ${what}`, () => {
      assert.equal(obstacle(agent, hosts), expected);
    });
  }

  test('needs of its host what every agent of its stages needs', () => {
    assert.deepEqual(lackingIn(host('one', claude), { drivers: ['claude', 'codex', 'command'], labels: ['gpu'] }), [
      'agent codex',
      'label gpu',
    ]);
    assert.deepEqual(lackingIn(host('one'), { drivers: [], labels: [] }), []);
    assert.deepEqual(lackingIn(host('one'), { drivers: ['constructor'], labels: ['__proto__'] }), [
      'agent constructor',
      'label __proto__',
    ]);
  });
});
