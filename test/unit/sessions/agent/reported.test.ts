import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { emptyTranscript } from '../../../../src/core/agents/transcript.ts';
import type { Handoff } from '../../../../src/core/handoff/schema.ts';
import type { AgentWork } from '../../../../src/core/model/sessionWork.ts';
import { limitIn, neverBegan, reportOf, deniedOf } from '../../../../src/sessions/agent/agentReport.ts';
import { verifyFindings } from '../../../../src/sessions/agent/findings.ts';
import { lookUpSupervision } from '../../../../src/sessions/agent/lookUpSupervision.ts';
import { reportedFindings } from '../../../../src/sessions/agent/reportedFindings.ts';
import type { AgentRuns } from '../../../../src/sessions/agent/agentRuns.ts';
import type { SessionContext } from '../../../../src/sessionPorts/sessionHandler.ts';

/** Files of the commit that was looked at. */
const files: Readonly<Record<string, string>> = { 'src/a.js': 'one\ntwo\nthree\n', 'docs/spec.md': 'It must greet.\n' };
const lineCount = (file: string): Promise<number | undefined> =>
  Promise.resolve(Object.hasOwn(files, file) ? files[file]?.trimEnd().split('\n').length : undefined);

const finding = { severity: 'high' as const, file: 'src/a.js', line: 2, title: 'Bad', detail: '', remediation: '' };

suite('findings that cite places', () => {
  test('are verified where the line is there, and stay in the list where it is not', async () => {
    const found = await verifyFindings(
      [
        finding,
        { ...finding, line: 4 },
        { ...finding, file: 'nowhere.js' },
        { ...finding, file: '.\\src\\a.js' },
        { ...finding, file: '././src/a.js' },
      ],
      lineCount,
    );
    assert.deepEqual(
      found.map(({ id, file, citation }) => [id, file, citation]),
      [
        ['f1', 'src/a.js', 'verified'],
        ['f2', 'src/a.js', 'unverified'],
        ['f3', 'nowhere.js', 'unverified'],
        ['f4', 'src/a.js', 'verified'],
        ['f5', 'src/a.js', 'verified'],
      ],
    );
  });

  test('have a name each, whatever their authors call them, and none is lost', async () => {
    const names = fc.option(fc.constantFrom('f1', 'f2', 'f1-2', 'x', '__proto__'), { nil: undefined });
    await fc.assert(
      fc.asyncProperty(fc.array(names, { maxLength: 8 }), async (ids) => {
        const found = await verifyFindings(
          ids.map((id) => ({ ...finding, id })),
          lineCount,
        );
        assert.equal(found.length, ids.length);
        assert.equal(new Set(found.map(({ id }) => id)).size, ids.length);
      }),
    );
  });

  test('have each file looked up once', async () => {
    const asked: string[] = [];
    await verifyFindings(
      [finding, finding, { ...finding, file: './src/a.js' }],
      (file) => (asked.push(file), lineCount(file)),
    );
    assert.deepEqual(asked, ['src/a.js']);
  });
});

/** A redactor that knows one secret. */
const redactor = {
  text: (text: string) =>
    Promise.resolve({ text: text.replaceAll('hunter2', '[secret]'), secrets: text.split('hunter2').length - 1 }),
};
const place = { repository: '/r', worktree: '/w', backupFolder: '/b', stateRoot: '/s', worktreeRoot: '/t' };
const git = {
  lineCount: (_place: unknown, _commit: string, file: string) => lineCount(file),
  fileText: (_place: unknown, _commit: string, file: string) => Promise.resolve(files[file]),
  diffText: () => Promise.resolve({ text: '', left: [] }),
};

const reported = (kind: string, handoff: Partial<Handoff> | undefined, work: Partial<AgentWork> = {}) =>
  reportedFindings(
    { git, redactor },
    { base: 'base', ...work } as AgentWork,
    { place, job: { kind } } as unknown as SessionContext,
    handoff as Handoff | undefined,
  );

suite('an agent that only reads', () => {
  for (const [kind, sentence] of [
    ['review-plan', 'The reviewer ended without a review: its handoff has no "planReview".'],
    ['learn', 'The agent ended without an answer: its handoff has no "learnings".'],
    ['script', 'The agent ended without a script: its handoff has no "script".'],
    ['explore', 'The agent ended without an implementation plan: its handoff has no "implementationPlan" with steps.'],
    ['supervise', 'The supervisor ended without a word: its handoff has no "supervision".'],
    ['validate', 'The validator ended without a verdict: its handoff has no "review".'],
    ['validate-task', 'The validator ended without a verdict: its handoff has no "review".'],
  ] as const)
    test(`is not done as ${kind} where its handoff lacks what it was asked for`, async () => {
      const expected = { outcome: 'blocked', message: `${sentence} Look at its output, then try again.` };
      assert.deepEqual(await reported(kind, undefined), expected);
      assert.deepEqual(await reported(kind, {}), expected);
    });

  test('as an auditor reports what it found, and nothing where it found nothing', async () => {
    assert.deepEqual(await reported('audit', undefined), {});
    assert.deepEqual((await reported('audit', { findings: [] })).findings, []);
    const { findings } = await reported('audit', { findings: [{ ...finding, line: 99 }] });
    assert.equal(findings?.[0]?.citation, 'unverified');
  });

  for (const [what, review, sentence] of [
    [
      'asks for changes and names none',
      { verdict: 'changes', findings: [] },
      'The validator asks for changes and names none: its verdict is "changes", its list of findings empty.',
    ],
    [
      'approves with a blocker',
      { verdict: 'approve', findings: [{ ...finding, severity: 'blocker' }] },
      'The validator contradicts itself: its verdict is "approve", and it names a blocker.',
    ],
  ] as const)
    test(`as a validator is not done where it ${what}`, async () => {
      const handoff = { review: { earlier: [], cites: [], ...review } } as unknown as Partial<Handoff>;
      assert.deepEqual(await reported('validate', handoff), {
        outcome: 'blocked',
        message: `${sentence} Look at its output, then try again.`,
      });
    });

  test('as a validator of tasks ahead has to rest on a place that is there', async () => {
    const approves = (...cites: readonly { readonly file: string; readonly line: number }[]) =>
      reported('validate-task', {
        review: { verdict: 'approve', findings: [], earlier: [], cites },
      } as unknown as Handoff);
    assert.match((await approves()).message ?? '', /^The verdict cites nothing that it rests on/);
    assert.match(
      (await approves({ file: 'src/a.js', line: 9 }, { file: 'x.js', line: 1 })).message ?? '',
      /^The verdict cites only places that do not exist: src\/a\.js:9, x\.js:1\./,
    );
    const { review, outcome } = await approves({ file: 'x.js', line: 1 }, { file: 'src/a.js', line: 3 });
    assert.equal(outcome, undefined);
    assert.deepEqual(
      review?.cites?.map(({ citation }) => citation),
      ['unverified', 'verified'],
    );
  });
});

