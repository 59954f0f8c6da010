import type { Path } from '../locate.ts';
import type { Remark } from '../remark.ts';
import type { PlanContext, PlanRule, Repository, RuleTask, TaskRule } from '../rule.ts';
import type { PlanTask } from '../schema.ts';
import { agentPrograms } from '../rules/agentPrograms.ts';
import { budgetNeed } from '../rules/budgetNeed.ts';
import { callSites } from '../rules/callSites.ts';
import { couldRunEarlier } from '../rules/couldRunEarlier.ts';
import { declaredDeletions } from '../rules/declaredDeletions.ts';
import { dependencyCycle } from '../rules/dependencyCycle.ts';
import { dependencyOrder } from '../rules/dependencyOrder.ts';
import { dispositions } from '../rules/dispositions.ts';
import { duplicateIds } from '../rules/duplicateIds.ts';
import { filesThatExist } from '../rules/filesThatExist.ts';
import { gateDeadlines } from '../rules/gateDeadlines.ts';
import { interfaceOrder } from '../rules/interfaceOrder.ts';
import { invalidGlobs, invalidPlanGlobs } from '../rules/invalidGlobs.ts';
import { knownAgents, knownFindings, knownWorkers } from '../rules/knownNames.ts';
import { ownershipOverlap } from '../rules/ownershipOverlap.ts';
import { checkpointPrograms, taskPrograms } from '../rules/programsOnPath.ts';
import { protectedFiles } from '../rules/protectedFiles.ts';
import { readOnlyAgents } from '../rules/readOnlyAgents.ts';
import { recoverySlack } from '../rules/recoverySlack.ts';
import { reservedIds } from '../rules/reservedIds.ts';
import { sharedAcrossWaves } from '../rules/sharedAcrossWaves.ts';
import { stepCount } from '../rules/stepCount.ts';
import { unevenWave } from '../rules/unevenWave.ts';
import { vagueWording } from '../rules/vagueWording.ts';
import { verification } from '../rules/verification.ts';
import { waveSize } from '../rules/waveSize.ts';
import type { CheckedPart, CheckedPlan } from './checkParts.ts';

/** Rules about a task by itself. */
const taskRules: readonly TaskRule[] = [
  invalidGlobs,
  protectedFiles,
  declaredDeletions,
  knownWorkers,
  knownFindings,
  readOnlyAgents,
  stepCount,
  verification,
  vagueWording,
  callSites,
  taskPrograms,
];

/** Rules about how the parts of a plan go together. */
export const planRules: readonly PlanRule[] = [
  duplicateIds,
  reservedIds,
  dependencyOrder,
  dependencyCycle,
  interfaceOrder,
  couldRunEarlier,
  ownershipOverlap,
  sharedAcrossWaves,
  filesThatExist,
  invalidPlanGlobs,
  knownAgents,
  agentPrograms,
  waveSize,
  unevenWave,
  recoverySlack,
  dispositions,
  budgetNeed,
  checkpointPrograms,
  gateDeadlines,
];

/** The checked parts of a plan put together as rules see them. */
export function ruleContext({ head, waves: parts }: CheckedPlan, repository: Repository): PlanContext {
  const waves = parts.map((wave) => ({ ...wave.head.value, tasks: wave.tasks.map(({ value }) => value) }));
  const tasks = parts.flatMap((wave, waveIndex): RuleTask[] =>
    wave.tasks.map(({ value, unsure }, taskIndex) => ({
      wave: waves[waveIndex] as (typeof waves)[number],
      waveIndex,
      task: value,
      taskIndex,
      unsure,
    })),
  );
  return { plan: head.value, unsure: head.unsure, waves, tasks, repository };
}

/** What the rules about a plan found, and in what. Belongs to one plan, and makes checking its next version fast. */
export interface PlanMemory {
  context?: PlanContext;
  readonly remarks: Map<PlanRule, readonly Remark[]>;
}

/** What the rules about the plan as a whole find; a rule is not run again while all it relies on says the same. */
export function runPlanRules(context: PlanContext, memory: PlanMemory): readonly Remark[] {
  const changed = memory.context === undefined ? everything : changesBetween(memory.context, context);
  memory.context = context;
  return planRules.flatMap((rule) => {
    const known = memory.remarks.get(rule);
    const stale =
      changed === everything ||
      rule.taskKeys.some((key) => changed.tasks.has(key)) ||
      rule.planKeys.some((key) => changed.plan.has(key));
    if (known !== undefined && !stale) return known;
    const remarks = rule.check(context);
    memory.remarks.set(rule, remarks);
    return remarks;
  });
}

/** Keys of the plan and of any task whose values differ between two versions of a plan. */
interface Changes {
  readonly plan: ReadonlySet<string>;
  readonly tasks: ReadonlySet<string>;
}

const everything = 'everything';

/** Parts whose text did not change are the same objects, so only the few others are compared by what they say. */
function changesBetween(before: PlanContext, after: PlanContext): Changes | typeof everything {
  const sameShape =
    before.repository === after.repository &&
    before.waves.length === after.waves.length &&
    before.tasks.length === after.tasks.length &&
    before.waves.every(({ id, title, tasks }, index) => {
      const wave = after.waves[index];
      return wave?.id === id && wave.title === title && wave.tasks.length === tasks.length;
    });
  if (!sameShape || !sameKeys(before.unsure, after.unsure)) return everything;
  const tasks = new Set<string>();
  for (const [index, { task, unsure }] of before.tasks.entries()) {
    const now = after.tasks[index] as RuleTask;
    if (task === now.task) continue;
    if (task.id !== now.task.id || !sameKeys(unsure, now.unsure)) return everything;
    for (const key of differences(task, now.task)) tasks.add(key);
  }
  return { plan: before.plan === after.plan ? new Set() : new Set(differences(before.plan, after.plan)), tasks };
}

function differences<Part extends object>(before: Part, after: Part): readonly string[] {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)] as (string & keyof Part)[]);
  return [...keys].filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]));
}

function sameKeys(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a === b || (a.size === b.size && [...a].every((key) => b.has(key)));
}

interface Kept {
  readonly head: CheckedPlan['head'];
  readonly repository: Repository;
  readonly remarks: readonly Remark[];
}

/** What was found about a task that has not changed, as long as what it was held against has not changed either. */
const kept = new WeakMap<CheckedPart<PlanTask>, Kept>();

/**
 * What the rules about one task find.
 *
 * @param written the characters of the value at a path of the task; part of the task's text, so the same for the same part
 */
export function runTaskRules(
  part: CheckedPart<PlanTask>,
  head: CheckedPlan['head'],
  repository: Repository,
  written: (path: Path) => string,
): readonly Remark[] {
  const known = kept.get(part);
  if (known !== undefined && known.head === head && known.repository === repository) return known.remarks;
  const context = { plan: head.value, repository, written };
  const remarks = taskRules.flatMap((rule) =>
    rule.keys.some((key) => part.unsure.has(key)) || rule.planKeys?.some((key) => head.unsure.has(key)) === true
      ? []
      : rule.check(part.value, context),
  );
  kept.set(part, { head, repository, remarks });
  return remarks;
}
