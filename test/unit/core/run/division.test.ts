import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createDivideSession } from '../../../../src/sessions/divide.ts';
import type { Job } from '../../../../src/core/model/effects.ts';
import type { DivideWork } from '../../../../src/core/model/sessionWork.ts';
import type { SessionResult } from '../../../../src/core/model/sessionResult.ts';
import type { SessionContext } from '../../../../src/sessionPorts/sessionHandler.ts';
import { projectionOf } from '../../../../src/core/division/facts.ts';
import { pendingEffects } from '../../../../src/core/run/pendingEffects.ts';
import { pendingGates } from '../../../../src/core/queries/runQueries.ts';
import { renderReport } from '../../../../src/core/report/report.ts';
import { boardOf } from '../../../../src/core/views/board.ts';
import { check, SimulatedRun, tools } from '../../../support/simulatedRun.ts';

const task = (id: string): string => `      - id: ${id}
        title: Task ${id}
        owns: ["src/${id}/**"]
        objective: Extend module ${id} by one exported constant.
        steps: [Open the file, Add the constant, Save the file]
        verify: ["node --check src/${id}/main.js"]
`;

const plan = (extra = ''): string => `waveplan: 1
title: Extend modules
agents:
  codemod: {driver: command, argv: ["node", "codemod.mjs"]}
checkpoint: {test: "node --test"${extra}}
waves:
  - id: w1
    title: Wave 1
    tasks:
${['a', 'b', 'c', 'd', 'e'].map(task).join('')}  - id: w2
    title: Wave 2
    tasks:
${task('f').replace('        objective', '        dependsOn: [b]\n        objective')}`;

/** A wave of five tasks that is red where these are merged; `result` of the division as its session gives it. */
function redRun(
  isRed: (tasks: readonly string[], trial: number) => boolean,
  options: { readonly extra?: string; readonly hurry?: number; readonly aborted?: AbortController } = {},
): { run: SimulatedRun; divide: (note?: string) => Promise<SessionResult>; tried: string[][] } {
  const run = new SimulatedRun();
  const red = check(1, [{ name: 'all greet', file: 'test/all.test.js' }]);
  const jobs: Job[] = [];
  run.outcome = (job) => {
    if (job.work.kind === 'divide') {
      jobs.push(job);
      return answer ?? run.done(job);
    }
    const isWhole = job.work.kind === 'check' && job.scope.kind === 'wave' && job.scope.attempt === 1;
    const inWave = job.scope.kind === 'wave' && job.scope.wave === 'w1';
    return isWhole && inWave ? { outcome: 'blocked', message: 'One fails.', checks: [red] } : run.done(job);
  };
  let answer: SessionResult | undefined;
  const tried: string[][] = [];
  run.start(plan(options.extra)).approveAll();
  assert.equal(run.run.waves['w1']?.failure?.kind, 'checks');
  return {
    run,
    tried,
    async divide(note = '') {
      const before = structuredClone(run.run);
      assert.equal(run.adapt('divide', '', note), undefined);
      const effect = pendingEffects(run.run, tools).find(({ kind }) => kind === 'run-session');
      assert.ok(effect?.kind === 'run-session' && effect.job.work.kind === 'divide');
      answer = await divided(effect.job.work, isRed, tried, red, options);
      run.settle();
      assert.ok(before.divisions === undefined);
      return answer;
    },
  };
}

async function divided(
  work: DivideWork,
  isRed: (tasks: readonly string[], trial: number) => boolean,
  tried: string[][],
  red: ReturnType<typeof check>,
  { hurry = 0, aborted = new AbortController() }: { hurry?: number; aborted?: AbortController },
): Promise<SessionResult> {
  let now = 0;
  const handler = createDivideSession(
    {
      merge: (_place, { parts }) => {
        tried.push(parts.map(({ subject }) => subject));
        return Promise.resolve({ commit: `merged-${tried.length}`, tree: 'tree', changes: [] });
      },
    },
    ({ commit }) => {
      now += hurry;
      if (commit === work.onto) tried.push([]);
      const fails = isRed(tried.at(-1) ?? [], tried.length);
      return Promise.resolve(
        fails
          ? { outcome: 'blocked', message: 'Red.', checks: [red] }
          : { outcome: 'done', message: 'Green.', checks: [check(0)] },
      );
    },
    () => now,
  );
  const context = { reportProgress: () => undefined, signal: aborted.signal, place: {} } as unknown as SessionContext;
  return handler(work, context);
}

const isPair = (tasks: readonly string[]) => tasks.includes('b') && tasks.includes('d');

