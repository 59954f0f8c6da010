import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AgentEvent } from '../../../src/core/agents/events.ts';
import type { Again } from '../../../src/core/agents/prompt.ts';
import { finishPrompt } from '../../../src/core/agents/prompt.ts';
import { judgeRun } from '../../../src/core/agents/judgeRun.ts';
import type { AgentWork } from '../../../src/core/model/sessionWork.ts';
import { driverOf } from '../../../src/drivers/drivers.ts';
import type { AgentDriver, AgentLaunch } from '../../../src/sessionPorts/agentDriver.ts';
import type { ProgramRequest, Programs } from '../../../src/ports/programs.ts';
import type { Inside } from '../../../src/ports/inside.ts';
import type { SessionContext } from '../../../src/sessionPorts/sessionHandler.ts';
import { runWithPerson } from '../../../src/sessions/agent/agentRuns.ts';
import type { AgentRuns } from '../../../src/sessions/agent/agentRuns.ts';

const text: AgentEvent = { type: 'text', text: 'The tests run in the background.' };
const final: AgentEvent = { type: 'final', ok: true, text: 'I will be told when they end.' };

interface OneRun {
  readonly says: readonly AgentEvent[];
  readonly exitCode?: number;
  /** It leaves a handoff. */
  readonly handsOff?: boolean;
}

/** Runs an agent that behaves so, run after run, and tells why it was started again each time. */
async function started(
  runs: readonly OneRun[],
  { cli = true } = {},
): Promise<AgentRuns & { readonly asked: readonly (Again | undefined)[] }> {
  const asked: (Again | undefined)[] = [];
  let handedOff = false;
  const programs = {
    start: ({ heard }: ProgramRequest) => {
      const run = runs[asked.length - 1] ?? assert.fail('it was started too often');
      heard?.(new TextEncoder().encode(`${JSON.stringify(run.says)}\n`), 'stdout');
      handedOff ||= run.handsOff === true;
      const exited = Promise.resolve({ exitCode: run.exitCode ?? 0, signal: null });
      return Promise.resolve({ identity: { pid: 1, started: '' }, exited, end: () => Promise.resolve([]) });
    },
  } as unknown as Programs;
  const { cli: _cli, ...withoutCli } = driverOf('claude');
  const claude: AgentDriver = cli ? driverOf('claude') : withoutCli;
  const driver: AgentDriver = {
    ...claude,
    reader: () => (line: string) => JSON.parse(line) as AgentEvent[],
    judgeExit: judgeRun,
  };
  const launch = (_resume: unknown, again?: Again): AgentLaunch => {
    asked.push(again);
    return { argv: ['agent'], env: {}, conversation: 'talk' } as unknown as AgentLaunch;
  };
  const nothing = (): void => undefined;
  const context = {
    job: { limits: { minutes: 5, idleMinutes: 5 } },
    place: { worktree: '/nowhere' },
    signal: new AbortController().signal,
    takeOver: { asked: () => new Promise<void>(nothing), open: () => Promise.resolve() },
    agentStarted: () => Promise.resolve(),
    tail: () => '',
    ...{ reportProgress: nothing, onAgentEvent: nothing, onQuiet: nothing, onStatus: nothing, output: nothing },
  } as unknown as SessionContext;
  const inside = { supervise: (argv: unknown) => argv } as unknown as Inside;
  const start = {
    ...{ driver, launch, inside, gitOnly: {} },
    hasHandoff: () => Promise.resolve(handedOff),
  };
  const work = { profile: {}, resume: undefined } as unknown as AgentWork & { readonly resume: undefined };
  return { ...(await runWithPerson(programs, start, work, context)), asked };
}

test('an agent whose program ended while something ran in the background is asked once, in its conversation, to finish', async () => {
  const runs = await started([{ says: [text, final] }, { says: [text, final], handsOff: true }]);
  assert.deepEqual(runs.asked, [undefined, 'finish']);
  assert.equal(runs.askedToFinish, true);
});

test('it is never asked a second time', async () => {
  const runs = await started([{ says: [text] }, { says: [text] }]);
  assert.deepEqual(runs.asked, [undefined, 'finish']);
});

test('it is not asked with a handoff, an error, a limit, nothing said, another exit code, or a program that cannot go on', async () => {
  const error: AgentEvent = { type: 'error', message: 'You have hit your session limit.' };
  const once = async (run: OneRun, how = {}) => (await started([run], how)).askedToFinish;
  assert.equal(await once({ says: [text, final], handsOff: true }), undefined);
  assert.equal(await once({ says: [text, error] }), undefined);
  assert.equal(await once({ says: [text, { ...final, ok: false }] }), undefined);
  assert.equal(await once({ says: [] }), undefined);
  assert.equal(await once({ says: [text, final], exitCode: 1 }), undefined);
  assert.equal(await once({ says: [text, final] }, { cli: false }), undefined);
});

test('the prompt says what happened to the background and gives the handoff values again', () => {
  const prompt = finishPrompt({
    directive: '# Change a file',
    mode: 'workspace-write',
    session: { WAVEGATE_SESSION: 'secret-1' },
  });
  assert.match(prompt, /background was ended/);
  assert.match(prompt, /# Change a file/);
  assert.match(prompt, /`WAVEGATE_SESSION` is `secret-1`/);
});
