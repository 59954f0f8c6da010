import { matchesAny } from '../glob/globs.ts';
import { recipeOf } from './stages.ts';
import { agentOf, profileOf } from '../plan/lookup.ts';
import type { AgentProfile, Plan, PlanTask } from '../plan/schema/plan.ts';

/** Agent of a plan, by its name there, and the program it starts. */
export interface AgentProgram {
  readonly agent: string;
  readonly program: string;
}

/** Programs that the agents of these tasks start, and scripts given to them, those of the stages of their recipes included. */
export function taskPrograms(plan: Plan, tasks: readonly PlanTask[]): readonly AgentProgram[] {
  return programsOf(
    plan,
    tasks.flatMap((task) => [task, ...(recipeOf(plan, task.recipe) ?? []).filter(({ agent }) => agent !== undefined)]),
  );
}

/**
 * Programs that the agents of these users start, and scripts given to them. One that may come into a worktree later is left
 * out: a program whose path is relative, and a script that set-up, another base or a task may make.
 *
 * @param users tasks, stages of recipes, lenses, validators
 */
export function programsOf(
  plan: Plan,
  users: readonly { readonly agent?: string | undefined }[],
): readonly AgentProgram[] {
  const names = [...new Set(users.map((user) => agentOf(plan, user) ?? ''))];
  return names.flatMap((agent) => {
    const profile = profileOf(plan, { agent });
    const [program, script] = [profile && programOf(profile), profile && scriptOf(profile, plan)];
    return [program, script].flatMap((each) => (each === undefined ? [] : [{ agent, program: each }]));
  });
}

/** A CLI is called by the name of its driver, unless the profile says how. */
function programOf({ argv, driver }: AgentProfile): string | undefined {
  const program = argv?.[0] ?? (driver === 'command' ? undefined : driver);
  const isNamed = program !== undefined && !/[/\\]/.test(program);
  const isAbsolute = program !== undefined && /^(?:\/|[A-Za-z]:[/\\])/.test(program);
  return (isNamed || isAbsolute) && !/\{(?:directive|handoff|worktree)\}/.test(program) ? program : undefined;
}

const interpreter = /^(?:node|bun|deno|tsx|ts-node|bash|sh|zsh|python3?|ruby|perl|php|pwsh)(?:\.exe)?$/;

/** Script that an interpreter is to run, as its first argument; a relative one as a path from the top of the worktree. */
function scriptOf({ argv }: AgentProfile, { worktree, git, waves }: Plan): string | undefined {
  const [program = '', script = ''] = argv ?? [];
  if (!interpreter.test(program) || !/^[^-\s{][^\s{]*\.\w+$/.test(script)) return undefined;
  if (/^(?:\/|[A-Za-z]:[/\\])/.test(script)) return script;
  const path = script.replace(/^\.\//, '');
  const mayCome =
    worktree.setup.length > 0 ||
    git.base !== undefined ||
    waves.some(({ tasks = [] }) => tasks.some(({ owns }) => matchesAny(owns, path)));
  return mayCome || path.startsWith('../') ? undefined : `./${path}`;
}

/** Why agents cannot be started, where some of their programs are not there; for people. Undefined where all are. */
export function absentPrograms(needed: readonly AgentProgram[], absent: readonly string[]): string | undefined {
  const lacking = needed.filter(({ program }) => absent.includes(program));
  if (lacking.length === 0) return undefined;
  const named = lacking.map(({ agent, program }) => `"${program}", which agent ${agent} starts`).join('; ');
  const [what, it] = lacking.length === 1 ? ['a program is', 'it'] : ['programs are', 'them'];
  return `No agent is started, because ${what} not there: ${named}. Install ${it}, or correct PATH or argv of the agent, then try again.`;
}
