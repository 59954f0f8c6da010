import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { commandDriver } from '../../../../src/drivers/command/commandDriver.ts';
import { emptyTranscript } from '../../../../src/core/agents/transcript.ts';
import type { AgentContext } from '../../../../src/sessionPorts/agentDriver.ts';

function context(argv: readonly string[], changes: Partial<AgentContext> = {}): AgentContext {
  return {
    profile: {
      driver: 'command',
      argv: [...argv],
      mode: 'workspace-write',
      limits: { minutes: 30, idleMinutes: 10 },
      env: [],
    },
    mode: 'workspace-write',
    worktree: '/trees/a b',
    directive: '/trees/a b/.wavegate/directive.md',
    handoff: '/trees/a b/.wavegate/handoff.json',
    prompt: '',
    folder: '/sessions/one',
    verify: [],
    conversation: '0b1f0000-0000-4000-8000-000000006666',
    session: { WAVEGATE_SESSION: 'nonce' },
    environment: {},
    platform: 'linux',
    ...changes,
  };
}

describe('the command driver', () => {
  test('fills in the placeholders, wherever in an argument they stand, and adds no quoting', () => {
    const { argv } = commandDriver.launch(context(['agent', '--in={directive}', '{handoff}', '{worktree}']));
    assert.deepEqual(argv, [
      'agent',
      '--in=/trees/a b/.wavegate/directive.md',
      '/trees/a b/.wavegate/handoff.json',
      '/trees/a b',
    ]);
  });

  test('leaves other braces, and placeholders inside a filled-in path, alone', () => {
    const { argv } = commandDriver.launch(context(['agent', '{model}', '{worktree}'], { worktree: '/{directive}' }));
    assert.deepEqual(argv, ['agent', '{model}', '/{directive}']);
  });

  test('shows the agent what programs need, what its profile allows, and its session; nothing else', () => {
    const base = context(['agent']);
    const { env } = commandDriver.launch({
      ...base,
      profile: { ...base.profile, env: ['API_KEY'] },
      environment: { PATH: '/bin', HOME: '/home/me', LC_ALL: 'C', API_KEY: 'key', AWS_SECRET: 'no', EMPTY: undefined },
    });
    assert.deepEqual(env, {
      PATH: '/bin',
      HOME: '/home/me',
      LC_ALL: 'C',
      API_KEY: 'key',
      WAVEGATE_SESSION: 'nonce',
    });
  });

  test('on Windows knows the variables by any case, and passes the names on as they are', () => {
    const environment = { Path: 'C:\\bin', SystemRoot: 'C:\\Windows', userprofile: 'C:\\me', Secret: 'no' };
    const { env } = commandDriver.launch(context(['agent'], { environment, platform: 'win32' }));
    assert.deepEqual(Object.keys(env).sort(), ['Path', 'SystemRoot', 'WAVEGATE_SESSION', 'userprofile']);
  });

  test('a variable of the person never replaces one of the session', () => {
    const base = context(['agent'], { environment: { WAVEGATE_SESSION: 'forged' } });
    const { env } = commandDriver.launch({ ...base, profile: { ...base.profile, env: ['WAVEGATE_SESSION'] } });
    assert.equal(env['WAVEGATE_SESSION'], 'nonce');
  });

  test('exit code 0 decides nothing; any other has crashed, with the last line told', () => {
    const judge = (exitCode: number | null, tail: string) =>
      commandDriver.judgeExit({ exitCode, tail, transcript: emptyTranscript });
    assert.equal(judge(0, 'all good'), undefined);
    assert.match(judge(2, 'a\nno model named x\n')?.message ?? '', /exit code 2.*no model named x/);
    assert.equal(judge(null, '')?.outcome, 'crashed');
  });

  test('a script around an agent that fails with words for a usage limit is told from one that is wrong', () => {
    const judge = (tail: string) => commandDriver.judgeExit({ exitCode: 1, tail, transcript: emptyTranscript });
    for (const words of [
      'Claude AI usage limit reached|1795999999',
      "You've hit your session limit · resets 6pm (UTC)",
      "You've hit your usage limit. Upgrade to Pro or try again in 2 hours 13 minutes.",
      '[API Error: You have exhausted your daily quota on this model. Your quota will reset after 5h12m.]',
      'Error: You have reached your monthly limit of premium requests.',
      'HTTP 429 Too Many Requests: rate_limit_error; retry-after: 60',
    ]) {
      assert.equal(judge(`Working\n${words}\n`)?.outcome, 'rate-limited', words);
      assert.ok(judge(words)?.message.includes(words));
    }
    assert.equal(judge('429 Too Many Requests\nTypeError: x is not a function\n')?.outcome, 'crashed');
  });
});
