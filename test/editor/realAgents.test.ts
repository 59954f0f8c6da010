import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, readFile, readdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { parseDocument } from 'yaml';
import { installServer } from '../../scripts/vscodeHost/installServer.ts';
import { createSample } from '../../scripts/sample.ts';
import { parsePlan } from '../../src/core/planRules/check/parsePlan.ts';
import type { Plan } from '../../src/core/plan/schema/plan.ts';
import { applySetup } from '../agents/applySetup.ts';
import { installAgents } from '../agents/installAgents.ts';
import { cleanEnvironment } from '../agents/cleanEnvironment.ts';
import type { TestedDriver } from '../agents/clis.ts';
import { profileFor, setups } from '../agents/clis.ts';
import type { Script } from '../agents/model/modelServer.ts';
import { startModelServer } from '../agents/model/modelServer.ts';
import type { TaskWork } from '../agents/model/scripts.ts';
import { taskScript } from '../agents/model/scripts.ts';
import { runningWith } from '../agents/runningWith.ts';
import { rehearseTask } from '../agents/rehearsal.ts';
import { makeTestFolders } from '../support/vscodeHost/folders.ts';
import { launchVsCodeFor } from '../support/vscodeHost/testWindow.ts';
import { stepsOf } from '../support/vscodeHost/namedSteps.ts';
import { approvePlan, launch, spotCheck } from '../support/vscodeHost/sampleRun.ts';
import { WavegateWindow } from '../support/vscodeHost/wavegateWindow.ts';
import { until } from '../support/until.ts';
import { openFile, persist, runCommand } from '../support/vscodeHost/workbench.ts';
import { walkThrough } from './steps/onboarding.ts';

/** The two lightest of the CLIs people have, and the tasks of the sample's first wave each of them does. */
const agents: Readonly<Record<'claude' | 'codex', readonly string[]>> = {
  claude: ['command-logger', 'auth-resolver'],
  codex: ['symbols'],
};
const drivers = Object.keys(agents) as readonly (keyof typeof agents)[];
const { bins, skip } = await installAgents(...drivers);
/** The text of terminals can be read only where they are drawn as text. */
const windowSettings = { 'workbench.colorTheme': 'Dark Modern', 'terminal.integrated.gpuAcceleration': 'off' };

