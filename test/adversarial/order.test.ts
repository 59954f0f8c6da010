import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import ts from 'typescript';
import { decide } from '../../src/core/run/decide.ts';
import type { Command } from '../../src/core/model/commands.ts';
import type { Recorded } from '../../src/core/model/events.ts';
import { evolve } from '../../src/core/run/evolve.ts';
import { latestGate } from '../../src/core/queries/runQueries.ts';
import type { RunState } from '../../src/core/model/state.ts';
import { sessionFiles } from '../../src/protocol/sessionFiles.ts';
import { startHostileWave } from '../support/hostileWave.ts';
import { apart, isShipped } from '../support/realRun.ts';
import { bundledSessionHost } from '../support/sessionHostBundle.ts';
import { SimulatedRun, planText, tools } from '../support/simulatedRun.ts';
import { shippedRun } from '../support/states.ts';

type CommandInput = Command extends infer C ? (C extends Command ? Omit<C, 'at'> : never) : never;

/** Every command anyone could send, about everything this run ever knew, whether it is its turn or not. */
function everyCommand(whole: RunState): readonly CommandInput[] {
  const scopes = [
    ...new Map(Object.values(whole.sessions).map(({ scope }) => [JSON.stringify(scope), scope])).values(),
  ];
  const done = { outcome: 'done', message: 'Done.', commit: 'forged', tree: 'forged', snapshot: 'forged' } as const;
  return [
    ...Object.keys(whole.gates).flatMap((gate): CommandInput[] => [
      { type: 'confirm-gate', gate, evidence: whole.gates[gate]?.evidence ?? {} },
      { type: 'reopen-gate', gate, who: 'eve' },
    ]),
    ...Object.keys(whole.sessions).flatMap((session): CommandInput[] => [
      { type: 'session-dispatched', session },
      { type: 'session-ended', session, epoch: 7, result: done },
    ]),
    ...scopes.flatMap((scope): CommandInput[] => [
      { type: 'worktrees-ready', scope, evidence: { forged: 'yes' } },
      { type: 'worktrees-failed', scope, reason: 'Forged.' },
    ]),
    ...Object.keys(whole.waves).map((wave): CommandInput => ({
      type: 'wave-inspected',
      wave,
      attempt: 1,
      repository: whole.repository,
      head: whole.head,
    })),
    { type: 'retry-wave', who: 'eve' },
    { type: 'take-back-answer', task: 'a1', who: 'eve' },
    { type: 'propose-adaptation', strategy: 'fix', task: 'a1', plan: whole.plan },
    { type: 'bind-thread', mode: 'log', id: 'elsewhere' },
    {
      type: 'start-run',
      run: 'r1',
      repository: whole.repository,
      base: whole.base,
      plan: whole.plan,
      planCommitted: true,
      publicKey: 'eve',
      approvers: [],
    },
  ];
}

/** Events that may follow only from a used gate of this kind. */
const needed: Partial<Record<Recorded['type'], 'plan' | 'launch' | 'spot-check' | 'acceptance' | 'ship'>> = {
  'wave-opened': 'plan',
  'worktrees-ready': 'launch',
  'session-dispatched': 'launch',
  'wave-committed': 'spot-check',
  validated: 'acceptance',
  shipped: 'ship',
};

// Attack E: calls phases out of order through every command. Stopped by: 000 and every gate, the core refuses or does nothing.
// Attack G: reports worktrees and sessions of a wave whose gate is undecided. Stopped by: 2 and 3, the core refuses or does nothing.
test('no command at any moment of a run does what the gates before it have not allowed', () => {
  const whole = shippedRun();
  const commands = everyCommand(whole.run);
  let state: RunState | undefined;
  let tried = 0;
  for (const event of whole.events) {
    state = evolve(state, event);
    for (const command of commands) {
      tried += 1;
      const answer = decide({ ...command, at: event.at }, state, tools);
      if ('refused' in answer) continue;
      for (const { type, ...about } of answer.events) {
        const kind = needed[type];
        if (kind === undefined || state === undefined) continue;
        const wave =
          'wave' in about ? about.wave : 'scope' in about && about.scope.kind === 'wave' ? about.scope.wave : undefined;
        const ofWave = kind === 'launch' || kind === 'spot-check' ? wave : undefined;
        if (kind === 'launch' && wave === undefined) continue;
        const used =
          answer.events.some((other) => other.type === 'gate-used') ||
          latestGate(state, kind, ofWave)?.usedAt !== undefined;
        assert.ok(used, `${command.type} led to ${type} without a used ${kind} gate`);
      }
    }
  }
  assert.ok(tried > 2_000, `${tried} commands were tried`);
});

