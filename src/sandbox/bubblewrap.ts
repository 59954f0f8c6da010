import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import type { FoundSandbox, Place } from './places.ts';
import { isFolder } from './wishes.ts';
import { supervisor } from './supervisor.ts';

const run = promisify(execFile);
/** Long enough on a busy machine; it does nothing but start. */
const trialMs = 10_000;

type Argv = readonly [string, ...string[]];

/**
 * Everything is there to read, and little to write. Processes have their own numbers inside, because a folder that is
 * hidden could be reached through `/proc/<number>/root` of a process outside; and none of them outlives the first one.
 */
const always = ['--ro-bind', '/', '/', '--dev', '/dev', '--unshare-pid', '--proc', '/proc', '--die-with-parent'];

/** Devices that builds and tests work with, beside those every program has. */
const devices = ['/dev/kvm', '/dev/dri', '/dev/fuse'];

/**
 * Finds a bubblewrap that works. Being installed is not enough: many containers and some distributions do not let it make
 * namespaces.
 *
 * @param searchPath where to look, as in PATH; what is not absolute there could lead into a worktree
 */
export async function findBubblewrap(searchPath = process.env['PATH'] ?? ''): Promise<FoundSandbox> {
  const folders = searchPath.split(path.delimiter).filter((folder) => path.isAbsolute(folder));
  const program = folders.map((folder) => path.join(folder, 'bwrap')).find((file) => existsSync(file));
  if (program === undefined) return { problem: 'bubblewrap is not installed; installing the package gives you one' };
  return run(program, [...always, 'true'], { timeout: trialMs }).then(
    () => ({ program }),
    (error: NodeJS.ErrnoException & { readonly stderr?: string }) => ({
      problem: `bubblewrap is installed and cannot work here: ${(error.stderr ?? '').trim().split('\n')[0] || error.message}; it needs user namespaces, which this system or container has to allow`,
    }),
  );
}

/** The arguments by which bubblewrap starts a program so that it sees these places. */
export function bubblewrapArgv(
  program: string,
  places: readonly Place[],
  worktree: string,
  argv: Argv,
  supervised: boolean,
): Argv {
  const watched = supervised ? ['/bin/sh', '-c', supervisor, 'sh', ...argv] : argv;
  return [
    program,
    ...always,
    ...devices.filter((device) => existsSync(device)).flatMap((device) => ['--dev-bind', device, device]),
    ...places.flatMap(mount),
    ...['--chdir', worktree, '--', ...watched],
  ];
}

function mount({ path: place, access, from }: Place): readonly string[] {
  if (access === 'write' || access === 'keep') return ['--bind', from ?? place, place];
  if (access === 'read') return ['--ro-bind', place, place];
  return isFolder(place) ? ['--tmpfs', place] : ['--ro-bind', '/dev/null', place];
}