test('a person with one agent, and then two, comes from the walkthrough to a committed wave', { skip }, async (t) => {
  const folders = await makeTestFolders();
  // Whoever installs needs the settings of this machine, which the agents do not get to see.
  await installServer((line) => console.log(line));
  // One of the agents is installed later.
  const later = path.join(folders.root, 'installed later');
  await mkdir(later);
  const [first = '', second = ''] = bins;
  t.after(cleanEnvironment(folders.home, [first, later]));
  const sample = await createSample(path.join(folders.root, 'sample'));
  const git = (...args: readonly string[]): string =>
    execFileSync('git', ['-C', sample.folder, ...args], { encoding: 'utf8' }).trim();

  const model = await startModelServer();
  t.after(() => model.close());
  let looked: () => void = () => {};
  const untilLooked = new Promise<void>((resolve) => (looked = resolve));
  const thinking: string[] = [];
  const think = (task: string): Promise<void> => {
    thinking.push(task);
    return untilLooked;
  };
  const works = new Map<string, TaskWork>();
  const url = model.url(modelFor(works, think));
  const source = planFor(await readFile(sample.plan, 'utf8'), url);
  await writeFile(sample.plan, source);
  await mkdir(path.join(sample.folder, '.vscode'));
  await writeFile(path.join(sample.folder, '.vscode', 'settings.json'), JSON.stringify(windowSettings));
  git('add', '.');
  git('commit', '--quiet', '--message', 'Let real agents do the first wave');
  for (const task of wholePlan(source).waves[0]?.tasks ?? []) {
    const work = await rehearseTask(path.join(folders.root, 'rehearsal'), task);
    // Claude Code runs only what its plan allows.
    const denied = task.id === 'auth-resolver' ? ['npm ls'] : [];
    works.set(task.id, { ...work, verify: [...denied, ...work.verify] });
  }
  for (const driver of drivers) applySetup(folders.home, setups[driver](url));
  await writeFile(path.join(folders.home, '.claude.json'), JSON.stringify(claudeSetUp(sample.folder)));

  const code = await launchVsCodeFor(t, { workspace: sample.folder, openFile: sample.plan, folders });
  // Hooks run in the order they were added: the window has closed by then.
  t.after(() => folders.remove());
  const window = new WavegateWindow(code.page);
  const step = stepsOf(t);

  await step(
    'a person with one agent installed comes from the walkthrough to a launched wave of their own in under fifteen clicks',
    () => walkThrough({ code, window }, sample.folder, (words) => t.diagnostic(words)),
  );

  await step('an agent that is installed later is found', async () => {
    await runCommand(code.page, 'Wavegate: Stop Run');
    await window.answer('Stop: ', 'That was to see how it goes.');
    await window.statusBar(/stopped/i).waitFor();
    git('add', '.');
    git('commit', '--quiet', '--message', 'Keep the plan of the first try');
    for (const name of await readdir(second)) await symlink(path.join(second, name), path.join(later, name));
    await runCommand(code.page, 'Wavegate: Check Agents');
    await window.choose('2 of 6 agents are installed', 'Codex');
    const codex = code.page.locator('.quick-input-widget:visible .monaco-list-row', { hasText: 'Codex' });
    await codex.filter({ hasText: 'It answers: it is installed and logged in.' }).waitFor();
    await code.screenshot('agents 0 check');
    await code.page.keyboard.press('Escape');
    await runCommand(code.page, 'View: Close All Editors');
    await openFile(code.page, path.basename(sample.plan));
  });

  await step('two different agents do the first wave of the sample, from Launch Wave to its commit', async () => {
    await window.pressLens('Start run');
    await approvePlan(window);
    await launch(window, 'Wave 1');

    // The model thinks for longer than the plan lets it without a word.
    await window.notified('No output from "Define the status symbols"');
    // All have done everything but say so: what a person sees of them now, in their terminals and on the board.
    await until(() => thinking.length === works.size);
    await window.waitFor('Sessions', 'silent for');
    await code.screenshot('agents 1 quiet');
    await runCommand(code.page, 'Notifications: Clear All Notifications');
    await code.screenshot('agents 2 terminals');
    await runCommand(code.page, 'Wavegate: Open Board');
    const board = await code.frameWith('.node.task');
    await board.getByText('Define the status symbols').first().waitFor();
    await code.screenshot('agents 3 board');

    // One of them is taken over in its terminal, by keys alone, and handed back.
    const times = (wanted: string) => thinking.filter((task) => task === wanted).length;
    await code.page.locator('.terminal-wrapper .xterm', { hasText: 'commandLogger' }).click();
    // What it shows scrolls away, so it is found by its focus from here on.
    const terminal = code.page.locator('.terminal-wrapper .xterm.focus');
    const press = async (key: string, answer: RegExp): Promise<void> => {
      await code.page.keyboard.press(key);
      await terminal.filter({ hasText: answer }).waitFor();
    };
    await press('h', /nothing\s*to\s*hand\s*back/);
    await press('r', /r\s*goes\s*back/);
    // Its heading may have scrolled away by the end of it.
    await press('r', /edits\s*\.wavegate\/handoff\.json/);
    await press('t', /Take\s*over\?/);
    await code.screenshot('agents 4 asked');
    await press('y', /opens\s*here\s*by\s*itself/);
    await window.waitFor('Sessions', 'taken over');
    await until(() => runningWith('--resume').length > 0);
    await code.screenshot('agents 5 taken over');
    const left = terminal.filter({ hasText: /session\s*is\s*yours/ });
    // It wants to be told twice, and does not hear before it has come up.
    await persist(async (timeout) => {
      await code.page.keyboard.press('Control+c');
      await code.page.keyboard.press('Control+c');
      await left.waitFor({ timeout });
    });
    await code.screenshot('agents 6 left');
    await press('h', /Returned\s*to\s*the\s*agent/);
    await until(() => times('command-logger') === 2);
    await window.item('Sessions', 'taken over').waitFor({ state: 'hidden' });

    // The other by the sidebar, and handed back by a window that has just been loaded.
    await window.press('Sessions', 'Define the status', 'Take Over');
    await window.confirm('Take over "Define the status', 'Take Over');
    await window.waitFor('Sessions', 'taken over');
    await code.reload();
    await window.press('Sessions', 'taken over', 'Return Session to Agent');
    await until(() => times('symbols') === 2);
    await window.item('Sessions', 'taken over').waitFor({ state: 'hidden' });
    await code.page.locator('.xterm.focus', { hasText: /Returned\s*to\s*the\s*agent/ }).waitFor();
    await code.screenshot('agents 7 handed back');
    looked();

    await window.waitFor('Gates', 'Spot-check Wave 1');
    await code.screenshot('agents 8 done');
    // Its agent was denied a command; a person allows it from its row, and the changed plan waits for approval.
    await window.press('Sessions', '1 command denied', 'Allow Denied Commands');
    await code.page.locator('.quick-input-widget:visible', { hasText: 'npm ls' }).waitFor();
    await code.screenshot('agents 9 denied');
    await code.page.keyboard.press('Enter');
    await window.notified('The plan allows npm ls');
    assert.ok(wholePlan(await readFile(sample.plan, 'utf8')).agents['claude']?.allow?.includes('npm ls'));
    await spotCheck(window, 'Wave 1');
    await window.waitFor('Gates', 'Approve the plan');
    await code.screenshot('agents 10 committed');

    // Branches of sessions lie deeper, and may not be gone yet. The newest is of this run, not of the first try.
    const branch = git(
      'for-each-ref',
      '--sort=-committerdate',
      '--count=1',
      '--format=%(refname:short)',
      'refs/heads/wavegate/*',
    );
    assert.match(git('log', '-1', '--format=%B', branch), /^Wavegate-Wave: foundation$/m);
    const committed = git('diff', '--name-only', 'main', branch).split('\n').sort();
    const written = [...works.values()].flatMap(({ files }) => files.map((file) => file.path));
    assert.deepEqual(committed, written.sort());
  });
});

