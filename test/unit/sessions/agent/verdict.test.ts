import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import type { CheckRun } from '../../../../src/core/model/checkRun.ts';
import type { Handoff } from '../../../../src/core/handoff/schema.ts';
import { judgeAgent, withVerification } from '../../../../src/sessions/agent/verdict.ts';
import type { AgentFacts } from '../../../../src/sessions/agent/verdict.ts';

const handoff = { status: 'done', summary: 'Added it.' } as Handoff;

const facts: AgentFacts = {
  end: { kind: 'exited', exitCode: 0 },
  mode: 'implement' as AgentFacts['mode'],
  violations: [],
  backupFolder: '/backups',
  limits: { minutes: 30 },
  exitVerdict: undefined,
  handoff: { ok: true, handoff },
};

const ended = (why: string, detail?: string): AgentFacts['end'] =>
  ({ kind: 'ended', why, ...(detail === undefined ? {} : { detail }) }) as AgentFacts['end'];

const notOk = (status: 'blocked' | 'done', question?: string): AgentFacts['handoff'] => ({
  ok: false,
  outcome: 'blocked',
  message: 'It is not finished.',
  handoff: { ...handoff, status, ...(question === undefined ? {} : { question }) },
});

const crashed = { outcome: 'crashed', message: 'It ended with 1.' } as const;

suite('how a session of an agent has ended', () => {
  const verdicts: readonly (readonly [string, Partial<AgentFacts>, string, RegExp])[] = [
    ['it says that it is done', {}, 'done', /^Added it\.$/],
    ['a person has stopped it', { end: ended('cancelled') }, 'cancelled', /^The session was ended on request\.$/],
    [
      'a person has stopped it, and it had strayed',
      { end: ended('cancelled'), violations: ['a.js'] },
      'cancelled',
      /^The session was ended on request\. Undone: a\.js\. Copies are in \/backups\.$/,
    ],
    [
      'it strayed and then ran out of time: what was broken is not hidden behind that',
      { end: ended('timeout'), violations: ['a.js'] },
      'scope-violated',
      /^The agent changed what its task does not own\. Undone: a\.js\./,
    ],
    [
      'it strayed and says that it is done',
      { violations: ['a', 'b', 'c', 'd', 'e', 'f', 'g'] },
      'scope-violated',
      /Undone: a, b, c, d, e and 2 more\. Copies are in \/backups\.$/,
    ],
    [
      'it could only read, and changed something',
      { mode: 'read-only', violations: ['a.js'] },
      'readonly-violated',
      /^A read-only agent changed something\. Undone: a\.js\./,
    ],
    [
      'it was to verify, and changed what it verified',
      { throwAway: true, violations: ['a.js'] },
      'scope-violated',
      /nothing it reports counts\. Undone: a\.js\./,
    ],
    [
      'it deleted a file that its task owns and does not name',
      { violations: ['old.js'], undeclared: ['old.js'] },
      'scope-violated',
      /^The agent deleted old\.js: its task owns that, but "deletes" does not name it\. .*"amend" does so\. Undone/,
    ],
    [
      'it did both',
      { violations: ['old.js', 'x.js'], undeclared: ['old.js'] },
      'scope-violated',
      /^The agent changed what its task does not own\. The agent deleted old\.js/,
    ],
    [
      'its program is not there',
      { end: { kind: 'never-ran', message: 'claude was not found.' } },
      'crashed',
      /^The agent could not be started\. claude was not found\.$/,
    ],
    ['its time was over', { end: ended('timeout') }, 'timeout', /^The agent was ended after 30 minutes\./],
    ['its budget was used up', { end: ended('budget', '2 USD') }, 'budget', /at its limit: 2 USD\./],
    ['its provider refuses', { end: ended('rate-limited', '429') }, 'rate-limited', /\(429\)\. Retry the wave/],
    ['its login is refused', { end: ended('auth', '401') }, 'auth', /rejects its login \(401\)\. Log in/],
    ['it was silent', { end: ended('stuck', '10 minutes') }, 'stuck', /printed nothing for 10 minutes\./],
    ['it asks', { handoff: notOk('blocked', 'Which?') }, 'blocked', /^It is not finished\.$/],
    [
      'it asks, and its program fails',
      { handoff: notOk('blocked', 'Which?'), exitVerdict: crashed },
      'blocked',
      /^It is not/,
    ],
    [
      'it says nothing usable, and its program fails',
      { handoff: notOk('done'), exitVerdict: crashed },
      'crashed',
      /^It ended with 1/,
    ],
    ['it says that it is done, and its program fails', { exitVerdict: crashed }, 'crashed', /^It ended with 1\.$/],
    ['its handoff does not hold', { handoff: notOk('done') }, 'blocked', /^It is not finished\.$/],
  ];
  for (const [what, more, outcome, message] of verdicts)
    test(`where ${what}: ${outcome}`, () => {
      const verdict = judgeAgent({ ...facts, ...more });
      assert.equal(verdict.outcome, outcome);
      assert.match(verdict.message, message);
    });

  test('has its question with it where it asks', () => {
    assert.equal(judgeAgent({ ...facts, handoff: notOk('blocked', 'Which?') }).question, 'Which?');
    assert.equal(judgeAgent(facts).question, undefined);
  });

  test('is never done where anything was broken, stopped or not handed over', () => {
    const ends = [facts.end, ended('cancelled'), ended('timeout'), ended('budget'), ended('stuck')];
    fc.assert(
      fc.property(
        fc.constantFrom(...ends),
        fc.array(fc.constantFrom('a.js', 'b.js'), { maxLength: 2 }),
        fc.constantFrom<AgentFacts['mode']>('read-only', facts.mode),
        fc.boolean(),
        fc.constantFrom(undefined, crashed),
        fc.constantFrom(facts.handoff, notOk('blocked', 'Which?'), notOk('done')),
        (end, violations, mode, throwAway, exitVerdict, handed) => {
          const verdict = judgeAgent({ ...facts, end, violations, mode, throwAway, exitVerdict, handoff: handed });
          const isSound = end === facts.end && violations.length === 0 && exitVerdict === undefined && handed.ok;
          assert.equal(verdict.outcome === 'done', isSound);
          if (violations.length > 0) assert.match(verdict.message, /Undone: /);
        },
      ),
    );
  });
});

