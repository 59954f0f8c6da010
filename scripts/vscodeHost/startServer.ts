import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { endGroup, endMarked, endWithThisProcess } from './endProcesses.ts';
import { writeSettings } from './settings.ts';

/** Options for starting a VS Code server. */
export interface ServerOptions {
  /** `server-main.js`, as installServer gives it. */
  readonly program: string;
  /** Where it keeps its settings, extensions and logs; made when missing. */
  readonly dataFolder: string;
  /** The environment of the server, and so of its extension host and terminals. */
  readonly environment: NodeJS.ProcessEnv;
  /** A secret every request must carry; without one, any local process can connect. */
  readonly token?: string;
  /** Folders are opened in restricted mode until a person trusts them; left out, every folder is trusted. */
  readonly asksForTrust?: boolean;
  /** Settings besides those that keep everything else out of the way. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Port to listen at, or one of the next where it is taken; any free one when left out. */
  readonly port?: number;
  /** More of the server's own command line. */
  readonly argv?: readonly string[];
}

/** A VS Code server that accepts connections. */
export interface RunningServer {
  readonly pid: number;
  readonly port: number;
  /** Everything it has printed so far. */
  output(): string;
  /** Resolves when it has ended, whatever the reason. */
  readonly ended: Promise<void>;
  /** Ends it, its children, and what those left running; safe to call twice. */
  stop(): Promise<void>;
}

/** How long the server may take until it listens, in milliseconds, on a machine that does other things too. */
const startLimit = 300_000;

/** Further ports that are tried where the wanted one is taken. */
const portsToTry = 50;

/** The environment variable by which stop() recognises processes that have left the server's process group. */
const mark = 'WAVEGATE_DEV_HOST';

/**
 * Starts a VS Code server on 127.0.0.1; resolves when it listens. Throws with what it printed when it
 * ends first or takes longer than five minutes.
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const scopes = ['User', 'Machine'].map((scope) => path.join(options.dataFolder, 'data', scope));
  await Promise.all(scopes.map((scope) => writeSettings(scope, options.asksForTrust, options.settings)));
  const id = randomUUID();
  const child = spawn(process.execPath, [options.program, ...serverArguments(options)], {
    detached: true,
    env: { ...options.environment, [mark]: id },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  endWithThisProcess(child);
  let output = '';
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const stop = async (): Promise<void> => {
    await endGroup(child);
    await endMarked(mark, id);
  };
  const listening = new Promise<number>((resolve, reject) => {
    const limit = setTimeout(() => fail('did not listen within five minutes'), startLimit);
    const fail = (what: string): void => {
      clearTimeout(limit);
      reject(new Error(`VS Code's server ${what}. It printed:\n${output.trim()}`));
    };
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
        const port = /Extension host agent listening on (\d+)/.exec(output)?.[1];
        if (port === undefined) return;
        clearTimeout(limit);
        resolve(Number(port));
      });
    }
    child.on('error', (error) => fail(`could not be started: ${error.message}`));
    child.on('close', (code) => fail(`ended with exit code ${code ?? 'none'}`));
  });
  try {
    const port = await listening;
    return { pid: child.pid ?? 0, port, output: () => output, ended, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function serverArguments({ dataFolder, token, asksForTrust = false, port, argv = [] }: ServerOptions): string[] {
  return [
    '--host=127.0.0.1',
    `--port=${port === undefined ? 0 : `${port}-${Math.min(port + portsToTry, 65_535)}`}`,
    token === undefined ? '--without-connection-token' : `--connection-token=${token}`,
    '--accept-server-license-terms',
    '--telemetry-level=off',
    // What goes from one process of this machine to another is not worth packing.
    '--disable-websocket-compression',
    // Whoever starts it has the environment of a person already: no login shell is asked for another.
    '--force-disable-user-env',
    ...(asksForTrust ? [] : ['--disable-workspace-trust']),
    `--server-data-dir=${dataFolder}`,
    ...argv,
  ];
}
