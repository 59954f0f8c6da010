import type { Path } from '../../planText/locate.ts';
import type { Remark } from '../remark.ts';
import type { PlanRule, Repository, TaskRule } from '../rule.ts';
import type { PlanTask } from '../../plan/schema/plan.ts';
import { agentPrograms } from '../rules/agentPrograms.ts';
import { budgetTooSmall } from '../rules/budgetTooSmall.ts';
import { tooManyCallSites } from '../rules/tooManyCallSites.ts';
import { labelsWithoutTeam } from '../rules/labelsWithoutTeam.ts';
import { commitHook } from '../rules/commitHook.ts';
import { constraintReadings } from '../rules/constraints.ts';
import { couldRunEarlier } from '../rules/couldRunEarlier.ts';
import { deletionOutsideOwns } from '../rules/deletionOutsideOwns.ts';
import { dependencyCycle } from '../rules/dependencyCycle.ts';
import { dependencyOrder } from '../rules/dependencyOrder.ts';
import { idleSupervisor } from '../rules/idleSupervisor.ts';
import { identicalValidators } from '../rules/identicalValidators.ts';
import { duplicateId } from '../rules/duplicateId.ts';
import { missingFile } from '../rules/missingFile.ts';
import { gateAlwaysAsks } from '../rules/gateAlwaysAsks.ts';
import { noWaves } from '../rules/noWaves.ts';
import { unknownWave } from '../rules/unknownWave.ts';
import { gateWindow } from '../rules/gateWindow.ts';
import { gateWithoutKeys } from '../rules/gateWithoutKeys.ts';
import { noDeadline } from '../rules/noDeadline.ts';
import { fileInSubmodule } from '../rules/fileInSubmodule.ts';
import { ignoredFile } from '../rules/ignoredFile.ts';
import { noVerifier } from '../rules/noVerifier.ts';
import { unknownCriterion } from '../rules/unknownCriterion.ts';
import { unknownSection } from '../rules/unknownSection.ts';
import { unknownCallSite } from '../rules/unknownCallSite.ts';
import { untestedCriterion } from '../rules/untestedCriterion.ts';
import { interfaceOrder } from '../rules/interfaceOrder.ts';
import { linkLeadsBack } from '../rules/linkLeadsBack.ts';
import { invalidGlob, invalidPlanGlobs } from '../rules/invalidGlob.ts';
import { knownAgents, knownBudgetTeams, knownFindings, knownWorkers } from '../rules/knownNames.ts';
import { nameDiffersByCase } from '../rules/nameDiffersByCase.ts';
import { otherRepository } from '../rules/otherRepository.ts';
import { ownershipOverlap } from '../rules/ownershipOverlap.ts';
import { ownsLink } from '../rules/ownsLink.ts';
import { ownsPlanFile } from '../rules/ownsPlanFile.ts';
import { ownsWavegateFile } from '../rules/ownsWavegateFile.ts';
import { planCommands, taskCommands } from '../rules/shellSyntax.ts';
import { checkpointPrograms, taskPrograms } from '../rules/programNotFound.ts';
import { unmarkedCommand } from '../rules/unmarkedCommand.ts';
import { protectedFile } from '../rules/protectedFile.ts';
import { readOnlyAgent } from '../rules/readOnlyAgent.ts';
import { noRecoveryWave } from '../rules/noRecoveryWave.ts';
import { planRelativeToPlan, tasksRelativeToPlan } from '../rules/relativeToPlan.ts';
import { knownRecipes, recipeOrder } from '../rules/recipes.ts';
import { reservedId } from '../rules/reservedId.ts';
import { sharedAcrossWaves } from '../rules/sharedAcrossWaves.ts';
import { stackedMerge } from '../rules/stackedMerge.ts';
import { stepCount } from '../rules/stepCount.ts';
import { unbalancedWave } from '../rules/unbalancedWave.ts';
import { uncoveredFinding } from '../rules/uncoveredFinding.ts';
import { vagueWording } from '../rules/vagueWording.ts';
import { noVerification } from '../rules/noVerification.ts';
import { waveSize } from '../rules/waveSize.ts';
import { changesBetween } from './changes.ts';
import type { CheckedPart, CheckedPlan, CheckedWave } from './checkParts.ts';
import { ruleContext } from './ruleContext.ts';

/** Rules about a task by itself. */
const taskRules: readonly TaskRule[] = [
  invalidGlob,
  protectedFile,
  ignoredFile,
  fileInSubmodule,
  ownsPlanFile,
  ownsWavegateFile,
  ownsLink,
  tasksRelativeToPlan,
  deletionOutsideOwns,
  knownWorkers,
  knownRecipes,
  knownFindings,
  readOnlyAgent,
  stepCount,
  noVerification,
  vagueWording,
  tooManyCallSites,
  unknownCallSite,
  taskPrograms,
  taskCommands,
];

