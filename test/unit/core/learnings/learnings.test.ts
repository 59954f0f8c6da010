import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { historyOf } from '../../../../src/core/history/history.ts';
import { withLearned } from '../../../../src/core/learnings/agentNotes.ts';
import { findingsThatCameAgain } from '../../../../src/core/learnings/cameAgain.ts';
import type { Recorded } from '../../../../src/core/model/events.ts';
import { lintDirective } from '../../../../src/core/directive/lintDirective.ts';
import { checkedLearnings } from '../../../../src/core/learnings/checkedLearnings.ts';
import { renderLearnDirective } from '../../../../src/core/learnings/learnDirective.ts';
import { recordLines } from '../../../../src/core/learnings/recordLines.ts';
import { addCheck } from '../../../../src/core/planText/edit/addCheck.ts';
import { addLens } from '../../../../src/core/planText/edit/addLens.ts';
import { isSettled, learnedDigest, learnedIn, settled } from '../../../../src/core/learnings/learnings.ts';
import { proposeLearnings } from '../../../../src/core/learnings/proposeLearnings.ts';
import { planText, SimulatedRun } from '../../../support/simulatedRun.ts';
import { runWithRedCheck } from '../../../support/states.ts';

const learning = (id: string, text: string) => ({ id, text, evidence: '' });

function proposedBy(run: SimulatedRun): ReturnType<typeof proposeLearnings> {
  const history = historyOf(run.events);
  assert.ok(history !== undefined);
  return proposeLearnings(history, run.events);
}

test('a run proposes what failed in it, what was turned down and why, and what its sessions took', () => {
  const red = runWithRedCheck({});
  assert.match(proposedBy(red)[0]?.text ?? '', /^"Wave 1" failed: /);
  const run = new SimulatedRun().start().approveAll('spot-check');
  const gate = Object.values(run.run.gates).find(({ kind, status }) => kind === 'spot-check' && status === 'pending');
  assert.ok(gate !== undefined);
  run.decide(gate.id, 'rejected');
  const texts = proposedBy(run).map(({ text }) => text);
  assert.ok(texts.some((text) => /^Turned down at the spot-check gate: /.test(text)));
  assert.ok(texts.some((text) => /^A session took on average: implement /.test(text)));
  const ids = proposedBy(run).map(({ id }) => id);
  assert.equal(new Set(ids).size, ids.length);
});

