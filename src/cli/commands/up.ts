import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { databaseVariable } from '../../ports/layout.ts';
import { freePort } from '../../processes/freePort.ts';
import { findRoots } from '../../state/roots.ts';
import { onAbort } from '../../util/onAbort.ts';
import { defineCommand } from '../shared/command.ts';
import { CliError, exitCodes } from '../shared/exit.ts';
import { writeLines } from '../shared/terminal.ts';
import type { Terminal } from '../shared/terminal.ts';

/** First port that is tried. */
const firstPort = 54_320;

export const up = defineCommand({
  name: 'up',
  usage: '[--hosts N] [--folder DIR]',
  summary: "Try a team's run on this machine: PostgreSQL and hosts of its own, until Ctrl+C.",
  details: [
    'Starts PostgreSQL from this system, on loopback alone, with a password of its own, and hosts that take sessions from it.',
    'It prints what it has started, and how another terminal starts a run over it. Runs stay in the folder for the next time.',
    '--hosts N     how many hosts; default: 2',
    '--folder DIR  where the data of the database and of the hosts are; default: beside the worktrees of this user',
  ],
  options: { hosts: { type: 'string' }, folder: { type: 'string' } },
  arguments: [0, 0],
  async run({ values, terminal }) {
    const count = values.hosts === undefined ? 2 : Number(values.hosts);
    if (!Number.isInteger(count) || count < 1 || count > 20) {
      throw new CliError('usage', `--hosts takes a whole number from 1 to 20, not ${JSON.stringify(values.hosts)}.`);
    }
    const folder =
      values.folder === undefined ? usualFolder(terminal.env) : path.resolve(terminal.folder, values.folder);
    const { startOwnServer } = await import('../../database/ownServer.ts');
    const port = await freePort(firstPort, 1);
    const server = await startOwnServer(path.join(folder, 'database'), port, terminal.env);
    await writeLines(terminal, [
      `PostgreSQL ${server.version} at ${server.address.shown} (process ${server.pid}), in ${path.join(folder, 'database')}`,
    ]);
    const hosts: ChildProcess[] = [];
    try {
      for (let number = 1; number <= count; number += 1) {
        hosts.push(await startHost(`try-${number}`, folder, server.addressFile, terminal));
      }
      await writeLines(terminal, [
        '',
        'In another terminal, in a repository:',
        `  export ${databaseVariable}=${server.addressFile}`,
        '  wavegate run PLAN --wait',
        'Agents of a plan with `executor: team` work on the hosts. Ctrl+C here ends all of it; runs stay for the next time.',
      ]);
      const left = new Promise<'left'>((resolve) => onAbort(terminal.interrupted, () => resolve('left')));
      const why = await Promise.race([left, server.ended.then(() => 'gone' as const)]);
      if (why === 'left') return exitCodes.interrupted;
      throw new CliError(
        'environment',
        `PostgreSQL has ended by itself. What it said is in ${path.join(folder, 'database', 'server.log')}.`,
      );
    } finally {
      await Promise.all(hosts.map(endHost));
      await server.stop();
      terminal.note(
        'The hosts and the database have ended. Agents under way go on by themselves; start `wavegate up` again to have their results.',
      );
    }
  },
});

/** Root's own folders are closed to the user that PostgreSQL runs as then. */
function usualFolder(env: NodeJS.ProcessEnv): string {
  if (process.getuid?.() === 0) return '/var/lib/wavegate/try';
  return path.join(path.dirname(findRoots(process.platform, env).worktrees), 'try');
}

async function startHost(name: string, folder: string, addressFile: string, terminal: Terminal): Promise<ChildProcess> {
  const argv = ['host', '--name', name, '--folder', path.join(folder, name), '--database', addressFile];
  const host = spawn(process.execPath, [process.argv[1] ?? '', ...argv], {
    cwd: terminal.folder,
    env: terminal.env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [host.stdout, host.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      for (const line of text.split('\n')) if (line !== '') terminal.note(`${name}  ${line}`);
    });
  }
  await Promise.race([once(host, 'spawn'), once(host, 'error').then(([error]) => Promise.reject(error as Error))]);
  await writeLines(terminal, [`Host ${name} (process ${host.pid}), in ${path.join(folder, name)}`]);
  return host;
}

async function endHost(host: ChildProcess): Promise<void> {
  if (host.exitCode !== null || host.signalCode !== null) return;
  const gone = once(host, 'exit');
  host.kill('SIGINT');
  await gone;
}