/** The sample's plan without its audit and what that finds, and with its first wave done by the two CLIs. */
function planFor(source: string, url: string): string {
  const plan = parseDocument(source);
  plan.delete('audit');
  plan.delete('findings');
  // Its subject is the agents at work; nobody plays the validators that a plan of this size has.
  plan.set('validateAhead', 'off');
  plan.set('agents', Object.fromEntries(drivers.map((driver) => [driver, profileOf(driver, url)])));
  for (const [wave, { tasks }] of wholePlan(source).waves.entries()) {
    for (const [task, { id }] of tasks.entries()) {
      const driver = drivers.find((each) => agents[each].includes(id)) ?? 'claude';
      plan.setIn(['waves', wave, 'tasks', task, 'agent'], driver);
      plan.deleteIn(['waves', wave, 'tasks', task, 'findings']);
    }
  }
  return String(plan);
}

/** Answers that a person gives once, when Claude Code is opened for the first time. */
function claudeSetUp(repository: string): object {
  const key = setups.claude('').env['ANTHROPIC_API_KEY'] ?? '';
  return {
    hasCompletedOnboarding: true,
    theme: 'light',
    customApiKeyResponses: { approved: [key.slice(-20)], rejected: [] },
    projects: { [repository]: { hasTrustDialogAccepted: true } },
  };
}

function profileOf(driver: TestedDriver, url: string): object {
  // Only one of them: the other is taken over instead.
  return profileFor(driver, setups[driver](url), driver === 'codex' ? { warnMinutes: 0.05 } : {});
}

function wholePlan(source: string): Plan {
  const { plan, problems } = parsePlan(source);
  assert.ok(plan, problems[0]?.message);
  return plan;
}

/** One model for all sessions: which task a request is about is in its prompt. */
function modelFor(works: ReadonlyMap<string, TaskWork>, think: (task: string) => Promise<void>): Script {
  return (conversation, session) => {
    const task = session['WAVEGATE_TASK'] ?? '';
    const work = works.get(task);
    if (work === undefined) return { kind: 'text', text: `I know nothing of ${task}.` };
    const worktree = path.dirname(path.dirname(session['WAVEGATE_HANDOFF'] ?? ''));
    return taskScript(worktree, work, () => think(task))(conversation, session);
  };
}
