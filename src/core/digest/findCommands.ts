import type { DigestFacts, FoundCommand } from './facts.ts';

/** Commands of a repository, the most explicit first. Empty where nothing names one. */
export interface FoundCommands {
  readonly test: readonly FoundCommand[];
  readonly build: readonly FoundCommand[];
  readonly check: readonly FoundCommand[];
}

type Found = Pick<DigestFacts, 'texts'> & { readonly files: readonly { readonly path: string }[] };
type Purpose = keyof FoundCommands;

/** Files whose text `findCommands` reads; all of them lie at the root. */
export const commandFiles = [
  'package.json',
  'Makefile',
  'GNUmakefile',
  'makefile',
  'justfile',
  'composer.json',
  'deno.json',
  'deno.jsonc',
  'pyproject.toml',
  'setup.cfg',
  'tox.ini',
  'Rakefile',
] as const;

/**
 * The commands that test, build and check a project, found in its own files. What a project declares (a script, a target)
 * comes before what its kind usually has.
 *
 * @param facts all files of the repository, and the texts of `commandFiles` as far as they are there
 */
export function findCommands({ files, texts }: Found): FoundCommands {
  const root = new Set(files.flatMap(({ path }) => (path.includes('/') ? [] : [path])));
  const sources = [...declared(texts, root), ...usual(texts, root, files)];
  const of = (purpose: Purpose): readonly FoundCommand[] =>
    sources.flatMap(({ purpose: own, ...found }) => (own === purpose ? [found] : []));
  return { test: of('test'), build: of('build'), check: of('check') };
}

type Source = FoundCommand & { readonly purpose: Purpose };

/** Names of scripts and targets that serve a purpose; the first that is there counts. */
const names: readonly (readonly [Purpose, readonly string[]])[] = [
  ['test', ['test', 'tests', 'check']],
  ['build', ['build', 'compile']],
  ['check', ['typecheck', 'type-check', 'lint', 'check']],
];

function declared(texts: Found['texts'], root: ReadonlySet<string>): readonly Source[] {
  return [
    ...byName(scriptsOf(texts['package.json']), 'package.json', nodeRunner(root)),
    ...['GNUmakefile', 'makefile', 'Makefile'].flatMap((file) =>
      byName(targetsOf(texts[file]), file, (target) => `make ${target}`),
    ),
    ...byName(targetsOf(texts['justfile']), 'justfile', (target) => `just ${target}`),
    ...byName(scriptsOf(texts['composer.json']), 'composer.json', (name) => `composer run ${name}`),
    ...['deno.json', 'deno.jsonc'].flatMap((file) =>
      byName(scriptsOf(texts[file], 'tasks'), file, (name) => `deno task ${name}`),
    ),
  ];
}

function byName(there: readonly string[], from: string, command: (name: string) => string): readonly Source[] {
  return names.flatMap(([purpose, wanted]) => {
    const name = wanted.find((each) => there.includes(each) && !(purpose === 'check' && each === 'check'));
    return name === undefined ? [] : [{ purpose, from, command: command(name) }];
  });
}

/** How scripts of a package.json are run, by the lock file beside it. */
function nodeRunner(root: ReadonlySet<string>): (script: string) => string {
  const tool = (
    [
      ['pnpm-lock.yaml', 'pnpm'],
      ['yarn.lock', 'yarn'],
      ['bun.lock', 'bun'],
      ['bun.lockb', 'bun'],
    ] as const
  ).find(([file]) => root.has(file))?.[1];
  if (tool === 'bun') return (script) => `bun run ${script}`;
  return (script) => (script === 'test' ? `${tool ?? 'npm'} test` : `${tool ?? 'npm'} run ${script}`);
}

/** `npm init` writes a test script that only fails. */
const placeholder = /no test specified/;

function scriptsOf(text: string | undefined, key = 'scripts'): readonly string[] {
  try {
    const scripts = (JSON.parse(text ?? '{}') as Readonly<Record<string, unknown>> | null)?.[key];
    if (typeof scripts !== 'object' || scripts === null) return [];
    return Object.entries(scripts).flatMap(([name, script]) =>
      typeof script === 'string' && (script.trim() === '' || placeholder.test(script)) ? [] : [name],
    );
  } catch {
    return [];
  }
}

function targetsOf(text: string | undefined): readonly string[] {
  return [...(text ?? '').matchAll(/^([A-Za-z][\w-]*)(?:\s+[\w ="'*+-]*)?:(?!=)/gm)].map(([, target]) => target ?? '');
}

/** Commands that projects of a kind have without declaring them. */
function usual(texts: Found['texts'], root: ReadonlySet<string>, files: Found['files']): readonly Source[] {
  const has = (...some: readonly string[]): string | undefined => some.find((file) => root.has(file));
  const anywhere = (pattern: RegExp): string | undefined => files.find(({ path }) => pattern.test(path))?.path;
  const found: (Source | undefined)[] = [
    made('test', 'cargo test', has('Cargo.toml')),
    made('build', 'cargo build', has('Cargo.toml')),
    made('test', 'go test ./...', has('go.mod')),
    made('build', 'go build ./...', has('go.mod')),
    made('check', 'go vet ./...', has('go.mod')),
    made('test', 'tox', has('tox.ini')),
    made('test', 'pytest', pytestSign(texts, root) ?? anywhere(/(?:^|\/)(?:test_[^/]+|[^/]+_test)\.py$/)),
    made('test', 'mix test', has('mix.exs')),
    made('test', 'bundle exec rspec', has('.rspec') ?? anywhere(/^spec\/.+_spec\.rb$/)),
    made('test', 'bundle exec rake test', /\btest\b/i.test(texts['Rakefile'] ?? '') ? 'Rakefile' : undefined),
    made('test', './mvnw -q test', has('mvnw')),
    made('test', 'mvn -q test', root.has('mvnw') ? undefined : has('pom.xml')),
    made('test', './gradlew test', has('gradlew')),
    made('test', 'gradle test', root.has('gradlew') ? undefined : has('build.gradle', 'build.gradle.kts')),
    made('test', 'dotnet test', anywhere(/^[^/]+\.(?:sln|slnx|csproj|fsproj)$/)),
    made('test', 'swift test', has('Package.swift')),
    made('test', 'vendor/bin/phpunit', has('phpunit.xml', 'phpunit.xml.dist')),
    made('test', 'node --test', root.has('package.json') ? anywhere(/\.test\.(?:m?js|cjs)$/) : undefined),
  ];
  return found.filter((source) => source !== undefined);
}

function made(purpose: Purpose, command: string, from: string | undefined): Source | undefined {
  return from === undefined ? undefined : { purpose, command, from };
}

function pytestSign(texts: Found['texts'], root: ReadonlySet<string>): string | undefined {
  if (root.has('pytest.ini')) return 'pytest.ini';
  if (/\[tool\.pytest|\bpytest\b/.test(texts['pyproject.toml'] ?? '')) return 'pyproject.toml';
  if (/\[tool:pytest\]/.test(texts['setup.cfg'] ?? '')) return 'setup.cfg';
  return root.has('conftest.py') ? 'conftest.py' : undefined;
}
