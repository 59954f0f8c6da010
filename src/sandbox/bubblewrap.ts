import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Entrance, Sandbox, SandboxRequest } from '../ports/sandbox.ts';

const run = promisify(execFile);
const program = 'bwrap';
/** Long enough on a busy machine; it does nothing but start. */
const trialMs = 10_000;

/**
 * The sandbox of Linux desktops: everything is there to read, and only the worktree to write. Processes are numbered anew
 * inside, because a folder that is hidden could be reached through `/proc/<number>/root` of a process outside; and none
 * of them outlives the first one.
 */
export function createBubblewrap(platform: string): Sandbox {
  let usable: Promise<boolean> | undefined;
  return {
    async enter(wanted, request) {
      if (wanted === 'off') return asTheyAre;
      usable ??= platform === 'linux' ? works() : Promise.resolve(false);
      if (!(await usable)) return wanted === 'required' ? 'missing' : asTheyAre;
      const options = optionsFor(request);
      return (argv) => [program, ...options, '--', ...argv];
    },
  };
}

const asTheyAre: Exclude<Entrance, 'missing'> = (argv) => argv;

/** Being installed is not enough: many containers and some distributions do not let it make namespaces. */
async function works(): Promise<boolean> {
  return run(program, ['--ro-bind', '/', '/', '--unshare-pid', '--proc', '/proc', '--dev', '/dev', 'true'], {
    timeout: trialMs,
  }).then(
    () => true,
    () => false,
  );
}

/** Later mounts lie on top of earlier ones, so what is hidden comes before what is shown in it. */
function optionsFor({ worktree, repository, hidden, readable, writable }: SandboxRequest): readonly string[] {
  const bind = (kind: '--ro-bind' | '--bind', places: readonly string[]): readonly string[] =>
    places
      .map(atHome)
      .filter((place) => existsSync(place))
      .flatMap((place) => [kind, place, place]);
  return [
    ...['--ro-bind', '/', '/', '--dev', '/dev', '--unshare-pid', '--proc', '/proc', '--die-with-parent'],
    ...['--tmpfs', '/tmp'],
    ...bind('--ro-bind', [repository]),
    ...hidden.filter((folder) => existsSync(folder)).flatMap((folder) => ['--tmpfs', folder]),
    ...bind('--ro-bind', readable),
    ...bind('--bind', [worktree, ...writable]),
    ...['--chdir', worktree],
  ];
}

/** `~/` is the only thing about a path in the plan that differs between people. */
function atHome(place: string): string {
  return path.resolve(os.homedir(), place.replace(/^~(?=$|\/)/, '.'));
}
