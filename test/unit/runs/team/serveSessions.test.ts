import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { HostDesk } from '../../../../src/database/hostDesk.ts';
import { JournalError } from '../../../../src/ports/journal.ts';
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

  test('takes nothing from others after the database was away from all, until they were heard of, and tells that once', async () => {
    const ending = new AbortController();
    const seconds = 0.05;
    const happened: string[] = [];
    let failing = 20;
    const entered = performance.now();
    const desk: HostDesk = {
      enter: () => Promise.resolve(7),
      beat() {
        // The first one gets through, and then none for longer than a host may be silent.
        const isAway = happened.length > 0 && (failing > 0 || performance.now() - entered < 2_000 * seconds);
        failing -= 1;
        if (isAway && !happened.includes('back'))
          return Promise.reject(new JournalError('read-only', 'It is read-only.'));
        happened.push(happened.length === 0 ? 'beat' : 'back');
        return Promise.resolve([]);
      },
      take() {
        if (!happened.includes('back')) return Promise.reject(new JournalError('read-only', 'It is read-only.'));
        happened.push('take');
        ending.abort();
        return Promise.resolve(undefined);
      },
      leave: () => Promise.resolve(),
      job: () => assert.fail('it has none'),
      work: () => assert.fail('it has no session'),
      report: () => assert.fail('it has no session'),
      deliver: () => assert.fail('it has no session'),
      listen: () => () => undefined,
    };
    await serveSessions({
      ...{ desk, machine: 'm', offer: someOffer, seconds, until: ending.signal },
      ...{ run: () => assert.fail('there is no session'), entered: () => undefined },
      tell: ({ type }) => type !== 'entered' && happened.push(type),
    });
    const [first, trouble, ...rest] = happened;
    assert.deepEqual([first, trouble], ['beat', 'trouble']);
    assert.deepEqual(rest.slice(0, 2), ['back', 'well']);
    const afterwards = rest.slice(2);
    assert.ok(afterwards.indexOf('take') >= 2, afterwards.join(' '));
    assert.deepEqual(new Set(afterwards), new Set(['back', 'take']));
  });
});
