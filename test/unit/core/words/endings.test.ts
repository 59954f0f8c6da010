import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { CiReport } from '../../../../src/core/model/forge.ts';
import { ciLines } from '../../../../src/core/words/ciLines.ts';
import { decisionTitle } from '../../../../src/core/words/decisionTitle.ts';
import { onHost } from '../../../../src/core/words/onHost.ts';
import { planObstacle } from '../../../../src/core/words/planObstacle.ts';
import { noWaves } from '../../../../src/core/words/noWaves.ts';
import { shippedHeadline, shippedNote, shippedTitle } from '../../../../src/core/words/shippedWords.ts';
import { commentPlace } from '../../../../src/core/words/commentPlace.ts';
import { findingPlace } from '../../../../src/core/words/linePlace.ts';
import { removedPlan } from '../../../../src/core/plan/planHash.ts';
import { runInTriage, runAtLaunch } from '../../../support/states.ts';

suite('the end of a run', () => {
  const pushed = { remote: 'origin', branch: 'wavegate/r1', commit: 'c' };
  const commit = '0123456789abcdef';
  for (const [result, note, headline, title] of [
    [{}, 'done', 'Done', 'Done'],
    [{ left: 'wavegate/r1' }, 'left on its branch', 'Left on branch wavegate/r1', 'Done'],
    [{ pushed }, 'pushed', 'Pushed to origin, branch wavegate/r1', 'Pushed'],
    [
      { pushed, pullRequest: { text: '#', url: 'https://example.org/1' } },
      'pushed',
      'Pushed to origin, branch wavegate/r1, pull request open',
      'Pushed',
    ],
    [{ pushed, pullRequest: { text: '#' } }, 'pushed', 'Pushed to origin, branch wavegate/r1', 'Pushed'],
    [{ pushed, merged: { how: 'merge', commit } }, 'shipped', 'Shipped: merged as 0123456789', 'Shipped'],
    [{ pushed, merged: { how: 'squash' } }, 'shipped', 'Shipped: merged', 'Shipped'],
    [
      { pushed, merged: { how: 'elsewhere', commit } },
      'shipped',
      'Shipped: merged at the forge as 0123456789',
      'Shipped',
    ],
  ] as const)
    test(`is called "${headline}", and shipped only where it is merged`, () => {
      assert.equal(shippedNote(result), note);
      assert.equal(shippedHeadline(result), headline);
      assert.equal(shippedTitle(result), title);
    });
});

suite('the checks of a pull request', () => {
  const ci = (checks: CiReport['checks'], rest: Partial<CiReport> = {}): CiReport => ({
    state: 'red',
    commit: 'c',
    checks,
    ...rest,
  });

  test('are listed by how much they matter, red ones first', () => {
    assert.deepEqual(
      ciLines(
        ci([
          { name: 'docs', state: 'skipped' },
          { name: 'build', state: 'passed' },
          { name: 'lint', state: 'failed' },
          { name: 'e2e', state: 'pending' },
          { name: 'slow', state: 'failed', because: 'timed out' },
        ]),
      ),
      ['failed: lint', 'timed out: slow', 'pending: e2e', 'passed: build', 'skipped: docs'],
    );
  });

  test('say which have failed at first', () => {
    assert.deepEqual(ciLines(ci([{ name: 'build', state: 'passed' }], { flaky: ['build'] })), [
      'passed: build, after a first run that failed',
    ]);
  });

  test('are counted beyond twenty of a state', () => {
    const many = Array.from({ length: 203 }, (_, index) => ({ name: `t${index}`, state: 'failed' as const }));
    const lines = ciLines(ci([...many, { name: 'build', state: 'passed' }]));
    assert.equal(lines.length, 22);
    assert.deepEqual(lines.slice(-2), ['failed: 183 more', 'passed: build']);
    assert.equal(ciLines(ci(many.slice(0, 20))).length, 20);
  });

  test('may not be there yet, or be none', () => {
    assert.deepEqual(ciLines(undefined), []);
    assert.deepEqual(ciLines(ci([])), ['none reported']);
  });
});

suite('the title of a decision', () => {
  for (const [verdict, kind, wave, text] of [
    ['approved', 'plan', undefined, 'Approve plan'],
    ['rejected', 'spot-check', 'Wave 2 · Migration', 'Reject spot-check · Wave 2 · Migration'],
    ['hold', 'answer', undefined, 'Hold question'],
    ['approved', 'acceptance', undefined, 'Approve result'],
    ['approved', 'custom', 'Wave 1', 'Approve “Security review” · Wave 1'],
    ['rejected', 'merge', undefined, 'Reject “Security review”'],
  ] as const)
    test(`reads "${text}"`, () => {
      assert.equal(decisionTitle(verdict, kind, 'Security review', wave), text);
    });
});

suite('a place', () => {
  test('of a comment is its line, and says where that is of the text before', () => {
    const comment = { file: 'src/a.js', line: 12, text: 'Why?' };
    assert.equal(commentPlace(comment), 'src/a.js:12');
    assert.equal(commentPlace({ ...comment, deleted: 'old' }), 'src/a.js:12 (deleted)');
  });

  test('of a finding is its line, its file, or all of the pull request', () => {
    assert.equal(findingPlace({ file: 'src/a.js', line: 3 }), 'src/a.js:3');
    assert.equal(findingPlace({ file: 'src/a.js', line: 0 }), 'src/a.js');
    assert.equal(findingPlace({ file: '', line: 0 }), 'the pull request');
  });
});

test('a session of a host is not taken over, with why and what to do instead', () => {
  const why = 'the interface of the agent would be on that machine. Answer it, or stop it.';
  const not = 'and sessions of hosts cannot be taken over';
  assert.equal(onHost('Task a', 'east'), `Task a is for host east, ${not}: ${why}`);
  assert.equal(onHost('Task a'), `Task a is for a host of the team, ${not}: ${why}`);
  assert.equal(onHost('Task a', ''), onHost('Task a'));
});

suite('a plan file that is no plan', () => {
  const { run } = runAtLaunch();
  const { plan } = run;
  test('holds nothing up while it was not edited, or still is one', () => {
    assert.equal(planObstacle({ plan }), undefined);
    assert.equal(planObstacle({ plan, edit: { hash: 'h', problems: 0, plan } }), undefined);
  });

  test('says what to do: put it back, or correct it', () => {
    assert.equal(
      planObstacle({ plan, edit: { hash: removedPlan, problems: 1 } }),
      `${plan.file} is not in your checkout. Put it back, or check out the branch that has it, then resume.`,
    );
    assert.equal(
      planObstacle({ plan, edit: { hash: 'h', problems: 2 } }),
      'The plan file does not parse any more. Correct it, then resume.',
    );
    assert.equal(
      planObstacle({ plan, edit: { hash: 'h', problems: 1, obstacle: 'It is a folder.' } }),
      'It is a folder.',
    );
  });
});

test('a plan without waves says where they come from, and names findings only where some are in scope', () => {
  const { run } = runInTriage();
  const file = run.plan.file;
  const ways = `(Draft Plan from Findings, or \`wavegate draft ${file} --write\`), or write them`;
  assert.equal(noWaves(run), `The plan has no waves yet: have them drafted ${ways}`);
  const audit = {
    ...run.audit,
    findings: run.audit.findings.map((finding) => ({ ...finding, triage: 'in' as const })),
  };
  assert.equal(
    noWaves({ ...run, audit }),
    `The plan has no waves yet: have them drafted from its goal and the findings ${ways}`,
  );
});
