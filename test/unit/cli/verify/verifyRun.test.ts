import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { chainFinding } from '../../../../src/cli/verify/chainFinding.ts';
import { verifyRun } from '../../../../src/cli/verify/verifyRun.ts';
import type { Finding } from '../../../../src/cli/verify/finding.ts';
import type { VerifyTools } from '../../../../src/cli/verify/verifyRun.ts';
import type { VerifyGit } from '../../../../src/cli/verify/git.ts';
import { noHash } from '../../../../src/core/journal/record.ts';
import { decisionText } from '../../../../src/core/gates/decisionText.ts';
import type { JournalRecord } from '../../../../src/core/journal/record.ts';
import type { Recorded } from '../../../../src/core/model/events.ts';
import { revisionMessage, waveMessage } from '../../../../src/core/queries/messages.ts';
import { evolve } from '../../../../src/core/run/evolve.ts';
import type { RunState } from '../../../../src/core/model/state.ts';
import { digest } from '../../../../src/decisions/digest.ts';
import { shippedRun, runToAdapt } from '../../../support/states.ts';
import { tools } from '../../../support/simulatedRun.ts';

type Commit = NonNullable<Awaited<ReturnType<VerifyGit['commit']>>>;

type Commands = readonly (readonly Recorded[])[];

const recordsOf = (commands: Commands): readonly JournalRecord[] =>
  commands.map((events, index) => ({ seq: index + 1, token: 1, prev: noHash, hash: noHash, events }));

const changed = (commands: Commands, change: (event: Recorded) => Recorded): Commands =>
  commands.map((events) => events.map((event) => change(event)));

/** Objects and refs that git would hold after these events, had every session done its work. */
function repositoryOf(records: Commands): { readonly commits: Map<string, Commit>; tip: string } {
  const commits = new Map<string, Commit>();
  let state: RunState | undefined;
  for (const event of records.flat()) {
    const before = state;
    state = evolve(state, event);
    if (before === undefined) continue;
    if (event.type !== 'wave-committed' && event.type !== 'plan-committed') continue;
    const wave = event.type === 'wave-committed' ? before.waves[event.wave] : undefined;
    const message = wave === undefined ? revisionMessage(before) : waveMessage(before, wave, tools);
    commits.set(event.commit, { tree: event.tree, parents: [before.head], message });
  }
  return { commits, tip: state?.ship?.result?.pushed?.commit ?? state?.head ?? '' };
}

function toolsOf(repository: { readonly commits: ReadonlyMap<string, Commit>; readonly tip: string }): VerifyTools {
  return {
    digest,
    verifySignature: (_text, signature) => signature === 'signed',
    git: {
      commit: (id) => Promise.resolve(repository.commits.get(id)),
      tip: () => Promise.resolve(repository.tip),
      between: (from, to) => Promise.resolve(from === to ? [] : [to]),
    },
  };
}

const bad = (findings: readonly Finding[]): readonly Finding[] => findings.filter(({ ok }) => !ok);

