import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { pendingEffects } from '../../../../src/core/run/pendingEffects.ts';
import { pendingGates } from '../../../../src/core/queries/runQueries.ts';
import { boardOf } from '../../../../src/core/views/board.ts';
import { acceptanceAnswers, planText, redOnce, SimulatedRun, tools } from '../../../support/simulatedRun.ts';

const lenses = `audit:
  lenses:
    - {id: design, focus: Coupling}
    - {id: logs, focus: Logging}
`;

describe('a run that meets no trouble', () => {
  it('asks for the plan, then for each wave its launch and its spot-check, then acceptance and ship', () => {
    const run = new SimulatedRun().start();
    const asked: string[] = [];
    for (let gate = pendingGates(run.run)[0]; gate; gate = pendingGates(run.run)[0]) {
      asked.push(gate.wave === undefined ? gate.kind : `${gate.kind} ${gate.wave}`);
      run.decide(gate.id, 'approved', {
        explain: 'yes',
        rewrite: 'yes',
        worstCase: 'yes',
        defend: 'yes',
        testing: 'Ran it.',
      });
      run.settle();
    }
    assert.deepEqual(asked, ['plan', 'launch w1', 'spot-check w1', 'launch w2', 'spot-check w2', 'acceptance', 'ship']);
    assert.equal(run.run.phase, 'shipped');
  });

  it('passes the ten steps of every wave in order', () => {
    const run = new SimulatedRun().start().approveAll();
    for (const wave of ['w1', 'w2']) {
      const steps = run.run.waves[wave]?.steps.map((step) => step.step);
      assert.deepEqual(steps, [
        'entry',
        'manifest',
        'thread',
        'directives',
        'ownership',
        'launch',
        'worktrees',
        'handoffs',
        'merge',
        'close',
      ]);
    }
  });

  it('says once that the coordination thread is bound, however often it is asked to bind it', () => {
    const run = new SimulatedRun().start();
    const bound = (): number => run.events.filter(({ type }) => type === 'thread-bound').length;
    assert.equal(bound(), 1);
    for (const id of ['log', 'another']) run.submit({ type: 'bind-thread', mode: 'log', id });
    assert.equal(bound(), 1);
  });

  it('commits each wave on top of the one before', () => {
    const run = new SimulatedRun().start().approveAll();
    const [first, second] = ['w1', 'w2'].map((wave) => run.run.waves[wave]);
    assert.equal(second?.base, first?.commit);
    assert.equal(run.run.head, second?.commit);
  });

  it('starts no session of a wave before its launch gate is approved', () => {
    const run = new SimulatedRun().start().approveAll('launch');
    assert.deepEqual(run.dispatched, []);
  });
});

