import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { StageProof } from '../../../../src/core/model/checkRun.ts';
import type { SessionResult } from '../../../../src/core/model/sessionResult.ts';
import type { PlanReviewSummary } from '../../../../src/core/model/planReview.ts';
import { passesText, planReviewLines } from '../../../../src/core/words/planReviewLines.ts';
import { proofWords, reviewNotes } from '../../../../src/core/words/proofLines.ts';
import { deniedText, sessionNotes, waveNotes } from '../../../../src/core/words/sessionNotes.ts';
import { checklistLine, checklistsMarkdown } from '../../../../src/core/words/checklistLines.ts';
import { runAtSpotCheck, shippedRun } from '../../../support/states.ts';

suite('notes of an agent beside its work', () => {
  const done: SessionResult = { outcome: 'done', message: 'Done.' };

  test('are none where it has left none', () => {
    assert.deepEqual(sessionNotes(undefined), []);
    assert.deepEqual(sessionNotes(done), []);
  });

  test('stand in the order of how bad they are', () => {
    const claims = [
      { command: 'npm run lint', exitCode: 0, confirmation: 'unverified' },
      { command: 'npm test', exitCode: 0, confirmation: 'contradicted', own: 1 },
      { command: 'make', exitCode: 0, confirmation: 'contradicted', own: null },
      { command: 'npm run types', exitCode: 0, confirmation: 'confirmed' },
    ] as const;
    assert.deepEqual(
      sessionNotes({
        ...done,
        followUps: ['The greeting is copied'],
        claims,
        denied: { count: 5, commands: ['rm', 'curl', 'wget', 'ssh', 'nc'] },
        askedToFinish: true,
        deviations: ['Kept the old name'],
        question: 'Which name?',
      }),
      [
        'Asks: Which name?',
        'Claims that "npm test" ended with 0; it ended with 1 when Wavegate ran it',
        'Claims that "make" ended with 0; it did not end when Wavegate ran it',
        'Not verified: "npm run lint", said to have ended with 0; it is not among the commands of the plan',
        '5 commands denied: rm, curl, wget, ssh and 1 more',
        'Ended without a handoff, kept its changes, and was asked once to finish',
        'Deviates from the task: Kept the old name',
        'Noticed, not asked for: The greeting is copied',
      ],
    );
  });

  test('count one command as one', () => {
    assert.equal(deniedText({ count: 1, commands: ['rm'] }), '1 command denied');
  });

  test('of a wave have the titles of their tasks', () => {
    const { run } = runAtSpotCheck();
    const [first] = Object.values(run.sessions).filter(({ subject }) => subject === 'a1');
    assert.ok(first?.result);
    const noted = { ...first, result: { ...first.result, followUps: ['It is slow'] } };
    const state = { ...run, sessions: { ...run.sessions, [first.id]: noted } };
    assert.deepEqual(waveNotes(state, state.waves['w1']), ['Task a1: Noticed, not asked for: It is slow']);
    assert.deepEqual(waveNotes(state, undefined), []);
  });
});

suite('the proof of a stage', () => {
  const proof = (shows: StageProof['shows'], rest: Partial<StageProof> = {}): StageProof => ({
    stage: 'red',
    shows,
    agent: 'mine',
    commit: '0123456789abcdef',
    commands: [],
    ...rest,
  });
  for (const [what, given, text] of [
    [
      'new tests that fail',
      proof('red', {
        tests: ['adds', 'subtracts', 'divides', 'rounds'],
        passed: 1,
        repeats: 2,
        unchanged: ['a.test.js'],
      }),
      'red: 4 new tests failed, 2 times (adds, subtracts, divides and 1 more), 1 other passed; commit 01234567',
    ],
    [
      'new tests of unknown files',
      proof('red', { tests: ['adds'] }),
      'red: 1 new test failed (adds); none of the files it changed is known to hold tests, so only names and counts hold them; commit 01234567',
    ],
    [
      'the same tests that pass',
      proof('green', { stage: 'green', tests: ['adds', 'subtracts'], passed: 40, unchanged: ['a', 'b'] }),
      'green: the same 2 tests passed, 40 in all, 2 files of tests unchanged; commit 01234567',
    ],
    [
      'no call site that is left',
      proof('migrated', {
        stage: 'migrate',
        callSites: [
          { name: 'f', before: 2, after: 0, left: [], leftCount: 0, elsewhere: [], elsewhereCount: 0, more: [] },
        ],
      }),
      'migrate: none left; f: 2 → 0 places; commit 01234567',
    ],
    [
      'commands that succeed',
      proof('success', { stage: 'verify', commands: ['a', 'b', 'c'] }),
      'verify: a, b and 1 more succeeded; commit 01234567',
    ],
    ['no command', proof('success', { stage: 'verify', commit: '' }), 'verify: nothing was run'],
    ['nothing', proof('nothing', { stage: 'review', commands: ['a'] }), 'review: nothing was run; commit 01234567'],
    [
      'a conversation begun afresh',
      proof('nothing', { stage: 'review', afresh: true, commit: '' }),
      'review: nothing was run; its agent could not continue the conversation and began afresh',
    ],
    ['why it is none', proof('green', { broken: 'The test passes.', commit: '' }), 'red: not proved: The test passes.'],
  ] as const)
    test(`says ${what}`, () => {
      assert.equal(proofWords(given), text);
    });

  test('keeps what reviews have recorded, each once', () => {
    const noted = { deviations: ['Kept the old name'], discoveries: ['It is slow'] };
    assert.deepEqual(reviewNotes({ stages: [proof('nothing', noted)], ...noted, discoveries: ['It leaks'] }), [
      'Deviates from the task: Kept the old name',
      'Discovered: It is slow',
      'Discovered: It leaks',
    ]);
    assert.deepEqual(reviewNotes({}), []);
  });
});

