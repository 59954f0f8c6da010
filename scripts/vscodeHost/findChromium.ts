import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { installDebianPackage } from '../debianPackage.ts';
import { findProgram, isExecutable } from '../programs.ts';
import type { Progress } from './installServer.ts';

/** Chromium without all that a browser shows around a page, which nothing here looks at: opening a window takes a fifth less work. */
const shell = 'chromium-headless-shell';

const namesOnPath = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'msedge'];

/** Where the browsers put themselves on systems that do not add them to the PATH. */
const usualPlaces: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ],
  win32: ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].flatMap((variable) => {
    const folder = process.env[variable];
    return folder === undefined ? [] : [path.join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe')];
  }),
};

const whatIsMissing =
  'No Chromium to drive: install chromium or Google Chrome (on Debian: apt-get install chromium), or name its program in WAVEGATE_CHROMIUM.';

/**
 * Gives the path of a Chromium to drive without a screen: the one named in WAVEGATE_CHROMIUM, else the shell (on Debian, as root,
 * installed from its packages), else a browser on the PATH, in its usual place, or installed. Throws one line that says what is missing.
 */
export async function findChromium(progress: Progress): Promise<string> {
  const named = process.env['WAVEGATE_CHROMIUM'];
  if (named !== undefined && named !== '') {
    if (await isExecutable(named)) return named;
    throw new Error(
      `WAVEGATE_CHROMIUM names ${named}, which is not a program that can be run: correct it or unset it.`,
    );
  }
  const found =
    (await findProgram([shell])) ??
    (await installShell(progress)) ??
    (await findProgram(namesOnPath)) ??
    (await inUsualPlace()) ??
    (await installFromDebian(progress));
  if (found === undefined) throw new Error(whatIsMissing);
  return found;
}

/** Only Debian itself has this package. */
async function installShell(progress: Progress): Promise<string | undefined> {
  const system = await readFile('/etc/os-release', 'utf8').catch(() => '');
  if (!/^ID=debian$/m.test(system)) return undefined;
  const problem = await installDebianPackage(shell, progress);
  if (problem !== undefined && problem !== '')
    progress(`${shell} cannot be installed, so another browser is used: ${problem}`);
  return problem === undefined ? findProgram([shell]) : undefined;
}

async function inUsualPlace(): Promise<string | undefined> {
  for (const place of usualPlaces[process.platform] ?? []) if (await isExecutable(place)) return place;
  return undefined;
}

async function installFromDebian(progress: Progress): Promise<string | undefined> {
  const problem = await installDebianPackage('chromium', progress);
  if (problem === '') return undefined;
  if (problem !== undefined) throw new Error(`${whatIsMissing} (${problem})`);
  return findProgram(namesOnPath);
}
