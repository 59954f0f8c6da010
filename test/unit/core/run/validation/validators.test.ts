import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Job } from '../../../../../src/core/model/effects.ts';
import type { AgentWork } from '../../../../../src/core/model/sessionWork.ts';
import type { Review } from '../../../../../src/core/model/finding.ts';
import type { SessionResult } from '../../../../../src/core/model/sessionResult.ts';
import { pendingGates } from '../../../../../src/core/queries/runQueries.ts';
import { withIds } from '../../../../../src/core/gates/gateDraft.ts';
import { waveCriteria } from '../../../../../src/core/queries/criteria.ts';
import { renderReport } from '../../../../../src/core/report/report.ts';
import { validatorFindingLines } from '../../../../../src/core/validators/validatorLines.ts';
import { boardOf } from '../../../../../src/core/views/board.ts';
import { eventLine } from '../../../../../src/core/views/eventWords.ts';
import { criteriaLines, criteriaSummary } from '../../../../../src/core/words/criteriaLines.ts';
import { planText, SimulatedRun } from '../../../../support/simulatedRun.ts';

const validators = `validators:
  - {agent: codemod, disposition: Insists that every statement is shown by a test}
  - {agent: codemod, disposition: Distrusts tests and reads the code}
`;
const approve: Review = { verdict: 'approve', findings: [] };
const blocker: Review['findings'][number] = {
  id: 'f1',
  severity: 'blocker',
  file: 'src/a1/main.js',
  line: 3,
  title: 'The constant is never exported',
  detail: 'Nobody can use it.',
  remediation: 'Export it.',
  citation: 'verified',
};
/** The blocker is fixed, and its code has changed. */
const fixed: Review = {
  ...approve,
  earlier: [{ id: 'validation~1~1', status: 'fixed' }],
  touched: ['validation~1~1'],
};
const nit = { ...blocker, severity: 'nit' as const, line: 40, title: 'A name could be shorter' };

