import { notify } from '../shared/messages.ts';
import type { RunConnection } from '../shared/runConnection.ts';
import type { VSCode } from '../shared/vscodeTypes.ts';
import { workspaceFolders } from '../shared/workspaceFolders.ts';
import { askChoice } from './ask.ts';

/**
 * Asks which run of the workspace's repositories something is for; the open one is listed first.
 * @param title of the command that asks
 * @returns its id; undefined when the person leaves, or has been told that there is none
 */
export async function pickRun(vscode: VSCode, run: RunConnection, title: string): Promise<string | undefined> {
  const service = await run.service();
  const runs = await service.listRuns(workspaceFolders(vscode));
  if (runs.length === 0) {
    notify(vscode, 'information', 'No run of this repository is known on this machine.');
    return undefined;
  }
  const open = run.state?.run;
  const sorted = runs.toSorted((one, other) => Number(other.run === open) - Number(one.run === open));
  const options = sorted.map((each) => ({
    ...{ label: each.title, description: each.headline, detail: each.run },
    value: each.run,
  }));
  return askChoice(vscode, { title, step: 1, of: 1 }, 'Which run?', options);
}
