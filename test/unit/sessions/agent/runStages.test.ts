import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { suite, test } from 'node:test';
import type { TestContext } from 'node:test';
import type { Job } from '../../../../src/core/model/effects.ts';
import type { CheckRun, StageProof } from '../../../../src/core/model/checkRun.ts';
import type { FileChange } from '../../../../src/core/model/repository.ts';
import type { AgentWork, StageWork } from '../../../../src/core/model/sessionWork.ts';
import type { SessionResult } from '../../../../src/core/model/sessionResult.ts';
import { driverOf } from '../../../../src/drivers/drivers.ts';
import type { ProgramRequest } from '../../../../src/ports/programs.ts';
import type { CheckRequest } from '../../../../src/sessionPorts/checkRunner.ts';
import type { SessionContext } from '../../../../src/sessionPorts/sessionHandler.ts';
import type { KeepRequest, SessionGit } from '../../../../src/sessionPorts/sessionGit.ts';
import { createAgentSession } from '../../../../src/sessions/agent/agentSession.ts';
import type { AgentServices } from '../../../../src/sessions/agent/stage.ts';
import { temporaryFolder } from '../../../support/journalFixture.ts';

const change = (file: string, kind: FileChange['kind'] = 'modified') => ({ path: file, kind }) as FileChange;

/** What the agent of a stage does. */
interface Does {
  readonly changes?: readonly FileChange[];
  /** Changed against the rules, and undone. */
  readonly violations?: readonly string[];
  readonly exitCode?: number;
  readonly left?: readonly string[];
  /** Keys of its handoff that differ; `none`: it writes no handoff. */
  readonly handoff?: object | 'none';
}

interface Recipe {
  readonly stages: readonly (Partial<StageWork> & { readonly id: string })[];
  readonly agents?: Readonly<Record<string, Does>>;
  /** Failing tests of a command; `time` counts its runs at a commit, from 1. */
  readonly failing?: (command: string, commit: string, time: number) => readonly string[];
  readonly work?: Partial<AgentWork>;
  /** What the commands change outside, the first time the guard looks after them. */
  readonly outside?: readonly string[];
  readonly stopAt?: string;
}

