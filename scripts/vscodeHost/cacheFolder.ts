import os from 'node:os';
import path from 'node:path';

/**
 * Where development downloads and throw-away workspaces are kept between runs: outside the project, so that `npm ci`
 * does not delete them. WAVEGATE_DEV_CACHE replaces the operating system's own cache folder.
 */
export function cacheFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const chosen = environment['WAVEGATE_DEV_CACHE'];
  if (chosen !== undefined && chosen !== '') return path.resolve(chosen);
  return path.join(systemCacheFolder(environment), 'wavegate-dev');
}

function systemCacheFolder(environment: NodeJS.ProcessEnv): string {
  const home = os.homedir();
  if (process.platform === 'win32') return environment['LOCALAPPDATA'] ?? path.join(home, 'AppData', 'Local');
  if (process.platform === 'darwin') return path.join(home, 'Library', 'Caches');
  const xdg = environment['XDG_CACHE_HOME'];
  return xdg !== undefined && path.isAbsolute(xdg) ? xdg : path.join(home, '.cache');
}