suite('work that an agent calls done', () => {
  const run = (more: Partial<CheckRun> = {}): CheckRun => ({
    ...{
      name: 'verify',
      command: 'npm test',
      exitCode: 1,
      timedOut: false,
      milliseconds: 5,
      runs: 1,
      failed: [],
      tail: '',
    },
    ...more,
  });
  const done = { outcome: 'done', message: 'Added it.' } as const;
  const red = (more: Partial<CheckRun>, rest: object = {}) =>
    withVerification(done, [{ run: run(more), passes: false, known: 0, redBefore: false, ...rest }]);
  const failing = (count: number) => Array.from({ length: count }, (_, at) => ({ name: `t${at}`, excerpt: '' }));

  for (const [what, verdict, message] of [
    ['is red', red({}), 'The agent reports its work as done, but "npm test" ended with 1 when Wavegate ran it.'],
    [
      'took too long',
      red({ timedOut: true, exitCode: null }),
      'The agent reports its work as done, but "npm test" took too long when Wavegate ran it.',
    ],
    [
      'could not be run',
      red({ exitCode: null }),
      'The agent reports its work as done, but "npm test" could not be run when Wavegate ran it.',
    ],
    [
      'names its failures',
      red({ failed: failing(5) }),
      'The agent reports its work as done, but "npm test" ended with 1 when Wavegate ran it. Failing: t0, t1, t2.',
    ],
    [
      'only looks green',
      red({ exitCode: 0, hollow: 'no test ran' }),
      'The agent reports its work as done, but "npm test" ended with 0 when Wavegate ran it. It is red although it seems green: no test ran.',
    ],
    [
      'was red before without names',
      red({}, { redBefore: true }),
      'The agent reports its work as done, but "npm test" ended with 1 when Wavegate ran it. It was red before the agent began, too.',
    ],
    [
      'lacks something here',
      red({ missing: 'no docker.' }),
      'The agent reports its work as done, but "npm test" ended with 1 when Wavegate ran it. It may be this machine: no docker.',
    ],
    [
      'has a reason of its own',
      red({ missing: 'no docker.' }, { why: 'Two are new.', redBefore: true }),
      'The agent reports its work as done, but "npm test" ended with 1 when Wavegate ran it. Two are new.',
    ],
  ] as const)
    test(`is blocked where its command ${what}`, () => assert.deepEqual(verdict, { outcome: 'blocked', message }));

  test('stays done where all pass, and failures of before are told as not counted', () => {
    assert.deepEqual(withVerification(done, []), done);
    const passes = { run: run({ exitCode: 0 }), passes: true, known: 0, redBefore: false };
    assert.deepEqual(withVerification(done, [passes]), done);
    assert.equal(
      withVerification(done, [passes, { ...passes, run: run({ command: 'old' }), known: 2 }]).message,
      'Added it. Not counted: "old": 2 failed before the agent began already, by name.',
    );
  });

  test('is blocked by the first that is red, in whatever place', () => {
    const passes = { run: run({ command: 'a', exitCode: 0 }), passes: true, known: 1, redBefore: false };
    const fails = { run: run({ command: 'b' }), passes: false, known: 0, redBefore: false };
    for (const order of [
      [passes, fails],
      [fails, passes],
    ])
      assert.match(withVerification(done, order).message, /but "b" ended with 1/);
  });
});