// Attack beyond: dates a decision back, or sets the clock back, to pass a deadline. Stopped by: 2, the latest time seen counts.
test('a deadline that has passed stays passed, whatever time a decision or the clock claims', () => {
  const deadline = 5 * 60_000;
  const run = new SimulatedRun().start(planText(1, 'gates: {plan: {deadline: 5}}\n'));
  const opened = run.now;
  const gate = run.run.gates['plan-1'];
  assert.ok(gate);
  const decision = {
    gate: gate.id,
    verdict: 'approved',
    who: 'ada',
    channel: 'cli',
    note: '',
    evidence: gate.evidence,
  } as const;
  const signed = { ...decision, at: opened, follows: { seq: 1, hash: '' }, key: 'eve', signature: 'signed' };
  run.now = opened + 2 * deadline;
  assert.match(run.submit({ type: 'decide-gate', decision: signed }) ?? '', /Gate plan-1 has expired/);
  run.submit({ type: 'tick' });
  run.now = opened;
  assert.match(run.submit({ type: 'decide-gate', decision: signed }) ?? '', /expired already/);
  assert.equal(run.run.gates['plan-1']?.status, 'expired');
});

test('neither the engine nor an agent gets around the processes of sessions', async (t) => {
  const hostProgram = await bundledSessionHost();
  const { run, project } = await startHostileWave(
    t,
    {
      a: `
        import { spawnSync } from 'node:child_process';
        enterLedger();
        const folder = home + '/session';
        const { status } = spawnSync(process.execPath, [${JSON.stringify(hostProgram)}, (await import('node:fs')).readFileSync(folder, 'utf8')]);
        write(home + '/status', String(status));
        work();`,
    },
    {
      setup: {
        ...apart,
        hostProgram,
        ports: (ports) => ({
          ...ports,
          executor: {
            ...ports.executor,
            async ensureSession(job) {
              if (job.subject === 'a') project.leave('session', run.layout.sessionFolder('r1', job.session, job.epoch));
              await ports.executor.ensureSession(job);
            },
          },
        }),
      },
    },
  );

  // Attack B: asks the coordinator to merge. Stopped by: construction, no part of the engine can merge.
  await t.test(
    'nothing the engine holds can merge, commit, push or run a program; that takes a session of its own',
    () => {
      const { executor, workspaces } = run.ports;
      assert.deepEqual(Object.keys(executor).sort(), [
        'awaitResult',
        'ensureSession',
        'freeMemory',
        'handBack',
        // Starts hosts that wait for a session: without one they have nothing to run.
        'makeReady',
        'stop',
        'takeOver',
        // Shows what a session prints; it reads.
        'watch',
      ]);
      const can = [
        'changes',
        'digest',
        'fileAt',
        // Tries in git's object store what a revert would conflict with; no branch or checkout changes.
        'foreseeReverts',
        'freePort',
        'inspect',
        'moved',
        'openRun',
        'prepare',
        'prepareAhead',
        'remove',
        'resolve',
        'target',
        'tree',
        'tryCommits',
        'tryMessages',
      ];
      assert.deepEqual(Object.keys(workspaces).sort(), can);
      const sources = ['core', 'engine'].flatMap((room) => {
        const folder = path.join(import.meta.dirname, '..', '..', 'src', room);
        const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
        return names.filter((name) => name.endsWith('.ts')).map((name) => path.join(folder, name));
      });
      assert.ok(sources.length > 100, `${sources.length} files`);
      for (const file of sources) {
        // A text that the core writes for others, such as a script, may contain imports of its own.
        for (const { fileName } of ts.preProcessFile(readFileSync(file, 'utf8')).importedFiles)
          assert.doesNotMatch(fileName, /^node:|\/(?:git|processes|sessions|sessionHost|executors|runs)\//, file);
      }
    },
  );

  // Attack beyond: runs a session a second time with its own nonce. Stopped by: 3, one host per session and epoch.
  // Attack G: starts a session host by hand. Stopped by: 3, one host per session and epoch.
  await t.test('a session host started again by hand exits at once, and the agent runs once', async () => {
    await run.drive(isShipped);
    assert.equal(project.read('status'), '0');
    assert.equal(project.read('ledger').trim().split('\n').length, 1);
    const events = readFileSync(
      path.join(run.layout.sessionFolder('r1', 'wave~one~1~a', 1), sessionFiles.events),
      'utf8',
    );
    assert.equal(events.match(/"type":"started"/g)?.length, 1);
  });
});
