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
import { profile, quickCheck } from '../support/smallPlan.ts';

// Attack beyond: says nothing and never ends. Stopped by: 4, time limits.
test('an agent that says nothing and never ends is ended as stuck', async (t) => {
  const { run } = await startHostileWave(
    t,
    { mute: "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000);" },
    { plan: { agents: { mute: profile('mute', { limits: { minutes: 15, idleMinutes: 0.02 } }) } } },
  );
  await run.drive(hasFailed);
  assert.equal(run.result('mute').outcome, 'stuck');
});

// Attack C: works in the main checkout by absolute path. Stopped by: 4, fingerprints.
test("files an agent writes into the person's checkout are reported, and do not get into any commit", async (t) => {
  const { run, project } = await startHostileWave(t, {
    a: "write(checkout + '/src/other.js', 'overwritten'); write(checkout + '/planted.js', 'planted'); work();",
  });
  await run.drive(isShipped);
  const { message } = run.result('a');
  assert.match(message, /planted.js changed in your checkout \(.*\); src\/other.js changed in your checkout \(/);
  assert.equal(project.git('diff', '--name-only', 'main', 'wavegate/r1'), 'src/a.js');
});

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

// Attack C: works in the main checkout by absolute path, as its own program reports. Stopped by: 4, fingerprints, and what its program reports.
test('what the program of an agent says it wrote into the checkout is undone, and what the person types stays', async (t) => {
  const { run, project, before } = await startHostileWave(
    t,
    {
      a: `${telling}
        edit(checkout + '/src/other.js', 'overwritten');
        edit(checkout + '/planted.js', 'planted');
        write(checkout + '/src/base.js', 'typed by the person');
        work();
        end();`,
    },
    { plan: { agents: { a: tellingProfile('a') } } },
  );
  await run.drive(hasFailed);
  const { outcome, message, violations = [] } = run.result('a');
  assert.equal(outcome, 'scope-violated', message);
  assert.equal(violations.length, 2, violations.join('\n'));
  assert.match(message, /treated as yours: src\/base\.js changed in your checkout \(at /);
  const mine = /^\.git\/index$|^src\/base\.js$/;
  const after = personsCheckout(project.repository, { without: mine });
  assert.deepEqual(after, Object.fromEntries(Object.entries(before).filter(([name]) => !mine.test(name))));
});

// Attack beyond: writes a file of a sibling, as its own program reports. Stopped by: 4, fingerprints, and what its program reports.
test('an agent whose program says that it wrote into the worktree of another is the one that is blocked', async (t) => {
  const { run } = await startHostileWave(
    t,
    {
      a: `${telling}
        await waitFor('b-is-there');
        for (const folder of siblings()) edit(folder + '/src/planted.js', 'planted');
        write(home + '/planted', '');
        work();
        end();`,
      b: "write(home + '/b-is-there', ''); await waitFor('planted'); work();",
    },
    { plan: { agents: { a: tellingProfile('a') } } },
  );
  await run.drive(hasFailed);
  const { outcome, violations = [] } = run.result('a');
  assert.equal(outcome, 'scope-violated');
  assert.match(violations.join(), /src\/planted\.js was written into the worktree .*b/);
});

// Attack beyond: edits the plan during the run. Stopped by: 7, evidence is observed again on use.
test('an edit an agent makes to the plan voids what was decided on it, until the person approves the plan again', async (t) => {
  const { run, project } = await startHostileWave(t, {
    a: `
      import { readFileSync } from 'node:fs';
      const plan = checkout + '/change.waveplan.yaml';
      write(plan, readFileSync(plan, 'utf8').replace('"test": "${quickCheck}"', '"test": "true"'));
      work();`,
  });
  await run.until(({ gates }) => gates['plan-1']?.status === 'pending');
  await run.decide('plan');
  await run.decide('launch');
  await run.decide('spot-check');
  const { gates } = await run.until((state) => state.gates['spot-check-1']?.voided !== undefined);
  assert.match(gates['spot-check-1']?.voided ?? '', /Changed since the decision: plan/);
  await observePlanFile(run.engine, run.ports);
  const state = run.state();
  assert.equal(state.planApproval.status, 'void');
  assert.equal(state.plan.plan.checkpoint.test, quickCheck);
  assert.equal(project.git('rev-parse', 'wavegate/r1'), project.git('rev-parse', 'main'));
});

// Attack beyond: writes a decision into the journal. Stopped by: 2, only signed decisions count.
test('a decision an agent writes into the journal stops the run, and never counts', async (t) => {
  const { run, project } = await startHostileWave(t, { a: 'await waitFor("go"); work();' });
  await run.drive((state) => Object.values(state.sessions).some(({ status }) => status === 'running'));
  const journal = run.layout.journalFile('r1');
  const genuine = readFileSync(journal);
  // What the agent can do: it can read the journal, knows its format, and computes the chain like anybody.
  const last = JSON.parse(genuine.toString().trimEnd().split('\n').at(-1) ?? '') as {
    seq: number;
    token: number;
    hash: string;
  };
  const decision = {
    gate: 'launch-1',
    verdict: 'approved',
    who: 'ada',
    channel: 'cli',
    note: '',
    at: 1,
    evidence: {},
    follows: { seq: last.seq, hash: last.hash },
    key: '',
    signature: await createMemorySigner().sign('something'),
  } as const;
  const forged = encodeRecord(
    { seq: last.seq + 1, token: last.token, prev: last.hash, events: [{ type: 'gate-decided', decision, at: 1 }] },
    (text) => digest.sha256(text),
  );
  appendFileSync(journal, `${forged.line}\n`);
  project.leave('go');
  await run.until(() => run.troubles.length > 0);
  assert.match(run.troubles[0] ?? '', /journal.jsonl has .* something else has changed the record of this run/);
  await run.close();
  await assert.rejects(
    openRealRun(project, { ...together, signer: run.ports.signer }),
    /launch-1 .* is not signed by a key of this run/,
  );
  writeFileSync(journal, genuine);
  const again = await openRealRun(project, { ...together, signer: run.ports.signer });
  await again.drive(isShipped);
});

// Attack G: writes into the journal, while nobody drives the run, that worktrees are ready while their gate is undecided. Stopped by: 2, events that need a gate are refused without its decision.
// Attack beyond: writes into the journal that its wave was committed. Stopped by: 7, events that need a gate are refused without its decision.
test('a journal with an event that no gate has allowed keeps the run from being opened, and nothing is started', async (t) => {
  const { run, project } = await startHostileWave(t, { a: 'enterLedger(); work();' });
  await run.drive(({ gates }) => gates['launch-1']?.status === 'pending');
  await run.close();
  const journal = run.layout.journalFile('r1');
  const genuine = readFileSync(journal);
  const last = JSON.parse(genuine.toString().trimEnd().split('\n').at(-1) ?? '') as {
    seq: number;
    token: number;
    hash: string;
  };
  const main = project.git('rev-parse', 'main');
  const tree = project.git('rev-parse', 'main^{tree}');
  const forgeries: readonly Recorded[] = [
    { type: 'worktrees-ready', scope: { kind: 'wave', wave: 'one', attempt: 1 }, evidence: {}, at: 1 },
    { type: 'wave-committed', wave: 'one', commit: main, tree, at: 1 },
  ];
  for (const event of forgeries) {
    const record = { seq: last.seq + 1, token: last.token, prev: last.hash, events: [event] };
    appendFileSync(journal, `${encodeRecord(record, (text) => digest.sha256(text)).line}\n`);
    await assert.rejects(
      openRealRun(project, { ...together, signer: run.ports.signer }),
      new RegExp(`\\(${event.type}\\) tells of what could not happen yet\\. There was no used`),
    );
    writeFileSync(journal, genuine);
  }
  assert.equal(project.read('ledger'), '');
  const again = await openRealRun(project, { ...together, signer: run.ports.signer });
  await again.drive(isShipped);
});
