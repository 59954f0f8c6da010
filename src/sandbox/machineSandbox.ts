import { realpathSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Entrance, Inside, Sandbox, SandboxRequest, SandboxStatus } from '../ports/sandbox.ts';
import { bubblewrapArgv, bubblewrapProblem } from './bubblewrap.ts';
import type { Place } from './places.ts';
import { accessOf, isIn } from './places.ts';
import { seatbeltArgv, seatbeltProblem } from './seatbelt.ts';
import type { System } from './wishes.ts';
import { placesFor } from './wishes.ts';

/** Something that starts programs in a sandbox. */
interface Kind {
  readonly title: string;
  readonly tellsLeft: boolean;
  /** Why it does not work here, or undefined. */
  problem(): Promise<string | undefined>;
  argv(places: readonly Place[], request: SandboxRequest, argv: Argv, supervised: boolean): Argv;
}

type Argv = readonly [string, ...string[]];

const kinds: Readonly<Record<string, Kind>> = {
  linux: {
    title: 'bubblewrap',
    tellsLeft: true,
    problem: bubblewrapProblem,
    argv: (places, { worktree }, argv, supervised) => bubblewrapArgv(places, worktree, argv, supervised),
  },
  darwin: {
    title: 'sandbox-exec',
    tellsLeft: false,
    problem: seatbeltProblem,
    argv: (places, { own = [] }, argv) => seatbeltArgv(places, own, argv, os.homedir()),
  },
};

/** The sandbox of this machine: bubblewrap on Linux, sandbox-exec on macOS, none elsewhere. */
export function createSandbox(platform: string): Sandbox {
  const kind = kinds[platform];
  let found: Promise<string | undefined> | undefined;
  const problem = () => (found ??= kind?.problem() ?? Promise.resolve('this system has none that Wavegate knows'));
  return {
    async enter(wanted, request): Promise<Entrance> {
      if (wanted === 'off') return asTheyAre;
      if (kind === undefined || (await problem()) !== undefined) return wanted === 'required' ? 'missing' : asTheyAre;
      const system = systemOf(platform, request.environment);
      // Looked up for each program: folders and sockets come and go while a session runs.
      const within = (argv: Argv, supervised: boolean) =>
        kind.argv(placesFor(request, system), request, argv, supervised);
      return {
        confined: true,
        tellsLeft: kind.tellsLeft,
        enter: (argv) => within(argv, false),
        supervise: (argv) => within(argv, true),
        mayWrite: (file) => accessOf(leadsTo(file), placesFor(request, system)) === 'write',
      };
    },
    async status(): Promise<SandboxStatus> {
      const why = await problem();
      return why === undefined
        ? { works: true, detail: working(kind?.title ?? '') }
        : { works: false, detail: without(why) };
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

const working = (title: string) =>
  `${title} works: agents, checks and set-up can write to their worktree, temporary folders and their own caches only.`;

const without = (why: string) =>
  `There is none (${why}), so agents, checks and set-up run as you: what they write outside their worktree is found in your checkout and git folder only, and not prevented. On Linux install the package bubblewrap.`;

function systemOf(platform: string, environment: SandboxRequest['environment']): System {
  const home = os.homedir();
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
  const chosen = [environment['TMPDIR'], os.tmpdir()].filter((folder) => folder !== undefined && !isIn(home, folder));
  // macOS has a folder for caches beside the one for temporary files.
  const beside = platform === 'darwin' ? chosen.map((folder) => path.join(folder ?? '', '..', 'C')) : [];
  return ['/tmp', '/var/tmp', ...chosen, ...beside].filter((folder) => folder !== undefined);
}
