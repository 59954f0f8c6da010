import { existsSync } from 'node:fs';
import path from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/** Folders in which one tool keeps what it has downloaded or built, by the variables that move it. */
interface Cache {
  /** Programs that need it: where one is on the PATH, a folder that does not exist yet is made. */
  readonly programs: readonly string[];
  /** By what projects bring the tool along, below the worktree: where it is, the tool counts as there. */
  readonly wrapper?: string;
  readonly folders: (of: Places) => readonly string[];
  /** Never made. */
  readonly files?: (of: Places) => readonly string[];
}

/** Folders of a person, absolute. */
interface Places {
  /** Value of the first of these variables that is set, with what follows below it; else the given folder. */
  readonly at: (variables: readonly string[], usual: string, ...below: readonly string[]) => string;
  readonly home: (...parts: readonly string[]) => string;
  /** Below XDG_CACHE_HOME, or what takes its place on macOS. */
  readonly cache: (...parts: readonly string[]) => string;
  readonly data: (...parts: readonly string[]) => string;
  /** As `data`, but Application Support on macOS. */
  readonly support: (...parts: readonly string[]) => string;
}

/**
 * Caches that installing, building and testing write outside a project. Only data that can be fetched or built again:
 * no programs on a person's PATH, no settings.
 */
const caches: readonly Cache[] = [
  {
    programs: ['npm', 'npx'],
    folders: ({ at, home, cache }) => [
      at(['npm_config_cache', 'NPM_CONFIG_CACHE'], home('.npm')),
      cache('node-gyp'),
      cache('node'),
    ],
  },
  {
    programs: ['pnpm'],
    folders: ({ at, data, cache, home }) => [
      at(['PNPM_HOME'], data('pnpm'), 'store'),
      at(['PNPM_HOME'], data('pnpm'), '.tools'),
      home('.pnpm-store'),
      cache('pnpm'),
    ],
  },
  {
    programs: ['yarn', 'yarnpkg'],
    folders: ({ at, home, cache }) => [
      at(['YARN_CACHE_FOLDER'], cache('yarn')),
      at(['YARN_GLOBAL_FOLDER'], home('.yarn', 'berry')),
    ],
  },
  {
    // A token of its own, without which it does not start.
    programs: [],
    wrapper: 'node_modules/vitest',
    folders: ({ support }) => [support('vitest')],
  },
  { programs: ['bun'], folders: ({ at, home }) => [at(['BUN_INSTALL_CACHE_DIR'], home('.bun', 'install', 'cache'))] },
  { programs: ['deno'], folders: ({ at, cache }) => [at(['DENO_DIR'], cache('deno'))] },
  {
    programs: [],
    folders: ({ at, cache }) => [
      at(['PLAYWRIGHT_BROWSERS_PATH'], cache('ms-playwright')),
      at(['PUPPETEER_CACHE_DIR'], cache('puppeteer')),
      at(['CYPRESS_CACHE_FOLDER'], cache('Cypress')),
      cache('electron'),
      cache('prisma'),
    ],
  },
  {
    programs: ['cargo'],
    folders: ({ at, home }) => ['registry', 'git'].map((name) => at(['CARGO_HOME'], home('.cargo'), name)),
    files: ({ at, home }) =>
      ['.package-cache', '.package-cache-mutate', '.global-cache'].map((name) =>
        at(['CARGO_HOME'], home('.cargo'), name),
      ),
  },
  {
    programs: ['go'],
    folders: ({ at, home, cache }) => [
      at(['GOMODCACHE'], at(['GOPATH'], home('go'), 'pkg', 'mod')),
      at(['GOPATH'], home('go'), 'pkg', 'sumdb'),
      at(['GOCACHE'], cache('go-build')),
      at(['GOLANGCI_LINT_CACHE'], cache('golangci-lint')),
    ],
  },
  {
    // Not its `daemon`: a build that finds a running one is done by that, outside.
    programs: ['gradle'],
    wrapper: 'gradlew',
    folders: ({ at, home }) =>
      ['caches', 'native', 'notifications', 'wrapper', 'workers', 'jdks', '.tmp', 'kotlin-profile'].map((name) =>
        at(['GRADLE_USER_HOME'], home('.gradle'), name),
      ),
  },
  {
    programs: ['mvn'],
    wrapper: 'mvnw',
    folders: ({ home }) => [home('.m2', 'repository'), home('.m2', 'wrapper')],
  },
  {
    programs: ['sbt'],
    folders: ({ at, home, cache }) => [
      home('.ivy2'),
      home('.sbt', 'boot'),
      at(['COURSIER_CACHE'], cache('coursier')),
      cache('sbt'),
    ],
  },
  { programs: ['pip', 'pip3'], folders: ({ at, cache }) => [at(['PIP_CACHE_DIR'], cache('pip'))] },
  { programs: ['uv'], folders: ({ at, cache }) => [at(['UV_CACHE_DIR'], cache('uv'))] },
  { programs: ['poetry'], folders: ({ at, cache }) => [at(['POETRY_CACHE_DIR'], cache('pypoetry'))] },
  {
    programs: ['pipenv'],
    folders: ({ at, data, cache }) => [at(['WORKON_HOME'], data('virtualenvs')), cache('pipenv')],
  },
  { programs: ['composer'], folders: ({ at, cache }) => [at(['COMPOSER_CACHE_DIR'], cache('composer'))] },
  { programs: ['bundle'], folders: ({ home }) => [home('.bundle', 'cache')] },
  {
    programs: ['dotnet'],
    folders: ({ at, home, data }) => [at(['NUGET_PACKAGES'], home('.nuget', 'packages')), data('NuGet')],
  },
  { programs: ['dart', 'flutter'], folders: ({ at, home }) => [at(['PUB_CACHE'], home('.pub-cache'))] },
  { programs: ['mix'], folders: ({ home, cache }) => [home('.hex'), cache('rebar3')] },
  { programs: ['swift'], folders: ({ cache }) => [cache('org.swift.swiftpm')] },
  { programs: ['ccache'], folders: ({ at, cache, home }) => [at(['CCACHE_DIR'], cache('ccache')), home('.ccache')] },
  { programs: ['sccache'], folders: ({ at, cache }) => [at(['SCCACHE_DIR'], cache('sccache'))] },
];

