import path from 'node:path';
import type { Work } from '../core/model/effects.ts';
import { driverOf } from '../drivers/drivers.ts';
import type { Programs } from '../ports/programs.ts';
import { sessionFiles } from '../protocol/sessionFiles.ts';
import type { SessionHandlers } from '../sessionHost/runHost.ts';
import type { CheckRunner } from '../sessionPorts/checkRunner.ts';
import type { Redactor } from '../sessionPorts/redactor.ts';
import type { Sandbox } from '../sessionPorts/sandbox.ts';
import type { SessionGit } from '../sessionPorts/sessionGit.ts';
import type { SessionHandler } from '../sessionPorts/sessionHandler.ts';
import { createAgentSession } from '../sessions/agent/agentSession.ts';
import { folderName } from '../state/folderName.ts';
import { once } from '../util/once.ts';

/** Means of every kind of session. */
export interface SessionMeans {
  readonly git: SessionGit;
  readonly programs: Programs;
  readonly sandbox: Sandbox;
  /** Environment of the host. */
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * Handlers for each kind of work. A host does one of them and starts with nine others at a launch: of the rest it reads not
 * even the code, and of what an agent's work is checked with only once the agent is at work.
 */
export function createSessionHandlers({ git, programs, sandbox, environment }: SessionMeans): SessionHandlers {
  const checks = checksWhenNeeded(programs);
  /** Loaded when a record is archived, or a supervisor has spoken. */
  const loaded = once(async () => (await import('../secrets/redactor.ts')).createRedactor(environment));
  const redactor: Redactor = {
    text: async (text) => (await loaded()).text(text),
    file: async (from, to, most) => (await loaded()).file(from, to, most),
  };
  const judgeHandoff = once(async () => (await import('../core/handoff/judgeHandoff.ts')).judgeHandoff);
  const agent = createAgentSession({ git, programs, driverOf, checks, sandbox, environment, judgeHandoff, redactor });
  const check = lazily(async () => {
    const [{ createCheckSession }, { onFreePort }] = await Promise.all([
      import('../sessions/check/checkSession.ts'),
      import('./onFreePort.ts'),
    ]);
    return onFreePort(createCheckSession(git, checks, sandbox, environment));
  });
  const forgeOf = once(async () => (await import('../forge/forgeOf.ts')).createForgeOf(programs));
  return {
    agent: (work, context) =>
      agent(work, {
        ...context,
        async agentStarted(identity) {
          await context.agentStarted(identity);
          // Not when it ends: an update of this program may have replaced its files by then.
          void Promise.all([checks.load(), judgeHandoff()]).catch(() => undefined);
        },
      }),
    check,
    divide: lazily(async () => {
      const { createDivideSession } = await import('../sessions/divide.ts');
      return createDivideSession(git, check, () => performance.now());
    }),
    merge: lazily(async () => (await import('../sessions/merge.ts')).createMergeSession(git)),
    commit: lazily(async () => (await import('../sessions/commit.ts')).createCommitSession(git)),
    revise: lazily(async () => (await import('../sessions/revise.ts')).createReviseSession(git)),
    ship: lazily(async () => {
      const { createShipSession } = await import('../sessions/ship/shipSession.ts');
      return createShipSession({
        ...{ git, forgeOf: await forgeOf(), environment },
        archives: {
          git,
          outputOf: (own, session, epoch) =>
            path.join(path.dirname(own), `${folderName(session)}@${epoch}`, sessionFiles.output),
          redactor,
        },
      });
    }),
    watch: lazily(async () => {
      const { createWatchSession } = await import('../sessions/ship/watchSession.ts');
      return createWatchSession({ forgeOf: await forgeOf(), environment });
    }),
    land: lazily(async () => {
      const { createLandSession } = await import('../sessions/ship/landSession.ts');
      return createLandSession({ forgeOf: await forgeOf(), environment });
    }),
  };
}

/** Handler whose code is loaded when it is asked to work. */
function lazily<W extends Work>(load: () => Promise<SessionHandler<W>>): SessionHandler<W> {
  return async (work, context) => (await load())(work, context);
}

function checksWhenNeeded(programs: Programs): CheckRunner & { readonly load: () => Promise<CheckRunner> } {
  const load = once(async () => (await import('../checks/runCheck.ts')).createCheckRunner(programs));
  return { load, run: async (request) => (await load()).run(request) };
}