/** A session of a recipe whose agents are functions of this test. Commits are the names of their stages; `base` is before them. */
async function session(t: TestContext, recipe: Recipe) {
  const root = await temporaryFolder(t);
  const steps: string[] = [];
  const directives = new Map<string, string>();
  const kept: KeepRequest[] = [];
  const statuses: (string | undefined)[] = [];
  const times = new Map<string, number>();
  const stop = new AbortController();
  let head = 'base';
  let does: Does = {};
  let all: readonly FileChange[] = [];
  let guarded = 0;

  const git: Partial<SessionGit> = {
    guard: () =>
      Promise.resolve({
        environment: { GIT_CEILING_DIRECTORIES: root },
        restore() {
          guarded += 1;
          const violations = guarded === 2 ? (recipe.outside ?? []) : [];
          return Promise.resolve({ violations, noticed: guarded === 1 ? ['main was moved'] : [] });
        },
        end: () => Promise.resolve(),
      }),
    keep(_place, request) {
      kept.push(request);
      const own = does.changes ?? [];
      if (request.base === 'base')
        all = [...all.filter(({ path: file }) => !own.some((each) => each.path === file)), ...own];
      const changes = request.base === 'base' ? all : own;
      head = request.stage ?? head;
      return Promise.resolve({
        commit: request.stage ?? 'whole',
        changes,
        violations: does.violations ?? [],
        ignored: {},
      });
    },
    restore: (_place, commit) => Promise.resolve(void (head = commit)),
    callSites: (_place, commit) => Promise.resolve(commit === 'base' ? { 'src/a.js': [1] } : {}),
  };
  const services: AgentServices = {
    git: git as AgentServices['git'],
    programs: {
      async start({ env }: ProgramRequest) {
        const stage = env['WAVEGATE_STAGE'] ?? '';
        steps.push(`agent ${stage}`);
        directives.set(stage, await readFile(path.join(root, '.wavegate', 'directive.md'), 'utf8'));
        does = recipe.agents?.[stage] ?? {};
        const { handoff = {}, changes = [], exitCode = 0, left = [] } = does;
        const said = {
          ...{ session: env['WAVEGATE_SESSION'], task: env['WAVEGATE_TASK'], status: 'done', summary: `Did ${stage}.` },
          ...{ filesChanged: changes.map(({ path: file }) => file), verification: [] },
        };
        if (handoff !== 'none')
          await writeFile(path.join(root, '.wavegate', 'handoff.json'), JSON.stringify({ ...said, ...handoff }));
        if (recipe.stopAt === stage) stop.abort();
        return {
          identity: { pid: 1, started: '1' },
          exited: Promise.resolve({ exitCode, signal: null }),
          end: () => Promise.resolve(left),
        };
      },
      identify: () => Promise.resolve(undefined),
      endTree: () => Promise.resolve(),
    },
    driverOf,
    checks: {
      run({ command, name }: CheckRequest): Promise<CheckRun> {
        steps.push(`${command} at ${head}`);
        const place = `${command} ${head}`;
        times.set(place, (times.get(place) ?? 0) + 1);
        const failed = recipe.failing?.(command, head, times.get(place) ?? 0) ?? [];
        return Promise.resolve({
          ...{
            name,
            command,
            exitCode: failed.length === 0 ? 0 : 1,
            timedOut: false,
            milliseconds: 1,
            runs: 1,
            tail: '',
          },
          // The new test is one of those that pass, once the code is there.
          ...{ passed: head === 'code' && failed.length === 0 ? 4 : 3 },
          ...{ failed: failed.map((test) => ({ name: test, excerpt: 'Error: not implemented' })) },
        });
      },
    },
    sandbox: {
      enter: (wanted) =>
        Promise.resolve(
          wanted === 'required'
            ? 'missing'
            : {
                confined: false,
                tellsLeft: false,
                enter: (argv) => argv,
                supervise: (argv) => argv,
                mayWrite: () => true,
              },
        ),
      status: () => Promise.resolve({ works: false, detail: '' }),
    },
    environment: {},
    redactor: { text: (text) => Promise.resolve({ text, secrets: 0 }) },
    judgeHandoff: async () => (await import('../../../../src/core/handoff/judgeHandoff.ts')).judgeHandoff,
  };
  const ignore = (): void => undefined;
  const job = {
    ...{
      run: 'r1',
      session: 'one-task',
      epoch: 1,
      kind: 'implement',
      scope: { kind: 'wave', wave: 'one', attempt: 1 },
    },
    ...{ subject: 'task', limits: { minutes: 1, idleMinutes: 1 } },
  } as unknown as Job;
  const context: SessionContext = {
    job,
    place: { repository: root, worktree: root, backupFolder: '/backup', stateRoot: root, worktreeRoot: root },
    ...{ folder: root, nonce: 'nonce', marker: 'WAVEGATE_SESSION=nonce', environment: {}, signal: stop.signal },
    ...{ reportProgress: ignore, onAgentEvent: ignore, agentEnded: ignore, onQuiet: ignore, output: ignore },
    onStatus: ({ stage }) => void statuses.push(stage),
    takeOver: { asked: () => new Promise(ignore), open: () => Promise.resolve() },
    ...{ tail: () => '', agentStarted: () => Promise.resolve() },
  };
  const stages = recipe.stages.map((stage) => ({ ...plainStage, ...stage }));
  const work = { ...plainWork, ...recipe.work, stages };
  const result: SessionResult = await createAgentSession(services)(work, context);
  return { result, steps, kept, statuses, directive: (stage: string) => directives.get(stage) ?? '' };
}

const profile = {
  ...{ driver: 'command', argv: ['agent'], mode: 'workspace-write', limits: { minutes: 1, idleMinutes: 1 }, env: [] },
} as unknown as AgentWork['profile'];

const plainStage = {
  ...{ session: 'fresh', steps: [], run: [], shows: 'nothing', review: false, repeats: 1 },
  ...{ agent: 'coder', profile, mode: 'workspace-write' },
} as unknown as StageWork;

