import { allowedEnvironment } from '../drivers/shared/environment.ts';
import { createSessionGit } from '../git/session/sessionGit.ts';
import { createPrograms } from '../processes/programs.ts';
import { recoverSession } from '../sessionHost/recoverSession.ts';
import { runHost } from '../sessionHost/runHost.ts';
import { createSessionRecords } from '../sessionHost/sessionRecords.ts';
import { createRunCommand } from './runCommand.ts';
import { createMachineSandbox } from './sandbox.ts';
import { createSessionHandlers } from './sessionHandlers.ts';

/**
 * Runs the session of a folder in this process, or answers for one whose host died.
 *
 * @param alone whether this process has no other session, so that whatever it starts and whatever fails in it is the session's
 */
export async function hostSession(folder: string, task: 'run' | 'recover', alone = true): Promise<void> {
  // VS Code's own variables are for its own processes; what runs here must not take itself for one of them.
  const own = Object.entries(process.env).filter(([name]) => !/^(?:ELECTRON|VSCODE)_/.test(name));
  const environment = Object.fromEntries(own.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));

  const programs = createPrograms();
  const sandbox = createMachineSandbox();
  const git = createSessionGit(createRunCommand(programs, sandbox));
  const records = createSessionRecords();
  if (task === 'recover') return recoverSession(folder, { git, programs, records });
  await runHost(folder, {
    git,
    programs,
    records,
    environment: allowedEnvironment(environment, [], process.platform),
    handlers: createSessionHandlers({ git, programs, sandbox, environment }),
    alone,
  });
}
