import assert from 'node:assert/strict';
import { readdir, writeFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { budgetFile, readBudgets, writeBudgets } from '../../../../src/runs/budgets/budgetFile.ts';
import { limitFile, readLimits, writeLimits } from '../../../../src/runs/budgets/limitFile.ts';
import { temporaryFolder } from '../../../support/journalFixture.ts';

const json = (value: object): string => JSON.stringify({ version: 1, ...value });

describe('the limits of agents at once', () => {
  it('are none without a file, and are read as they were written, with no half of a file beside', async (t) => {
    const root = await temporaryFolder(t);
    assert.deepEqual(await readLimits(root), []);
    const limits = [{ agents: 4 }, { agents: 2, agent: 'claude' }];
    await writeLimits(root, limits);
    assert.deepEqual(await readLimits(root), limits);
    assert.deepEqual(await readdir(root), ['limits.json']);
  });

  for (const [about, text, why] of [
    ['no JSON', '{', 'it is no JSON with "version": 1 and a list "atOnce"'],
    ['of another version', '{"version": 2, "atOnce": []}', 'it is no JSON with "version": 1 and a list "atOnce"'],
    ['no list', json({ atOnce: {} }), 'it is no JSON with "version": 1 and a list "atOnce"'],
    [
      'a limit of none',
      json({ atOnce: [{ agents: 0 }] }),
      '{"agents":0} is no limit such as {"agent": "claude", "agents": 2}',
    ],
    ['half an agent', json({ atOnce: [{ agents: 1.5 }] }), '{"agents":1.5} is no limit such as'],
    ['a number as text', json({ atOnce: [{ agents: '2' }] }), '{"agents":"2"} is no limit such as'],
    [
      'a key that is misspelt',
      json({ atOnce: [{ agents: 2, agnet: 'x' }] }),
      '{"agents":2,"agnet":"x"} is no limit such as',
    ],
    [
      'an agent that is no name',
      json({ atOnce: [{ agents: 2, agent: 1 }] }),
      '{"agents":2,"agent":1} is no limit such as',
    ],
    ['a limit that is null', json({ atOnce: [null] }), 'null is no limit such as'],
  ] as const) {
    it(`that cannot be understood start no agent, and say why: ${about}`, async (t) => {
      const root = await temporaryFolder(t);
      await writeFile(limitFile(root), text);
      await assert.rejects(readLimits(root), (error: Error) => {
        assert.ok(
          error.message.startsWith(
            `No agent is started, because the limits in ${limitFile(root)} cannot be read: ${why}`,
          ),
          error.message,
        );
        return error.message.endsWith(' Correct the file, or remove it to be without limits.');
      });
    });
  }
});

describe('the budgets of all runs', () => {
  it('are none without a file, and are read as they were written', async (t) => {
    const root = await temporaryFolder(t);
    assert.deepEqual(await readBudgets(root), { budgets: [], prices: {} });
    const settings = {
      budgets: [
        { per: 'day' as const, usd: 20 },
        { per: 'month' as const, agent: 'claude', tokens: 5_000_000 },
      ],
      prices: {},
    };
    await writeBudgets(root, settings);
    assert.deepEqual(await readBudgets(root), settings);
    assert.deepEqual(await readdir(root), ['budgets.json']);
  });

  for (const [about, text, why] of [
    ['no JSON', 'budgets', 'it is no JSON with "version": 1'],
    ['prices that are none', json({ prices: 5 }), '"prices" is no table of prices'],
    ['no list', json({ budgets: {} }), '"budgets" is no list'],
    ['a key that is misspelt', json({ budgets: [{ per: 'day', usdd: 1 }] }), 'a budget has no key "usdd"'],
    ['another period', json({ budgets: [{ per: 'week', usd: 1 }] }), '{"per":"week","usd":1} is no budget such as'],
    ['no amount', json({ budgets: [{ per: 'day' }] }), '{"per":"day"} is no budget such as'],
    ['nothing to spend', json({ budgets: [{ per: 'day', usd: 0 }] }), '{"per":"day","usd":0} is no budget such as'],
    [
      'an amount as text',
      json({ budgets: [{ per: 'day', usd: '5' }] }),
      '{"per":"day","usd":"5"} is no budget such as',
    ],
    ['no object', json({ budgets: ['day'] }), '"day" is no budget such as'],
  ] as const) {
    it(`that cannot be understood start no agent, and say why: ${about}`, async (t) => {
      const root = await temporaryFolder(t);
      await writeFile(budgetFile(root), text);
      await assert.rejects(readBudgets(root), (error: Error) => {
        const begin = `No agent is started, because the budgets in ${budgetFile(root)} cannot be read: ${why}`;
        assert.ok(error.message.startsWith(begin), error.message);
        return error.message.endsWith(' Correct the file, or remove it to be without budgets.');
      });
    });
  }
});
