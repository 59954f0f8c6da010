import assert from 'node:assert/strict';
import { test } from 'node:test';
import { installServer } from '../../scripts/vscodeHost/installServer.ts';
import { applySetup } from '../agents/applySetup.ts';
import { installAgents } from '../agents/installAgents.ts';
import { cleanEnvironment } from '../agents/cleanEnvironment.ts';
import { profileFor, setups } from '../agents/clis.ts';
import { startModelServer } from '../agents/model/modelServer.ts';
import { command, createProvedModel, planToProve, startingFiles, words } from '../agents/provedWork.ts';
import type { RunState } from '../../src/core/model/state.ts';
import { recordedRun } from '../support/recordedRun.ts';
import { createRunProject } from '../support/runProject.ts';
import { makeTestFolders } from '../support/vscodeHost/folders.ts';
import { launchVsCodeFor } from '../support/vscodeHost/testWindow.ts';
import { approvePlan, launch, spotCheck } from '../support/vscodeHost/sampleRun.ts';
import { withoutTerminals } from '../support/vscodeHost/scene.ts';
import { WavegateWindow } from '../support/vscodeHost/wavegateWindow.ts';
import { runCommand } from '../support/vscodeHost/workbench.ts';

const drivers = ['claude', 'codex'] as const;
const both = ['validator-1', 'validator-2'];

/** Sessions of a task or a validator, in the order they were started. */
const sessionsOf = ({ sessions }: RunState, subject: string) =>
  Object.values(sessions).filter((session) => session.subject === subject);

const { bins, skip } = await installAgents(...drivers);

test(
  'work of two real agents is proved: tests first, a false claim found out, a fix, a second validation',
  { skip },
  async (t) => {
    const folders = await makeTestFolders();
    // Whoever installs needs the settings of this machine, which the agents do not get to see.
    await installServer((line) => console.log(line));
    t.after(cleanEnvironment(folders.home, bins));
    const server = await startModelServer();
    const model = createProvedModel();
    const url = server.url(model.script);
    for (const driver of drivers) applySetup(folders.home, setups[driver](url));
    const profiles = Object.fromEntries(drivers.map((driver) => [driver, profileFor(driver, setups[driver](url))]));
    const ends: (() => Promise<void>)[] = [];
    const project = createRunProject(
      { after: (end) => void ends.push(end) },
      { plan: planToProve(profiles), agents: {}, files: startingFiles },
    );
    const code = await launchVsCodeFor(t, {
      workspace: project.repository,
      openFile: project.planPath,
      folders,
      settings: withoutTerminals,
    });
    // Hooks run in the order they were added: the window has closed by then.
    t.after(async () => {
      for (const end of ends) await end();
      await server.close();
      await folders.remove();
    });
    const { page } = code;
    const window = new WavegateWindow(page);
    /** Opens what a gate is about, and takes a picture once it says something, wherever its lines are broken. */
    const read = async (gate: string, words: string, picture: string): Promise<void> => {
      if (await page.locator('.part.panel').isVisible()) await runCommand(page, 'View: Hide Panel');
      await window.open('Gates', gate);
      const text = new RegExp(words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll(' ', '\\s*'));
      await page.locator('.editor-instance .view-lines', { hasText: text }).first().waitFor();
      await code.screenshot(picture);
    };

    await window.pressLens('Start run');
    await approvePlan(window);
    await launch(window, 'Wave 1');

    // Claude Code has worked in stages, tests first; Codex claims of both criteria that a test shows them.
    await window.waitFor('Gates', 'Spot-check Wave 1');
    await read('Spot-check Wave 1', `red: 1 new test failed, 2 times (${words.even})`, 'proof 1 stages');
    await read('Spot-check Wave 1', `AC-2: pass, shown by "${words.odd}" (${command}), contradicted.`, 'proof 2 claim');

    // A person says what is missing at its line, and the wave goes back to whoever wrote it.
    await window.open('Gates', 'half.js');
    const line = page.locator('.modified-in-monaco-diff-editor .view-line', { hasText: 'number / 2' }).first();
    await line.click();
    await runCommand(page, 'Wavegate: Note a Finding');
    await window.answer('What is wrong here?', 'Round down.');
    await window.waitFor('Gates', /half\.js.*1 comment/);
    await window.press('Gates', 'Spot-check Wave 1', 'Reject Gate');
    await window.answer('Your comment goes back to the agents', 'Half of 5 is 2.5.');
    await launch(window, 'Wave 1');
    await window.waitFor('Gates', 'Spot-check Wave 1');
    assert.equal(model.sessions.get('half'), 2, 'the finding is answered in the conversation of the work');
    assert.ok(model.prompts.some((prompt) => prompt.includes(', at `src/half.js:2`: Round down.')));
    const answered = recordedRun(folders.state);
    const [work, answer] = sessionsOf(answered, 'half');
    assert.equal(answered.waves['one']?.attempt, 2);
    assert.equal(answer?.result?.conversation, work?.result?.conversation ?? assert.fail());
    assert.notEqual(answer?.branch, work?.branch, 'on a branch of its own');
    await read('Spot-check Wave 1', `AC-2: pass, shown by "${words.odd}" (${command}): Half`, 'proof 3 claim held');
    await spotCheck(window, 'Wave 1');

    // Both validators find the same blocker, and look again once it is fixed.
    await window.waitFor('Gates', 'choose how to continue');
    await window.waitFor('Findings', words.blocker);
    await code.screenshot('proof 4 blocker');
    assert.deepEqual(
      recordedRun(folders.state).lastFindings.map(({ severity, validators, citation }) => [
        severity,
        validators,
        citation,
      ]),
      [['blocker', both, 'verified']],
    );
    await window.press('Gates', 'choose how to continue', 'Adapt Plan');
    await window.choose('How should the plan continue', /^Fix/);
    await window.choose('Which task', 'Halve a number');
    await window.answer('What do you think went wrong', 'Only numbers have a half.');
    await window.press('Gates', 'Change the plan', 'Approve Gate');
    await window.answer('Approve plan change', '');
    await launch(window, 'Wave 2');
    await window.waitFor('Gates', 'Spot-check Wave 2');
    await spotCheck(window, 'Wave 2');
    await window.waitFor('Gates', 'Accept the result');
    await read('Accept the result', 'Looked at 2 sessions of this conversation', 'proof 5 acceptance');
    assert.deepEqual([model.sessions.get('validator-1'), model.sessions.get('validator-2')], [2, 2]);
    const validated = recordedRun(folders.state);
    assert.deepEqual(
      validated.lastFindings.map(({ title, status }) => [title, status]),
      [[words.blocker, 'fixed']],
    );
    for (const validator of both) {
      const [first, second] = sessionsOf(validated, validator);
      assert.equal(second?.result?.conversation, first?.result?.conversation ?? assert.fail());
      assert.match(second?.result?.summary ?? '', /^Looked at 2 sessions of this conversation/);
    }
    await window.press('Gates', 'Accept the result', 'Approve Gate');
    for (const question of ['explain', 'rewrite', 'worst-case', 'defend']) await window.choose(question, 'Yes');
    await window.answer('What did you try yourself', 'Halved 4, 5 and a text.');
    await window.answer('Approve result', '');
    await window.waitFor('Gates', /^Ship/);
    await code.screenshot('proof 6 accepted');

    const branch = project.git('for-each-ref', '--format=%(refname:short)', 'refs/heads/wavegate/*');
    assert.match(project.git('show', `${branch}:src/half.js`), /TypeError[\s\S]*Math\.floor/);
  },
);