describe('an audit', () => {
  it('runs its lenses read-only before the plan gate, and waits for every finding to be triaged', () => {
    const run = new SimulatedRun();
    run.outcome = (job) => ({
      ...run.done(job),
      ...(job.kind === 'audit'
        ? {
            findings: [
              {
                id: 'x',
                severity: 'high',
                file: 'a.js',
                line: 3,
                title: 'T',
                detail: '',
                remediation: '',
                citation: 'verified',
              },
            ],
          }
        : {}),
    });
    run.start(planText(1, lenses));
    assert.deepEqual(run.dispatched, ['audit~design', 'audit~logs']);
    assert.match(run.decide('triage-1') ?? '', /2 of 2 are not marked/);
    for (const finding of run.run.audit.findings) {
      run.submit({ type: 'triage-finding', finding: finding.id, triage: 'deferred', who: 'ada' });
    }
    assert.equal(run.decide('triage-1'), undefined);
    assert.deepEqual(
      pendingGates(run.settle().run).map((gate) => gate.kind),
      ['plan'],
    );
  });

  it('marks what the plan already says of a finding, by place and title, and a person may mark it otherwise', () => {
    const run = new SimulatedRun();
    const found = (title: string) => ({
      id: 'x',
      severity: 'high' as const,
      file: 'a.js',
      line: 3,
      title,
      detail: '',
      remediation: '',
      citation: 'verified' as const,
    });
    run.outcome = (job) => ({
      ...run.done(job),
      ...(job.session === 'audit~design' ? { findings: [found('Known'), found('New')] } : {}),
    });
    const known = 'findings:\n  - {id: design-2, severity: low, file: a.js, line: 3, title: Known, triage: out}\n';
    run.start(planText(1, `${lenses}${known}`));
    const [gate] = boardOf(run.run, 0).gates;
    assert.deepEqual(gate?.sections.find(({ title }) => title === 'Marked as the plan says')?.lines, ['out: design-1']);
    assert.match(run.decide('triage-1') ?? '', /1 of 2 is not marked/, 'an id alone says nothing');
    run.submit({ type: 'triage-finding', finding: 'design-1', triage: 'in', who: 'ada' });
    run.submit({ type: 'triage-finding', finding: 'design-2', triage: 'deferred', who: 'ada' });
    assert.equal(run.decide('triage-1'), undefined);
    assert.deepEqual(
      run.run.audit.findings.map(({ triage }) => triage),
      ['in', 'deferred'],
    );
  });

  it('asks a person to look when an auditor did not finish, even without findings', () => {
    const run = new SimulatedRun();
    run.outcome = (job) =>
      job.kind === 'audit' ? { outcome: 'readonly-violated', message: 'It wrote.' } : run.done(job);
    run.start(planText(1, lenses));
    assert.deepEqual(
      pendingGates(run.run).map((gate) => gate.kind),
      ['triage'],
    );
  });
});

