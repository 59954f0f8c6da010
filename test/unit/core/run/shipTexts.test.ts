import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { gateDocument } from '../../../../src/core/views/gateDocument.ts';
import type { ShipWork } from '../../../../src/core/model/shipWork.ts';
import { answersFor, readPullRequestDocument } from '../../../../src/core/report/shipTexts.ts';
import { renderReport } from '../../../../src/core/report/report.ts';
import { shipAnswers } from '../../../../src/core/gates/shipAnswers.ts';
import { planText, SimulatedRun } from '../../../support/simulatedRun.ts';

/** A run at its ship gate, and the work of shipping once it is approved. */
function atShip(extra = '') {
  const run = new SimulatedRun();
  const sent: ShipWork[] = [];
  run.outcome = (job) => {
    if (job.work.kind === 'ship') sent.push(job.work);
    return run.done(job);
  };
  run.start(planText(1, `ship: {changelog: CHANGELOG.md, pullRequest: {issues: ["#7"]}}\n${extra}`)).approveAll('ship');
  return { run, sent };
}

describe('the texts that leave with the result', () => {
  it('are in the document of the ship gate, to read before they go', () => {
    const { run } = atShip();
    const gate = run.run.gates['ship-1'];
    assert.ok(gate);
    const document = gateDocument(run.run, gate);
    assert.match(document, /## Entry in CHANGELOG\.md\n\n```markdown\n- Extend modules/);
    assert.match(document, /## Pull request\n\n`+markdown\n# Extend modules\n\nCloses #7\n/);
  });

  it('go as they were edited, with the record beside them', () => {
    const { run, sent } = atShip();
    const answers = answersFor(run.run, { title: 'Ours', body: 'Our words.\n', changelog: '- Our entry\n' });
    assert.equal(run.decide('ship-1', 'approved', answers), undefined);
    run.settle();
    assert.deepEqual(
      [sent[0]?.pullRequest?.title, sent[0]?.pullRequest?.body, sent[0]?.changelog?.entry],
      ['Ours', 'Our words.', '- Our entry'],
    );
    assert.match(sent[0]?.pullRequest?.record ?? '', /# Extend modules/);
    assert.match(
      renderReport(run.run),
      /edited by hand: the title of the pull request, the text of the pull request, the changelog entry/,
    );
  });

  it('go as they are written from the record where nothing was changed', () => {
    const { run, sent } = atShip();
    const answers = answersFor(run.run, { title: 'Extend modules', changelog: '' });
    assert.deepEqual(answers, { [shipAnswers.title]: '', [shipAnswers.changelog]: '' });
    assert.equal(run.decide('ship-1', 'approved', answers), undefined);
    run.settle();
    assert.equal(sent[0]?.pullRequest?.title, 'Extend modules');
    assert.match(sent[0]?.changelog?.entry ?? '', /^- Extend modules/);
    assert.doesNotMatch(renderReport(run.run), /edited by hand/);
  });

  it('are refused where no host would take them', () => {
    const { run } = atShip();
    assert.match(
      run.decide('ship-1', 'approved', { [shipAnswers.title]: 'x'.repeat(251) }) ?? '',
      /at most 250 characters/,
    );
    assert.match(run.decide('ship-1', 'approved', { [shipAnswers.title]: 'two\nlines' }) ?? '', /one line/);
    assert.match(
      run.decide('ship-1', 'approved', { [shipAnswers.body]: 'x'.repeat(65_001) }) ?? '',
      /hosts take 65000/,
    );
  });

  it('are the same for everybody who has to approve', () => {
    const { run, sent } = atShip('gates: {ship: {required: 2}}\n');
    assert.equal(run.decide('ship-1', 'approved', { [shipAnswers.title]: 'Ours' }), undefined);
    const grace = { who: 'grace', key: 'key-of-grace' };
    const other = run.decide('ship-1', 'approved', { [shipAnswers.title]: 'Mine' }, undefined, grace);
    assert.match(other ?? '', /ada has approved the title of the pull request in other words/);
    assert.equal(run.decide('ship-1', 'approved', undefined, undefined, grace), undefined);
    run.settle();
    assert.equal(sent[0]?.pullRequest?.title, 'Ours');
  });
});

describe('a pull request as a document', () => {
  it('begins with its title as a heading', () => {
    assert.deepEqual(readPullRequestDocument('# Title\r\n\r\nBody\n\nMore\n'), {
      title: 'Title',
      body: 'Body\n\nMore',
    });
    assert.deepEqual(readPullRequestDocument('# Title'), { title: 'Title', body: '' });
    assert.deepEqual(readPullRequestDocument(' \n'), { title: '', body: '' });
    assert.equal(readPullRequestDocument('Body alone'), undefined);
    assert.equal(readPullRequestDocument('#\n\nBody'), undefined);
  });
});
