import { createCheckSession } from '../sessions/check/checkSession.ts';
import { createCheckRunner } from '../checks/runCheck.ts';
import { driverOf } from '../drivers/drivers.ts';
import { allowedEnvironment } from '../drivers/shared/environment.ts';
import { createPrograms } from '../processes/programs.ts';
import { onFreePort } from './onFreePort.ts';
import { createAgentSession } from '../sessions/agent/agentSession.ts';
import { createCommitSession } from '../sessions/commit.ts';
import { createDivideSession } from '../sessions/divide.ts';
import { createMergeSession } from '../sessions/merge.ts';
import { createReviseSession } from '../sessions/revise.ts';
import { recoverSession } from '../sessionHost/recoverSession.ts';
import { runHost } from '../sessionHost/runHost.ts';
import { createSessionRecords } from '../sessionHost/sessionRecords.ts';
import { createForgeOf } from '../forge/forgeOf.ts';
import { createLandSession } from '../sessions/ship/landSession.ts';
import { createShipSession } from '../sessions/ship/shipSession.ts';
import { createWatchSession } from '../sessions/ship/watchSession.ts';
import { createRunCommand } from './runCommand.ts';
import { createSessionGit } from '../git/session/sessionGit.ts';
import { createMachineSandbox } from './sandbox.ts';

/**
 * The program that runs one session: `node sessionHost.mjs FOLDER`. Its answer is the result in that folder. With `recover`
 * behind the folder it answers for a session whose host died.
 */
const [folder, task] = process.argv.slice(2);
if (folder === undefined) {
  console.error('Usage: sessionHost FOLDER, the folder of a session with its job.');
  process.exit(2);
}

// VS Code's own variables are for its own processes; what runs here must not take itself for one of them.
const own = Object.entries(process.env).filter(([name]) => !/^(?:ELECTRON|VSCODE)_/.test(name));
const environment = Object.fromEntries(own.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));

const programs = createPrograms();
const checks = createCheckRunner(programs);
const sandbox = createMachineSandbox();
const forgeOf = createForgeOf(programs);
const git = createSessionGit(createRunCommand(programs, sandbox));

const check = onFreePort(createCheckSession(git, checks, sandbox, environment));
const records = createSessionRecords();
if (task === 'recover') {
  await recoverSession(folder, { git, programs, records });
  process.exit(0);
}

await runHost(folder, {
  git,
  programs,
  records,
  environment: allowedEnvironment(environment, [], process.platform),
  handlers: {
    agent: createAgentSession({
      git,
      programs,
      driverOf,
      checks,
      sandbox,
      environment,
      judgeHandoff: async () => (await import('../core/handoff/judgeHandoff.ts')).judgeHandoff,
    }),
    check,
    divide: createDivideSession(git, check, () => performance.now()),
    merge: createMergeSession(git),
    commit: createCommitSession(git),
    revise: createReviseSession(git),
    ship: createShipSession({ git, forgeOf, environment }),
    watch: createWatchSession({ forgeOf, environment }),
    land: createLandSession({ forgeOf, environment }),
  },
});
// Work that was given up may still wait for something.
process.exit(0);