describe('an edit of the plan', () => {
  it('voids the approval and asks again, with the edited plan', () => {
    const run = new SimulatedRun().start().approveAll('launch');
    run.edit(planText().replace('Task a1', 'Task one'));
    assert.equal(run.run.planApproval.status, 'void');
    assert.match(run.run.gates['plan-1']?.voided ?? '', /edited/);
    assert.match(run.run.gates['launch-1']?.voided ?? '', /edited/);
    assert.deepEqual(
      pendingGates(run.run).map((gate) => gate.id),
      ['plan-2'],
    );
    run.approveAll();
    assert.equal(run.run.phase, 'shipped');
    assert.equal(run.run.plan.plan.waves[0]?.tasks[0]?.title, 'Task one');
  });

  it('that does not parse stops the way until it is put right', () => {
    const run = new SimulatedRun().start().approveAll('launch');
    run.edit('waveplan: 1\n');
    assert.deepEqual(pendingGates(run.run), []);
    run.edit(planText());
    assert.deepEqual(
      pendingGates(run.run).map((gate) => gate.id),
      ['launch-1'],
    );
  });

  it('is none where the file is not in the checkout: what was approved stays so', () => {
    const run = new SimulatedRun().start().approveAll('launch');
    run.removePlan();
    assert.equal(run.run.planApproval.status, 'approved');
    run.approveAll();
    assert.equal(run.run.phase, 'shipped');
  });

  it('that was under way when the file was removed waits for it, and counts once it is back', () => {
    const edited = planText().replace('Task a1', 'Task one');
    const run = new SimulatedRun().start().approveAll('launch');
    run.edit(edited);
    run.removePlan();
    assert.deepEqual(pendingGates(run.run), []);
    run.edit(edited);
    assert.equal(pendingGates(run.run)[0]?.kind, 'plan');
    run.approveAll();
    assert.equal(run.run.plan.plan.waves[0]?.tasks[0]?.title, 'Task one');
  });

  it('is asked about once the revision before it is committed, on top of that', () => {
    const run = new SimulatedRun().start().approveAll('launch');
    run.edit(planText(3));
    run.decide('plan-2');
    const [use] = pendingEffects(run.run, tools);
    if (use) run.answer(use);
    assert.deepEqual(Object.keys(run.run.sessions).at(-1), 'adapt~1~plan');
    run.edit(planText(1));
    assert.deepEqual(pendingGates(run.run), []);
    run.settle();
    assert.deepEqual(
      pendingGates(run.run).map(({ id }) => id),
      ['plan-3'],
    );
    run.approveAll();
    assert.equal(run.run.phase, 'shipped');
    assert.deepEqual(
      run.run.revisions.map(({ commit }) => commit !== undefined),
      [true, true, true],
    );
  });

  it('asks for the new result alone, and no longer for the one before', () => {
    const run = new SimulatedRun().start(planText(1)).approveAll('acceptance');
    run.edit(planText(1).replace('Task a1', 'Task one'));
    assert.equal(run.decide('plan-2'), undefined);
    run.settle();
    assert.deepEqual(
      pendingGates(run.run).map(({ id }) => id),
      ['acceptance-2'],
    );
    assert.match(
      run.decide('acceptance-1') ?? '',
      /no longer counts: .*acceptance-2 has taken its place\. Decide the new/,
    );
  });

  it('that is taken back was none: what was decided counts again, and what waited waits again', () => {
    const run = new SimulatedRun().start().approveAll('launch');
    run.edit(planText(3));
    assert.match(run.run.gates['plan-1']?.voided ?? '', /^The plan was edited\. \+ wave Wave 3: 2 tasks/);
    assert.equal(pendingGates(run.run)[0]?.id, 'plan-2');
    run.edit(planText());
    assert.match(run.run.gates['plan-2']?.voided ?? '', /taken back/);
    assert.equal(run.run.planApproval.status, 'approved');
    assert.equal(run.decide('launch-1'), undefined);
    run.settle().approveAll();
    assert.equal(run.run.phase, 'shipped');
  });

  it('that only lays it out otherwise is none', () => {
    const layouts = [
      (text: string) => text.replaceAll('\n', '\r\n'),
      (text: string) => `# Reviewed on Monday.\n\n${text}\n`,
      (text: string) =>
        text.replace('title: Wave 1', "title: 'Wave 1'").replace('["src/a1/**"]', '\n          - src/a1/**'),
      (text: string) => text.replace('waves:', 'principles: []\nwaves:'),
    ];
    for (const layOut of layouts) {
      const run = new SimulatedRun().start().approveAll('launch');
      const laidOut = layOut(planText());
      assert.notEqual(laidOut, planText());
      run.edit(laidOut);
      assert.equal(run.run.edit, undefined);
      run.approveAll();
      assert.equal(run.run.phase, 'shipped');
    }
  });

  it('that puts another agent or another check first is one', () => {
    const two = planText().replace('agents:\n', 'agents:\n  other: {driver: command, argv: ["node", "other.mjs"]}\n');
    const [first = '', second = ''] = two.split('\n').filter((line) => line.includes('driver: command'));
    const run = new SimulatedRun().start(two).approveAll('launch');
    run.edit(two.replace(`${first}\n${second}`, `${second}\n${first}`));
    assert.equal(run.run.planApproval.status, 'void');
  });

  it('after a red wave, once approved, is gone on with', () => {
    const run = new SimulatedRun();
    redOnce(run, 'w1', 'a1');
    run.start().approveAll();
    assert.equal(run.run.phase, 'adapt');
    run.edit(planText().replace('title: Extend modules', 'title: Extend the modules'));
    run.approveAll();
    assert.equal(run.run.phase, 'shipped');
  });

  it('cannot take out a wave that is committed', () => {
    const run = new SimulatedRun().start();
    while (run.run.waves['w1']?.status !== 'committed') {
      run.decide(pendingGates(run.run)[0]?.id ?? '');
      run.settle();
    }
    run.edit(planText().replace('id: w1', 'id: other'));
    assert.match(run.run.edit?.obstacle ?? '', /Wave w1 is committed already/);
    assert.deepEqual(pendingGates(run.run), []);
  });

  it('while agents work waits for the wave to finish, then asks', () => {
    const run = new SimulatedRun().start().approveAll('spot-check');
    run.edit(planText().replace('Task b2', 'Task two'));
    assert.deepEqual(
      pendingGates(run.run).map((gate) => gate.kind),
      ['spot-check'],
    );
    run.decide('spot-check-1');
    run.settle();
    assert.equal(run.run.waves['w1']?.status, 'committed');
    assert.deepEqual(
      pendingGates(run.run).map((gate) => gate.kind),
      ['plan'],
    );
  });
});

