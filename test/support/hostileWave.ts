import type { TestContext } from 'node:test';
import { personsCheckout } from './personsCheckout.ts';
import { startRealRun, together } from './realRun.ts';
import type { RealRun, RunSetup } from './realRun.ts';
import { createRunProject } from './runProject.ts';
import type { RunProject } from './runProject.ts';
import { smallPlan } from './smallPlan.ts';
import type { SmallPlan, SmallTask } from './smallPlan.ts';

export interface HostileWave {
  readonly project: RunProject;
  readonly run: RealRun;
  /** The person's checkout before the run. */
  readonly before: Readonly<Record<string, string>>;
}

export interface HostileWaveOptions {
  /** Keys of a task beside its defaults. */
  readonly tasks?: Readonly<Record<string, object>>;
  /** Further files of the repository, by path. */
  readonly files?: Readonly<Record<string, string>>;
  readonly plan?: SmallPlan;
  readonly setup?: RunSetup;
}

/**
 * Starts a run with one wave of a task per program. Each task owns `src/<id>.js`, which is there already; nobody owns
 * `src/other.js`. There is no sandbox unless the plan asks for one: most attacks show that they are found where nothing
 * prevents them. Its sessions are in one process unless the setup says otherwise, as a test does that is about their processes.
 */
export async function startHostileWave(
  t: TestContext,
  programs: Readonly<Record<string, string>>,
  options: HostileWaveOptions = {},
): Promise<HostileWave> {
  const ids = Object.keys(programs);
  const tasks = ids.map((id): SmallTask => ({ id, ...options.tasks?.[id] }));
  const sources = ['base', 'other', ...ids].map((id) => [`src/${id}.js`, `export const name = '${id}';\n`] as const);
  const project = createRunProject(t, {
    plan: smallPlan([tasks], options.plan),
    agents: programs,
    files: { ...Object.fromEntries(sources), ...options.files },
  });
  const before = personsCheckout(project.repository);
  return { project, before, run: await startRealRun(project, { ...together, ...options.setup }) };
}
