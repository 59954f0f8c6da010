import assert from 'node:assert/strict';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { encodeRecord } from '../../src/core/journal/record.ts';
import type { Recorded } from '../../src/core/model/events.ts';
import { digest } from '../../src/decisions/digest.ts';
import { createMemorySigner } from '../../src/decisions/signers.ts';
import { observePlanFile } from '../../src/engine/planWatch.ts';
import { startHostileWave } from '../support/hostileWave.ts';
import { personsCheckout } from '../support/personsCheckout.ts';
import { hasFailed, isShipped, openRealRun, together } from '../support/realRun.ts';
import type { RealRun } from '../support/realRun.ts';
import { profile, quickCheck } from '../support/smallPlan.ts';

// Attack C: works in the main checkout by absolute path, where nobody else works. Stopped by: 4, fingerprints.
test('files an agent writes into a reserved checkout block it, and what was there is back', async (t) => {
  const { run, project, before } = await startHostileWave(
    t,
    {
      a: `
        write(checkout + '/src/other.js', 'overwritten');
        write(checkout + '/planted.js', 'planted');
        gitIn(checkout, 'add', '--all');
        gitIn(checkout, 'commit', '--quiet', '--message', 'On main');
        gitIn(checkout, 'switch', '--quiet', '--create', 'mine');
        write(checkout + '/src/base.js', 'overwritten, too');
        work();`,
    },
    { plan: { worktree: { checkout: 'reserved' } } },
  );
  await run.drive(hasFailed);
  const { outcome, violations = [] } = run.result('a');
  assert.equal(outcome, 'scope-violated');
  assert.ok(violations.some((line) => /src\/base\.js changed in your checkout; undone, copy kept in /.test(line)));
  assert.ok(
    violations.every((line) => line.includes('; undone')),
    violations.join('\n'),
  );
  const { '.git/index': _index, ...expected } = before;
  assert.deepEqual(personsCheckout(project.repository, { without: /^\.git\/index$/ }), expected);
});

/** An agent whose program tells what its tools did, as the command line of Claude does. */
const telling = `
  const say = (line) => console.log(JSON.stringify(line));
  const edit = (file, text) => {
    const id = 'tool-' + file;
    const use = { type: 'tool_use', id, name: 'Write', input: { file_path: file, content: text } };
    say({ type: 'assistant', message: { id: 'message-' + file, content: [use] } });
    write(file, text);
    say({ type: 'user', message: { content: [{ type: 'tool_result', tool_use_id: id, content: 'Written.' }] } });
  };
  const end = () => say({ type: 'result', subtype: 'success', is_error: false, result: 'Done.', session_id: 'one' });
  say({ type: 'system', subtype: 'init', session_id: 'one', model: 'none' });`;

const tellingProfile = (name: string) => ({
  ...profile(name),
  driver: 'claude',
  argv: ['node', `agents/${name}.mjs`],
});

