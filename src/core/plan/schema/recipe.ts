import * as z from 'zod';
import { command, id, text } from './parts.ts';
import { sessionModes, stageProofs, stageSessions } from './vocabulary.ts';

/** Stage of a recipe: one run of an agent, and what is run after it to prove what it did. */
export const stageSchema = z.strictObject({
  id: id.describe('Name of the stage, such as red. The agent sees it as WAVEGATE_STAGE.'),
  session: z
    .enum(stageSessions)
    .default('fresh')
    .describe('fresh: the agent begins a conversation. same: it continues that of the stage before, if it can.'),
  agent: id.optional().describe('Agent profile. Default: that of the task.'),
  mode: z
    .enum(sessionModes)
    .optional()
    .describe('read-only: what this stage changes is undone and reported. Default: the mode of its agent.'),
  steps: z.array(text).max(20).default([]).describe('Steps of this stage. Default: those of the task.'),
  run: z
    .array(command)
    .default([])
    .describe('Commands to run after it. Default: verify of the task, else checkpoint.test.'),
  shows: z
    .enum(stageProofs)
    .default('success')
    .describe(
      'What running them has to show. red: new tests fail, by name, because behaviour is missing, and all others are as before. green: the tests of the red stage pass, and no file of tests has changed since. migrated: they succeed, and no call site of the task (callSites) is left in its files, as counted on both commits. success: they succeed. nothing: nothing is run.',
    ),
  review: z
    .boolean()
    .default(false)
    .describe('Whether the handoff has to record deviations from the task and discoveries.'),
  repeats: z
    .number()
    .int()
    .min(1)
    .max(5)
    .default(2)
    .describe('How often tests run for red and green: those that do not give the same result each time are flaky.'),
});

export const recipeSchema = z.array(stageSchema).min(1).max(8);