suite('words of a supervisor', () => {
  const said = {
    answers: [
      {
        task: 'a1',
        text: 'Use hunter2.',
        cites: [
          { source: 'file', where: '.\\docs\\spec.md', line: 1, quote: 'It must greet.' },
          { source: 'file', where: 'docs/spec.md', line: 1, quote: 'It must not greet.' },
          { source: 'file', where: 'gone.md', line: 1, quote: 'x' },
          { source: 'plan', where: '', line: 3, quote: 'hunter2' },
        ],
      },
    ],
    proposals: [{ strategy: 'fix', task: 'a1', reason: 'It prints hunter2.' }],
    ranks: [{ file: 'src/a.js', reason: 'hunter2 again' }],
    asks: 'Is hunter2 right?',
  } as unknown as Parameters<typeof lookUpSupervision>[0];

  test('are looked up before they count, and hold no secret afterwards', async () => {
    const supervision = await lookUpSupervision(said, { git, redactor }, place, 'base');
    assert.doesNotMatch(JSON.stringify(supervision), /hunter2/);
    const [answer] = supervision.answers;
    assert.equal(answer?.secrets, 1, 'its answer is for no agent then');
    assert.deepEqual(
      answer.cites.map(({ found }) => found),
      [true, false, false, undefined],
    );
    assert.equal(answer.cites[0]?.where, 'docs/spec.md');
    assert.equal(supervision.asks, 'Is [secret] right?');
  });

  test('hold none in what is recorded of them besides', async () => {
    const handoff = { summary: 'Read hunter2.', supervision: said } as unknown as Handoff;
    assert.doesNotMatch(JSON.stringify(await reported('supervise', handoff)), /hunter2/);
  });

  test('that are empty ask nothing', async () => {
    const quiet = { ...said, answers: [], asks: '' };
    assert.equal((await lookUpSupervision(quiet, { git, redactor }, place, 'base')).asks, undefined);
  });
});

suite('what is recorded of an agent', () => {
  test('is what its handoff says, without lists that are empty', () => {
    assert.deepEqual(reportOf({ ok: false } as Parameters<typeof reportOf>[0], 'text'), {});
    const handoff = { summary: 'Did it.', followUps: [], deviations: ['Two files'], discoveries: [], question: 'Why?' };
    assert.deepEqual(reportOf({ ok: true, handoff } as unknown as Parameters<typeof reportOf>[0], '{}'), {
      summary: 'Did it.',
      handoff: '{}',
      question: 'Why?',
      deviations: ['Two files'],
    });
  });

  test('is the time at which its provider lets it in again, as its program tells, else as its words do', () => {
    assert.deepEqual(limitIn({ ...emptyTranscript, resetsAt: 7 }, 'resets at 5pm'), { resetsAt: 7 });
    assert.deepEqual(limitIn(emptyTranscript, 'usage limit reached|1795900800'), { resetsAt: 1_795_900_800_000 });
    assert.deepEqual(limitIn(emptyTranscript, 'no room'), {});
  });

  test('is that it never began where its program was not found, and not where it said something', () => {
    const runs = (end: object, transcript = emptyTranscript) => ({ end, transcript }) as unknown as AgentRuns;
    assert.equal(neverBegan(runs({ kind: 'never-ran', message: '' })), true);
    for (const exitCode of [126, 127]) assert.equal(neverBegan(runs({ kind: 'exited', exitCode })), true);
    for (const exitCode of [0, 1, null]) assert.equal(neverBegan(runs({ kind: 'exited', exitCode })), false);
    assert.equal(neverBegan(runs({ kind: 'exited', exitCode: 127 }, { ...emptyTranscript })), false);
  });

  test('is which commands it was denied, where it was', () => {
    assert.deepEqual(deniedOf(emptyTranscript), {});
    assert.deepEqual(deniedOf({ ...emptyTranscript, deniedCount: 3, denied: ['rm'] }), {
      denied: { count: 3, commands: ['rm'] },
    });
  });
});
