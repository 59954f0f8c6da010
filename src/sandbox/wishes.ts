import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  realpathSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import type { SandboxRequest } from '../sessionPorts/sandbox.ts';
import { daemonFolders, packageCaches } from './packageCaches.ts';
import type { Access, Place, Wish } from './places.ts';
import { inOrder, isIn } from './places.ts';

/** The machine a sandbox is on. */
export interface System {
  readonly platform: string;
  /** The person's home folder. Absolute. */
  readonly home: string;
  /** Folders for temporary files. Absolute. */
  readonly temporary: readonly string[];
  /** Holds the sockets of what runs for the person: agents of keys, the session bus. */
  readonly runtime: readonly string[];
}

/**
 * Rules for what a program in a sandbox may see and change, in the order in which they take effect. Temporary folders
 * stay as they are, because all programs exchange files there; files of the person or of another session, and records,
 * are excluded from them again. Creates the folders that have to exist to be written.
 */
export function placesFor(request: SandboxRequest, system: System): readonly Place[] {
  const { worktree, repository, worktreeRoot, hidden, readable, folders = [], environment } = request;
  folders.forEach(makeFolder);
  const secret = wishes('hide', hidden);
  const temporary = wishes('write', system.temporary).filter((place) => !isAmong(place, secret));
  const home = wishes('read', [system.home]).filter((place) => isAmong(place, temporary));
  const own = ownPlaces(request, system);
  const open = [...own.folders, ...cacheFolders(request, system), ...plannedFolders(request, system)];
  return inOrder([
    ...temporary,
    ...home,
    ...wishes('hide', system.runtime),
    ...wishes('hide', sockets(environment, system)),
    ...wishes('hide', daemonFolders(environment, system.home)),
    ...wishes('write', open).filter((place) => !isAmong(place, secret)),
    ...wishes('read', own.sealed),
    ...own.copies,
    ...wishes('read', [repository, gitFolder(repository), worktreeRoot]),
    ...secret,
    ...wishes('read', readable),
    ...wishes('write', [worktree, ...folders]),
  ]);
}

/** Rules for the places that exist; others need none. */
function wishes(access: Access, places: readonly (string | undefined)[]): readonly Wish[] {
  return places.flatMap((named): readonly Wish[] => {
    // Most are not there, and an exception takes as long as all else about a path.
    if (named === undefined || !path.isAbsolute(named) || !existsSync(named)) return [];
    try {
      const leadsTo = realpathSync.native(named);
      return leadsTo === path.sep
        ? []
        : [{ named: path.normalize(named).replace(/(?<=.)[/\\]$/, ''), path: leadsTo, access }];
    } catch {
      return [];
    }
  });
}

const isAmong = (place: Wish, folders: readonly Wish[]) => folders.some((folder) => isIn(place.path, folder.path));

interface OwnPlaces {
  readonly folders: readonly string[];
  readonly sealed: readonly string[];
  readonly copies: readonly Wish[];
}

/** Makes what is not there, and the copies. */
function ownPlaces({ own = [], folder }: SandboxRequest, system: System): OwnPlaces {
  const folders = own.filter(({ kind }) => kind === 'folder');
  const copies = own.filter(({ kind }) => kind === 'copy').map(({ path: file }) => fromHome(file, system));
  for (const { path: place } of folders) makeFolder(fromHome(place, system));
  const sealed = folders.flatMap(({ path: place, sealed: names = [] }) =>
    names.map(({ name, text }) => {
      const inside = path.join(fromHome(place, system), name);
      if (text === undefined) makeFolder(inside);
      else makeFile(inside, text);
      return inside;
    }),
  );
  return {
    folders: folders.map(({ path: place }) => fromHome(place, system)),
    sealed,
    copies: (folder === undefined ? [] : copies).flatMap((file) => {
      const copy = path.join(folder ?? '', `own-${path.basename(file)}`);
      if (existsSync(file) && !existsSync(copy)) copyFileSync(file, copy);
      return wishes('write', [file]).map((wish) => ({ ...wish, from: copy }));
    }),
  };
}

function cacheFolders({ environment, worktree }: SandboxRequest, system: System): readonly string[] {
  const found = packageCaches(environment, { ...system, worktree });
  for (const { path: folder, wanted } of found) if (wanted) makeFolder(folder);
  return found.map(({ path: folder }) => folder);
}

function plannedFolders({ writable, repository, environment }: SandboxRequest, system: System): readonly string[] {
  return writable.flatMap((written) => {
    const named = written.replace(/^\$(?:\{(\w+)\}|(\w+))/, (_all, braced?: string, plain?: string) => {
      return environment[braced ?? plain ?? ''] ?? '';
    });
    if (named === '') return [];
    const absolute = path.resolve(repository, fromHome(named, system));
    if (/[/\\]$/.test(named)) makeFolder(absolute);
    return [absolute];
  });
}

/** `~/` is the only thing about a path in the plan that differs between people. */
function fromHome(place: string, { home }: System): string {
  return place.replace(/^~(?=$|[/\\])/, () => home);
}

/** A folder that cannot be made stays away; whatever needs it says so better. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  try {
    mkdirSync(folder, { recursive: true });
  } catch {
    // It is reported as one that could not be written.
  }
}

function makeFile(file: string, text: string): void {
  if (existsSync(file)) return;
  try {
    makeFolder(path.dirname(file));
    writeFileSync(file, text, { flag: 'wx', mode: 0o600 });
  } catch {
    // It is there already, or cannot be made.
  }
}

/** Shared git folder of a linked worktree, which may lie elsewhere; undefined where it is `.git` in the checkout. */
function gitFolder(repository: string): string | undefined {
  try {
    const link = readFileSync(path.join(repository, '.git'), 'utf8');
    const own = path.resolve(repository, link.replace(/^gitdir: /, '').trim());
    const shared = existsSync(path.join(own, 'commondir')) ? readFileSync(path.join(own, 'commondir'), 'utf8') : '.';
    return path.resolve(own, shared.trim());
  } catch {
    return undefined;
  }
}

/** Sockets by which programs of the person do what they are asked: agents of keys, and the editor. */
function sockets(
  environment: SandboxRequest['environment'],
  { temporary, home }: System,
): readonly (string | undefined)[] {
  const gnupg = environment['GNUPGHOME'] ?? path.join(home, '.gnupg');
  const isOpen = openSockets();
  return [
    environment['SSH_AUTH_SOCK'],
    ...inFolder(gnupg, /^S\.(?:gpg-agent|scdaemon|keyboxd)/),
    ...temporary.flatMap((folder) => inFolder(folder, /^vscode-.*\.sock$/)).filter(isOpen),
    ...temporary.flatMap((folder) => inFolder(folder, /^ssh-\w+$/)),
  ];
}

/**
 * Tells sockets that a program listens on from those that were left behind, of which the editor's server leaves hundreds:
 * each rule costs time at every start. Where the system has no list of them, each counts as open.
 */
function openSockets(): (socket: string) => boolean {
  let list: string;
  try {
    list = readFileSync('/proc/net/unix', 'utf8');
  } catch {
    return () => true;
  }
  return (socket) => list.includes(path.basename(socket));
}

function inFolder(folder: string, name: RegExp): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((entry) => name.test(entry))
      .map((entry) => path.join(folder, entry));
  } catch {
    return [];
  }
}

export function isFolder(place: string): boolean {
  return statSync(place, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
