import { graph } from '../commands/graph.ts';
import { lint } from '../commands/lint.ts';
import { newPlan } from '../commands/newPlan.ts';
import { predict } from '../commands/predict.ts';
import type { Command } from '../shared/command.ts';

/** Commands that make and check plans, without an agent. */
export const planning: readonly Command[] = [lint, newPlan, graph, predict];
