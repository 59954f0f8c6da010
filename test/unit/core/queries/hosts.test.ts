import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { lackingIn } from '../../../../src/core/model/hostOffer.ts';
import type { HostOffer } from '../../../../src/core/model/hostOffer.ts';
import { hostNeedsOf, hostObstacle } from '../../../../src/core/queries/hostNeeds.ts';
import { planOf } from '../../../support/parsedPlan.ts';
import type { Plan, PlanWave } from '../../../../src/core/plan/schema/plan.ts';

function host(name: string, rest: Partial<HostOffer> = {}): HostOffer {
  return { name, cores: 4, memory: 8e9, agents: [], labels: [], sandbox: true, slots: 2, takeOver: false, ...rest };
}

const team = (agent: object, rest: object = {}): Plan =>
  planOf([[{ id: 'a', agent: 'mine', ...rest }]], { executor: 'team', agents: { mine: agent } });
const firstWave = (plan: Plan): PlanWave => {
  const [wave] = plan.waves;
  assert.ok(wave);
  return wave;
};
const obstacle = (plan: Plan, hosts: readonly HostOffer[] | undefined): string | undefined =>
  hostObstacle(plan, firstWave(plan), hosts);

suite('what a host lacks', () => {
  test('are agents that are not installed and labels it has not got', () => {
    const offer = host('east', { agents: [{ driver: 'claude' }], labels: ['gpu'] });
    assert.deepEqual(lackingIn(offer, { drivers: ['claude', 'command'], labels: ['gpu'] }), []);
    assert.deepEqual(lackingIn(offer, { drivers: ['codex', 'claude'], labels: ['arm', 'gpu'] }), [
      'agent codex',
      'label arm',
    ]);
    assert.deepEqual(lackingIn(host('bare'), { drivers: ['command'], labels: [] }), []);
  });
});

suite('launching a wave on the hosts of a team', () => {
  const claude = { driver: 'claude', labels: ['gpu'] };

  test('needs none of them where agents work on this machine', () => {
    assert.equal(hostObstacle(planOf([['a']]), firstWave(planOf([['a']])), undefined), undefined);
  });

  test('needs a run in their database', () => {
    assert.equal(
      obstacle(team(claude), undefined),
      'The plan has its agents work on the hosts of a team (executor: team), and this run is in files of one machine. Move it with "wavegate move RUN --to database", or take executor out of the plan.',
    );
  });

  test('needs one that is there', () => {
    assert.equal(
      obstacle(team(claude), []),
      'The plan has its agents work on the hosts of a team (executor: team), and there is none now. Start one with "wavegate host", then try again.',
    );
  });

  test('needs one that has all a task needs, not two that have a part each', () => {
    const agents = [{ driver: 'claude' }];
    assert.equal(
      obstacle(team(claude), [host('east', { agents }), host('west', { labels: ['gpu'] })]),
      'No host can run task a: east lacks label gpu; west lacks agent claude. Start one that can with "wavegate host", then try again.',
    );
    assert.equal(
      obstacle(team(claude), [host('east', { agents }), host('both', { agents, labels: ['gpu'] })]),
      undefined,
    );
  });

  test('needs the labels of the wave, and the agents of all stages of a recipe', () => {
    const staged = planOf([[{ id: 'a', agent: 'mine', recipe: 'own' }]], {
      executor: 'team',
      agents: { mine: { driver: 'claude' }, other: { driver: 'codex' } },
      recipes: { own: [{ id: 'one' }, { id: 'two', agent: 'other' }] },
    });
    assert.match(
      obstacle(staged, [host('east', { agents: [{ driver: 'claude' }] })]) ?? '',
      /east lacks agent codex\./,
    );
    const labelled = team({ driver: 'claude' });
    const wave = { ...firstWave(labelled), labels: ['arm'] };
    assert.match(
      hostObstacle(labelled, wave, [host('east', { agents: [{ driver: 'claude' }] })]) ?? '',
      /No host can run task a: east lacks label arm\./,
    );
  });
});

suite('a session', () => {
  const plan = team({ driver: 'claude', labels: ['gpu'] });
  const profile = plan.agents['mine'];
  assert.ok(profile);
  const work = { kind: 'agent', profile, stages: [{ profile: { ...profile, driver: 'codex' } }] } as never;
  const scope = { kind: 'wave', wave: 'one', attempt: 1 } as const;

  test('of an agent asks for the drivers of its stages, each once, and for its labels', () => {
    assert.deepEqual(hostNeedsOf(work, scope, plan), { drivers: ['claude', 'codex'], labels: ['gpu'] });
    const wave = { ...plan, waves: plan.waves.map((each) => ({ ...each, labels: ['arm', 'gpu'] })) };
    assert.deepEqual(hostNeedsOf(work, scope, wave)?.labels, ['gpu', 'arm']);
    assert.deepEqual(hostNeedsOf(work, { kind: 'audit' }, wave)?.labels, ['gpu']);
  });

  test('stays here where it is no agent’s, or the plan has no team', () => {
    assert.equal(hostNeedsOf({ kind: 'check' } as never, scope, plan), undefined);
    assert.equal(hostNeedsOf(work, scope, { ...plan, executor: 'local' }), undefined);
  });
});
