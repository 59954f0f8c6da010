import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { emptyTranscript } from '../../src/core/agents/transcript.ts';
import { driverTraits } from '../../src/core/plan/driverTraits.ts';
import { drivers } from '../../src/drivers/drivers.ts';
import type { AgentContext } from '../../src/sessionPorts/agentDriver.ts';

const id = '0b1f0000-0000-4000-8000-000000006666';

function context(driver: AgentContext['profile']['driver'], changes: Partial<AgentContext> = {}): AgentContext {
  return {
    profile: { driver, mode: 'workspace-write', limits: { minutes: 30, idleMinutes: 10 }, env: [] },
    mode: 'workspace-write',
    worktree: '/trees/a b',
    directive: '/trees/a b/.wavegate/directive.md',
    handoff: '/trees/a b/.wavegate/handoff.json',
    prompt: 'Do "it" with @all $of `them`.\n',
    folder: '/sessions/one',
    verify: ['npm test'],
    conversation: id,
    session: { WAVEGATE_SESSION: 'nonce' },
    environment: { PATH: '/bin', HOME: '/home/me' },
    platform: 'linux',
    ...changes,
  };
}

/** Options that would let a read-only agent write. */
const freedoms =
  /yolo|allow-all|auto_edit|acceptEdits|workspace-write|danger|bypass|skip-permissions|full-access|Bash/i;

test('the core knows which drivers run the CLI of an agent', () => {
  for (const { id, cli } of Object.values(drivers)) assert.equal(driverTraits[id].isCli, cli !== undefined, id);
});

for (const driver of Object.values(drivers)) {
  const { cli } = driver;
  if (cli === undefined) continue;
  const { profile } = context(driver.id);

  describe(`the driver of ${cli.title}`, () => {
    test('starts its program with the prompt on standard input, never among the arguments', () => {
      const launch = driver.launch(context(driver.id));
      assert.equal(launch.argv[0], cli.program);
      assert.equal(launch.input, 'Do "it" with @all $of `them`.\n');
      assert.ok(!launch.argv.some((argument) => argument.includes('@all')));
    });

    test('starts what a profile names instead, with the same arguments', () => {
      const usual = driver.launch(context(driver.id));
      const other = driver.launch(context(driver.id, { profile: { ...profile, argv: ['/opt/agent', '--quiet'] } }));
      assert.deepEqual(other.argv, ['/opt/agent', '--quiet', ...usual.argv.slice(1)]);
    });

    test('hands the model on', () => {
      const { argv } = driver.launch(context(driver.id, { profile: { ...profile, model: 'some-model' } }));
      assert.ok(argv.includes('some-model'));
    });

    test('shows the agent no key of the person, unless the profile names it', () => {
      const keys = Object.fromEntries([...cli.keyVariables, 'AWS_SECRET_ACCESS_KEY'].map((name) => [name, 'secret']));
      const environment = { PATH: '/bin', HOME: '/home/me', ...keys };
      const unnamed = driver.launch(context(driver.id, { environment }));
      assert.ok(!Object.values(unnamed.env).includes('secret'));
      const [named = ''] = cli.keyVariables;
      const { env } = driver.launch(context(driver.id, { environment, profile: { ...profile, env: [named] } }));
      assert.equal(env[named], 'secret');
    });

    test('a variable of the person never replaces one of the session', () => {
      const environment = { PATH: '/bin', WAVEGATE_SESSION: 'forged' };
      const named = { ...profile, env: ['WAVEGATE_SESSION'] };
      assert.equal(driver.launch(context(driver.id, { environment, profile: named })).env['WAVEGATE_SESSION'], 'nonce');
    });

    test('gives a read-only agent nothing that lets it write', () => {
      const { argv, env, files } = driver.launch(context(driver.id, { mode: 'read-only' }));
      assert.doesNotMatch(argv.slice(1).join(' '), freedoms);
      const writing = driver.launch(context(driver.id));
      const restrained =
        JSON.stringify([argv, env, files]) !== JSON.stringify([writing.argv, writing.env, writing.files]);
      assert.ok(restrained);
    });

    test('writes the files it needs into the folder of the session, not into the worktree', () => {
      const { files = {} } = driver.launch(context(driver.id, { mode: 'read-only' }));
      assert.ok(Object.keys(files).every((file) => file.startsWith('/sessions/one')));
    });

    test('goes on with the conversation it is given, as restrained as before', () => {
      const launch = driver.launch(context(driver.id, { mode: 'read-only', resume: 'earlier' }));
      assert.equal(launch.conversation, 'earlier');
      assert.ok(launch.argv.some((argument) => argument.endsWith('earlier')));
      assert.ok(!launch.argv.includes(id));
      assert.doesNotMatch(launch.argv.slice(1).join(' '), freedoms);
    });

    test('opens its own interface on a conversation for a person', () => {
      const argv = cli.takeOver(profile, '/trees/a b', 'earlier');
      assert.equal(argv[0], cli.program);
      assert.ok(argv.some((argument) => argument.endsWith('earlier')));
    });

    test('does not take exit code 0 for an end without one word of it', () => {
      const verdict = driver.judgeExit({ exitCode: 0, tail: '', transcript: emptyTranscript });
      assert.equal(verdict?.outcome, 'crashed');
      assert.match(verdict?.message ?? '', /without saying that it has finished/);
    });

    test('lets nothing a program may print disturb it', () => {
      const reader = driver.reader?.();
      const lines = [
        '',
        '{',
        '[]',
        'null',
        '{"type":',
        '{"type":"result"}',
        '{"type":7,"item":[],"data":null}',
        '\u0000',
      ];
      const types = [
        'system',
        'assistant',
        'user',
        'item.completed',
        'turn.failed',
        'tool_use',
        'tool_result',
        'error',
      ];
      for (const line of [...lines, ...types.map((type) => JSON.stringify({ type }))]) assert.ok(reader?.(line));
    });
  });
}

test('Codex is told its sandbox before it is told to resume, because it forgets it and takes no flags afterwards', () => {
  const { argv } = drivers.codex.launch(context('codex', { mode: 'read-only', resume: 'earlier' }));
  assert.ok(argv.indexOf('-s') !== -1 && argv.indexOf('-s') < argv.indexOf('resume'));
  assert.equal(argv[argv.indexOf('-s') + 1], 'read-only');
  assert.equal(argv.at(-1), '-');
});

test('Claude Code may run what the task is verified with, and no other command without being asked', () => {
  const { argv } = drivers.claude.launch(context('claude', { verify: ['npm test', 'node -e "f(1,2)"'] }));
  assert.equal(
    argv[argv.indexOf('--allowedTools') + 1],
    'Bash(npm test),Bash(npm test *),Bash(tail),Bash(tail *),Bash(head),Bash(head *)',
  );
});
