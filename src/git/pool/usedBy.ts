import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/**
 * Folders that any process has a file of open or mapped, or works in: it could change what is there at any time, however often
 * that was looked at. Only Linux says so to everybody.
 *
 * @param folders absolute, without links
 * @returns undefined where the system does not tell
 */
export function usedByProcesses(folders: readonly string[]): ReadonlySet<string> | undefined {
  if (process.platform !== 'linux') return undefined;
  const used = new Set<string>();
  for (const pid of list('/proc')) {
    if (!/^\d+$/.test(pid) || pid === String(process.pid)) continue;
    const own = `/proc/${pid}`;
    const places = ['cwd', 'root', 'exe'].map((name) => link(`${own}/${name}`));
    places.push(...list(`${own}/fd`).map((number) => link(`${own}/fd/${number}`)));
    const mapped = text(`${own}/maps`);
    for (const folder of folders) {
      const isInside = (place: string): boolean => place === folder || place.startsWith(`${folder}/`);
      if (mapped.includes(`${folder}/`) || places.some(isInside)) used.add(folder);
    }
  }
  return used;
}

/** Processes end while they are looked at, and those of other users are none that a session has started. */
function list(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function link(place: string): string {
  try {
    return readlinkSync(place);
  } catch {
    return '';
  }
}

function text(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
