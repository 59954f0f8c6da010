import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { isShipped, startRealRun, together } from '../../support/realRun.ts';
import { createRunProject } from '../../support/runProject.ts';
import { smallPlan } from '../../support/smallPlan.ts';

/**
 * Most git processes that a run of one task may start. Each costs its user some milliseconds of processor: a question that was
 * asked just before, or that another call answers, is not asked. It starts 73, and some ten that leave no trace here because
 * their own is read for what they wait for (push, commit-tree).
 */
const most = 76;

test('a run of one task does not start git more often than it must', async (t) => {
  const files = { 'src/base.js': 'export const name = 1;\n', 'src/a.js': 'export const name = 2;\n' };
  const project = createRunProject(t, { plan: smallPlan([[{ id: 'a' }]]), agents: { a: 'work();' }, files });
  const traces = path.join(project.home, 'traces');
  const settings = path.join(project.home, 'settings');
  mkdirSync(traces);
  // Every git that starts from here on leaves a file there.
  writeFileSync(settings, `[trace2]\n\teventTarget = ${JSON.stringify(traces)}\n`);
  const before = process.env['GIT_CONFIG_GLOBAL'];
  process.env['GIT_CONFIG_GLOBAL'] = settings;
  t.after(() => {
    if (before === undefined) delete process.env['GIT_CONFIG_GLOBAL'];
    else process.env['GIT_CONFIG_GLOBAL'] = before;
  });

  const run = await startRealRun({ ...project, env: { ...project.env, GIT_CONFIG_GLOBAL: settings } }, together);
  await run.drive(isShipped);
  await run.until(({ removed }) => removed.length === 1);
  await run.close();

  const started = commandsIn(traces);
  assert.ok(started.length > most / 2, `Not all of them were seen: ${tally(started)}`);
  assert.ok(started.length <= most, `${started.length} instead of at most ${most}: ${tally(started)}`);
});

/** Names of the git commands that left a trace, without those that git itself started, nor what agents and checks run. */
function commandsIn(folder: string): readonly string[] {
  return readdirSync(folder).flatMap((file) => {
    const lines = readFileSync(path.join(folder, file), 'utf8').split('\n').filter(Boolean);
    const events = lines.map(
      (line) => JSON.parse(line) as { event: string; sid: string; argv?: string[]; name?: string },
    );
    const isOurs = events.some(({ event, argv = [] }) => event === 'start' && argv.includes('core.splitIndex=false'));
    if (!isOurs || events[0]?.sid.includes('/') === true) return [];
    return [events.find(({ event }) => event === 'cmd_name')?.name ?? 'git'];
  });
}

/** How often each command was started. */
function tally(commands: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const command of commands) counts.set(command, (counts.get(command) ?? 0) + 1);
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([command, count]) => `${command} ${count}`)
    .join(', ');
}
