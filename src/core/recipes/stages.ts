import type { Plan, PlanStage, PlanTask } from '../plan/schema/plan.ts';
import { builtInRecipes } from './builtIn.ts';

/** The recipe of this name; undefined where neither the plan nor Wavegate has one. */
export function recipeOf(plan: Pick<Plan, 'recipes'>, name: string): readonly PlanStage[] | undefined {
  if (Object.hasOwn(plan.recipes, name)) return plan.recipes[name];
  return Object.hasOwn(builtInRecipes, name) ? builtInRecipes[name] : undefined;
}

/** Names of all recipes that tasks of a plan may have, its own first. */
export function recipeNames(plan: Pick<Plan, 'recipes'>): readonly string[] {
  return [...new Set([...Object.keys(plan.recipes), ...Object.keys(builtInRecipes)])];
}

/** The stages of a task, each complete: with the commands that are run after it. At least one. */
export function stagesOf(plan: Pick<Plan, 'recipes' | 'checkpoint'>, task: PlanTask): readonly PlanStage[] {
  const stages = recipeOf(plan, task.recipe) ?? builtInRecipes['implement'] ?? [];
  return stages.map((stage) => ({ ...stage, run: commandsOf(plan, task, stage) }));
}

function commandsOf({ checkpoint }: Pick<Plan, 'checkpoint'>, { verify }: PlanTask, stage: PlanStage) {
  if (stage.shows === 'nothing') return [];
  if (stage.run.length > 0) return stage.run;
  // A suite may take long: without a proof by name it runs after the wave only.
  const byName = stage.shows === 'red' || stage.shows === 'green';
  return verify.length > 0 || !byName || checkpoint.test === undefined ? verify : [checkpoint.test];
}
