/** One part of `npm test`: a check that passes or fails as a whole, or a folder of tests that are counted. */
export interface Stage {
  readonly name: string;
  readonly work: Check | Tests;
  /** Stages whose result this one uses, by name. */
  readonly after?: readonly string[];
}

interface Check {
  readonly kind: 'check';
  /** Arguments for Node. */
  readonly argv: readonly string[];
}

export interface Tests {
  readonly kind: 'tests';
  /** Folders below test/; one that does not exist is left out. */
  readonly folders: readonly string[];
  /**
   * How many processes run at the same time, each with one test file, or with all those of one folder where `byFolder`.
   * `together` runs all files in one process, one after the other.
   */
  readonly concurrency: number | 'together';
  readonly byFolder?: boolean;
  /** Whether temporary folders are in memory, where the machine has room for them. */
  readonly inMemory?: boolean;
  /** Arguments for Node itself. */
  readonly argv?: readonly string[];
  /** A test hangs when nothing has happened in it for so many minutes. */
  readonly hangMinutes: number;
  /** Its tests wait for other processes or a window, so that one may fail by its timing alone. */
  readonly timing?: boolean;
}

const check = (...argv: string[]): Check => ({ kind: 'check', argv });
const tests = (concurrency: Tests['concurrency'], ...folders: string[]): Tests => ({
  kind: 'tests',
  folders,
  concurrency,
  hangMinutes: 5,
});

const timed = (...args: Parameters<typeof tests>): Tests => ({ ...tests(...args), timing: true });

/** More room for objects that are soon done with: less of the time goes for collecting them, and a process takes longer to fork. */
const roomy = ['--min-semi-space-size=32', '--max-semi-space-size=64'];

/** How many processes of a stage work at the same time. */
export const processesOf = ({ work }: Stage): number =>
  work.kind === 'tests' && work.concurrency !== 'together' ? work.concurrency : 1;

/** In the order in which they start, as many at a time as there is room for. */
export const stages: readonly Stage[] = [
  { name: 'build', work: check('esbuild.config.mjs') },
  // The longest two: begun late, they would go on beside nothing.
  { name: 'integration', work: { ...timed(2, 'integration'), byFolder: true, inMemory: true }, after: ['build'] },
  // The files share a browser. Each wait in the window ends by itself after two minutes, but does not show here as a step.
  { name: 'in a real VS Code', work: { ...timed('together', 'editor'), hangMinutes: 20 }, after: ['build'] },
  { name: 'types', work: check('scripts/typecheck.ts') },
  { name: 'format', work: check('node_modules/oxfmt/bin/oxfmt', '--check') },
  { name: 'lint', work: check('node_modules/oxlint/bin/oxlint', '--deny-warnings') },
  {
    name: 'rooms',
    work: check('node_modules/dependency-cruiser/bin/dependency-cruiser.mjs', 'src', 'webview-ui', 'test', 'scripts'),
  },
  // They start next to no process, and loading the sources for each file would take longer than the tests do.
  { name: 'unit', work: { ...tests('together', 'unit'), argv: roomy } },
  { name: 'real agents', work: timed('together', 'agents/short') },
  { name: 'adversarial', work: { ...timed(2, 'adversarial'), inMemory: true }, after: ['build'] },
  { name: 'board in a browser', work: timed('together', 'webview'), after: ['build'] },
  { name: 'contract', work: { ...timed(2, 'contract'), inMemory: true } },
  { name: 'rules', work: tests(1, 'rules') },
  { name: 'documents', work: tests('together', 'documents') },
];
