import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { HostDesk } from '../../../../src/database/hostDesk.ts';
import { serveSessions } from '../../../../src/runs/team/teamHost.ts';
import { someOffer } from '../../../support/teamHost.ts';

suite('a host of a team', () => {
  test('leaves at once when it is ended while it is still entering', async () => {
    const ending = new AbortController();
    const asked: string[] = [];
    const nothing = (): never => assert.fail('nothing is taken any more');
    const desk: HostDesk = {
      enter() {
        ending.abort();
        return Promise.resolve(7);
      },
      beat: () => Promise.resolve([]),
      leave: (token) => (asked.push(`leave ${token}`), Promise.resolve()),
      ...{ take: nothing, job: nothing, work: nothing, report: nothing, deliver: nothing },
      listen: () => () => asked.push('stop listening'),
    };
    await serveSessions({
      ...{ desk, machine: 'm', offer: someOffer, seconds: 5, run: nothing, until: ending.signal },
      ...{ entered: () => undefined, tell: () => undefined },
    });
    assert.deepEqual(asked, ['stop listening', 'leave 7']);
  });
});
