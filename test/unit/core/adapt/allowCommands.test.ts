import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allowCommands } from '../../../../src/core/adapt/allowCommands.ts';
import { deniedShellCommands } from '../../../../src/core/adapt/deniedCommands.ts';
import { parsePlan } from '../../../../src/core/planRules/check/parsePlan.ts';
import { planText } from '../../../support/simulatedRun.ts';

const plan = planText(1).replace(
  /^agents:\n {2}(\S+):.*(?:\n {4}.*)*/m,
  'agents:\n  $1: # does the work\n    driver: claude',
);

const agent = Object.keys(parsePlan(plan).plan?.agents ?? {})[0] ?? '';
const allowOf = (source: string) => parsePlan(source).plan?.agents[agent]?.allow;

test('commands an agent was denied are added to what the plan allows it, and comments stay', () => {
  const first = allowCommands(plan, agent, ['npm install', 'git log']);
  assert.ok('source' in first, JSON.stringify(first));
  assert.deepEqual(allowOf(first.source), ['npm install', 'git log']);
  assert.match(first.source, /# does the work/);
  const second = allowCommands(first.source, agent, ['git log', 'cargo fetch']);
  assert.ok('source' in second, JSON.stringify(second));
  assert.deepEqual(allowOf(second.source), ['npm install', 'git log', 'cargo fetch']);
});

test('what is allowed already, or an agent the plan does not have, is said', () => {
  const once = allowCommands(plan, agent, ['npm install']);
  assert.ok('source' in once);
  assert.match(JSON.stringify(allowCommands(once.source, agent, ['npm install'])), /allows npm install already/);
  assert.match(JSON.stringify(allowCommands(plan, 'nobody', ['npm install'])), /no agent .*nobody/);
});

test('only shell commands can be allowed', () => {
  assert.deepEqual(deniedShellCommands(['Bash npm install', 'Write /etc/passwd', 'WebFetch https://example.org']), [
    'npm install',
  ]);
});
