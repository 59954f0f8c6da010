import * as z from 'zod';
import { cleanLine, cleanText } from './cleanText.ts';
import { supervisionSchema } from './supervision.ts';
import { gapKinds, severities, validatorSeverities } from '../plan/schema/vocabulary.ts';

/**
 * The file a session writes when it ends: the single source of its type and of the JSON Schema that ships with the
 * extension. Unknown keys are let through, unlike in a plan: agents like to say more than they are asked, and nothing
 * is decided by what is not read.
 */

const text = z.string().transform(cleanText).pipe(z.string().min(1));
const line = z.string().transform(cleanLine).pipe(z.string().min(1));

const reportedFindingSchema = z.object({
  id: text.optional().describe('Stable name of the finding. Default: f1, f2, … in the order given.'),
  severity: z.enum(severities),
  file: text.describe('Path relative to the repository root, forward slashes.'),
  line: z.number().int().positive().describe('Line of the file, counting from 1, as the audited commit has it.'),
  title: line,
  detail: z.string().default(''),
  remediation: z.string().default(''),
});

const reviewSchema = z.object({
  verdict: z.enum(['approve', 'changes']).describe('approve: good as it is. changes: something has to be fixed first.'),
  findings: z
    .array(
      reportedFindingSchema.extend({
        severity: z.enum(validatorSeverities),
        criteria: z
          .array(line)
          .max(50)
          .optional()
          .describe('Ids of the acceptance criteria that are not met because of it.'),
      }),
    )
    .default([]),
  earlier: z
    .array(z.object({ id: line, status: z.enum(['fixed', 'open']) }))
    .max(1_000)
    .default([])
    .describe('Validators that look again: what became of each finding of before, by its id.'),
  cites: z
    .array(z.object({ file: text, line: z.number().int().positive().default(1) }))
    .max(1_000)
    .default([])
    .describe('Validators of tasks ahead of their launch: the places that the verdict rests on.'),
});

const lines = z.array(line).max(200).default([]);

const planReviewSchema = z.object({
  score: z.number().min(1).max(10).transform(Math.round).describe('Readiness to be carried out as written, 1 to 10.'),
  ready: z.boolean().describe('Whether you would let the team begin with the plan as it is written.'),
  solid: lines.describe('What is solid.'),
  gaps: z
    .array(
      z.object({
        kind: z.enum(gapKinds),
        line: z.number().int().positive().default(1).describe('Line of the plan, counting from 1.'),
        title: line,
        detail: z.string().transform(cleanText).default(''),
        find: z.string().default('').describe('Lines of the plan, word for word, that the edit replaces.'),
        replace: z.string().default('').describe('Text that they become.'),
      }),
    )
    .max(200)
    .default([]),
  earlier: z
    .array(z.object({ gap: z.number().int().positive(), status: z.enum(['fixed', 'open']) }))
    .max(1_000)
    .default([])
    .describe('Reviewers that look again: what became of each gap of before, by its number.'),
});

export const handoffSchema = z.object({
  session: text.describe('The value of WAVEGATE_SESSION. It proves that this file belongs to this session.'),
  task: text.describe('The value of WAVEGATE_TASK.'),
  status: z
    .enum(['done', 'blocked', 'partial'])
    .describe('done: everything asked for is finished. Anything else needs a question.'),
  summary: line.describe('What was done, in a few sentences.'),
  // Names as they are on disk: compared, and cleaned where they are shown.
  filesChanged: z
    .array(z.string().min(1))
    .describe('Every file created, changed or deleted, relative to the repository root.'),
  verification: z
    .array(
      z.object({
        command: line,
        exitCode: z.number().int(),
        passed: z.number().int().min(0).optional().describe('How many tests passed, where the command says so.'),
      }),
    )
    .default([])
    .describe('Commands that were run to see that it works. They are run again before anything is believed.'),
  question: line.optional().describe('What has to be answered before the work can go on.'),
  followUps: z.array(line).max(100).optional().describe('Work noticed but not asked for.'),
  deviations: z
    .array(line)
    .max(100)
    .optional()
    .describe('Where the work differs from what the directive asks for, and why. A review has to say, if only [].'),
  discoveries: z
    .array(line)
    .max(100)
    .optional()
    .describe('What came up that others should know. A review has to say, if only [].'),
  criteria: z
    .array(
      z.object({
        id: line,
        verdict: z.enum(['pass', 'fail', 'not-covered']),
        command: line.optional().describe('The command that shows it, exactly as it was run.'),
        test: line.optional().describe('Name of the test that shows it, as its runner reports it.'),
        note: line.optional(),
      }),
    )
    .max(500)
    .optional()
    .describe('Verifiers: each acceptance criterion, with what shows it.'),
  review: reviewSchema.optional().describe('Validators: the verdict, and what has to be fixed.'),
  planReview: planReviewSchema.optional().describe('Reviewers of a plan: how ready it is, and what it lacks.'),
  implementationPlan: z
    .object({ touches: lines, steps: lines, needs: lines, contradictions: lines, risks: lines })
    .optional()
    .describe('Explorers: how the task is going to be carried out.'),
  supervision: supervisionSchema
    .optional()
    .describe('Supervisors: answers with citations, proposals, and words to the person.'),
  learnings: z
    .array(
      z.object({
        text: line,
        records: z.array(z.number().int().positive()).max(50).default([]),
        commits: z.array(line).max(50).default([]),
      }),
    )
    .max(50)
    .optional()
    .describe('Readers of the record of a run: sentences for later runs, with the records and commits they rest on.'),
  script: z.string().max(100_000).optional().describe('Whoever completes a script: the whole text of its file.'),
  plan: z.string().max(1_000_000).optional().describe('Planners: the whole text of the plan file, as YAML.'),
  findings: z.array(reportedFindingSchema).optional().describe('Audit sessions: what was found.'),
});

export type ReportedReview = z.output<typeof reviewSchema>;
export type Handoff = z.output<typeof handoffSchema>;
export type ReportedFinding = z.output<typeof reportedFindingSchema>;