const plainWork = {
  ...{ kind: 'agent', profile, mode: 'workspace-write', directive: '# Change it\n', branch: 'session', base: 'base' },
  ...{ owns: ['src/**'], deletes: [], mayBeEmpty: false, protected: [], verify: [], verifyEnv: [], report: [] },
  ...{ port: 42_000, sandbox: { sandbox: 'off', writable: [] }, reserved: false },
} as unknown as AgentWork;

const red: Partial<StageWork> & { readonly id: string } = { id: 'tests', shows: 'red', run: ['npm test'], repeats: 2 };
const green: Partial<StageWork> & { readonly id: string } = { id: 'code', shows: 'green', run: ['npm test'] };
const agents: Readonly<Record<string, Does>> = {
  tests: { changes: [change('src/a.test.js', 'added'), change('src/a.js')] },
  code: { changes: [change('src/a.js')] },
};
/** The new test fails until the code is there. */
const untilCode = (_command: string, commit: string): readonly string[] => (commit === 'tests' ? ['new'] : []);

const names = (result: SessionResult) =>
  result.stages?.map(({ stage, broken }) => (broken === undefined ? stage : `${stage}!`));

suite('a recipe of tests first', () => {
  test('goes stage by stage in one worktree, and is done when each is proved', async (t) => {
    const { result, steps, statuses, kept, directive } = await session(t, {
      stages: [red, green],
      agents,
      failing: untilCode,
    });
    assert.equal(result.outcome, 'done', result.message);
    assert.equal(result.message, 'Did code. Changed outside meanwhile, treated as yours: main was moved.');
    assert.deepEqual(steps, [
      ...['agent tests', 'npm test at tests', 'npm test at tests', 'npm test at base'],
      ...['agent code', 'npm test at code'],
    ]);
    assert.deepEqual(
      result.stages?.map(({ stage, commit, tests, unchanged }) => [stage, commit, tests, unchanged]),
      [
        ['tests', 'tests', ['new'], ['src/a.test.js']],
        ['code', 'code', ['new'], ['src/a.test.js']],
      ],
    );
    assert.deepEqual([...new Set(statuses)], ['tests', 'code']);
    assert.match(directive('tests'), /^# Change it\n\n## Stage 1 of 2: tests\n/);
    assert.match(directive('code'), /## Stage 2 of 2: code\n/);
    const [first, second] = kept.filter(({ stage }) => stage !== undefined);
    assert.deepEqual([first?.base, second?.base], ['base', 'tests'], 'a stage is compared with the one before it');
    assert.deepEqual(first?.rules.protected, []);
    assert.ok(second?.rules.protected.includes('**/*.{test,tests,spec,specs,e2e}.*'), 'files of tests are frozen');
  });

  const stops: readonly (readonly [string, Recipe, SessionResult['outcome'], RegExp, readonly string[]])[] = [
    [
      'no new test fails',
      { stages: [red, green], agents },
      'blocked',
      /^Stage tests is not proved\. No new test fails\..*dispatch the task again\./,
      ['tests!'],
    ],
    [
      'the test still fails after the code',
      { stages: [red, green], agents, failing: (_command, commit) => (commit === 'base' ? [] : ['new']) },
      'blocked',
      /^Stage code is not proved\. "npm test": "new" still fails\./,
      ['tests', 'code!'],
    ],
    [
      'the agent of the code changes a test',
      {
        ...{ stages: [red, green], failing: untilCode },
        agents: { ...agents, code: { violations: ['src/a.test.js'], changes: [change('src/a.js')] } },
      },
      'scope-violated',
      /^Stage code changed src\/a\.test\.js: files of tests and the settings of their runner stay as they were when the tests were red, byte for byte\. Tests that are missing belong into the red stage\. The agent changed what its task does not own\. Undone: src\/a\.test\.js\. Copies are in \/backup\./,
      ['tests', 'code!'],
    ],
    [
      'the agent of the code changes what its task does not own, which is told without a word of tests',
      {
        ...{ stages: [red, green], failing: untilCode },
        agents: { ...agents, code: { violations: ['docs/x.md'], changes: [change('src/a.js')] } },
      },
      'scope-violated',
      /^The agent changed what its task does not own\. Undone: docs\/x\.md\./,
      ['tests', 'code!'],
    ],
    [
      'an agent leaves no handoff',
      { stages: [red, green], agents: { ...agents, tests: { handoff: 'none' } } },
      'no-handoff',
      /^The agent ended without a handoff/,
      ['tests!'],
    ],
    [
      'an agent’s handoff is of another session',
      { stages: [red, green], agents: { ...agents, tests: { handoff: { session: 'other' } } } },
      'stale-handoff',
      /written by another session/,
      ['tests!'],
    ],
    [
      'an agent asks something',
      { stages: [red, green], agents: { tests: { handoff: { status: 'blocked', question: 'Which one?' } } } },
      'blocked',
      /Which one\?|Did tests\./,
      ['tests!'],
    ],
    [
      'an agent’s program fails',
      { stages: [red], agents: { tests: { exitCode: 3, handoff: 'none' } } },
      'crashed',
      /^The agent ended with exit code 3; see its output\./,
      ['tests!'],
    ],
    [
      'the commands change something outside',
      { stages: [red, green], agents, failing: untilCode, outside: ['main was moved back'] },
      'scope-violated',
      /^The agent changed what its task does not own\. Undone: main was moved back\./,
      [],
    ],
    [
      'a person stops it',
      { stages: [red, green], agents, failing: untilCode, stopAt: 'tests' },
      'cancelled',
      /^The session was ended on request\./,
      [],
    ],
    [
      'the sandbox it needs is missing',
      { stages: [red], work: { sandbox: { sandbox: 'required', writable: [] } } },
      'crashed',
      /^The plan requires a sandbox \(worktree\.sandbox\), and none works here\. On Linux install the package bubblewrap and try again, or choose auto or off in the plan\.$/,
      [],
    ],
  ];
  for (const [what, recipe, outcome, words, proofs] of stops) {
    test(`ends where ${what}, and no later stage begins`, async (t) => {
      const { result, steps } = await session(t, recipe);
      assert.equal(result.outcome, outcome, result.message);
      assert.match(result.message, words);
      if (outcome !== 'cancelled') assert.deepEqual(names(result) ?? [], proofs);
      const reached = steps.filter((step) => step.startsWith('agent'));
      assert.equal(reached.includes('agent code'), proofs.includes('code!'), reached.join());
      for (const proof of result.stages ?? [])
        if (proof.broken !== undefined) assert.deepEqual([proof.tests, proof.repeats], [undefined, undefined]);
    });
  }
});

suite('stages that only read or review', () => {
  test('leave a task undone, unless it may end with nothing changed', async (t) => {
    const { result } = await session(t, { stages: [{ id: 'look' }] });
    assert.equal(result.outcome, 'blocked');
    assert.match(
      result.message,
      /^All stages ended, but nothing has changed\. Look at what the agents did; if the task may end with nothing to change, give it allowEmpty: true\./,
    );
    const allowed = await session(t, { stages: [{ id: 'look' }], work: { mayBeEmpty: true } });
    assert.equal(allowed.result.outcome, 'done');
  });

  test('have to record deviations and discoveries, and those are kept', async (t) => {
    const work = { id: 'work' };
    const review = { id: 'review', review: true };
    const notes = { deviations: ['Kept the old name.'], discoveries: [] };
    const changes = [change('src/a.js')];
    const told = await session(t, {
      stages: [work, review],
      agents: { work: { changes }, review: { handoff: notes } },
    });
    assert.equal(told.result.outcome, 'done', told.result.message);
    assert.deepEqual(told.result.stages?.map(({ deviations, discoveries }) => [deviations, discoveries])[1], [
      ['Kept the old name.'],
      [],
    ]);
    for (const missing of [{}, { deviations: [] }, { discoveries: [] }]) {
      const { result } = await session(t, {
        stages: [work, review],
        agents: { work: { changes }, review: { handoff: missing } },
      });
      assert.equal(result.outcome, 'blocked');
      assert.match(
        result.message,
        /^Stage review is not proved\. Its handoff has to record "deviations" and "discoveries", as \[\] where there is nothing to say\. Dispatch the task again\./,
      );
      assert.deepEqual(names(result), ['work', 'review!']);
    }
  });
});

suite('a session of a recipe', () => {
  const proof: StageProof = {
    ...{ stage: 'tests', shows: 'red', agent: 'coder', commit: 'tests', commands: ['npm test'], tests: ['new'] },
    ...{ red: [{ command: 'npm test', tests: ['new'], passed: 3 }], unchanged: ['src/a.test.js'] },
  };

  test('that was interrupted goes on after the stages that were proved, bound to what these have shown', async (t) => {
    const passing = await session(t, { stages: [red, green], agents, work: { proved: [proof] } });
    assert.deepEqual(passing.steps.slice(0, 1), ['agent code']);
    assert.deepEqual(passing.kept[0]?.base, 'tests');
    assert.deepEqual(names(passing.result), ['tests', 'code']);
    assert.deepEqual(passing.result.stages?.[0], proof);
    const failing = await session(t, {
      stages: [red, green],
      agents,
      work: { proved: [proof] },
      failing: (_command, commit) => (commit === 'code' ? ['new'] : []),
    });
    assert.match(failing.result.message, /"new" still fails/);
  });

  test('of which every stage was proved before has none to run, and says so', async (t) => {
    const { result, steps } = await session(t, { stages: [red], work: { proved: [proof] } });
    assert.deepEqual(result, {
      ...{ outcome: 'crashed', message: 'The recipe has no stage that could run.', stages: [proof] },
    });
    assert.deepEqual(steps, []);
  });

  test('says of a stage that was to continue a conversation that it began afresh, where its agent has none', async (t) => {
    const { result } = await session(t, {
      stages: [{ id: 'work' }, { id: 'more', session: 'same' }],
      agents: { work: { changes: [change('src/a.js')] } },
    });
    assert.deepEqual(
      result.stages?.map(({ afresh }) => afresh),
      [undefined, true],
    );
  });

  test('counts the call sites of its task, tells the agent where they are, and keeps both numbers', async (t) => {
    const { result, directive } = await session(t, {
      stages: [{ id: 'move', shows: 'migrated' }],
      agents: { move: { changes: [change('src/a.js')] } },
      work: { callSites: [{ name: 'oldName', to: 'newName', owns: ['src/**'], keep: [], except: '' }] },
    });
    assert.equal(result.outcome, 'done', result.message);
    assert.match(directive('move'), /- `oldName`, to be replaced by `newName`: 1 in your files\n {2}- src\/a\.js:1/);
    assert.deepEqual(
      result.stages?.[0]?.callSites?.map(({ before, after }) => [before, after]),
      [[1, 0]],
    );
  });

  test('names what its last agent left running', async (t) => {
    const { result } = await session(t, {
      stages: [{ id: 'work' }],
      agents: { work: { changes: [change('src/a.js')], left: ['node', 'node', 'sh'] } },
    });
    assert.match(result.message, /Its agent left 3 programs running, which Wavegate has ended: node \(2\), sh\./);
  });

  test('verifies the same work again without its agent, where only the verification is repeated', async (t) => {
    const left = {
      ...{ outcome: 'blocked', message: 'Red.', summary: 'Did it.', snapshot: 'whole', changes: [change('src/a.js')] },
      stages: [{ ...proof, stage: 'work', commit: 'work' }],
    } as unknown as SessionResult;
    const stages: Recipe['stages'] = [{ id: 'work', shows: 'success', run: ['npm test'] }];
    const { result, steps } = await session(t, { stages, work: { left } });
    assert.deepEqual(steps, ['npm test at work']);
    assert.equal(result.outcome, 'done', result.message);
    for (const lost of [{ ...left, stages: [] }, (({ snapshot: _snapshot, ...rest }) => rest)(left)])
      await assert.rejects(session(t, { stages, work: { left: lost } }), {
        message: 'The work to verify is not known any more. Change the plan so that its task is dispatched again.',
      });
  });
});
