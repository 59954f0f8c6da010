import type { Job } from '../../src/core/model/effects.ts';
import type { SessionResult } from '../../src/core/model/sessionResult.ts';
import type { Supervision } from '../../src/core/model/supervision.ts';
import { planText, SimulatedRun } from './simulatedRun.ts';

/** A supervisor that says nothing. */
export const silence: Supervision = { answers: [], proposals: [], ranks: [] };

/** Line of the plan that says how numbers are rounded. */
export const rule = 'Round half to even, as the ledger does.';

/** A plan whose task a1 belongs to the team core and b1 to the team edge; both teams have a supervisor. */
export function supervisedPlan(budget = '{sessions: 5}'): string {
  const teams = ['core', 'edge']
    .map((team) => `  ${team}: {lead: Lead of ${team}, supervisor: {agent: reader, budget: ${budget}}}`)
    .join('\n');
  return planText(1, `constraints:\n  - ${rule}\nteams:\n${teams}\n`)
    .replace('agents:\n', 'agents:\n  reader: {driver: command, argv: ["node", "reader.mjs"], mode: read-only}\n')
    .replace('title: Task a1\n', 'title: Task a1\n        team: core\n        agent: codemod\n')
    .replace('title: Task b1\n', 'title: Task b1\n        team: edge\n        agent: codemod\n');
}

/** A citation of that line which counts. */
export function ruleCite(source: string) {
  return {
    source: 'plan' as const,
    where: '',
    line: source.split('\n').findIndex((line) => line.includes(rule)) + 1,
    quote: rule,
  };
}

export interface SupervisedOptions {
  /** Questions that tasks stop at in their first epoch. */
  readonly asks?: Readonly<Record<string, string>>;
  /** Words of a supervisor when it is asked. */
  readonly says?: (job: Job) => Supervision | SessionResult;
  readonly plan?: string;
  /** Called with every session that works. */
  readonly heard?: (job: Job, run: SimulatedRun) => unknown;
  /** Result of any other work; undefined: it is done. */
  readonly otherwise?: (job: Job, run: SimulatedRun) => SessionResult | undefined;
}

/** A run that was launched, whose agents ask and whose supervisors speak. */
export function supervisedRun(options: SupervisedOptions): SimulatedRun {
  const { asks = {}, says = () => silence, plan = supervisedPlan(), heard, otherwise } = options;
  const run = new SimulatedRun();
  run.outcome = (job) => {
    heard?.(job, run);
    if (job.kind === 'supervise') {
      const said = says(job);
      return 'outcome' in said ? said : { outcome: 'done', message: 'Done.', supervision: said };
    }
    const question = job.epoch === 1 && job.kind === 'implement' ? asks[job.subject] : undefined;
    if (question === undefined) return otherwise?.(job, run) ?? run.done(job);
    const message = `The agent reports its work as blocked. ${question}`;
    return {
      outcome: 'blocked',
      message,
      question,
      conversation: `talk-${job.subject}`,
      changes: [],
      snapshot: 'left',
    };
  };
  run.start(plan).approveAll('launch');
  const [launch] = Object.values(run.run.gates).filter(({ kind }) => kind === 'launch');
  if (launch === undefined) throw new Error('There is no launch gate.');
  run.decide(launch.id, 'approved', undefined, undefined, {}, 'Keep the greeting formal, please.');
  return run.settle();
}