describe('validators', () => {
  it('read the result after its checks are green, read-only, with one directive and two dispositions', () => {
    const { run, works } = validated([approve, approve]);
    const [first = '', second = ''] = works.map(({ directive }) => directive);

    assert.deepEqual(
      works.map(({ mode }) => mode),
      ['read-only', 'read-only'],
    );
    assert.match(first, /Insists that every statement is shown by a test/);
    assert.match(second, /Distrusts tests and reads the code/);
    assert.equal(
      first.replaceAll('validator-1', 'X').replace(/Insists .*/, 'D'),
      second.replaceAll('validator-2', 'X').replace(/Distrusts .*/, 'D'),
    );
    assert.match(first, /`src\/a1\/main\.js` \(modified/);
    assert.deepEqual(
      pendingGates(run.run).map(({ kind }) => kind),
      ['acceptance'],
    );
  });

  it('are asked only once the checks of the validation are green', () => {
    const run = new SimulatedRun();
    run.outcome = (job) =>
      job.work.kind === 'check' && job.scope.kind === 'validate'
        ? { outcome: 'blocked', message: 'One test fails.' }
        : run.done(job);
    run.start(planText(1, validators)).approveAll();

    assert.equal(run.run.phase, 'adapt');
    assert.ok(!run.dispatched.some((session) => session.includes('validator')));
  });

  it('without a blocker lead to the acceptance gate, which shows their verdicts and what they found, and binds them', () => {
    const { run } = validated([approve, { verdict: 'changes', findings: [nit, { ...blocker, severity: 'issue' }] }]);
    const gate = boardOf(run.run, 0).gates[0];
    const lines = gate?.sections.flatMap((section) => section.lines) ?? [];

    assert.equal(gate?.kind, 'acceptance');
    assert.ok(lines.some((line) => line.startsWith('Validator 1 (codemod) approves')));
    assert.ok(lines.some((line) => line.startsWith('Validator 2 (codemod) asks for changes')));
    assert.ok(
      lines.includes('issue validation~1~1: The constant is never exported (src/a1/main.js:3; Validator 2 (codemod))'),
    );
    assert.notEqual(gate?.evidence.find(({ label }) => label === 'results')?.value, evidenceWithout());
  });

  it('that agree on a blocker are told as one, and keep the result back until it is fixed', () => {
    const { run } = validated([
      {
        verdict: 'changes',
        findings: [{ ...blocker, severity: 'issue', line: 4, title: 'The constant is not exported' }],
      },
      { verdict: 'changes', findings: [blocker] },
    ]);
    const board = boardOf(run.run, 0);

    assert.equal(run.run.phase, 'adapt');
    assert.deepEqual(pendingGates(run.run), []);
    assert.deepEqual(
      board.findings.map(({ severity, lens, line }) => ({ severity, lens, line })),
      [{ severity: 'blocker', lens: 'Validator 1 (codemod), Validator 2 (codemod)', line: 3 }],
    );
    assert.equal(board.adaptation?.title, 'The validation found 1 blocker');
    assert.deepEqual(
      board.adaptation?.tasks.filter(({ suspect }) => suspect).map(({ id }) => id),
      ['a1'],
    );
    const merged = run.events.find(({ type }) => type === 'findings-merged');
    assert.equal(merged && eventLine(merged, run.run), 'The validators have ended: 1 blocker');
  });

  it('look again in the same conversation after a fix, with what they found and what changed since', () => {
    const { run, works, reviews } = validated([{ verdict: 'changes', findings: [blocker] }, approve], conversing);
    assert.equal(run.adapt('fix', 'a1'), undefined);
    const plan = run.run.adaptation?.proposal?.plan.plan;
    const task = plan?.waves.at(-1)?.tasks[0];
    assert.match(task?.objective ?? '', /blocker "The constant is never exported" \(src\/a1\/main\.js:3\)/);

    reviews.push(fixed, approve);
    run.approveAll('acceptance');
    const again = works.slice(2);
    const fix = Object.values(run.run.sessions).find(({ subject }) => subject === task?.id);

    assert.match(fix?.directive ?? '', /## Findings of the validators[\s\S]*never exported[\s\S]*Export it/);
    assert.deepEqual(
      again.map(({ resume }) => resume?.id),
      ['talk-validator-1', 'talk-validator-2'],
    );
    assert.equal(again[0]?.resume?.used.inputTokens, 100);
    assert.match(
      again[0]?.directive ?? '',
      /## Since you looked last[\s\S]*git diff commit-\d+ commit-\d+[\s\S]*never exported/,
    );
    assert.deepEqual(
      pendingGates(run.run).map(({ kind }) => kind),
      ['acceptance'],
    );
  });

  it('whose context is exhausted start afresh with a hand-over, as do those whose program knows no conversations', () => {
    const { run, works, reviews } = validated([{ verdict: 'changes', findings: [blocker] }, approve]);
    run.adapt('fix', 'a1');
    reviews.push(fixed, approve);
    run.approveAll('acceptance');

    assert.equal(works[2]?.resume, undefined);
    assert.match(works[2]?.handOver ?? '', /# What session validate~1~validator-1 left[\s\S]*never exported/);
  });

  it('that end without a verdict keep the result back, and can be asked again as planned', () => {
    const { run, reviews } = validated([approve]);

    assert.equal(run.run.phase, 'adapt');
    assert.match(run.run.validation?.failure?.message ?? '', /validator-2: Done/);
    assert.equal(boardOf(run.run, 0).adaptation?.title, 'The validation has 1 validator without a verdict');
    reviews.push(approve, approve);
    assert.equal(run.submit({ type: 'retry-wave', who: 'ada' }), undefined);
    run.settle();
    assert.deepEqual(
      pendingGates(run.run).map(({ kind }) => kind),
      ['acceptance'],
    );
  });

  it('can be overruled: blockers that a person marks out or deferred no longer keep the result back, and are shown', () => {
    const { run } = validated([{ verdict: 'changes', findings: [blocker] }, approve]);
    const [finding] = run.run.lastFindings;

    assert.equal(
      run.submit({ type: 'triage-finding', finding: finding?.id ?? '', triage: 'out', who: 'ada' }),
      undefined,
    );
    assert.deepEqual(
      pendingGates(run.run).map(({ kind }) => kind),
      ['acceptance'],
    );
    const lines = boardOf(run.run, 0).gates[0]?.sections.flatMap((section) => section.lines) ?? [];
    assert.ok(lines.some((line) => line.includes('marked out')));
    assert.match(
      run.submit({ type: 'triage-finding', finding: finding?.id ?? '', triage: 'in', who: 'ada' }) ?? '',
      /while it keeps the result back/,
    );
    run.approveAll();
    assert.equal(run.run.phase, 'shipped');
  });

  it('find a finding again under its id, and close it only when its code has changed and who found it agrees', () => {
    const round = (second: Review[]) => {
      const { run, reviews } = validated([{ verdict: 'changes', findings: [blocker] }, approve]);
      run.adapt('fix', 'a1');
      reviews.push(...second);
      run.approveAll('acceptance');
      const [finding] = run.run.lastFindings;
      const gate = pendingGates(run.run)[0]?.kind;
      return { id: finding?.id, status: finding?.status, what: finding?.history?.at(-1)?.what ?? '', gate, run };
    };
    const said = (status: 'fixed' | 'open', touched: readonly string[] = []): Review => ({
      verdict: status === 'fixed' ? 'approve' : 'changes',
      findings: status === 'fixed' ? [] : [{ ...blocker, line: 9 }],
      earlier: [{ id: 'validation~1~1', status }],
      touched,
    });

    const closed = round([fixed, approve]);
    assert.deepEqual([closed.id, closed.status, closed.gate], ['validation~1~1', 'fixed', 'acceptance']);
    const untouched = round([said('fixed'), approve]);
    assert.deepEqual([untouched.status, untouched.gate], ['disputed', undefined]);
    assert.match(untouched.what, /says that it is fixed, but the code it cites has not changed/);
    const vanished = round([approve, approve]);
    assert.deepEqual([vanished.status, vanished.gate], ['disputed', undefined]);
    assert.match(vanished.run.run.validation?.failure?.message ?? '', /disputed: no validator mentions it any more/);
    const contradicted = round([fixed, said('open')]);
    assert.match(contradicted.what, /validator-1 says that it is fixed, validator-2 that it is not/);
    const other = round([approve, { ...said('fixed'), touched: ['validation~1~1'] }]);
    assert.match(other.what, /did not find it; who did says nothing/);
    const still = round([said('open'), approve]);
    assert.deepEqual([still.id, still.status, still.run.run.lastFindings.length], ['validation~1~1', 'open', 1]);
    assert.equal(still.run.run.lastFindings[0]?.line, 9);

    const lines = boardOf(vanished.run.run, 0).findings.map(({ title, detail }) => `${title}: ${detail}`);
    assert.match(lines[0] ?? '', /\(disputed\): [\s\S]*Round 1: found by validator-1; round 2: no validator/);
    vanished.run.submit({ type: 'triage-finding', finding: 'validation~1~1', triage: 'out', who: 'ada' });
    assert.equal(pendingGates(vanished.run.run)[0]?.kind, 'acceptance');
  });

  it('have the change, the contracts, the checks and the findings in front of them as files, in a size they can take', () => {
    const { works, run, reviews } = validated([{ verdict: 'changes', findings: [blocker] }, approve]);
    const [first] = works;
    assert.deepEqual(
      first?.diffs?.map(({ name, kilobytes }) => [name, kilobytes]),
      [['change.diff', 300]],
    );
    assert.deepEqual(Object.keys(first?.files ?? {}), ['tasks.md', 'checks.md']);
    assert.match(first?.files?.['tasks.md'] ?? '', /# a1: Task a1[\s\S]*Owns:\n\n- src\/a1\/\*\*/);
    assert.match(first?.directive ?? '', /`\.wavegate\/review\/change\.diff`: the whole change/);
    assert.match(first?.directive ?? '', /`\.wavegate\/review\/places\.md`: the changed lines that are most likely/);

    run.adapt('fix', 'a1');
    reviews.push(fixed, approve);
    run.approveAll('acceptance');
    assert.deepEqual(
      works[2]?.diffs?.map(({ name }) => name),
      ['change.diff', 'since.diff'],
    );
    assert.match(works[2]?.files?.['findings.md'] ?? '', /# validation~1~1: The constant is never exported/);
    assert.deepEqual(works[2]?.earlier?.findings, [{ id: 'validation~1~1', file: 'src/a1/main.js', line: 3 }]);
  });

  it('have findings that do not block held, fixed or left by the policy of the plan', () => {
    const issue = { ...blocker, severity: 'issue' as const };
    const gates = (extra: string) => {
      const { run } = validated([{ verdict: 'approve', findings: [issue, nit] }, approve], undefined, extra);
      return { run, gate: pendingGates(run.run)[0]?.kind };
    };
    assert.equal(gates('').gate, 'acceptance');
    assert.equal(gates('remedy: blockers\n').gate, 'acceptance');
    const all = gates('remedy: everything\n');
    assert.equal(all.gate, undefined);
    assert.equal(all.run.adapt('fix', 'a1'), undefined);
    const objective = all.run.run.adaptation?.proposal?.plan.plan.waves.at(-1)?.tasks[0]?.objective ?? '';
    assert.match(objective, /never exported.*could be shorter/);

    const { run } = gates('remedy: choose\n');
    const [first, second] = run.run.lastFindings.map(({ id }) => id);
    const mark = (finding = '', triage: 'out' | 'deferred', note: string) =>
      run.submit({ type: 'triage-finding', finding, triage, who: 'ada', note });
    mark(first, 'out', 'pedantic: nobody imports it');
    assert.deepEqual(pendingGates(run.run), []);
    mark(second, 'deferred', 'later');
    assert.equal(pendingGates(run.run)[0]?.kind, 'acceptance');
    assert.equal(run.run.lastFindings[0]?.history?.at(-1)?.what, 'marked out by ada: pedantic: nobody imports it');
  });

  it('have a rejected result lead on to a wave that fixes what they found, split among the owners', () => {
    const other = { ...blocker, severity: 'issue' as const, file: 'src/b1/main.js', title: 'No error is told' };
    const issue = { ...blocker, severity: 'issue' as const };
    const { run } = validated([{ verdict: 'approve', findings: [issue, other] }, approve]);
    const gate = pendingGates(run.run)[0]?.id ?? '';
    assert.equal(run.decide(gate, 'rejected'), undefined);
    assert.equal(run.adapt('fix', 'a1'), undefined);
    const wave = run.run.adaptation?.proposal?.plan.plan.waves.at(-1);
    assert.deepEqual(
      wave?.tasks.map(({ id, owns }) => [id, owns]),
      [
        ['a1-fix', ['src/a1/**']],
        ['b1-fix', ['src/b1/**']],
      ],
    );
    assert.match(wave?.tasks[1]?.objective ?? '', /No error is told/);
    run.approveAll('launch');
    run.approveAll('acceptance');
    const directive = Object.values(run.run.sessions).find(({ subject }) => subject === 'b1-fix')?.directive ?? '';
    assert.match(directive, /## Findings of the validators[\s\S]*No error is told/);
    assert.doesNotMatch(directive, /never exported/);
  });

  it('name the acceptance criteria that are not met, which are counted and hold their ticks until the finding is fixed', () => {
    const acceptance = `objective: Extend module a1 by one exported constant.
        acceptance: [{id: AC-1, text: The constant is exported}, {id: AC-2, text: Nothing else changes}]`;
    const source = planText(1, validators).replace('objective: Extend module a1 by one exported constant.', acceptance);
    const named = { ...blocker, criteria: ['ac-1'] };
    const other = {
      ...blocker,
      severity: 'issue' as const,
      line: 40,
      title: 'It is a copy',
      criteria: ['AC-1', 'AC-9'],
    };
    const { run, works, reviews } = validated(
      [
        { verdict: 'changes', findings: [named, other] },
        { verdict: 'changes', findings: [{ ...named, criteria: ['AC-2'] }] },
      ],
      undefined,
      '',
      source,
    );
    assert.match(works[0]?.directive ?? '', /"criteria": \[\][\s\S]*ids of the acceptance criteria that are not met/);
    assert.deepEqual(run.run.lastFindings[0]?.criteria, ['ac-1', 'AC-2']);
    const report = renderReport(run.run);
    assert.match(
      report,
      /- AC-1: not verified; not met, say 2 findings: validation~1~1 \(blocker\) and validation~1~2 \(issue\): The/,
    );
    assert.match(report, /- AC-2: not verified; not met, says 1 finding: validation~1~1 \(blocker\): Nothing/);
    assert.equal(criteriaSummary(waveCriteria(run.run, 'w1')), '2 criteria, not verified, 2 not met, as findings say');
    assert.match(boardOf(run.run, 0).findings[0]?.detail ?? '', /Not met because of it: ac-1, AC-2/);

    run.adapt('fix', 'a1');
    const closed = { earlier: ['validation~1~1', 'validation~1~2'].map((id) => ({ id, status: 'fixed' as const })) };
    reviews.push({ ...fixed, ...closed }, { ...fixed, ...closed });
    run.approveAll('acceptance');
    const fix = Object.values(run.run.sessions).find(({ subject }) => subject === 'a1-fix');
    assert.match(fix?.directive ?? '', /Not met because of it: ac-1, AC-2/);
    assert.match(works[2]?.files?.['findings.md'] ?? '', /Not met because of it: AC-1, AC-9/);
    assert.match(
      works[2]?.files?.['criteria.md'] ?? '',
      /AC-2 \(a1\): Nothing else changes\. not verified; not met, say validation~1~1/,
    );
    const lines = boardOf(run.run, 0).adaptation?.message ?? '';
    assert.match(lines, /It is a copy/);
    const gateLines = validatorFindingLines(run.run);
    assert.ok(gateLines.some((line) => line.includes('; AC-1 not met; names AC-9, which no task has as a criterion')));
    const [one, two] = criteriaLines(run.run, 'w1');
    assert.match(one ?? '', /not met, says 1 finding: validation~1~2 \(issue\)/);
    assert.equal(two, 'AC-2: not verified: Nothing else changes');
  });

  it('leave a finding that is one of the specification to a revision of it, and no code is fixed', () => {
    const spec = 'spec: docs/spec.md\n';
    const wrong = (extra: string) => {
      const { run, reviews } = validated([{ verdict: 'changes', findings: [blocker] }, approve], undefined, extra);
      const mark = (note: string) =>
        run.submit({
          type: 'triage-finding',
          finding: 'validation~1~1',
          triage: 'out',
          who: 'ada',
          note,
          wrongSpec: true,
        });
      return { run, reviews, mark };
    };
    const { run, reviews, mark } = wrong(spec);
    assert.match(run.adapt('revise', 'a1') ?? '', /No finding is marked as one of the specification/);
    assert.match(mark(' ') ?? '', /Say what is wrong about the specification/);
    assert.equal(mark('The constant is private by intent.'), undefined);
    assert.deepEqual(pendingGates(run.run), [], 'marking alone opens nothing');
    assert.deepEqual(
      boardOf(run.run, 0).adaptation?.choices.map(({ strategy }) => strategy),
      ['revise'],
    );
    assert.match(run.adapt('fix', 'a1') ?? '', /Nothing is to be fixed/);
    assert.match(
      boardOf(run.run, 0).adaptation?.message ?? '',
      /validation~1~1 waits for a revision of the specification or the plan: The constant is private by intent/,
    );
    assert.equal(run.adapt('revise', 'a1'), undefined);
    const [task, ...more] = run.run.adaptation?.proposal?.plan.plan.waves.at(-1)?.tasks ?? [];
    assert.deepEqual([task?.owns, more.length], [['docs/spec.md'], 0]);
    assert.match(
      task?.constraints.join() ?? '',
      /validation~1~1 at src\/a1\/main\.js:3.*The constant is private by intent/,
    );
    reviews.push(approve, approve);
    run.approveAll('acceptance');
    const [finding] = run.run.lastFindings;
    assert.equal(finding?.wrongSpec?.status, 'revised');
    assert.match(
      finding.history?.at(-1)?.what ?? '',
      /^answered by revision 1 of the plan: \+ wave Correct the specification/,
    );
    const lines = boardOf(run.run, 0).gates[0]?.sections.flatMap((section) => section.lines) ?? [];
    assert.ok(lines.some((line) => line.includes('the specification was wrong and is revised')));
    run.approveAll();
    assert.equal(run.run.phase, 'shipped');

    const byHand = wrong('');
    byHand.mark('It may stay private.');
    assert.match(byHand.run.adapt('revise', 'a1') ?? '', /names no file of a specification.*Edit the plan file/);
    byHand.run.edit(`${byHand.run.run.plan.source}# only a remark\n`);
    byHand.run.edit(byHand.run.run.plan.source.replace('by one exported constant', 'by one private constant'));
    byHand.reviews.push(approve, approve);
    byHand.run.approveAll('acceptance');
    assert.match(
      byHand.run.run.lastFindings[0]?.history?.at(-1)?.what ?? '',
      /revision 1 of the plan: .*private constant/,
    );
    assert.equal(pendingGates(byHand.run.run)[0]?.kind, 'acceptance');
  });

  it('do not lose what a person noted at the gate they turned down: it has an id, a way and an end of its own', () => {
    const said = { file: 'src/b1/main.js', line: 2, text: 'The menu\nflickers' };
    const noted = (reviews: Review[], extra = validators) => {
      const all = validated(reviews, undefined, '', planText(1, extra));
      const gate = pendingGates(all.run.run)[0]?.id ?? '';
      all.run.decide(gate, 'rejected', {}, [...withIds(gate, [said])]);
      return all;
    };
    const { run, reviews, works } = noted([approve, approve]);
    assert.deepEqual(
      boardOf(run.run, 0).findings.map(({ id, title, lens, open }) => [id, title, lens, open]),
      [['acceptance-1~1', 'The menu flickers', 'Noted by ada', true]],
    );
    assert.equal(run.adapt('fix', 'b1'), undefined);
    reviews.push(
      { ...approve, earlier: [{ id: 'acceptance-1~1', status: 'fixed' }], touched: ['acceptance-1~1'] },
      approve,
    );
    run.approveAll('acceptance');
    const fix = Object.values(run.run.sessions).find(({ subject }) => subject === 'b1-fix');
    assert.match(fix?.directive ?? '', /- acceptance-1~1, blocker, `src\/b1\/main\.js:2`: The menu flickers/);
    assert.match(works[2]?.directive ?? '', /- acceptance-1~1, blocker/);
    assert.match(
      run.run.lastFindings[0]?.history?.at(-1)?.what ?? '',
      /has changed, and validator-1 says.*fixed; ada sees/,
    );

    const named = noted([approve, approve]);
    const mend = (ids: string) => `  - id: mend
    title: Mend
    tasks:
      - id: m1
        title: Steady the menu
        owns: ["src/b1/**"]
        objective: The menu of module b1 keeps still.
        steps: [Open the file, Mend it, Save the file]
        verify: ["node --check src/b1/main.js"]
        findings: [${ids}]
`;
    named.run.edit(named.run.run.plan.source + mend('acceptance-1~1, acceptance-1~7'));
    const asked = boardOf(named.run.run, 0).gates.flatMap(({ sections }) => sections.flatMap(({ lines }) => lines));
    assert.ok(asked.includes('acceptance-1~7, named by "Steady the menu"'), asked.join('\n'));
    named.reviews.push(approve, approve);
    named.run.approveAll('acceptance');
    const mended = Object.values(named.run.run.sessions).find(({ subject }) => subject === 'm1')?.directive ?? '';
    assert.match(mended, /- acceptance-1~1 \(blocker\), `src\/b1\/main\.js:2`: The menu flickers/);
    assert.match(mended, /- `acceptance-1~7` is no finding of this run: leave it/);

    const waived = noted([approve, approve]);
    const mark = { type: 'triage-finding', finding: 'acceptance-1~1', triage: 'deferred', who: 'ada' } as const;
    assert.equal(waived.run.submit({ ...mark, note: 'next month' }), undefined);
    assert.equal(waived.run.run.lastFindings[0]?.history?.at(-1)?.what, 'marked deferred by ada: next month');

    const alone = noted([], '');
    alone.run.adapt('fix', 'b1');
    alone.run.approveAll('acceptance');
    assert.match(
      renderReport(alone.run.run),
      /- blocker acceptance-1~1: The menu flickers \(src\/b1\/main\.js:2; noted by ada\)/,
    );
    alone.run.approveAll();
    assert.match(
      renderReport(alone.run.run),
      /fixed blocker acceptance-1~1: .*round 2: closed by ada, who accepted the result/,
    );
  });

  it('are not started once the budget of the run is used up', () => {
    const spent = { inputTokens: 900, cachedTokens: 0, outputTokens: 200 };
    const { run } = validated(
      [],
      (job, result) => (job.work.kind === 'agent' ? { ...result, usage: spent } : result),
      'budget: {tokens: 2000}\n',
    );

    assert.match(run.run.validation?.failure?.message ?? '', /budget of the run is used up/);
    assert.ok(!run.dispatched.some((session) => session.includes('validator')));
  });
});

/** A run up to what follows from the validators; reviews are taken in the order in which they are asked for. */
function validated(
  reviews: Review[],
  change = (_job: Job, result: SessionResult): SessionResult => result,
  extra = '',
  source = planText(1, validators + extra),
) {
  const run = new SimulatedRun();
  const works: AgentWork[] = [];
  run.outcome = (job) => {
    const { work } = job;
    if (job.kind !== 'validate' || work.kind !== 'agent') return change(job, run.done(job));
    works.push(work);
    const { review: _none, ...done } = run.done(job);
    const review = reviews.shift();
    return change(job, review === undefined ? done : { ...done, review, summary: 'Read all of it.' });
  };
  run.start(source).approveAll('acceptance');
  return { run, works, reviews };
}

function conversing(job: Job, result: SessionResult): SessionResult {
  return {
    ...result,
    conversation: `talk-${job.subject}`,
    usage: { inputTokens: 100, cachedTokens: 0, outputTokens: 10 },
  };
}

function evidenceWithout(): string | undefined {
  const run = new SimulatedRun().start(planText(1)).approveAll('acceptance');
  return pendingGates(run.run)[0]?.evidence['results'];
}