suite('verifying a run', () => {
  test('a run that is as it was recorded has nothing wrong with it', async () => {
    const { records } = shippedRun();
    const findings = await verifyRun(recordsOf(records), toolsOf(repositoryOf(records)));
    assert.deepEqual(bad(findings), []);
    assert.ok(findings.some(({ what }) => what.startsWith('wave w1')));
    assert.ok(findings.some(({ what }) => what.startsWith('decision ship-1')));
  });

  test('a run with an adaptation too', async () => {
    const simulated = runToAdapt();
    simulated.adapt('fix', 'b1');
    simulated.settle().approveAll();
    const findings = await verifyRun(recordsOf(simulated.records), toolsOf(repositoryOf(simulated.records)));
    assert.deepEqual(bad(findings), []);
    assert.ok(findings.some(({ what }) => what.startsWith('plan revision 1')));
  });

  test('a decision that is unsigned, and the use made of it, are found', async () => {
    const records = changed(shippedRun().records, (event) =>
      event.type === 'gate-decided' && event.decision.gate === 'launch-1'
        ? { ...event, decision: { ...event.decision, signature: 'forged' } }
        : event,
    );
    const findings = bad(await verifyRun(recordsOf(records), toolsOf(repositoryOf(records))));
    assert.deepEqual(
      findings.map(({ what }) => what),
      ['decision launch-1: approved by ada', 'use of gate launch-1'],
    );
  });

  test('a decision moved to other evidence is found, however it is signed', async () => {
    const records = changed(shippedRun().records, (event) =>
      event.type === 'gate-decided' && event.decision.gate === 'plan-1'
        ? { ...event, decision: { ...event.decision, evidence: { ...event.decision.evidence, plan: 'other' } } }
        : event,
    );
    const [finding] = bad(await verifyRun(recordsOf(records), toolsOf(repositoryOf(records))));
    assert.match(finding?.problem ?? '', /another plan/);
  });

  test('a gate that was used although nobody decided it is found', async () => {
    const { records } = shippedRun();
    const without = records.filter(
      ([event]) => event?.type !== 'gate-decided' || event.decision.gate !== 'spot-check-1',
    );
    const findings = bad(await verifyRun(recordsOf(without), toolsOf(repositoryOf(without))));
    assert.ok(findings.some(({ what }) => what === 'use of gate spot-check-1'));
  });

  test('a commit that is gone, holds another tree, follows another or lost a trailer is found', async () => {
    const { records } = shippedRun();
    const changes: readonly [RegExp, (commit: Commit) => Commit | undefined][] = [
      [/no such commit/, () => undefined],
      [/holds tree other/, (commit) => ({ ...commit, tree: 'other' })],
      [/does not follow/, (commit) => ({ ...commit, parents: ['elsewhere'] })],
      [/Wavegate-Wave: w1/, (commit) => ({ ...commit, message: commit.message.replace('Wave: w1', 'Wave: w9') })],
      [/Wavegate-Evidence/, (commit) => ({ ...commit, message: commit.message.replace(/Evidence: ./, 'Evidence: -') })],
    ];
    const wave = records.flat().find((event) => event.type === 'wave-committed');
    assert.ok(wave !== undefined);
    for (const [expected, change] of changes) {
      const repository = repositoryOf(records);
      const changed = change(repository.commits.get(wave.commit) ?? assert.fail());
      if (changed === undefined) repository.commits.delete(wave.commit);
      else repository.commits.set(wave.commit, changed);
      const [finding, ...others] = bad(await verifyRun(recordsOf(records), toolsOf(repository)));
      assert.match(finding?.problem ?? '', expected);
      assert.deepEqual(others, []);
    }
  });

  test('a branch that was moved, and a journal that lost its end, are found', async () => {
    const { records } = shippedRun();
    const moved = { ...repositoryOf(records), tip: 'foreign' };
    assert.match(
      bad(await verifyRun(recordsOf(records), toolsOf(moved)))[0]?.problem ?? '',
      /does not tell of: foreign/,
    );
    const end = records.findIndex((events) => events.some(({ type }) => type === 'wave-committed'));
    const findings = await verifyRun(recordsOf(records.slice(0, end)), toolsOf(repositoryOf(records)));
    assert.match(bad(findings)[0]?.problem ?? '', /does not tell of/);
  });

  test('the signed text is checked for this run and no other', async () => {
    const { records } = shippedRun();
    const texts: string[] = [];
    const verifier = toolsOf(repositoryOf(records));
    await verifyRun(recordsOf(records), {
      ...verifier,
      verifySignature: (text) => texts.push(text) > 0,
    });
    const decided = records.flat().flatMap((event) => (event.type === 'gate-decided' ? [event.decision] : []));
    assert.deepEqual(
      texts,
      decided.map(({ signature: _signature, ...unsigned }) => decisionText('r1', unsigned)),
    );
  });
});

suite('the chain of a journal', () => {
  test('shows nothing where there is no record, and says so', () => {
    assert.deepEqual(chainFinding(2, undefined), { what: 'journal, 2 records', ok: true });
    const empty = chainFinding(0, undefined);
    assert.equal(empty.ok, false);
    assert.match(empty.problem ?? '', /is empty/);
  });

  test('is told by the line where it breaks', () =>
    assert.deepEqual(chainFinding(3, { line: 4, message: 'It was changed.' }), {
      line: 4,
      what: 'journal',
      ok: false,
      problem: 'It was changed.',
    }));
});
