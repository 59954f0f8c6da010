import { writeFile } from 'node:fs/promises';
import { test } from 'node:test';
import { createRunProject } from '../support/runProject.ts';
import { makeTestFolders } from '../support/vscodeHost/folders.ts';
import { stepsOf } from '../support/vscodeHost/namedSteps.ts';
import { withoutTerminals } from '../support/vscodeHost/scene.ts';
import { launchVsCodeFor } from '../support/vscodeHost/testWindow.ts';
import { WavegateWindow } from '../support/vscodeHost/wavegateWindow.ts';
import { openFile, runCommand } from '../support/vscodeHost/workbench.ts';
import { audited, auditedFile, auditor, findingsToPlan } from './steps/findingsToPlan.ts';
import { desk, goalToWave, head } from './steps/goalToWave.ts';
import { settingsWith, themes } from './steps/themes.ts';

test('a plan comes from a goal, and another from findings, in a real window', async (t) => {
  const folders = await makeTestFolders();
  const ends: (() => Promise<void>)[] = [];
  const project = createRunProject(
    { after: (step) => void ends.push(step) },
    {
      plan: {},
      agents: { desk, auditor },
      files: {
        'src/orders.js': 'export const orders = [];\n// none\n// 1\n',
        'src/state.js': '',
        'src/prices.js': '',
        'src/invoices.js': '',
        'src/refunds.js': '',
        [auditedFile]: audited,
        '.vscode/settings.json': settingsWith(themes[0][1]),
      },
    },
  );
  await writeFile(project.planPath, head);
  project.git('commit', '--quiet', '--all', '--message', 'A plan without waves');
  const code = await launchVsCodeFor(t, {
    ...{ workspace: project.repository, openFile: project.planPath, folders, settings: withoutTerminals },
  });
  // Hooks run in the order they were added: the window has closed by then.
  t.after(async () => {
    for (const end of ends) await end();
    await folders.remove();
  });
  const window = new WavegateWindow(code.page);
  const step = stepsOf(t);
  const scene = { code, window, project, folders };

  await step('from a goal to a launched wave: drafted, chosen by change, reviewed, explored, asked, reconciled', () =>
    goalToWave(scene),
  );
  await step('the other plan is opened, and the run of the first stopped', async () => {
    await runCommand(code.page, 'Wavegate: Stop Run');
    await window.answer('Stop: ', 'That is all of it.');
    await window.statusBar(/stopped/i).waitFor();
    project.git('commit', '--quiet', '--all', '--message', 'Keep the answer');
    await runCommand(code.page, 'View: Close All Editors');
    await runCommand(code.page, 'Notifications: Clear All Notifications');
    await openFile(code.page, auditedFile);
  });
  await step(
    'findings lead to a plan: drafted from them, put into a task, drafted for one more, split, and asked about by a gate of the plan',
    () => findingsToPlan(scene),
  );
});
