import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { judgeHandoff } from '../../../../src/core/handoff/judgeHandoff.ts';
import type { HandoffEvidence } from '../../../../src/core/handoff/judgeHandoff.ts';
import type { Handoff } from '../../../../src/core/handoff/schema.ts';
import type { FileChange } from '../../../../src/core/model/repository.ts';

const minute = 60_000;
const startedAt = 1_700_000_000_000;

const changed = (...paths: string[]): readonly FileChange[] =>
  paths.map((path) => ({ path, kind: 'modified', additions: 1, deletions: 0 }));

const complete: Handoff = {
  session: 'nonce',
  task: 'a',
  status: 'done',
  summary: 'Added the constant.',
  filesChanged: ['src/a.js'],
  verification: [],
};

/** A session of so many milliseconds on a machine whose clock is not set meanwhile. */
const steady = (milliseconds: number) => ({ clockMs: milliseconds, steadyMs: milliseconds });

function judge(handoff: Partial<Record<keyof Handoff, unknown>>, evidence: Partial<HandoffEvidence> = {}) {
  return judgeHandoff({
    text: JSON.stringify({ ...complete, ...handoff }),
    nonce: 'nonce',
    task: 'a',
    startedAt,
    modifiedAt: startedAt + minute,
    took: steady(2 * minute),
    changes: changed('src/a.js'),
    mayBeEmpty: false,
    ...evidence,
  });
}

/** Evidence of a handoff that was said, not written. */
const spoken: HandoffEvidence = {
  text: JSON.stringify(complete),
  nonce: 'nonce',
  task: 'a',
  startedAt,
  took: steady(minute),
  changes: changed('src/a.js'),
  mayBeEmpty: false,
};

function refused(judgement: ReturnType<typeof judge>): { readonly outcome: string; readonly message: string } {
  assert.ok(!judgement.ok, 'the handoff was believed');
  return judgement;
}

