import * as z from 'zod';
import { callSiteSchema } from './callSite.ts';
import { risks } from './vocabulary.ts';
import { command, findingId, glob, id, readinessSchema, text } from './parts.ts';

/** Task of one agent. */
export const taskSchema = z.strictObject({
  id: id.describe('Short name, unique in the plan; also part of branch names. Default: from the title.'),
  title: text.describe('What the task is called.'),
  team: id.optional().describe('Team (of teams) answerable for the task.'),
  agent: id.optional().describe('Agent profile. Default: the only profile, or the first one.'),
  recipe: id
    .default('implement')
    .describe(
      'Stages the task goes through: implement, tdd (red, green, review), fix (reproduce, fix, review), migrate (migrate, review), or a recipe of the plan.',
    ),
  owns: z
    .array(glob)
    .min(1)
    .describe('Files this task may create or change. No two tasks of a wave may own the same file.'),
  deletes: z.array(glob).default([]).describe('Files this task may delete. Deletions must be declared.'),
  allowEmpty: z
    .boolean()
    .default(false)
    .describe('Whether the task may be done with nothing changed, such as a check that may find nothing to correct.'),
  explore: z
    .boolean()
    .optional()
    .describe(
      'Whether the agent writes an implementation plan first, without changing anything: what it will touch, in which order, what it needs, and where the repository contradicts the task. You read and comment it at the launch gate; the same conversation then carries it out. Default: false.',
    ),
  reads: z.array(glob).default([]).describe('Files the agent should read first.'),
  dependsOn: z.array(id).default([]).describe('Tasks of earlier waves whose results this task needs.'),
  objective: text.describe(
    'What is true when the task is done, for this task only. Default in a plan of one task: its title.',
  ),
  steps: z.array(text).max(20).default([]).describe('3 to 20 steps. More means the task should be split.'),
  constraints: z.array(text).default([]).describe('What must not change.'),
  interfaces: z
    .strictObject({
      provides: z.array(text).default([]).describe('What this task makes and others rely on.'),
      consumes: z
        .array(text)
        .default([])
        .describe('What this task relies on. Its provider must be in an earlier wave.'),
    })
    .prefault({})
    .describe('Contracts with other tasks: names, signatures, file formats that must stay stable.'),
  verify: z
    .array(command)
    .default([])
    .describe('Commands that prove the task is done. Wavegate runs them again itself.'),
  acceptance: z
    .array(
      z.strictObject({
        id: id.describe('Short name, unique in the plan, such as AC-1.'),
        text: text
          .optional()
          .describe('What is true when it is met. Default: the words of the specification for this id.'),
        tests: z.array(text).default([]).describe('Names of the tests that show it, or their files.'),
      }),
    )
    .default([])
    .describe('Acceptance criteria. The verifier reports each of them, with the command and the test that show it.'),
  spec: z
    .array(text)
    .default([])
    .describe(
      'Sections of the specification that this task realises: "#login" of the file in spec of the plan, or "docs/other.md#login". Their text is in the directive, and entries of lists that begin with an id ("- AC-1: …") are criteria of the task.',
    ),
  callSites: z
    .array(callSiteSchema)
    .max(10)
    .default([])
    .describe(
      'Names whose call sites the task replaces. Wavegate counts them on the commit before and on the result; the recipe migrate is done when none is left in the files of the task.',
    ),
  findings: z
    .array(findingId)
    .default([])
    .describe(
      'Findings this task remedies: of the plan or its audit, or, by ids with "~", those of the run: what validators found (validation~1~2), or a person noted at a gate (acceptance-1~1).',
    ),
  risk: z.enum(risks).default('medium').describe('How closely the spot-check should look.'),
});

/** A branch that a wave merges into the run. */
export const mergeSchema = z.strictObject({
  branch: text.describe('Name of the branch, for people: main, origin/main.'),
  commit: z
    .string()
    .regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/, 'a complete commit id, so that what was approved is what is merged')
    .describe('The commit that is merged.'),
});

/** A wave of a run whose work another wave takes back. */
export const revertsSchema = z.strictObject({
  wave: text.describe('Title or name of the wave that is taken back, for people.'),
  commit: z
    .string()
    .regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/, 'a complete commit id, so that what was approved is what is taken back')
    .describe('The commit of that wave. What it changed against its first parent is undone; later work stays.'),
});

export const waveSchema = z.strictObject({
  id: id.describe('Short name, unique in the plan; also part of branch names. Default: from the title.'),
  title: text.describe(
    'What the wave achieves. It becomes the subject of the commit. Default in a plan of one wave: the title of the plan.',
  ),
  merge: mergeSchema
    .optional()
    .describe(
      'What the branch that the run began from has gained meanwhile, to be merged into the run. Written by "wavegate adapt RUN --merge-base". A wave that merges needs no tasks.',
    ),
  reverts: revertsSchema
    .optional()
    .describe(
      'An earlier wave whose work is taken back. Written by "wavegate revert RUN WAVE". A wave that takes one back needs no tasks.',
    ),
  labels: z
    .array(id)
    .max(20)
    .optional()
    .describe(
      'Labels that a host must have to run agents of this wave, besides those of the agents. For executor: team.',
    ),
  readiness: readinessSchema.describe(
    'What must be in place before this wave is launched, as in readiness of the plan. It is asked again when the wave is launched again.',
  ),
  tophat: z
    .array(text)
    .max(30)
    .default([])
    .describe(
      'Steps that a person tries by hand, such as "Sign in with a wrong password: a message appears, and nothing else". Each is ticked at acceptance with what was seen.',
    ),
  tasks: z
    .array(taskSchema)
    .min(1)
    .default([])
    .describe('Tasks that run in parallel. A wave that merges or takes one back needs none.'),
});

/** A wave without its tasks: what is checked by itself when a text is read in pieces. */
export const waveHeadSchema = waveSchema.omit({ tasks: true });

/** A wave that merges nothing: it consists of its tasks. */
export const workWaveSchema = waveSchema.extend({ tasks: z.array(taskSchema).min(1) });
