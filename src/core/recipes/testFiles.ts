/** Files that contain tests, by the names that languages and runners have for them, as globs. */
const testFiles = [
  '**/{test,tests,Test,Tests,spec,specs,__tests__,__mocks__,__snapshots__,testdata,e2e}/**',
  '**/*.{test,tests,spec,specs,e2e}.*',
  '**/*{_test,_tests,_spec}.*',
  '**/{test,tests}.{js,mjs,cjs,ts,mts,cts,jsx,tsx,py,rb,go,rs,php}',
  '**/test_*.py',
  '**/conftest.py',
  '**/*{Test,Tests,TestCase,Spec,IT}.{java,kt,kts,scala,groovy,cs,fs,vb,php,swift}',
  '**/*.t',
];

/** Files that decide which tests a runner runs and what counts as passed. */
export const settingsOfRunners: readonly string[] = [
  '**/{jest,vitest,vitest.workspace,playwright,cypress,karma.conf,ava,wdio.conf,web-test-runner}.config.*',
  '**/karma.conf.*',
  '**/vitest.workspace.*',
  '**/.mocharc*',
  '**/{pytest,tox,nose2}.ini',
  '**/{pytest.toml,.pytest.ini,noxfile.py,.coveragerc}',
  '**/phpunit.xml*',
  '**/.rspec',
  '**/.config/nextest.toml',
  '**/{junit-platform,testng}*.{properties,xml}',
  '**/*.runsettings',
];

/** Files nobody may change once tests are red, as globs: tests, and the settings of their runners. */
export function frozenFiles(own: readonly string[]): readonly string[] {
  return [...testFiles, ...settingsOfRunners, ...own];
}

/** Settings of test runners, and files that hold such settings among others, as globs. */
export const settingsGlobs: readonly string[] = [
  ...settingsOfRunners,
  '**/{package.json,pyproject.toml,setup.cfg,Cargo.toml,deno.json,deno.jsonc,pom.xml}',
  '**/{build.gradle,build.gradle.kts,CMakeLists.txt,mix.exs,Makefile,justfile}',
];
