import type { AheadMode, Plan } from './schema/plan.ts';

/** Reader of tasks before they are launched. */
export interface AheadValidator {
  /** Name in its session and handoff. */
  readonly subject: string;
  readonly agent: string;
  readonly disposition: string;
}

/** Dispositions of validators that a plan does not name. They find different things, so there are always two. */
const usual = [
  'A senior engineer who is going to build this: whether it can be done as it is written, in this order, with what is there. Looks for missing dependencies, steps that do not add up and pieces that nobody owns.',
  'A pedant who takes every sentence literally: whether names, signatures, paths, counts and commands agree with the code and with each other. Looks for drift between plan, specification and code, and for edge cases nobody mentions.',
] as const;

/** Most tasks of a plan that is not validated ahead unless it says so, and of one that is validated once. */
const small = 5;
const medium = 15;

/** Whether and how often tasks are validated ahead: as the plan says, else by its size. */
export function aheadMode(plan: Plan): AheadMode {
  const validators = aheadValidators(plan);
  if (validators.length === 0) return 'off';
  if (plan.validateAhead !== undefined) return plan.validateAhead;
  // Programs of a person's own may not know what to do with such a question: whoever wants it says so.
  if (validators.some(({ agent }) => plan.agents[agent]?.driver === 'command')) return 'off';
  const tasks = plan.waves.reduce((sum, wave) => sum + wave.tasks.length, 0);
  if (plan.waves.length < 2 || tasks <= small) return 'off';
  return tasks <= medium ? 'once' : 'wave';
}

/** The validators of the plan, and usual ones in place of those it does not name; none where it has no agents. */
export function aheadValidators(plan: Pick<Plan, 'agents' | 'validators'>): readonly AheadValidator[] {
  const names = Object.keys(plan.agents);
  const able = names.filter((name) => plan.agents[name]?.driver !== 'command');
  const pool = able.length > 0 ? able : names;
  const chosen: Omit<AheadValidator, 'subject'>[] = plan.validators.map(({ agent, disposition }) => ({
    agent,
    disposition,
  }));
  for (const disposition of usual.slice(chosen.length)) {
    const taken = chosen.map(({ agent }) => agent);
    const agent = pool.find((name) => !taken.includes(name)) ?? pool[0];
    if (agent !== undefined) chosen.push({ agent, disposition });
  }
  return chosen.map((validator, index) => ({ subject: `validator-${index + 1}`, ...validator }));
}