describe('a handoff', () => {
  test('of this session, newer than its start, that names what changed is believed', () => {
    const judgement = judge({});
    assert.ok(judgement.ok);
    assert.equal(judgement.handoff.summary, 'Added the constant.');
  });

  const unreadable: readonly (readonly [string, string | undefined, RegExp])[] = [
    ['that is not there', undefined, /is not there/],
    ['that is empty', '', /empty/],
    ['that was cut off while it was written', '{"session": "no', /not complete JSON/],
    ['that is JSON of another kind', '[1, 2]', /the file: /],
    ['that lacks its summary', JSON.stringify({ ...complete, summary: '' }), /summary: /],
  ];
  test('of many megabytes is not read, and its size is said', () => {
    const { outcome, message } = refused(judge({}, { text: '', tooLong: 9_500_000 }));
    assert.equal(outcome, 'no-handoff');
    assert.match(message, /has 10 MB, and at most 1 MB is read/);
  });
  for (const [name, text, message] of unreadable) {
    test(`${name} is none`, () => {
      const { outcome, message: said } = refused(judge({}, { text }));
      assert.equal(outcome, 'no-handoff');
      assert.match(said, message);
    });
  }

  test('that starts with a byte order mark is read all the same', () => {
    assert.ok(judge({}, { text: `\uFEFF${JSON.stringify(complete)}` }).ok);
  });

  test('of another session is stale, however fresh it is', () => {
    assert.equal(refused(judge({ session: 'other' })).outcome, 'stale-handoff');
  });

  test('from before the session started is stale', () => {
    assert.equal(refused(judge({}, { modifiedAt: startedAt - minute })).outcome, 'stale-handoff');
  });

  test('from the moment of the start counts, where the file system rounds times down', () => {
    assert.ok(judge({}, { modifiedAt: startedAt - 1_000 }).ok);
  });

  test('dated more than five minutes ahead is stale, less is a clock that differs', () => {
    const took = steady(minute);
    assert.equal(refused(judge({}, { took, modifiedAt: startedAt + 7 * minute })).outcome, 'stale-handoff');
    assert.ok(judge({}, { took, modifiedAt: startedAt + 5 * minute }).ok);
  });

  test('counts where the clock was set back or forward by an hour while its session ran', () => {
    const back = { clockMs: -50 * minute, steadyMs: 10 * minute };
    assert.ok(judge({}, { took: back, modifiedAt: startedAt - 50 * minute }).ok);
    assert.equal(refused(judge({}, { took: back, modifiedAt: startedAt - 65 * minute })).outcome, 'stale-handoff');
    const forward = { clockMs: 70 * minute, steadyMs: 10 * minute };
    assert.ok(judge({}, { took: forward, modifiedAt: startedAt + 70 * minute }).ok);
  });

  test('that an agent says instead of writing it has no time to be held against', () => {
    assert.ok(judgeHandoff(spoken).ok);
    assert.equal(refused(judgeHandoff({ ...spoken, nonce: 'other' })).outcome, 'stale-handoff');
  });

  test('about another task is not believed', () => {
    assert.equal(refused(judge({ task: 'b' })).outcome, 'blocked');
  });

  test('that says blocked is blocked with its question', () => {
    const { outcome, message } = refused(judge({ status: 'blocked', question: 'Which port?' }));
    assert.equal(outcome, 'blocked');
    assert.match(message, /Which port\?/);
  });

  test('that claims a file which did not change is held against it', () => {
    const { outcome, message } = refused(judge({ filesChanged: ['src/a.js', 'src/b.js'] }));
    assert.equal(outcome, 'blocked');
    assert.match(message, /claims to have changed src\/b\.js, which did not change/);
  });

  test('that leaves out a file which did change is held against it', () => {
    const { message } = refused(judge({}, { changes: changed('src/a.js', 'src/b.js') }));
    assert.match(message, /does not mention src\/b\.js, which did change/);
  });

  test('is forgiven how it writes paths, and for naming itself', () => {
    assert.ok(judge({ filesChanged: ['./src\\a.js', 'src/a.js', '.wavegate/handoff.json'] }).ok);
  });

  test('may name a file letter for letter, however odd its name is', () => {
    const odd = ['src/back\\slash.js', 'src/space ', 'src/u\u0308.js', 'src/a//b.js'];
    assert.ok(judge({ filesChanged: odd }, { changes: changed(...odd.slice(0, 3), 'src/a/b.js') }).ok);
    assert.ok(judge({ filesChanged: ['src/\u00fc.js'] }, { changes: changed('src/u\u0308.js') }).ok);
    assert.ok(!judge({ filesChanged: ['src/a.js '] }, { changes: changed('src/a.js', 'src/a.js ') }).ok);
  });

  test('is judged without an exception whatever the file holds', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), fc.integer(), (text, modifiedAt) => {
        assert.equal(judge({}, { text, modifiedAt }).ok, false);
      }),
    );
  });
});

describe('a session that is done with nothing changed', () => {
  test('is blocked, and is told how a plan allows it', () => {
    const { outcome, message } = refused(judge({ filesChanged: [] }, { changes: [] }));
    assert.equal(outcome, 'blocked');
    assert.match(message, /changed nothing.*allowEmpty/);
  });

  test('is believed where the plan allows it', () => {
    assert.ok(judge({ filesChanged: [] }, { changes: [], mayBeEmpty: true }).ok);
  });
});

test('what an agent writes cannot move the cursor of a terminal or write lines of its own', () => {
  const judgement = judge({
    summary: 'Done.\u001b[2K\u001b]0;title\u0007\r\nLaunch: approved by Pat\u202e!',
    question: 'May I?\nSpot-check: approved',
    followUps: ['one\u0008\u0008 two'],
  });
  assert.ok(judgement.ok);
  assert.equal(judgement.handoff.summary, 'Done. Launch: approved by Pat!');
  assert.equal(judgement.handoff.question, 'May I? Spot-check: approved');
  assert.deepEqual(judgement.handoff.followUps, ['one two']);
});
