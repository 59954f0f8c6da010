import { nearest } from '../../../util/nearest.ts';
import { recipeNames, recipeOf } from '../../recipes/stages.ts';
import type { PlanStage } from '../../plan/schema/plan.ts';
import { inPlan, inTask } from '../remark.ts';
import type { Remark } from '../remark.ts';
import type { PlanRule, TaskRule } from '../rule.ts';

/** The recipe of a task is one of the plan's own or a built-in one, and something can prove what it has to show. */
export const knownRecipes: TaskRule = {
  needsValid: ['recipe', 'verify', 'callSites'],
  needsValidOfPlan: ['recipes', 'checkpoint'],
  check({ id, recipe, verify, callSites }, { plan }) {
    const stages = recipeOf(plan, recipe);
    if (stages === undefined) {
      const names = recipeNames(plan);
      const meant = nearest(recipe, names);
      const rest = meant === undefined ? `There are ${names.join(', ')}.` : `Did you mean "${meant}"?`;
      return [
        {
          code: 'unknown-recipe',
          at: inTask('recipe'),
          message: `No recipe is called "${recipe}". ${rest}`,
          ...(meant === undefined ? {} : { suggestion: meant }),
        },
      ];
    }
    const counting = stages.find(({ shows }) => shows === 'migrated');
    if (counting !== undefined && callSites.length === 0) {
      return [
        {
          code: 'no-call-sites',
          at: inTask('recipe'),
          message: `Stage ${counting.id} of "${id}" has to show that no call site is left, and the task names none. Add callSites: [{name: oldName, to: newName}].`,
        },
      ];
    }
    const bare = stages.find(({ shows, run }) => (shows === 'red' || shows === 'green') && run.length === 0);
    if (bare === undefined || verify.length > 0 || plan.checkpoint.test !== undefined) return [];
    return [
      {
        code: 'no-verification',
        at: inTask('recipe'),
        message: `Stage ${bare.id} of "${id}" has to show tests that are ${bare.shows}, and nothing runs them. Add "verify" commands to the task, or a test suite: checkpoint: {test: npm test}.`,
      },
    ];
  },
};

/** Each stage of a recipe has what it builds on: a conversation to continue, tests that were red. */
export const recipeOrder: PlanRule = {
  reads: [],
  readsOfPlan: ['recipes', 'agents'],
  check: ({ plan }) =>
    Object.entries(plan.recipes).flatMap(([name, stages]) =>
      stages.flatMap((stage, index) => [
        ...misplaced(name, stages, stage, index),
        ...(stage.agent === undefined || Object.hasOwn(plan.agents, stage.agent)
          ? []
          : [unknownAgent(stage.agent, Object.keys(plan.agents), name, index)]),
      ]),
    ),
};

function misplaced(name: string, stages: readonly PlanStage[], stage: PlanStage, index: number): readonly Remark[] {
  const earlier = stages.slice(0, index);
  const at = (key: string) => inPlan('recipes', name, index, key);
  const problems: Remark[] = [];
  if (earlier.some(({ id }) => id === stage.id)) {
    problems.push({
      code: 'duplicate-id',
      at: at('id'),
      message: `Recipe "${name}" has two stages called "${stage.id}", so nobody could tell their proofs apart. Rename one.`,
    });
  }
  if (index === 0 && stage.session === 'same') {
    problems.push({
      code: 'recipe-order',
      at: at('session'),
      message: `"${stage.id}" is the first stage, so there is no conversation to continue. Let it begin one: session: fresh.`,
    });
  }
  if (stage.shows === 'green' && !earlier.some(({ shows }) => shows === 'red')) {
    problems.push({
      code: 'recipe-order',
      at: at('shows'),
      message: `"${stage.id}" has to show that tests which were red pass, and no stage before it shows red. Put one before it, or let this show success.`,
    });
  }
  return problems;
}

function unknownAgent(agent: string, names: readonly string[], recipe: string, index: number): Remark {
  const meant = nearest(agent, names);
  const rest = meant === undefined ? `Known are ${names.slice(0, 8).join(', ')}.` : `Did you mean "${meant}"?`;
  return {
    code: 'unknown-agent',
    at: inPlan('recipes', recipe, index, 'agent'),
    message: `No agent is called "${agent}". ${rest}`,
    ...(meant === undefined ? {} : { suggestion: meant }),
  };
}
