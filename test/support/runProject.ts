import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { endHostedSessions } from './hostedSessions.ts';
import { newBareRepository, newRepository } from './newRepository.ts';
import { withQuickAgents } from './quickAgent.ts';
import { wholly } from './wholly.ts';

export const scriptedAgentKit = path.join(import.meta.dirname, 'scriptedAgent.mjs');

/** A repository for real runs, with everything a run makes in folders beside it. Absolute native paths. */
export interface RunProject {
  /** Holds all of it, and whatever agents and tests leave for each other. */
  readonly home: string;
  readonly repository: string;
  readonly planPath: string;
  /** Where engines of this project find their folders. */
  readonly env: NodeJS.ProcessEnv;
  readonly state: string;
  readonly worktrees: string;
  readonly git: (...args: readonly string[]) => string;
  /** Writes a file below `home`. */
  readonly leave: (name: string, text?: string) => void;
  /** Text of a file below `home`, or nothing if it is not there. */
  readonly read: (name: string) => string;
  /** Does something when the test ends, before the folders go; the last one first. */
  readonly atEnd: (step: () => Promise<void>) => void;
}

/** Who calls back when everything made is no longer needed: a test, or whoever passes for one. */
export interface Ending {
  readonly after: (step: () => Promise<void>) => void;
}

export interface RunProjectOptions {
  /** The plan as data; JSON is YAML. Its agents run `node agents/NAME.mjs`. */
  readonly plan: object;
  /** Programs by name, each the body of a module that starts with all that scriptedAgent.mjs offers. */
  readonly agents: Readonly<Record<string, string>>;
  /** Further files of the first commit. */
  readonly files?: Readonly<Record<string, string>>;
}

/** Makes a project in one commit. It is removed when the test ends, with every process that runs of it left behind. */
export function createRunProject(t: Ending, options: RunProjectOptions): RunProject {
  const project = emptyRunProject(t);
  const { repository } = project;
  mkdirSync(path.join(repository, 'agents'), { recursive: true });
  copyFileSync(scriptedAgentKit, path.join(repository, 'agents', 'kit.mjs'));
  const programs = Object.entries(options.agents).map(([name, body]) => [`agents/${name}.mjs`, `${opening}${body}\n`]);
  const quick = withQuickAgents(options.plan, options.agents);
  const files = { ...Object.fromEntries(programs), ...quick.files, ...options.files } as Record<string, string>;
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(repository, file)), { recursive: true });
    writeFileSync(path.join(repository, file), text);
  }
  writeFileSync(project.planPath, `${JSON.stringify(quick.plan, null, 2)}\n`);
  const remote = path.join(project.home, 'remote.git');
  newBareRepository(remote);
  newRepository(repository, 'A Person', 'person@example.org', remote);
  project.git('add', '--all');
  project.git('-c', 'maintenance.auto=false', 'commit', '--quiet', '--message', 'Everything so far');
  return project;
}

const offered =
  'checkout, enterLedger, git, gitFolder, gitIn, handOff, handoffFile, home, leaveBehind, pushInto, remove, session, siblings, ' +
  'task, waitFor, work, worktree, write';
const opening = `import { ${offered} } from './kit.mjs';\n`;

/** The folders of a project, without a repository in them yet. */
export function emptyRunProject(t: Ending, name = 'project'): RunProject {
  const home = realpathSync(mkdtempSync(path.join(tmpdir(), 'wavegate run ')));
  const [repository, state, worktrees] = [name, 'state', 'worktrees'].map((folder) => path.join(home, folder)) as [
    string,
    string,
    string,
  ];
  const steps: (() => Promise<void>)[] = [];
  t.after(async () => {
    for (const step of steps.reverse()) await step();
    await endHostedSessions(state);
    rmSync(home, wholly);
  });
  mkdirSync(repository);
  return {
    home,
    repository,
    planPath: path.join(repository, 'change.waveplan.yaml'),
    state,
    worktrees,
    env: { ...process.env, WAVEGATE_STATE: state, WAVEGATE_WORKTREES: worktrees },
    git: (...args) =>
      execFileSync('git', ['-C', repository, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim(),
    leave: (file, text = '') => writeFileSync(path.join(home, file), text),
    read(file) {
      try {
        return readFileSync(path.join(home, file), 'utf8');
      } catch {
        return '';
      }
    },
    atEnd: (step) => void steps.push(step),
  };
}
