import { realpathSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Entrance, Sandbox, SandboxRequest } from '../sessionPorts/sandbox.ts';
import type { SandboxStatus } from '../ports/inside.ts';
import type { Inside } from '../ports/inside.ts';
import { bubblewrapArgv, findBubblewrap } from './bubblewrap.ts';
import type { FoundSandbox, Place } from './places.ts';
import { accessOf, isIn } from './places.ts';
import { findSeatbelt, seatbeltArgv } from './seatbelt.ts';
import type { System } from './wishes.ts';
import { placesFor } from './wishes.ts';

/** Something that starts programs in a sandbox. */
interface Kind {
  readonly title: string;
  readonly tellsLeft: boolean;
  find(): Promise<FoundSandbox>;
  argv(program: string, places: readonly Place[], request: SandboxRequest, argv: Argv, supervised: boolean): Argv;
}

type Argv = readonly [string, ...string[]];

const kinds: Readonly<Record<string, Kind>> = {
  linux: {
    title: 'bubblewrap',
    tellsLeft: true,
    find: findBubblewrap,
    argv: (program, places, { worktree }, argv, supervised) =>
      bubblewrapArgv(program, places, worktree, argv, supervised),
  },
  darwin: {
    title: 'sandbox-exec',
    tellsLeft: false,
    find: findSeatbelt,
    argv: (_program, places, { own = [] }, argv) => seatbeltArgv(places, own, argv, os.homedir()),
  },
};

/** The sandbox of this machine: bubblewrap on Linux, sandbox-exec on macOS, none elsewhere. */
export function createSandbox(platform: string): Sandbox {
  const kind = kinds[platform];
  let working: string | undefined;
  // One that works goes on to; one that does not may be installed while a run waits.
  const find = async (): Promise<FoundSandbox> => {
    if (working !== undefined) return { program: working };
    const found = (await kind?.find()) ?? { problem: 'this system has none that Wavegate knows' };
    if ('program' in found) working = found.program;
    return found;
  };
  return {
    async enter(wanted, request): Promise<Entrance> {
      if (wanted === 'off') return asTheyAre;
      const found = await find();
      if (kind === undefined || 'problem' in found) return wanted === 'required' ? 'missing' : asTheyAre;
      const system = systemOf(platform, request.environment);
      // Looked up for each program: folders and sockets come and go while a session runs.
      const within = (argv: Argv, supervised: boolean) =>
        kind.argv(found.program, placesFor(request, system), request, argv, supervised);
      return {
        confined: true,
        tellsLeft: kind.tellsLeft,
        enter: (argv) => within(argv, false),
        supervise: (argv) => within(argv, true),
        mayWrite: (file) => accessOf(leadsTo(file), placesFor(request, system)) === 'write',
      };
    },
    async status(): Promise<SandboxStatus> {
      const found = await find();
      return 'program' in found
        ? { works: true, detail: withIt(kind?.title ?? '') }
        : { works: false, detail: without(found.problem) };
    },
  };
}

const asTheyAre: Inside = {
  confined: false,
  tellsLeft: false,
  enter: (argv) => argv,
  supervise: (argv) => argv,
  mayWrite: () => true,
};

/** A path with the links in what exists of it resolved. */
function leadsTo(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    const above = path.dirname(file);
    return above === file ? file : path.join(leadsTo(above), path.basename(file));
  }
}

const withIt = (title: string) =>
  `${title} works: agents, checks and set-up can write to their worktree, temporary folders and their own caches only.`;

const without = (why: string) =>
  `There is none (${why}), so agents, checks and set-up run as you: what they write outside their worktree is found in your checkout and git folder only, and not prevented.`;

function systemOf(platform: string, environment: SandboxRequest['environment']): System {
  const home = path.resolve(os.homedir());
  const user = process.getuid?.();
  return {
    platform,
    home,
    temporary: temporaryFolders(platform, environment, home),
    runtime: [environment['XDG_RUNTIME_DIR'], user === undefined ? undefined : `/run/user/${user}`].filter(
      (folder) => folder !== undefined,
    ),
  };
}

/** A variable does not make the home folder writable, nor what holds it. */
function temporaryFolders(
  platform: string,
  environment: SandboxRequest['environment'],
  home: string,
): readonly string[] {
  const chosen = [environment['TMPDIR'], os.tmpdir()]
    .filter((folder) => folder !== undefined)
    .map((folder) => path.resolve(folder))
    .filter((folder) => !isIn(home, folder));
  // macOS has a folder for caches beside the one for temporary files.
  const beside = platform === 'darwin' ? chosen.map((folder) => path.join(folder, '..', 'C')) : [];
  return ['/tmp', '/var/tmp', ...chosen, ...beside];
}