/** Rules about how the parts of a plan go together. */
export const planRules: readonly PlanRule[] = [
  duplicateId,
  reservedId,
  dependencyOrder,
  dependencyCycle,
  interfaceOrder,
  couldRunEarlier,
  ownershipOverlap,
  sharedAcrossWaves,
  missingFile,
  nameDiffersByCase,
  invalidPlanGlobs,
  knownAgents,
  knownBudgetTeams,
  recipeOrder,
  agentPrograms,
  waveSize,
  unbalancedWave,
  noRecoveryWave,
  idleSupervisor,
  identicalValidators,
  untestedCriterion,
  unknownSection,
  unknownCriterion,
  noVerifier,
  budgetTooSmall,
  checkpointPrograms,
  planRelativeToPlan,
  otherRepository,
  planCommands,
  unmarkedCommand,
  constraintReadings,
  linkLeadsBack,
  noWaves,
  gateAlwaysAsks,
  gateWithoutKeys,
  gateWindow,
  stackedMerge,
  unknownWave,
  noDeadline,
  uncoveredFinding,
  commitHook,
  labelsWithoutTeam,
];

/** Remarks of the rules about a plan, with their inputs. Belongs to one plan; speeds up checking its next version. */
export interface PlanMemory {
  seen?: { readonly plan: CheckedPlan; readonly repository: Repository };
  readonly remarks: Map<PlanRule, readonly Remark[]>;
}

/** Runs the rules about the plan as a whole; a rule is skipped while everything it depends on is unchanged. */
export function runPlanRules(plan: CheckedPlan, repository: Repository, memory: PlanMemory): readonly Remark[] {
  const { seen } = memory;
  const changes = seen?.repository === repository ? changesBetween(seen.plan, plan) : undefined;
  memory.seen = { plan, repository };
  const context = ruleContext(plan, repository);
  return planRules.flatMap((rule) => {
    const known = memory.remarks.get(rule);
    const stale =
      changes === undefined ||
      rule.reads.some((key) => changes.tasks.has(key)) ||
      rule.readsOfPlan.some((key) => changes.plan.has(key));
    if (known !== undefined && !stale) return known;
    const remarks = rule.check(context);
    memory.remarks.set(rule, remarks);
    return remarks;
  });
}

/** Remarks of the rules on one task of a wave. */
interface TaskRemarks {
  /** Index of the task in its wave. */
  readonly task: number;
  readonly remarks: readonly Remark[];
}

/** Cached remarks, valid as long as their inputs have not changed. */
interface Kept<Found> {
  readonly head: CheckedPlan['head'];
  readonly repository: Repository;
  readonly found: Found;
}

const keptOfWaves = new WeakMap<CheckedWave, Kept<readonly TaskRemarks[]>>();
const keptOfTasks = new WeakMap<CheckedPart<PlanTask>, Kept<readonly Remark[]>>();

/**
 * Runs the rules about single tasks on a wave; tasks without remarks are left out. Neither a wave nor a task that has
 * not changed is checked again.
 *
 * @param written the characters of the text at a path of a task; part of the task's text, so the same for the same part
 */
export function runTaskRules(
  wave: CheckedWave,
  head: CheckedPlan['head'],
  repository: Repository,
  written: (task: number, path: Path) => string,
): readonly TaskRemarks[] {
  return keep(keptOfWaves, wave, head, repository, () =>
    wave.tasks.flatMap((part, task) => {
      const remarks = keep(keptOfTasks, part, head, repository, () =>
        remarksOf(part, head, repository, (path) => written(task, path)),
      );
      return remarks.length === 0 ? [] : [{ task, remarks }];
    }),
  );
}

function keep<Part extends object, Found>(
  kept: WeakMap<Part, Kept<Found>>,
  part: Part,
  head: CheckedPlan['head'],
  repository: Repository,
  find: () => Found,
): Found {
  const known = kept.get(part);
  if (known?.head === head && known.repository === repository) return known.found;
  const found = find();
  kept.set(part, { head, repository, found });
  return found;
}

function remarksOf(
  part: CheckedPart<PlanTask>,
  head: CheckedPlan['head'],
  repository: Repository,
  written: (path: Path) => string,
): readonly Remark[] {
  const context = { plan: head.value, repository, written };
  return taskRules.flatMap((rule) =>
    rule.needsValid.some((key) => part.unsure.has(key)) ||
    rule.needsValidOfPlan?.some((key) => head.unsure.has(key)) === true
      ? []
      : rule.check(part.value, context),
  );
}
