import assert from 'node:assert/strict';
import { mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import { suite, test } from 'node:test';
import type { TestContext } from 'node:test';
import type { Job } from '../../../../src/core/model/effects.ts';
import type { AgentWork } from '../../../../src/core/model/sessionWork.ts';
import type { SessionResult } from '../../../../src/core/model/sessionResult.ts';
import type { JobStore, OutputPiece, QueuedJob } from '../../../../src/database/jobs.ts';
import type { SessionStatus } from '../../../../src/ports/executor.ts';
import { JournalError } from '../../../../src/ports/journal.ts';
import { commitsOf, createHostedSessions } from '../../../../src/runs/team/hostedSessions.ts';
import type { SessionMirror } from '../../../../src/runs/team/sessionMirror.ts';
import { temporaryFolder } from '../../../support/journalFixture.ts';

const key = { run: 'r1', session: 'one-task', epoch: 1 };
const work = { kind: 'agent', branch: 'wavegate/r1.sessions/one/task', base: 'c0' } as AgentWork;
const job = {
  ...{ ...key, kind: 'implement', scope: { kind: 'wave', wave: 'one', attempt: 1 }, subject: 'task', work },
  hosts: { drivers: ['claude'], labels: [] },
} as unknown as Job;
const brought: SessionResult = {
  ...{ outcome: 'done', message: 'Did it.', snapshot: 'c1' },
  changes: [{ path: 'src/a.js', kind: 'modified' }] as unknown as NonNullable<SessionResult['changes']>,
};

interface Team {
  /** How the session is at each look, the last one for all that follow. */
  readonly looks?: readonly Partial<QueuedJob>[];
  readonly changed?: readonly string[];
  readonly enqueue?: () => Promise<void>;
  readonly publish?: () => Promise<void>;
  readonly takeSession?: () => Promise<void>;
  readonly bundle?: Buffer;
  readonly body?: Job | undefined;
  readonly pieces?: readonly (readonly OutputPiece[])[];
  readonly away?: Error;
}

async function team(t: TestContext, at: Team = {}) {
  const folder = await temporaryFolder(t);
  await mkdir(path.join(folder, 'r1'));
  const asked: string[] = [];
  let looks = 0;
  let notice = (): void => undefined;
  let given: SessionResult | undefined;
  const pieces = [...(at.pieces ?? [])];
  const jobs: Partial<JobStore> = {
    find: () => Promise.resolve(undefined),
    enqueue: (body) => (asked.push(`enqueue ${body.scope}`), at.enqueue?.() ?? Promise.resolve()),
    findAll: () => {
      if (at.away !== undefined) return Promise.reject(at.away);
      // The next look is not waited for.
      setImmediate(() => notice());
      const look = at.looks?.[Math.min(looks++, (at.looks.length || 1) - 1)] ?? {};
      return Promise.resolve([{ ...key, takes: 0, waits: true, ...look, ...(given && { result: given }) }]);
    },
    output: () => Promise.resolve(pieces.shift() ?? []),
    body: () => Promise.resolve('body' in at ? at.body : job),
    bundle: () => Promise.resolve(at.bundle),
    giveUp: (_key, result) => ((given = result), asked.push('give up'), Promise.resolve(true)),
    ask: (_key, what) => Promise.resolve(void asked.push(`ask ${what}`)),
    watch: (_run, onChange) => ((notice = onChange), () => undefined),
  };
  const mirror: SessionMirror = {
    begin: () => Promise.resolve(void asked.push('begin')),
    known: (_key, take) => Promise.resolve({ session: key.session, epoch: 1, take, events: 0, output: 0 }),
    add: (_key, { begins }) => Promise.resolve(void asked.push(`copy ${begins}`)),
    status: () => Promise.reject(new Error('the disk is full')),
    end: (_key, { outcome }) => Promise.resolve(void asked.push(`end ${outcome}`)),
  };
  const sessions = createHostedSessions({
    ...{ jobs: jobs as JobStore, mirror, repository: '/repository' },
    work: {
      publish: (run, commits = []) => (
        asked.push(`publish ${run} ${commits.join(' ')}`),
        at.publish?.() ?? Promise.resolve()
      ),
    },
    services: {
      takeSession: (_repository, branch, _refs, file) => {
        asked.push(`take ${branch} ${file === undefined ? 'without' : 'with'} bundle`);
        return at.takeSession?.() ?? Promise.resolve();
      },
      changes: () => Promise.resolve((at.changed ?? ['src/a.js']).map((file) => ({ path: file }))) as never,
    },
    layout: { runFolder: () => path.join(folder, 'r1'), sessionFolder: () => path.join(folder, 'r1', 's@1') },
  });
  return { sessions, asked, left: () => readdir(path.join(folder, 'r1')) };
}

const over = { takes: 1, waits: false, host: 'tower', refs: { 'refs/heads/x': 'c1' } };

suite('a session for a host of the team', () => {
  test('is put into the queue once its commits can be had there', async (t) => {
    const { sessions, asked } = await team(t);
    await sessions.ensureSession({ ...job, work: { ...work, diffs: [{ from: 'c0', to: 'c7' }] } } as unknown as Job);
    assert.deepEqual(asked.slice(0, 2).sort(), ['begin', 'publish r1 c0 c7']);
    assert.match(asked[2] ?? '', /^enqueue /);
    assert.deepEqual(commitsOf({ ...work, diffs: [] }), ['c0']);
  });

  test('is refused where it is no agent’s, or asks for no host', async (t) => {
    const { sessions, asked } = await team(t);
    const { hosts: _hosts, ...local } = job;
    for (const other of [{ ...job, work: { kind: 'check' } } as Job, local])
      await assert.rejects(sessions.ensureSession(other), {
        name: 'ExecutorError',
        message: 'Session one-task is none for a host of the team.',
      });
    assert.deepEqual(asked, []);
  });

  test('that cannot be put there says why; a run that another process drives is told as such', async (t) => {
    const { sessions } = await team(t, { publish: () => Promise.reject(new Error('The remote refused')) });
    await assert.rejects(sessions.ensureSession(job), {
      name: 'ExecutorError',
      message: 'Session one-task could not be given to a host: The remote refused',
    });
    const lost = new JournalError('lost-lease', 'Run r1 is driven by another process.');
    const { sessions: others } = await team(t, { enqueue: () => Promise.reject(lost) });
    await assert.rejects(others.ensureSession(job), (error) => error === lost);
  });

  test('counts with what its host has brought, looked at before; nothing is left of the bundle', async (t) => {
    const { sessions, asked, left } = await team(t, {
      ...{
        looks: [{}, { ...over, status: { takenOver: false } }, { ...over, result: brought }],
        bundle: Buffer.from('b'),
      },
    });
    const told: SessionStatus[] = [];
    assert.deepEqual(await sessions.awaitResult(key, undefined, (status) => told.push(status)), brought);
    assert.deepEqual(told, [
      { takenOver: false, host: '' },
      { takenOver: false, host: 'tower' },
    ]);
    assert.deepEqual(asked, ['take wavegate/r1.sessions/one/task with bundle', 'end done']);
    assert.deepEqual(await left(), []);
  });

  const unusable: readonly (readonly [string, Team, string])[] = [
    [
      'changes a file that it does not name',
      { changed: ['src/a.js', '.github/x.yml'] },
      'its commit changes .github/x.yml, of which it says nothing',
    ],
    [
      'cannot be taken in',
      { takeSession: () => Promise.reject(new Error('The bundle is damaged')) },
      'The bundle is damaged',
    ],
    ['is of a session that is not in the queue', { body: undefined }, 'it is not in the queue'],
    [
      'is of a session that is no agent’s',
      { body: { ...job, work: { kind: 'check' } } as Job },
      'it is not in the queue',
    ],
    [
      'has no outcome there is',
      { looks: [{ ...over, result: { ...brought, outcome: 'constructor' as 'done' } }] },
      'it names no outcome (constructor)',
    ],
  ];
  for (const [what, at, why] of unusable) {
    test(`crashed where what its host brings ${what}`, async (t) => {
      const { sessions, asked, left } = await team(t, { looks: [{ ...over, result: brought }], ...at });
      assert.deepEqual(await sessions.awaitResult(key), {
        outcome: 'crashed',
        message: `What host tower brought of the session cannot be used: ${why}. Try again.`,
      });
      assert.equal(asked.at(-1), 'end crashed');
      assert.deepEqual(await left(), []);
    });
  }

  test('may change nothing, and then needs no commit', async (t) => {
    const nothing: SessionResult = { outcome: 'blocked', message: 'Which one?' };
    const { sessions } = await team(t, { looks: [{ ...over, result: nothing }], changed: ['x'] });
    assert.deepEqual(await sessions.awaitResult(key), nothing);
  });

  test('that ended before a host had it is taken as it is', async (t) => {
    const cancelled: SessionResult = { outcome: 'cancelled', message: 'It was stopped.' };
    const { sessions, asked } = await team(t, { looks: [{ result: cancelled }] });
    assert.deepEqual(await sessions.awaitResult(key), cancelled);
    assert.deepEqual(asked, ['end cancelled']);
  });

  test('that has cost several hosts is given up, and says which was the last', async (t) => {
    const { sessions, asked } = await team(t, {
      looks: [
        { takes: 3, waits: false, host: 'tower' },
        { takes: 3, waits: true, host: 'tower' },
      ],
    });
    assert.deepEqual(await sessions.awaitResult(key), {
      outcome: 'crashed',
      message:
        '3 hosts were lost while they were at work on this session, the last of them tower. Look at their logs: it may be too much for them. Then try again.',
    });
    assert.deepEqual(asked, ['give up', 'end crashed']);
  });

  test('is waited for no longer than whoever waits wants, or the database is there', async (t) => {
    const { sessions } = await team(t);
    await assert.rejects(sessions.awaitResult(key, AbortSignal.abort(new Error('Closed.'))), /^Error: Closed\.$/);
    const ending = new AbortController();
    const waiting = sessions.awaitResult(key, ending.signal, () => ending.abort(new Error('Closed later.')));
    await assert.rejects(waiting, /^Error: Closed later\.$/);
    const { sessions: away } = await team(t, { away: new Error('The database is away.') });
    await assert.rejects(away.awaitResult(key), /The database is away\./);
  });

  test('is copied for whoever looks, all of it, in as many answers as it takes', async (t) => {
    const piece = (begins: number): OutputPiece => ({
      ...{ session: key.session, epoch: 1, take: 1, stream: 'output', begins, bytes: Buffer.from('x') },
    });
    const many = Array.from({ length: 200 }, (_none, begins) => piece(begins));
    const { sessions, asked } = await team(t, { looks: [{ ...over, result: brought }], pieces: [many, [piece(200)]] });
    const folder = await sessions.watch(key, new AbortController().signal);
    assert.equal(path.basename(folder), 's@1');
    await sessions.awaitResult(key);
    assert.equal(asked.filter((step) => step.startsWith('copy')).length, 201);
    const { sessions: none } = await team(t, { body: undefined });
    await assert.rejects(none.watch(key, new AbortController().signal), {
      name: 'ExecutorError',
      message: 'Session one-task is not in the queue any more.',
    });
  });

  test('is stopped through the queue', async (t) => {
    const { sessions, asked } = await team(t);
    await sessions.stop(key);
    assert.deepEqual(asked, ['ask stop']);
  });
});
