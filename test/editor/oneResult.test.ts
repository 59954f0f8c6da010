import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { test } from 'node:test';
import { endHostedSessions, sessionFolders } from '../support/hostedSessions.ts';
import { createRunProject } from '../support/runProject.ts';
import { profile, smallPlan } from '../support/smallPlan.ts';
import { until } from '../support/until.ts';
import { makeTestFolders } from '../support/vscodeHost/folders.ts';
import { projectRoot } from '../support/vscodeHost/launch.ts';
import { stepsOf } from '../support/vscodeHost/namedSteps.ts';
import { approvePlan, launch } from '../support/vscodeHost/sampleRun.ts';
import { withoutTerminals } from '../support/vscodeHost/scene.ts';
import { launchVsCodeFor } from '../support/vscodeHost/testWindow.ts';
import { WavegateWindow } from '../support/vscodeHost/wavegateWindow.ts';
import { openFile, runCommand } from '../support/vscodeHost/workbench.ts';
import { answersComments, commentsAndMarks, seesTheAnswer } from './steps/comments.ts';
import { forgeOf, ships } from './steps/shipping.ts';
import { triesIt } from './steps/tryIt.ts';
import { reader, weighsFindings } from './steps/validators.ts';

const dark = JSON.stringify({ 'workbench.colorTheme': 'Dark Modern' });

/** Told in comments what is missing, adds what they say; finds what CI is red for once a wave is about that. */
const worker = `
  const { readFileSync, appendFileSync } = await import('node:fs');
  const directive = readFileSync(process.env.WAVEGATE_DIRECTIVE, 'utf8');
  const said = [...directive.matchAll(/[Aa]t .src.a\\.js:\\d+.: (.*)/g)].map(([, words]) => words);
  if (task !== 'a') {
    write('src/a.js', readFileSync('src/a.js', 'utf8').replace('offByOne', 'a'));
    handOff(['src/a.js']);
  } else if (said.length > 0) {
    for (const words of said) appendFileSync('src/a.js', '// ' + words + '\\n');
    handOff(['src/a.js']);
  } else {
    appendFileSync('src/a.js', "export const done = 'a';\\n");
    write('src/words.js', "export const words = ['done'];\\n");
    handOff(['src/a.js', 'src/words.js']);
  }`;

/** Result that is tried: it serves until it is ended. */
const server = `import { createServer } from 'node:http';
createServer((_, response) => response.end('hello')).listen(Number(process.argv[2]), '127.0.0.1');
`;

test('a person looks at a result in every way there is, answers the validators, and ships it', async (t) => {
  if (process.platform === 'win32') return t.skip('a script cannot stand in for gh.exe');
  const folders = await makeTestFolders();
  const ends: (() => Promise<void>)[] = [];
  const project = createRunProject(
    { after: (step) => void ends.push(step) },
    {
      plan: smallPlan([[{ id: 'a', agent: 'worker', owns: ['src/a.js', 'src/words.js'] }]], {
        agents: { reader: profile('reader') },
        validators: [
          { agent: 'reader', disposition: 'Insists on tests' },
          { agent: 'reader', disposition: 'Reads the code' },
        ],
        tryIt: { run: 'node server.mjs {port}' },
        ship: {
          forge: 'github',
          checks: { everySeconds: 1, noneAfterSeconds: 0, reruns: 0 },
          comments: { everySeconds: 5 },
        },
      }),
      agents: { worker, reader, b: 'await waitFor("go"); work();', c: '', d: '' },
      files: {
        'src/base.js': 'export const base = 1;\n',
        'src/a.js': "export const name = 'offByOne';\n",
        'server.mjs': server,
        'elsewhere.waveplan.yaml': JSON.stringify(smallPlan([['b']], { title: 'A change in a terminal' })),
        'other.waveplan.yaml': JSON.stringify(smallPlan([['c'], ['d']], { title: 'Another change' })),
        '.vscode/settings.json': dark,
      },
    },
  );
  const forge = await forgeOf({ after: (step) => t.after(step) }, project);
  const elsewhere = path.join(project.repository, 'elsewhere.waveplan.yaml');
  const argv = [path.join(projectRoot, 'dist', 'cli.mjs'), 'run', elsewhere, '--approve', 'plan,launch'];
  const env = { ...process.env, ...folders.environment };
  const cli = spawn(process.execPath, argv, { cwd: project.repository, env, stdio: 'ignore' });
  const ended = once(cli, 'exit');
  // The window looks for unfinished runs once, when it is opened.
  await until(() => sessionFolders(folders.state).length > 0);
  const code = await launchVsCodeFor(t, {
    ...{ workspace: project.repository, openFile: elsewhere, folders, env: forge, settings: withoutTerminals },
  });
  // Hooks run in the order they were added: the window has closed by then.
  t.after(async () => {
    cli.kill();
    // What is tried runs on without its window.
    await endHostedSessions(folders.state);
    for (const end of ends) await end();
    await folders.remove();
  });
  const window = new WavegateWindow(code.page);
  const step = stepsOf(t);
  const scene = { code, window, project, folders };

  await step('a run of the command line is shown as it goes, and can be decided on once that lets go', async () => {
    await code.page.locator('.activitybar [aria-label*="Wavegate"]').first().click();
    await window.notified(/only shows the run. .* open in process \d+/);
    await window.waitFor('Sessions', 'Change b');
    await window.statusBar('Running').waitFor();
    await code.screenshot('elsewhere 1 running');
    project.leave('go');
    await ended;
    await window.waitFor('Gates', 'Spot-check Wave 1');
    await code.screenshot('elsewhere 2 waiting');

    await window.press('Gates', 'Spot-check Wave 1', 'Reject Gate');
    await window.answer('Reject spot-check · Wave 1', 'Let me look first.');
    await window.notified('another signing key');
    await window.statusBar('Waiting').waitFor();
    await code.screenshot('elsewhere 3 driven here');
  });

  await step('it is stopped, and a run of another plan takes its place', async () => {
    await runCommand(code.page, 'Wavegate: Stop Run');
    await window.answer('Stop: A change in a terminal', 'It goes on here.');
    await window.statusBar(/stopped/i).waitFor();
    await runCommand(code.page, 'View: Close All Editors');
    await openFile(code.page, path.basename(project.planPath));
    await window.pressLens('Start run');
    await approvePlan(window);
    await launch(window, 'Wave 1');
    await window.waitFor('Gates', 'Spot-check Wave 1');
  });

  await step('marks in the tree show on the board and the reverse, and with a comment also after a reload', () =>
    commentsAndMarks(scene),
  );
  await step('the result is tried in a window of its own, and what is wrong with it noted there', () => triesIt(scene));
  await step('comments go back to the agent', () => answersComments(scene));
  await step('the wave comes back with comments answered, and is approved on the board', () => seesTheAnswer(scene));
  await step('what the validators found is weighed', () => weighsFindings(scene));
  await step('CI is red once, a wave fixes it, and the pull request is merged', () => ships(scene));
});