suite('a readiness pass over a plan', () => {
  const gap = { gap: 'g1', kind: 'missing', title: 'No rollback', line: 4 } as const;
  const review = (rest: object = {}): PlanReviewSummary => ({
    opinions: [],
    open: [],
    dismissed: [],
    taken: 0,
    plan: 'h',
    fresh: [7],
    stabilised: false,
    ...rest,
  });

  test('says what each reviewer thinks, that they differ, and what is open', () => {
    const opinions = [
      { reviewer: 'one', score: 8, ready: true, summary: 'Good.', solid: ['Waves', 'Checks'] },
      { reviewer: 'two', score: 3, ready: false, summary: 'Thin.' },
      { reviewer: 'three', failed: 'it crashed' },
    ];
    const dismissed = [{ ...gap, gap: 'g2', title: 'Names', why: 'Ours', who: 'ada' }];
    assert.deepEqual(planReviewLines(review({ opinions, open: [gap], dismissed, taken: 2 }), 'h'), [
      'one: 8 of 10, would begin with it. Good.',
      'two: 3 of 10, would not begin with it as it is. Thin.',
      'three has given no review: it crashed',
      'Solid, says one: Waves; Checks',
      'The reviewers contradict each other: read both before you decide.',
      'New gaps in the first pass: 7. It has not stabilised: the reviewers can look again.',
      'Open: g1, missing: No rollback (line 4 of the text that was read)',
      'Dismissed: g2, Names: Ours (ada)',
      '2 edits of theirs taken',
    ]);
  });

  test('says that the plan has changed since', () => {
    assert.deepEqual(planReviewLines(review({ fresh: [7, 3, 0], stabilised: true }), 'other'), [
      'New gaps in each pass: 7, 3, 0. It has stabilised.',
      'The plan has changed since the last pass.',
    ]);
  });

  test('counts one edit as one, and reviewers who agree do not contradict each other', () => {
    const opinions = [
      { reviewer: 'one', ready: true, summary: '' },
      { reviewer: 'two', ready: true, summary: '' },
    ];
    const lines = planReviewLines(review({ opinions, taken: 1 }), 'h');
    assert.ok(!lines.some((line) => line.includes('contradict')));
    assert.equal(lines.at(-1), '1 edit of theirs taken');
    assert.equal(passesText({ fresh: [], stabilised: false }).startsWith('New gaps in each pass: .'), true);
  });
});

suite('the checklist of a task', () => {
  test('has a box for each item, ticked once it is done', () => {
    assert.equal(checklistLine({ text: 'Work handed in', done: true } as never), '[x] Work handed in');
    assert.equal(checklistLine({ text: 'Work handed in', done: false } as never), '[ ] Work handed in');
  });

  test('stands below its title, for all tasks of the plan', () => {
    const lines = checklistsMarkdown(shippedRun().run);
    assert.deepEqual(
      lines.filter((line) => line.startsWith('- ')),
      ['a1', 'b1', 'a2', 'b2'].map((id) => `- **Task ${id}**`),
    );
    assert.ok(
      lines.every((line) => /^(?:- \*\*|  - \[x\] )/.test(line)),
      lines.join('\n'),
    );
  });
});