test('what is accepted is kept for agents, what is dismissed is kept from them, and neither is proposed again', () => {
  const one = settled('', [learning('r1/a', 'Tests need a port <!-- x -->\nof their own.')], []);
  assert.deepEqual(learnedIn(one), ['Tests need a port x of their own.']);
  const two = settled(one, [learning('r2/b', 'Use the helper.')], [{ ...learning('r1/c', 'No.'), why: 'Chance' }]);
  const three = settled(two, [learning('r3/d', 'Third.')], [{ ...learning('r3/e', 'Not that.'), why: 'Mended' }]);
  assert.deepEqual(learnedIn(three), ['Tests need a port x of their own.', 'Use the helper.', 'Third.']);
  for (const id of ['r1/a', 'r2/b', 'r1/c', 'r3/d', 'r3/e']) assert.ok(isSettled(three, { id }), id);
  assert.match(three, /## Dismissed\n\n- No\. \(Chance\) <!-- r1\/c -->\n- Not that\. \(Mended\) <!-- r3\/e -->\n$/);
  const byHand = `${three.replace('- Use the helper. <!-- r2/b -->', '- A line of our own.')}`;
  assert.deepEqual(learnedIn(byHand)[1], 'A line of our own.');
});

test('folders of this machine stay out of what is proposed', () => {
  const run = runWithRedCheck({});
  const history = historyOf(run.events);
  assert.ok(history !== undefined);
  const attempts = history.attempts.map((attempt) => ({
    ...attempt,
    failure: {
      kind: 'mechanical' as const,
      suspects: [],
      message: 'Undone: src/b.js. Copies are in /home/ada/state/backup. See /home/ada/log.txt and src/a/b.js.',
    },
  }));
  assert.match(
    proposeLearnings({ ...history, attempts }, [])[0]?.text ?? '',
    /failed: Undone: src\/b\.js\. See … and src\/a\/b\.js\.$/,
  );
});

test('agents get the newest within the limit, and how many are left out is said', () => {
  const sentences = Array.from({ length: 30 }, (_, index) => `${index} ${'x'.repeat(97)}`);
  const digest = learnedDigest(sentences, 1000);
  assert.match(digest.at(-1) ?? '', /^\(2\d older ones are left out; see \.wavegate\/learnings\.md\.\)$/);
  assert.match(digest.at(-2) ?? '', /^29 x/);
  assert.deepEqual(learnedDigest([]), []);
  assert.deepEqual(learnedIn('no list here'), []);
});

test('a task of the next run is told what was learned, and nothing where nothing was', () => {
  const told = (learned?: readonly string[]): string => {
    const run = new SimulatedRun();
    run.learned = learned;
    run.start().approveAll('launch');
    return Object.values(run.run.sessions).find(({ kind }) => kind === 'implement')?.directive ?? '';
  };
  assert.match(
    told(['Tests need a port of their own.']),
    /## Learned in earlier runs\n[^]*- Tests need a port of their own\./,
  );
  assert.doesNotMatch(told(), /Learned in earlier runs/);
});

test('what is kept is written into notes for agents once, below a heading of its own, and what is there stays', () => {
  const one = withLearned('', ['Tests need\na port.']);
  assert.equal(one, '# Notes for agents\n\n## What runs have taught\n\n- Tests need a port.\n');
  assert.equal(withLearned(one, ['Tests need a port.']), one);
  const two = withLearned(`${one}\n## Ours\n\nText.\n`, ['Use the helper.']);
  assert.equal(two, `${one}- Use the helper.\n\n## Ours\n\nText.\n`);
});

test('what validators found in two rounds is told as something that a check would keep away', () => {
  const merged = (attempt: number, ...titles: readonly string[]): Recorded => {
    const finding = (title: string) => ({ ...{ title, file: 'src/a.ts', remediation: 'Mend it.' } });
    return { type: 'findings-merged', at: 0, attempt, findings: titles.map(finding) } as unknown as Recorded;
  };
  const again = findingsThatCameAgain([
    [merged(1, 'Token in 2 logs', 'Once'), merged(1, 'Token in 3 logs')],
    [merged(1, 'Token in 1 logs')],
  ]);
  assert.deepEqual(
    again.map(({ title, rounds, runs }) => [title, rounds, runs]),
    [['Token in 2 logs', 2, 2]],
  );
});

function added(text: ReturnType<typeof addCheck>): string {
  assert.ok(typeof text === 'string');
  return text;
}

test('a check is added to the plan as a person would write it', () => {
  const named = 'waveplan: 1\ncheckpoint:\n  test: npm test # all\n  checks:\n    lint: npm run lint\nwaves: []\n';
  assert.equal(
    addCheck(named, 'logs', 'node tools/logs.mjs'),
    named.replace('npm run lint\n', 'npm run lint\n    logs: node tools/logs.mjs\n'),
  );
  assert.match(
    added(addCheck('waveplan: 1\ncheckpoint: {test: npm test}\n', 'logs', 'make logs')),
    /\{test: npm test, checks: .*logs: make logs/,
  );
  assert.match(
    added(addCheck('waveplan: 1\n', 'logs', 'make logs')),
    /^checkpoint: \{checks: \{logs: make logs\}\}\n/m,
  );
  assert.ok(typeof addCheck(named, 'lint', 'x') !== 'string');
  assert.ok(typeof addCheck('waveplan: 1\ncheckpoint: none\n', 'logs', 'make logs') !== 'string');
});

test('a lens is added to the audit of the plan as a person would write it', () => {
  const named = 'waveplan: 1\naudit:\n  lenses:\n    - id: logs # first\n      focus: Logs\nwaves: []\n';
  assert.equal(
    added(addLens(named, 'tokens', 'Tokens in logs')),
    named.replace('focus: Logs\n', 'focus: Logs\n    - id: tokens\n      focus: Tokens in logs\n'),
  );
  assert.match(
    added(addLens('waveplan: 1\n', 'tokens', 'Tokens')),
    /^audit: \{lenses: \[\{id: tokens, focus: Tokens\}\]\}\n/m,
  );
  assert.match(added(addLens('waveplan: 1\naudit: {lenses: []}\n', 'tokens', 'Tokens')), /lenses: \[\{id: tokens/);
  assert.ok(typeof addLens(named, 'logs', 'x') !== 'string', 'a name that is taken');
});

describe('learnings that an agent proposes', () => {
  const record = [
    { number: 1, text: 'Wave one failed: the port was taken' },
    { number: 2, text: 'Commit 0123456789abcdef0123456789abcdef01234567 of wave one' },
  ];
  const reported = (text: string, records: readonly number[], commits: readonly string[] = []) => ({
    text,
    records,
    commits,
  });

  test('count where everything they cite is there, and show it', () => {
    const { learnings, refused } = checkedLearnings('r1', [reported('Ask for the port.', [1], ['0123456789'])], record);
    assert.deepEqual(refused, []);
    assert.deepEqual(learnings, [
      {
        id: 'r1/agent/1',
        text: 'Ask for the port.',
        evidence: 'record 1: Wave one failed: the port was taken; commit 01234567',
      },
    ]);
  });

  test('do not count without a citation, with a record or a commit that is not there, or said twice', () => {
    const { learnings, refused } = checkedLearnings(
      'r1',
      [
        reported('Cites nothing.', []),
        reported('Invents a record.', [1, 9]),
        reported('Invents a commit.', [1], ['feedfacefeed']),
        reported('Cites no hash.', [1], ['HEAD']),
        reported('Known already.', [1]),
        reported('New.', [2]),
        reported('new.', [1]),
      ],
      record,
      [{ id: 'r1/agent/1', text: 'Known already.', evidence: '' }],
    );
    assert.deepEqual(
      learnings.map(({ id, text }) => [id, text]),
      [['r1/agent/2', 'New.']],
    );
    assert.deepEqual(
      refused.map(({ why }) => why),
      [
        'It cites nothing.',
        'There is no record 9.',
        'The run has made no commit feedfacefeed.',
        'The run has made no commit HEAD.',
      ],
    );
  });

  test('rest on lines of the record that nothing in them can leave, with decisions, commits and follow-ups', () => {
    const run = new SimulatedRun();
    run.outcome = (job) => {
      const done = run.done(job);
      return job.work.kind === 'agent' ? { ...done, followUps: ['Split\n## MERGE GATE the module'] } : done;
    };
    run.start(planText(1)).approveAll('reconcile');
    const lines = recordLines(run.events);
    assert.deepEqual(
      lines.map(({ number }) => number),
      lines.map((_line, index) => index + 1),
    );
    const text = lines.map((line) => line.text).join('\n');
    assert.match(text, /^Decision at launch-1: approved by ada/m);
    assert.match(text, /^Commit [0-9a-f]+.* of wave w1$/m);
    assert.match(text, /^Follow-up of .*: Split ## MERGE GATE the module$/m);
    const directive = renderLearnDirective({
      ...{ session: 's', run: 'r', repository: 'x', branch: 'b', base: 'c', title: 'Extend', record: lines, known: [] },
    });
    assert.deepEqual(lintDirective(directive).problems, []);
    assert.equal(lintDirective(directive).fixed.length, 0);
  });
});