describe('a gate', () => {
  it('that is rejected, held or expired parks the run until a new gate is asked for and approved', () => {
    for (const verdict of ['rejected', 'hold'] as const) {
      const run = new SimulatedRun().start().approveAll('launch');
      run.decide('launch-1', verdict);
      run.settle();
      assert.equal(run.run.parked?.gate, 'launch-1');
      assert.match(run.decide('launch-1') ?? '', /never changed/);
      assert.equal(run.submit({ type: 'reopen-gate', gate: 'launch-1', who: 'ada' }), undefined);
      run.approveAll();
      assert.equal(run.run.phase, 'shipped');
    }
  });

  for (const kind of ['acceptance', 'ship'] as const) {
    it(`${kind}, rejected, leads on: the plan is adapted, or the gate is reopened`, () => {
      const turnedDown = (): SimulatedRun => {
        const run = new SimulatedRun().start().approveAll(kind);
        assert.equal(run.decide(`${kind}-1`, 'rejected'), undefined);
        assert.equal(run.settle().run.phase, 'adapt');
        return run;
      };
      const adapted = turnedDown();
      assert.equal(adapted.adapt('fix', 'a2'), undefined);
      adapted.approveAll();
      assert.equal(adapted.run.phase, 'shipped');
      assert.equal(adapted.run.gates[`${kind}-1`]?.status, 'rejected');
      assert.match(
        adapted.submit({ type: 'reopen-gate', gate: `${kind}-1`, who: 'ada' }) ?? '',
        /newer gate has taken the place/,
      );

      const reopened = turnedDown();
      assert.equal(reopened.submit({ type: 'reopen-gate', gate: `${kind}-1`, who: 'ada' }), undefined);
      reopened.approveAll();
      assert.equal(reopened.run.phase, 'shipped');

      const edited = turnedDown();
      edited.edit(planText(3));
      edited.approveAll(kind);
      assert.match(
        edited.submit({ type: 'reopen-gate', gate: `${kind}-1`, who: 'ada' }) ?? '',
        /newer gate has taken the place/,
      );
      edited.approveAll();
      assert.equal(edited.run.phase, 'shipped');
    });
  }

  it('before shipping that is on hold is asked anew for the result that an edited plan leads to', () => {
    const run = new SimulatedRun().start().approveAll('ship');
    run.decide('ship-1', 'hold');
    run.edit(planText(3));
    run.approveAll('ship');
    assert.deepEqual(
      pendingGates(run.run).map(({ id }) => id),
      ['ship-2'],
    );
    run.approveAll();
    assert.equal(run.run.phase, 'shipped');
  });

  it("of the plan's own before shipping that was rejected is asked anew for the adapted result", () => {
    const own = 'gates: {custom: {board: {before: ship, asks: Agreed.}}}\n';
    const run = new SimulatedRun().start(planText(1, own)).approveAll('custom');
    run.decide('board-1', 'rejected');
    assert.equal(run.adapt('fix', 'a1'), undefined);
    run.approveAll('custom');
    assert.deepEqual(
      pendingGates(run.run).map(({ id }) => id),
      ['board-2'],
    );
    run.approveAll();
    assert.equal(run.run.phase, 'shipped');
  });

  it('that waits for a result cannot be reopened once the plan goes another way', () => {
    const run = new SimulatedRun().start().approveAll('acceptance');
    run.decide('acceptance-1', 'hold');
    run.edit(planText(3));
    run.approveAll('launch');
    assert.match(run.submit({ type: 'reopen-gate', gate: 'acceptance-1', who: 'ada' }) ?? '', /has changed since/);
  });

  it('expires when it is looked at, also while nobody drives the run', () => {
    const run = new SimulatedRun().start(planText(1, 'gates: {launch: {deadline: 10}}\n')).approveAll('launch');
    const deadline = run.run.gates['launch-1']?.deadline ?? 0;
    assert.deepEqual(
      [deadline - 1, deadline].map((now) => boardOf(run.run, now).gates[0]?.status),
      ['pending', 'expired'],
    );
    assert.equal(boardOf(run.run, deadline).activity, 'parked');
    assert.equal(run.run.gates['launch-1']?.status, 'pending');
    run.now = deadline;
    assert.match(run.decide('launch-1') ?? '', /has expired/);
  });

  it('expires at its deadline and is not approved by it', () => {
    const run = new SimulatedRun().start(planText(1, 'gates: {launch: {deadline: 10}}\n')).approveAll('launch');
    run.now += 11 * 60_000;
    run.submit({ type: 'tick' });
    assert.equal(run.run.gates['launch-1']?.status, 'expired');
    assert.deepEqual(run.settle().dispatched, []);
  });

  it('that was late once stays expired when the clock is set back, whoever looked', () => {
    const run = new SimulatedRun().start(planText(1, 'gates: {acceptance: {deadline: 10}}\n')).approveAll('acceptance');
    run.now += 11 * 60_000;
    run.edit('broken');
    run.now -= 30 * 60_000;
    run.edit(run.run.plan.source);
    assert.equal(run.run.gates['acceptance-1']?.status, 'expired');
    assert.match(run.decide('acceptance-1', 'approved', acceptanceAnswers) ?? '', /is expired already/);
  });

  it('is voided when what it was about changes between the decision and its use', () => {
    const run = new SimulatedRun().start().approveAll('launch');
    run.observe = (evidence) => ({ ...evidence, base: 'moved' });
    run.decide('launch-1');
    const effect = { key: 'x', kind: 'confirm-gate' as const, gate: 'launch-1', gateKind: 'launch' as const };
    run.answer(effect);
    assert.match(run.run.gates['launch-1']?.voided ?? '', /Changed since the decision: base/);
    assert.deepEqual(run.dispatched, []);
  });

  it('says where its branch is when somebody has moved or deleted it, and how to put it back', () => {
    const voidedBy = (base: string): string => {
      const run = new SimulatedRun().start().approveAll('launch');
      run.observe = (evidence) => ({ ...evidence, base });
      run.decide('launch-1');
      run.answer({ key: 'x', kind: 'confirm-gate' as const, gate: 'launch-1', gateKind: 'launch' as const });
      return run.run.gates['launch-1']?.voided ?? '';
    };
    assert.match(
      voidedBy('0123456789abcdef'),
      /branch wavegate\/r1 is at 0123456789ab instead of base.*git branch NAME wavegate\/r1.*git update-ref refs\/heads\/wavegate\/r1 base/,
    );
    assert.match(voidedBy('no such branch'), /is gone: to go on, make it again with "git branch wavegate\/r1 base"/);
  });

  it('of a spot-check opens only when every sampled file was marked ok', () => {
    const run = new SimulatedRun().start().approveAll('spot-check');
    assert.match(
      run.decide('spot-check-1', 'approved', { 'src/a1/main.js': '' }) ?? '',
      /1 of 2 files .* src\/a1\/main.js/,
    );
    assert.match(
      run.decide('spot-check-1', 'approved', { 'src/a1/main.js': 'not-ok' }) ?? '',
      /marked src\/a1\/main.js as not OK/,
    );
    assert.equal(run.decide('spot-check-1'), undefined);
  });

  it('opens by the keys of its approvers alone, whatever name is claimed', () => {
    const run = new SimulatedRun().start(planText(1, 'gates: {launch: {approvers: [grace]}}\n')).approveAll('launch');
    const by = (who: string, key: string): string =>
      run.decide('launch-1', 'approved', undefined, undefined, { who, key }) ?? '';
    assert.match(by('grace', 'key'), /This key is ada's/);
    assert.match(by('ada', 'key-of-grace'), /This key is grace's/);
    assert.match(by('grace', 'key-of-eve'), /no approver's.*wavegate approvers add/);
    assert.match(by('ada', 'key'), /not among the approvers of gate launch-1 \(grace\)/);
    assert.equal(by('grace', 'key-of-grace'), '');
    assert.equal(run.settle().run.gates['launch-1']?.usedAt !== undefined, true);
  });

  it('that needs two approvals waits for the second, by another key, and anybody can end it', () => {
    const start = (): SimulatedRun =>
      new SimulatedRun().start(planText(1, 'gates: {launch: {required: 2}}\n')).approveAll('launch');
    const grace = { who: 'grace', key: 'key-of-grace' };
    const run = start();
    assert.equal(run.decide('launch-1'), undefined);
    assert.deepEqual(run.settle().dispatched, []);
    assert.equal(run.run.gates['launch-1']?.status, 'pending');
    const board = boardOf(run.run, 0);
    assert.match(board.headline, /^Waiting for you: Launch Wave 1 .*\(1 of 2 approvals\)$/);
    assert.equal(board.gates[0]?.approved, '1 of 2 approvals');
    const named = new SimulatedRun()
      .start(planText(1, 'gates: {launch: {required: 2, approvers: [ada, grace]}}\n'))
      .approveAll('launch');
    assert.match(boardOf(named.run, 0).headline, /^Waiting for you: Launch Wave 1/);
    assert.equal(named.decide('launch-1'), undefined);
    assert.match(boardOf(named.run, 0).headline, /^Waiting for grace: Launch Wave 1 .*\(1 of 2 approvals\)$/);
    assert.match(run.decide('launch-1') ?? '', /approved gate launch-1 already: 1 of 2/);
    assert.equal(run.decide('launch-1', 'approved', undefined, undefined, grace), undefined);
    assert.ok(run.settle().dispatched.length > 0);

    const turnedDown = start();
    turnedDown.decide('launch-1');
    assert.equal(turnedDown.decide('launch-1', 'rejected', undefined, undefined, grace), undefined);
    assert.deepEqual(turnedDown.settle().dispatched, []);
    assert.equal(turnedDown.run.gates['launch-1']?.status, 'rejected');
  });

  it('is not opened by a copy of a key file without a passphrase', () => {
    const run = new SimulatedRun().start();
    const at = (gate: string, place: string): string | undefined =>
      run.decide(gate, 'approved', undefined, undefined, { place });
    assert.equal(at('plan-1', 'where-it-was-made'), undefined);
    run.settle();
    assert.match(at('launch-1', 'where-it-was-copied') ?? '', /copy of a key file without a passphrase/);
    assert.equal(at('launch-1', 'where-it-was-made'), undefined);
  });

  it('takes decisions only from its approvers, with its own evidence', () => {
    const run = new SimulatedRun().start(planText(1, 'gates: {plan: {approvers: [grace]}}\n'));
    assert.match(run.decide('plan-1') ?? '', /not among the approvers/);
  });
});

describe('a wave whose tests fail', () => {
  it('is not committed, names the suspect task, and is fixed forward by a recovery wave that commits both', () => {
    const run = new SimulatedRun().start();
    redOnce(run, 'w1', 'b1');
    run.approveAll();
    assert.equal(run.run.phase, 'adapt');
    assert.deepEqual(run.run.waves['w1']?.failure?.suspects, ['b1']);
    assert.equal(run.adapt('fix', 'b1'), undefined);
    run.approveAll();
    assert.equal(run.run.phase, 'shipped');
    assert.equal(run.run.waves['w1']?.status, 'carried');
    assert.equal(run.run.waves['w1-fix']?.status, 'committed');
    assert.deepEqual(
      run.run.waves['w1-fix']?.carries.map((carried) => carried.wave),
      ['w1'],
    );
    assert.equal(run.run.revisions.length, 2);
    assert.ok(run.run.revisions[1]?.commit);
  });

  it('is tried again with only the suspect task when that is re-dispatched', () => {
    const run = new SimulatedRun().start();
    redOnce(run, 'w1', 'b1');
    run.approveAll();
    const before = run.dispatched.length;
    assert.equal(run.adapt('redispatch', 'b1'), undefined);
    run.approveAll('acceptance');
    const again = run.dispatched.slice(before).filter((session) => /~(a1|b1)$/.test(session));
    assert.deepEqual(again, ['wave~w1~2~b1']);
  });

  it('goes on with another adaptation after one was rejected', () => {
    const run = new SimulatedRun().start();
    redOnce(run, 'w1', 'b1');
    run.approveAll();
    run.adapt('fix', 'b1');
    run.decide('adapt-1', 'rejected');
    assert.equal(run.run.adaptation?.proposal, undefined);
    assert.equal(run.adapt('reorder', 'b1'), undefined);
    run.approveAll();
    assert.equal(run.run.phase, 'shipped');
  });

  it('is adapted too when the spot-check is rejected', () => {
    const run = new SimulatedRun().start().approveAll('spot-check');
    run.decide('spot-check-1', 'rejected', { 'src/a1/main.js': 'not-ok' });
    run.settle();
    assert.equal(run.run.waves['w1']?.failure?.kind, 'spot-check');
    assert.deepEqual(run.run.waves['w1']?.failure?.suspects, ['a1']);
    assert.equal(run.adapt('redispatch', 'a1'), undefined);
    run.approveAll();
    assert.equal(run.run.phase, 'shipped');
  });
});

describe('a failure that the plan did not cause', () => {
  it('starts a merge, check or commit whose process died again by itself', () => {
    const run = new SimulatedRun().start();
    const died = new Set<string>();
    run.outcome = (job) => {
      if (job.work.kind === 'agent' || died.has(job.session)) return run.done(job);
      died.add(job.session);
      return { outcome: 'crashed', message: 'The process died.' };
    };
    run.approveAll();
    assert.equal(run.run.phase, 'shipped');
    assert.equal(run.run.sessions['wave~w1~1~merge']?.epoch, 2);
  });

  it('lets the wave be tried again without another plan, keeping what was done', () => {
    const run = new SimulatedRun().start();
    run.outcome = (job) =>
      job.subject === 'b1' ? { outcome: 'crashed', message: 'The disk was full.' } : run.done(job);
    run.approveAll();
    assert.equal(run.run.phase, 'adapt');
    run.outcome = (job) => run.done(job);
    assert.equal(run.submit({ type: 'retry-wave', who: 'ada' }), undefined);
    run.settle();
    const launch = boardOf(run.run, run.now).gates.find(({ status }) => status === 'pending');
    const lines = (title: string) => launch?.sections.find((section) => section.title === title)?.lines ?? [];
    assert.equal(lines('Tasks').length, 1);
    assert.match(lines('Tasks').join(), /b1/, 'who works again');
    assert.deepEqual(lines('Keep their work'), ['Task a1'], 'who does not');
    run.approveAll();
    assert.equal(run.run.phase, 'shipped');
    assert.equal(run.run.waves['w1']?.tasks['a1'], 'wave~w1~1~a1');
    assert.equal(run.run.waves['w1']?.tasks['b1'], 'wave~w1~2~b1');
    assert.equal(run.run.revisions.length, 1);
  });
});

describe('a run that is stopped', () => {
  it('ends its sessions and refuses everything else', () => {
    const run = new SimulatedRun().start().approveAll('spot-check');
    run.submit({ type: 'stop-run', who: 'ada', reason: 'Wrong plan.' });
    assert.match(run.decide('spot-check-1') ?? '', /was stopped by ada/);
    assert.equal(run.settle().run.phase, 'stopped');
  });
});
