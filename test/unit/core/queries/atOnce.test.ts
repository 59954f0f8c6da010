import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { AgentTicket, AtOnceLimit } from '../../../../src/core/model/atOnce.ts';
import { limitText, mayBegin, waitsForAgentText } from '../../../../src/core/queries/atOnce.ts';

const drivers = ['claude', 'codex', 'constructor'] as const;
const tickets: fc.Arbitrary<readonly AgentTicket[]> = fc
  .array(
    fc.record({
      run: fc.constantFrom('a', 'b', 'c'),
      driver: fc.constantFrom(...drivers),
      at: fc.nat(5),
      works: fc.boolean(),
    }),
    { maxLength: 12 },
  )
  .map((all) => all.map((ticket, index) => ({ id: `t${index}`, ...ticket })));
const limits: fc.Arbitrary<readonly AtOnceLimit[]> = fc.array(
  fc
    .record({ agent: fc.constantFrom(undefined, ...drivers), agents: fc.integer({ min: 1, max: 4 }) })
    .map(({ agent, agents }): AtOnceLimit => (agent === undefined ? { agents } : { agent, agents })),
  { maxLength: 3 },
);

/** Number of agents that a limit counts. */
const counted = (working: readonly AgentTicket[], { agent }: AtOnceLimit): number =>
  working.filter(({ driver }) => agent === undefined || driver === agent).length;

describe('agents that wait for a place', () => {
  test('never begin where a limit would be passed by it', () => {
    fc.assert(
      fc.property(tickets, limits, (all, some) => {
        const begins = mayBegin(all, some);
        const before = all.filter(({ works }) => works);
        const after = all.filter(({ id, works }) => works || begins.has(id));
        for (const limit of some) assert.ok(counted(after, limit) <= Math.max(limit.agents, counted(before, limit)));
        for (const id of begins) assert.equal(all.find((ticket) => ticket.id === id)?.works, false);
      }),
    );
  });

  test('begin as long as there is a place: none that could begin is left waiting', () => {
    fc.assert(
      fc.property(tickets, limits, (all, some) => {
        const begins = mayBegin(all, some);
        const after = all.filter(({ id, works }) => works || begins.has(id));
        for (const { id, works, driver } of all) {
          if (works || begins.has(id)) continue;
          const full = some.some(
            (limit) => (limit.agent === undefined || limit.agent === driver) && counted(after, limit) >= limit.agents,
          );
          assert.ok(full, `${id} could begin`);
        }
      }),
    );
  });

  test('begin in the same order, however they are listed', () => {
    fc.assert(
      fc.property(tickets, limits, (all, some) => {
        assert.deepEqual([...mayBegin(all.toReversed(), some)], [...mayBegin(all, some)]);
      }),
    );
  });

  test('of one run and driver begin in the order in which they came', () => {
    fc.assert(
      fc.property(tickets, limits, (all, some) => {
        const begins = mayBegin(all, some);
        for (const one of all) {
          for (const other of all) {
            const alike = one.run === other.run && one.driver === other.driver && !one.works && !other.works;
            if (alike && one.at < other.at && begins.has(other.id)) assert.ok(begins.has(one.id));
          }
        }
      }),
    );
  });

  test('all begin where there is no limit', () => {
    fc.assert(
      fc.property(tickets, (all) => {
        assert.equal(mayBegin(all, []).size, all.filter(({ works }) => !works).length);
      }),
    );
  });

  for (const [limit, words] of [
    [{ agents: 1 }, 'this machine lets 1 agent work at once, over all runs'],
    [{ agents: 4 }, 'this machine lets 4 agents work at once, over all runs'],
    [{ agent: 'claude', agents: 1 }, 'this machine lets 1 claude agent work at once, over all runs'],
  ] as const) {
    test(`are told that ${words}`, () => assert.equal(limitText(limit), words));
  }

  test('are told which limit they wait for, and how it is changed', () => {
    const working: AgentTicket = { id: 't', run: 'a', driver: 'claude', at: 1, works: true };
    const ways = [{ agent: 'codex', agents: 1 }, { agent: 'claude', agents: 1 }, { agents: 9 }];
    assert.equal(
      waitsForAgentText('claude', [working], ways),
      'Waits for a free agent: this machine lets 1 claude agent work at once, over all runs. Runs take turns; `wavegate limit` shows and changes it',
    );
    assert.match(waitsForAgentText('codex', [working], ways), /^Waits for a free agent\. Runs take turns/);
  });
});
