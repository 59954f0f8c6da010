import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { packageExtension } from '../packageExtension.ts';
import { runProgram } from '../processes.ts';
import { createSample } from '../sample.ts';
import { installExtensions } from '../vscodeHost/installExtensions.ts';
import { installServer } from '../vscodeHost/installServer.ts';
import type { Progress } from '../vscodeHost/installServer.ts';
import { startServer } from '../vscodeHost/startServer.ts';
import { workbenchUrl } from '../vscodeHost/workbenchUrl.ts';
import { firstLook } from './started.ts';
import type { Started } from './started.ts';
import type { StartFolders } from './startFolders.ts';

/**
 * Starts VS Code's server with the packed extension installed; the person opens it in a browser.
 *
 * @param port to listen at, or one of the next where it is taken; any free one when left out
 */
export async function startInBrowser(folders: StartFolders, progress: Progress, port?: number): Promise<Started> {
  const program = await installServer(progress);
  progress('Building and packing the extension');
  // It stays on this machine: what would be secret in it is here already.
  await packageExtension(folders.packed, { looksForSecrets: false });
  progress('Making a fresh copy of the sample');
  const { folder } = await createSample(folders.sample, 'goal');
  progress('Starting VS Code');
  await installExtensions(path.join(folders.data, 'extensions'), [firstLook]);
  await installPackage(program, folders);
  const token = randomBytes(16).toString('hex');
  const server = await startServer({
    program,
    dataFolder: folders.data,
    environment: { ...process.env, ...folders.environment },
    token,
    ...(port !== undefined && { port }),
  });
  const url = workbenchUrl({ port: server.port, folder, token });
  return {
    message: ['Wavegate is ready. Open this address in a browser on this machine:', '', url],
    ended: server.ended,
    stop: () => server.stop(),
  };
}

async function installPackage(program: string, { packed, data }: StartFolders): Promise<void> {
  const argv = [program, `--server-data-dir=${data}`, `--install-extension=${packed}`];
  const { exitCode, output } = await runProgram(process.execPath, argv);
  if (exitCode !== 0) throw new Error(`VS Code did not take the packed extension:\n${output.trim()}`);
}
