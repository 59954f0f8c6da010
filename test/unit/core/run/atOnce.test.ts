import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AgentTicket } from '../../../../src/core/model/atOnce.ts';
import { mayBegin, waitsForAgentText } from '../../../../src/core/queries/atOnce.ts';
import { pendingEffects } from '../../../../src/core/run/pendingEffects.ts';
import { boardOf } from '../../../../src/core/views/board.ts';
import { planText, SimulatedRun, tools } from '../../../support/simulatedRun.ts';

const ticket = (id: string, run: string, at: number, works = false, driver = 'claude'): AgentTicket => ({
  ...{ id, run, driver, at, works },
});

const begins = (...args: Parameters<typeof mayBegin>): readonly string[] => [...mayBegin(...args)];

test('a free place goes to the run with the fewest agents at work, then to the agent that has waited longest', () => {
  const tickets = [
    ticket('a1', 'a', 1, true),
    ticket('a2', 'a', 2),
    ticket('a3', 'a', 3),
    ticket('b1', 'b', 9),
    ticket('c1', 'c', 8),
  ];
  assert.deepEqual(begins(tickets, [{ agents: 1 }]), []);
  assert.deepEqual(begins(tickets, [{ agents: 2 }]), ['c1']);
  assert.deepEqual(begins(tickets, [{ agents: 4 }]), ['c1', 'b1', 'a2']);
  assert.deepEqual(begins(tickets, []).length, 4);
});

test('no run waits for ever: places that become free one by one reach each of them', () => {
  let tickets = [1, 2, 3, 4, 5, 6].map((at) => ticket(`big${at}`, 'big', at)).concat(ticket('small', 'small', 100));
  const order: string[] = [];
  while (tickets.length > 0) {
    const [next = assert.fail()] = begins(tickets, [{ agents: 1 }]);
    order.push(next);
    tickets = tickets.filter(({ id }) => id !== next);
  }
  assert.equal(order.length, 7);
  const two = [ticket('big0', 'big', 0, true), ...[1, 2, 3].map((at) => ticket(`big${at}`, 'big', at))];
  assert.deepEqual(begins([...two, ticket('small', 'small', 100)], [{ agents: 2 }]), ['small']);
});

test('a driver whose account is full holds up no other', () => {
  const limits = [{ agents: 3 }, { agent: 'claude', agents: 1 }];
  const tickets = [
    ticket('a', 'a', 1, true),
    ticket('b', 'b', 2),
    ticket('c', 'c', 3, false, 'codex'),
    ticket('d', 'c', 4, false, 'codex'),
  ];
  assert.deepEqual(begins(tickets, limits), ['c', 'd']);
  assert.equal(
    waitsForAgentText('claude', tickets, limits),
    'Waits for a free agent: this machine lets 1 claude agent work at once, over all runs. Runs take turns; `wavegate limit` shows and changes it',
  );
});

test('the board says that a session waits for a free agent, and the record says it once', () => {
  const run = new SimulatedRun().start(planText(1)).approveAll('launch');
  assert.equal(run.decide('launch-1'), undefined);
  for (;;) {
    const effect = pendingEffects(run.run, tools).find(({ kind }) => kind !== 'run-session');
    if (effect === undefined) break;
    run.answer(effect);
  }
  const a1 = Object.values(run.run.sessions).find(({ subject }) => subject === 'a1') ?? assert.fail();
  const before = run.events.length;
  run.submit({ type: 'surroundings-seen', waits: { session: a1.id, why: 'Waits for a free agent' } });
  run.submit({ type: 'surroundings-seen', waits: { session: a1.id, why: 'Waits for a free agent' } });
  assert.equal(run.events.length, before + 1);
  assert.equal(boardOf(run.run, 0).waves[0]?.tasks[0]?.status, 'Waits for a free agent');
  run.submit({ type: 'session-dispatched', session: a1.id });
  assert.equal(boardOf(run.run, 0).waves[0]?.tasks[0]?.status, 'Running');
});
