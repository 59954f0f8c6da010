import { spawn } from 'node:child_process';
import { homedir } from 'node:os';
import path from 'node:path';
import { buildExtension } from '../packageExtension.ts';
import { findProgram, isExecutable } from '../programs.ts';
import { createSample } from '../sample.ts';
import { endGroup } from '../vscodeHost/endProcesses.ts';
import { installExtensions } from '../vscodeHost/installExtensions.ts';
import type { Progress } from '../vscodeHost/installServer.ts';
import { writeSettings } from '../vscodeHost/settings.ts';
import { firstLook } from './started.ts';
import type { Started } from './started.ts';
import type { StartFolders } from './startFolders.ts';

const root = path.join(import.meta.dirname, '..', '..');

/** Opens the sample in the desktop VS Code of this machine, with settings and extensions of its own. */
export async function startOnDesktop(folders: StartFolders, progress: Progress): Promise<Started> {
  const program = await findDesktop();
  progress('Building the extension');
  await buildExtension();
  progress('Making a fresh copy of the sample');
  const { folder } = await createSample(folders.sample, 'goal');
  progress(`Starting ${program}`);
  const extensions = path.join(folders.data, 'extensions');
  await writeSettings(path.join(folders.data, 'User'));
  await installExtensions(extensions, [root, firstLook]);
  const argv = [
    `--user-data-dir=${folders.data}`,
    `--extensions-dir=${extensions}`,
    '--disable-workspace-trust',
    '--skip-release-notes',
    '--new-window',
    '--wait',
    folder,
  ];
  const child = spawn(program, argv, {
    detached: process.platform !== 'win32',
    env: { ...process.env, ...folders.environment },
    stdio: 'ignore',
  });
  const ended = new Promise<void>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', () => resolve());
  });
  return { message: ['Wavegate is ready, in the window that has opened.'], ended, stop: () => endGroup(child) };
}

/** The desktop VS Code: on the PATH, or where its installers put it. Throws one line when there is none. */
async function findDesktop(): Promise<string> {
  const onPath = process.platform === 'win32' ? undefined : await findProgram(['code', 'code-insiders', 'codium']);
  if (onPath !== undefined) return onPath;
  for (const place of usualPlaces()) if (await isExecutable(place)) return place;
  throw new Error(
    'No desktop VS Code was found: install it so that `code` is on the PATH, or run `npm start`, which needs none.',
  );
}

function usualPlaces(): readonly string[] {
  if (process.platform === 'darwin') {
    return ['/Applications/Visual Studio Code.app/Contents/Resources/app/bin/code'];
  }
  if (process.platform !== 'win32') return [];
  const programs = process.env['LOCALAPPDATA'] ?? path.join(homedir(), 'AppData', 'Local');
  return [path.join(programs, 'Programs', 'Microsoft VS Code', 'Code.exe')];
}