/** A daemon of Gradle or Maven runs its builds outside, so a build in the sandbox starts one of its own. */
export function daemonFolders(environment: Environment, home: string): readonly string[] {
  const { at, home: inHome } = placesOf(environment, home, 'linux');
  return [at(['GRADLE_USER_HOME'], inHome('.gradle'), 'daemon'), inHome('.m2', 'mvnd', 'registry')];
}

/** A cache, and whether it is made where it does not exist. */
export interface CacheFolder {
  readonly path: string;
  readonly wanted: boolean;
}

/**
 * The caches of package managers and build tools: where the person's variables move them, and where they are without,
 * because not every program is given these variables.
 *
 * @param environment the person's; its PATH tells which tools there are
 * @param home the person's home folder
 */
export function packageCaches(
  environment: Environment,
  { home, platform, worktree }: { readonly home: string; readonly platform: string; readonly worktree: string },
): readonly CacheFolder[] {
  const moved = [environment, {}].map((given) => placesOf(given, home, platform));
  const onPath = (environment['PATH'] ?? '').split(path.delimiter).filter((folder) => path.isAbsolute(folder));
  const isThere = (program: string) => onPath.some((folder) => existsSync(path.join(folder, program)));
  return caches.flatMap(({ programs, wrapper, folders, files }) => {
    const wanted = programs.some(isThere) || (wrapper !== undefined && existsSync(path.join(worktree, wrapper)));
    return moved.flatMap((places) => [
      ...folders(places).map((folder) => ({ path: folder, wanted })),
      ...(files?.(places) ?? []).map((file) => ({ path: file, wanted: false })),
    ]);
  });
}

function placesOf(environment: Environment, home: string, platform: string): Places {
  const given = (variable: string) => {
    // Of a list, such as GOPATH can be, the first is the one that is written.
    const value = environment[variable]?.split(path.delimiter)[0];
    return value !== undefined && path.isAbsolute(value) ? value : undefined;
  };
  const inHome = (...parts: readonly string[]) => path.join(home, ...parts);
  const mac = platform === 'darwin';
  const cacheHome = given('XDG_CACHE_HOME') ?? (mac ? inHome('Library', 'Caches') : inHome('.cache'));
  const dataHome = given('XDG_DATA_HOME') ?? (mac ? inHome('Library') : inHome('.local', 'share'));
  return {
    at(variables, usual, ...below) {
      const moved = variables.map(given).find((value) => value !== undefined);
      return path.join(moved ?? usual, ...below);
    },
    home: inHome,
    cache: (...parts) => path.join(cacheHome, ...parts),
    data: (...parts) => path.join(dataHome, ...parts),
    support: (...parts) => path.join(mac ? inHome('Library', 'Application Support') : dataHome, ...parts),
  };
}
