import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { assumedAgent, assumedLines, opensAgent, opensTest } from '../../../../src/core/plan/assumed.ts';
import { bareProfile, withAssumed } from '../../../../src/core/plan/withAssumed.ts';
import { planOf } from '../../../support/parsedPlan.ts';

const set = 'Set the one you mean in WAVEGATE_AGENT or the setting wavegate.agent, or name it in the plan.';

suite('the agent that works where a plan names none', () => {
  test('is the one that is set, installed or not', () => {
    const agent = { driver: 'codex', from: 'the agent you have set' };
    assert.deepEqual(assumedAgent('codex', ['claude']), { agent });
    assert.deepEqual(assumedAgent('codex', []), { agent });
  });

  test('is the only one installed, where none is set', () => {
    const agent = { driver: 'gemini', from: 'the only one installed' };
    assert.deepEqual(assumedAgent(undefined, ['gemini']), { agent });
    assert.deepEqual(assumedAgent('', ['gemini', 'gemini']), { agent }, 'an empty variable is none');
    assert.deepEqual(assumedAgent(undefined, ['vim', 'gemini', 'command']), { agent }, 'others are no agents');
  });

  test('is none where one is set that is no agent, with those that are', () => {
    for (const name of ['cladue', 'command', 'constructor', 'Claude', ' claude'])
      assert.deepEqual(assumedAgent(name, ['claude']), {
        noAgent: `No agent is called "${name}". Name a profile of the plan, or one of claude, codex, gemini, qwen, copilot, opencode.`,
      });
  });

  test('is none where several are installed, in a fixed order, with how to choose', () => {
    assert.deepEqual(assumedAgent(undefined, ['qwen', 'claude']), {
      noAgent: `Several are installed here: claude, qwen. ${set}`,
    });
  });

  test('is none where none is installed, with how to install one', () => {
    assert.deepEqual(assumedAgent(undefined, []), {
      noAgent: 'None is installed here either: `wavegate agents` shows how to install one.',
    });
  });
});

suite('what a plan leaves open', () => {
  const complete = planOf([['a']]);
  const bare = { ...complete, agents: {}, checkpoint: { ...complete.checkpoint, test: undefined } };
  const unproven = {
    ...bare,
    waves: bare.waves.map((wave) => ({ ...wave, tasks: wave.tasks.map((task) => ({ ...task, verify: [] })) })),
  };
  const assumed = {
    agent: { driver: 'claude', from: 'the agent you have set' },
    test: { command: 'npm test', from: 'package.json' },
  } as const;

  test('is its agent while it has no profile', () => {
    assert.equal(opensAgent(complete), false);
    assert.equal(opensAgent(bare), true);
  });

  test('is its test while some task has no proof and nothing is said of it', () => {
    assert.equal(opensTest(complete), false);
    assert.equal(opensTest(bare), false, 'each task has its own verification');
    assert.equal(opensTest(unproven), true);
    assert.equal(opensTest({ ...unproven, checkpoint: { ...unproven.checkpoint, none: true } }), false);
    assert.equal(opensTest({ ...unproven, checkpoint: { ...unproven.checkpoint, test: 'make test' } }), false);
    assert.equal(opensTest({ ...unproven, waves: [] }), false);
  });

  test('is filled in, and what it says itself stays', () => {
    const filled = withAssumed(unproven, assumed);
    assert.deepEqual(filled.agents, { claude: bareProfile('claude') });
    assert.equal(filled.checkpoint.test, 'npm test');
    assert.equal(withAssumed(complete, assumed), complete);
    assert.equal(withAssumed(unproven, {}), unproven);
    assert.deepEqual(withAssumed(unproven, { agent: assumed.agent }).checkpoint, unproven.checkpoint);
    assert.deepEqual(withAssumed(unproven, { test: assumed.test }).agents, {});
  });

  test('is told with where it comes from, if it is really used', () => {
    assert.deepEqual(assumedLines(withAssumed(unproven, assumed), assumed), [
      'Agent: claude (the agent you have set)',
      'Test: npm test (from package.json)',
    ]);
    assert.deepEqual(assumedLines(complete, assumed), []);
    const filled = withAssumed(unproven, assumed);
    const two = { ...filled, agents: { ...filled.agents, other: bareProfile('codex') } };
    assert.deepEqual(assumedLines(two, assumed), ['Test: npm test (from package.json)']);
    assert.deepEqual(assumedLines(filled, {}), []);
  });

  test('gets a profile with the defaults of the format', () => {
    const { driver, mode, env, limits, argv } = bareProfile('qwen');
    assert.deepEqual(
      { driver, mode, env, argv },
      { driver: 'qwen', mode: 'workspace-write', env: [], argv: undefined },
    );
    assert.deepEqual(limits, { minutes: 30, idleMinutes: 10 });
  });
});