test('agents whose programs say what they wrote outside are blocked for it', async (t) => {
  const { run, project, before } = await startHostileWave(
    t,
    {
      outside: `${telling}
        edit(checkout + '/src/other.js', 'overwritten');
        edit(checkout + '/planted.js', 'planted');
        write(checkout + '/src/base.js', 'typed by the person');
        work();
        end();`,
      intruder: `${telling}
        await waitFor('outside-has-ended');
        for (const folder of siblings().filter((name) => name.endsWith('victim'))) edit(folder + '/src/planted.js', 'planted');
        write(home + '/planted', '');
        work();
        end();`,
      victim: "await waitFor('planted'); work();",
    },
    { plan: { agents: { outside: tellingProfile('outside'), intruder: tellingProfile('intruder') } } },
  );
  await run.drive(({ sessions }) =>
    Object.values(sessions).some(({ subject, status }) => subject === 'outside' && status === 'ended'),
  );
  project.leave('outside-has-ended');
  await run.drive(hasFailed);

  // Attack C: works in the main checkout by absolute path, as its own program reports. Stopped by: 4, fingerprints, and what its program reports.
  await t.test(
    'what the program of an agent says it wrote into the checkout is undone, and what the person types stays',
    () => {
      const { outcome, message, violations = [] } = run.result('outside');
      assert.equal(outcome, 'scope-violated', message);
      assert.equal(violations.length, 2, violations.join('\n'));
      assert.match(message, /treated as yours: src\/base\.js changed in your checkout \(at /);
      const mine = /^\.git\/index$|^src\/base\.js$/;
      const after = personsCheckout(project.repository, { without: mine });
      assert.deepEqual(after, Object.fromEntries(Object.entries(before).filter(([name]) => !mine.test(name))));
    },
  );

  // Attack beyond: writes a file of a sibling, as its own program reports. Stopped by: 4, fingerprints, and what its program reports.
  await t.test(
    'an agent whose program says that it wrote into the worktree of another is the one that is blocked',
    () => {
      const { outcome, violations = [] } = run.result('intruder');
      assert.equal(outcome, 'scope-violated');
      assert.match(violations.join(), /src\/planted\.js was written into the worktree .*victim/);
    },
  );
});

/** Last record of a journal. What an agent can do: it can read the journal, knows its format, and computes the chain like anybody. */
function lastRecord(journal: Buffer): { readonly seq: number; readonly token: number; readonly hash: string } {
  return JSON.parse(journal.toString().trimEnd().split('\n').at(-1) ?? '') as ReturnType<typeof lastRecord>;
}

/** Puts an event behind the others in a journal, as its own record. @param genuine content of the file */
function forge(file: string, genuine: Buffer, event: Recorded): void {
  const { seq, token, hash } = lastRecord(genuine);
  const record = { seq: seq + 1, token, prev: hash, events: [event] };
  appendFileSync(file, `${encodeRecord(record, (text) => digest.sha256(text)).line}\n`);
}

test('what is written into the record of a run, or into its plan, changes nothing that was decided', async (t) => {
  const { run, project } = await startHostileWave(t, {
    a: `
      import { readFileSync } from 'node:fs';
      enterLedger();
      await waitFor('go');
      const plan = checkout + '/change.waveplan.yaml';
      write(plan, readFileSync(plan, 'utf8').replace('"test": "${quickCheck}"', '"test": "true"'));
      work();`,
  });
  const { signer } = run.ports;
  const journal = run.layout.journalFile('r1');
  const reopened = (): Promise<RealRun> => openRealRun(project, { ...together, signer });
  await run.drive(({ gates }) => gates['launch-1']?.status === 'pending');
  await run.close();

  // Attack G: writes into the journal, while nobody drives the run, that worktrees are ready while their gate is undecided. Stopped by: 2, events that need a gate are refused without its decision.
  // Attack beyond: writes into the journal that its wave was committed. Stopped by: 7, events that need a gate are refused without its decision.
  await t.test(
    'a journal with an event that no gate has allowed keeps the run from being opened, and nothing is started',
    async () => {
      const genuine = readFileSync(journal);
      const main = project.git('rev-parse', 'main');
      const tree = project.git('rev-parse', 'main^{tree}');
      const forgeries: readonly Recorded[] = [
        { type: 'worktrees-ready', scope: { kind: 'wave', wave: 'one', attempt: 1 }, evidence: {}, at: 1 },
        { type: 'wave-committed', wave: 'one', commit: main, tree, at: 1 },
      ];
      for (const event of forgeries) {
        forge(journal, genuine, event);
        await assert.rejects(
          reopened(),
          new RegExp(`\\(${event.type}\\) tells of what could not happen yet\\. There was no used`),
        );
        writeFileSync(journal, genuine);
      }
      assert.equal(project.read('ledger'), '');
    },
  );

  let again = await reopened();
  await again.drive((state) => Object.values(state.sessions).some(({ status }) => status === 'running'));

  // Attack beyond: writes a decision into the journal. Stopped by: 2, only signed decisions count.
  await t.test('a decision an agent writes into the journal stops the run, and never counts', async () => {
    const genuine = readFileSync(journal);
    const { seq, hash } = lastRecord(genuine);
    const decision = {
      gate: 'launch-1',
      verdict: 'approved',
      who: 'ada',
      channel: 'cli',
      note: '',
      at: 1,
      evidence: {},
      follows: { seq, hash },
      key: '',
      signature: await createMemorySigner().sign('something'),
    } as const;
    forge(journal, genuine, { type: 'gate-decided', decision, at: 1 });
    project.leave('go');
    await again.until(() => again.troubles.length > 0);
    assert.match(again.troubles[0] ?? '', /journal.jsonl has .* something else has changed the record of this run/);
    await again.close();
    await assert.rejects(reopened(), /launch-1 .* is not signed by a key of this run/);
    writeFileSync(journal, genuine);
  });

  again = await reopened();

  // Attack beyond: edits the plan during the run. Stopped by: 7, evidence is observed again on use.
  await t.test(
    'an edit an agent makes to the plan voids what was decided on it, until the person approves the plan again',
    async () => {
      await again.decide('spot-check');
      const { gates } = await again.until((state) => state.gates['spot-check-1']?.voided !== undefined);
      assert.match(gates['spot-check-1']?.voided ?? '', /Changed since the decision: plan/);
      await observePlanFile(again.engine, again.ports);
      const state = again.state();
      assert.equal(state.planApproval.status, 'void');
      assert.equal(state.plan.plan.checkpoint.test, quickCheck);
      assert.equal(project.git('rev-parse', 'wavegate/r1'), project.git('rev-parse', 'main'));
    },
  );

  await t.test('the run goes on where it was, once plan and record are as they were', async () => {
    project.git('checkout', '--quiet', '--', 'change.waveplan.yaml');
    await observePlanFile(again.engine, again.ports);
    await again.drive(isShipped);
  });
});
