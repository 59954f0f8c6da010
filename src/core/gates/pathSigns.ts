/** A reason to look at a file that its path alone gives. */
export interface PathSign {
  readonly weight: number;
  readonly reason: string;
}

const signs: readonly (PathSign & { readonly pattern: RegExp })[] = [
  {
    weight: 3,
    reason: 'decides which tests run',
    pattern:
      /(^|\/)(?:(?:jest|vitest|vite|karma|playwright|cypress|ava|wdio|nyc)\.config\.[^/]+|\.mocharc[^/]*|\.nycrc[^/]*|\.taprc|\.rspec|pytest\.ini|tox\.ini|noxfile\.py|setup\.cfg|conftest\.py|phpunit\.xml[^/]*|CTestTestfile\.cmake|nextest\.toml|\.runsettings|testng\.xml|junit-platform\.properties)$/,
  },
  {
    weight: 3,
    reason: 'runs in CI or as a hook',
    pattern:
      /(^|\/)(?:\.github\/(?:workflows|actions)\/|\.gitlab-ci\.ya?ml$|\.circleci\/|\.buildkite\/|azure-pipelines[^/]*\.ya?ml$|Jenkinsfile|bitbucket-pipelines\.yml$|\.travis\.yml$|\.drone\.yml$|\.husky\/|\.githooks\/|lefthook\.ya?ml$|\.pre-commit-config\.yaml$)/,
  },
  {
    weight: 2,
    reason: 'build or test scripts',
    pattern:
      /(^|\/)(?:package\.json|Makefile|GNUmakefile|justfile|Taskfile\.ya?ml|Rakefile|pom\.xml|build\.gradle(?:\.kts)?|settings\.gradle(?:\.kts)?|Cargo\.toml|pyproject\.toml|go\.mod|CMakeLists\.txt|mix\.exs|Package\.swift|composer\.json|Gemfile|[^/]+\.(?:csproj|fsproj|sln|gemspec)|nx\.json|project\.json|turbo\.json|lerna\.json)$/,
  },
  {
    weight: 2,
    reason: 'lock file',
    pattern:
      /(^|\/)(?:package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?|deno\.lock|Cargo\.lock|poetry\.lock|uv\.lock|Pipfile\.lock|go\.sum|Gemfile\.lock|composer\.lock|mix\.lock|gradle\.lockfile|packages\.lock\.json|Package\.resolved)$/,
  },
  {
    weight: 2,
    reason: 'decides what git or tools ignore',
    pattern:
      /(^|\/)(?:\.[a-z]+ignore|\.gitattributes|\.gitmodules|\.eslintrc[^/]*|eslint\.config\.[^/]+|\.npmrc|\.yarnrc[^/]*|\.editorconfig|CODEOWNERS)$/,
  },
  {
    weight: 0,
    reason: 'generated',
    pattern:
      /(^|\/)(?:dist|build|gen|generated|__generated__)\/|\.(?:generated|gen|g|freezed|pb|designer)\.[^/]+$|(?:^|\/)zz_generated[^/]*$|_generated\.[^/]+$|_pb2?\.(?:py|js|ts)$|\.min\.(?:js|css)$|\.snap$/,
  },
];

/** Signs of risk in a path, forward slashes: what decides which tests run, what CI runs, what is locked or ignored. */
export function pathSigns(path: string): readonly PathSign[] {
  return signs.flatMap(({ pattern, weight, reason }) => (pattern.test(path) ? [{ weight, reason }] : []));
}
