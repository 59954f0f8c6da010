import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { AgentFact } from '../../ports/machineService.ts';
import type { DriverId } from '../../core/plan/schema/plan.ts';
import { drivers } from '../../drivers/drivers.ts';
import { allowedEnvironment } from '../../drivers/shared/environment.ts';
import type { AgentCli, AgentDriver, AgentLaunch } from '../../sessionPorts/agentDriver.ts';
import type { Programs } from '../../ports/programs.ts';
import { ProgramError } from '../../ports/programs.ts';
import type { AgentListener } from '../../sessions/agent/agentListener.ts';
import { createAgentListener } from '../../sessions/agent/agentListener.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** A command line starts in one or two seconds; on a busy machine, with all of them at once, in many. */
const versionSeconds = 60;

/** Looks for every agent on the PATH and asks it for its version. Nothing is sent anywhere. */
export function findAgents(programs: Programs, environment: Environment): Promise<readonly AgentFact[]> {
  const known = Object.values(drivers).flatMap(({ id, cli }) => (cli === undefined ? [] : [{ id, cli }]));
  return Promise.all(known.map(({ id, cli }) => find(id, cli, programs, environment)));
}

async function find(driver: DriverId, cli: AgentCli, programs: Programs, environment: Environment): Promise<AgentFact> {
  const { title, testedVersion } = cli;
  const install = `npm install -g ${cli.package}`;
  const known = { driver, title, testedVersion, install };
  const env = allowedEnvironment(environment, [], process.platform);
  try {
    const launch: AgentLaunch = { argv: [cli.program, ...cli.versionArgs], env };
    const { output } = await run(programs, launch, os.tmpdir(), versionSeconds);
    const version = /\d+\.\d+\.\d+\S*/.exec(output)?.[0].replace(/[.,;:]+$/, '');
    if (version === undefined) return { ...known, note: 'Does not tell its version.' };
    const note = version === testedVersion ? 'The tested version.' : `Tested with ${testedVersion}.`;
    return { ...known, version, note };
  } catch (error) {
    if (!(error instanceof ProgramError)) throw error;
    return { ...known, note: `Not on the PATH. Install it: ${install}` };
  }
}

/**
 * Asks an agent one short question, as a session would: this shows that it is logged in, and costs as much as one answer.
 *
 * @param folder of a git repository; the agent may not write in it
 * @param seconds in which it has to answer
 * @returns undefined when it answers, else what is wrong and what to do
 */
export async function probeAgent(
  driver: AgentDriver,
  programs: Programs,
  environment: Environment,
  folder: string,
  seconds: number,
): Promise<string | undefined> {
  const scratch = await mkdtemp(path.join(os.tmpdir(), 'wavegate-probe-'));
  try {
    const launch = driver.launch({
      profile: {
        driver: driver.id,
        mode: 'read-only',
        limits: { minutes: 2, idleMinutes: 2 },
        env: [...(driver.cli?.keyVariables ?? [])],
      },
      mode: 'read-only',
      worktree: folder,
      directive: path.join(scratch, 'directive.md'),
      handoff: path.join(scratch, 'handoff.json'),
      prompt: 'Answer with the single word "ready", and do nothing else.\n',
      folder: scratch,
      verify: [],
      conversation: randomUUID(),
      session: {},
      environment,
      platform: process.platform,
    });
    for (const [file, text] of Object.entries(launch.files ?? {})) await writeFile(file, text);
    const reader = driver.reader?.();
    const listener = createAgentListener({ reader, limits: { minutes: 2, idleMinutes: 2 }, happened: () => {} });
    const { exitCode, output, late } = await run(programs, launch, folder, seconds, listener);
    listener.end();
    if (late)
      return `It did not answer within ${seconds} s. Run it once by hand to see why, or give it more time: wavegate.agentCheckTimeout in the editor, --seconds on the command line.`;
    return driver.judgeExit({ exitCode, tail: output.slice(-8_000), transcript: listener.transcript() })?.message;
  } catch (error) {
    if (!(error instanceof ProgramError)) throw error;
    return error.message;
  } finally {
    await rm(scratch, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** @throws ProgramError when nothing could be started */
async function run(
  programs: Programs,
  { argv, env, input }: AgentLaunch,
  cwd: string,
  seconds: number,
  listener?: AgentListener,
): Promise<{ readonly exitCode: number | null; readonly output: string; readonly late: boolean }> {
  const name = 'WAVEGATE_PROBE';
  const value = randomUUID();
  const chunks: Uint8Array[] = [];
  const running = await programs.start({
    argv,
    cwd,
    env: { ...env, [name]: value },
    marker: `${name}=${value}`,
    output: (chunk) => void chunks.push(chunk),
    ...(input === undefined ? {} : { input }),
    ...(listener === undefined ? {} : { heard: (chunk, stream) => listener.hear(chunk, stream) }),
  });
  let late = false;
  const limit = setTimeout(() => {
    late = true;
    void running.end();
  }, seconds * 1_000);
  void listener?.hopeless.then(() => running.end());
  try {
    const { exitCode } = await running.exited;
    await running.end();
    return { exitCode, output: Buffer.concat(chunks).toString('utf8'), late };
  } finally {
    clearTimeout(limit);
  }
}