test('a red wave is divided: the rest is committed, and only the tasks that are red together come back, told why', async () => {
  const { run, divide, tried } = redRun(isPair);
  const choice = boardOf(run.run, 0).adaptation?.choices.find(({ strategy }) => strategy === 'divide');
  assert.match(choice?.does ?? '', /The red checks run \d+ to \d+ times .* about .* each/);
  const result = await divide('They both register the greeting.');
  assert.match(
    result.message,
    /b and d are red together, and not with fewer of them: all greet\. Without them the rest is green/,
  );
  assert.ok(tried.some((tasks) => tasks.join('') === 'ace'));

  const [gate] = pendingGates(run.run);
  assert.equal(gate?.kind, 'adapt');
  const sections = boardOf(run.run, 0).gates[0]?.sections ?? [];
  assert.match(sections.find(({ title }) => title === 'Division of the wave')?.lines[0] ?? '', /b and d are red/);
  const changed = run.run.adaptation?.proposal?.plan.plan.waves.map(({ id, tasks }) => [
    id,
    tasks.map((each) => each.id),
  ]);
  assert.deepEqual(changed, [
    ['w1', ['a', 'c', 'e']],
    ['w1-back', ['b', 'd']],
    ['w2', ['f']],
  ]);

  run.decide(gate?.id ?? '', 'approved', undefined, undefined, {}, 'Agree on one name first.');
  run.settle().approveAll('launch');
  const agents = run.dispatched.filter((session) => session.startsWith('wave~w1~'));
  run.approveAll();
  assert.equal(run.run.waves['w1']?.status, 'committed');
  assert.equal(run.run.phase, 'shipped');
  // Nobody whose work is green does it again.
  assert.equal(run.dispatched.filter((session) => /^wave~w1~2~[a-e]$/.test(session)).length, 0);
  assert.ok(agents.length > 0);
  const directive = run.run.sessions['wave~w1-back~1~b']?.directive ?? '';
  assert.match(directive, /merged with that of "d", left this failing, which must pass: "all greet"/);
  assert.match(directive, /Diagnosis of a person, after the last attempt: They both register the greeting/);
  assert.match(directive, /wrote: Agree on one name first/);
  assert.match(directive, /not ok all greet/);
  assert.match(directive, /git restore --source=commit-\d+ --worktree -- src\/b\/main\.js/);
  assert.match(renderReport(run.run), /## Divided waves\n\n- .*Wave 1.*b and d are red together/);
});

test('a person who declines keeps every other way, and can have the same proposed again without a run of the tests', async () => {
  const { run, divide, tried } = redRun(isPair);
  await divide();
  const trials = tried.length;
  run.decide(pendingGates(run.run)[0]?.id ?? '', 'rejected');
  run.settle();
  assert.equal(run.run.waves['w1']?.status, 'failed');
  const ways = boardOf(run.run, 0).adaptation?.choices ?? [];
  assert.match(
    ways.find(({ strategy }) => strategy === 'divide')?.does ?? '',
    /without b and d, and sends only those back/,
  );
  assert.ok(ways.some(({ strategy }) => strategy === 'fix'));
  assert.equal(pendingGates(run.run).length, 0);
  assert.equal(tried.length, trials);
});

test('a flaky test, a base that is red, and a wave without a green rest are named, and nothing is proposed', async () => {
  const cases = [
    { isRed: () => false, says: /was red and then not.*run the checks again/ },
    { isRed: () => true, says: /red without any of the tasks/ },
    { isRed: (tasks: readonly string[]) => tasks.length > 0, says: /nothing to commit yet/ },
  ];
  for (const { isRed, says } of cases) {
    const { run, divide } = redRun(isRed);
    assert.match((await divide()).message, says);
    assert.equal(pendingGates(run.run).length, 0);
    assert.match(boardOf(run.run, 0).adaptation?.division?.[0] ?? '', says);
  }
});

test('at the limit of the plan it ends with what it knows', async () => {
  const { run, divide } = redRun(isPair, { extra: ', divideMinutes: 5', hurry: 80_000 });
  const { message, division } = await divide();
  assert.match(message, /cause is among .*time of the plan \(checkpoint\.divideMinutes\) was over/);
  assert.equal(division?.trials.length, 3);
  assert.equal(pendingGates(run.run).length, 0);
});

test('a division that is stopped proposes nothing and can be begun again', async () => {
  const aborted = new AbortController();
  aborted.abort();
  const { run, divide } = redRun(isPair, { aborted });
  assert.equal((await divide()).outcome, 'cancelled');
  assert.notEqual(projectionOf(run.run), undefined);
  assert.equal(run.adapt('divide', ''), undefined);
});

test('what cannot be divided is refused with what to do instead', () => {
  const run = new SimulatedRun();
  assert.match(run.start().adapt('divide', '') ?? '', /No wave has failed/);
  run.outcome = (job) => (job.work.kind === 'agent' ? { outcome: 'blocked', message: 'Stuck.' } : run.done(job));
  run.approveAll();
  assert.match(run.adapt('divide', '') ?? '', /Only a wave whose merged work was checked and is red/);
});
