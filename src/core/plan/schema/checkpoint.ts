import * as z from 'zod';
import { constraintSchema } from './constraint.ts';
import { command, glob, id, minutes, variable } from './parts.ts';

const checkpointObject = z
  .strictObject({
    test: command.optional().describe('The full test suite. It runs after every wave.'),
    checks: z
      .record(id, command)
      .default({})
      .describe('Further checks by name: typecheck, lint, executable constraints.'),
    constraints: z
      .record(id, constraintSchema)
      .default({})
      .describe(
        'Numbers to keep to, by name. Each is measured on what was merged and on the code as it was before, and is red where its bound is broken, also if it was before.',
      ),
    baseline: z
      .enum(['strict', 'compare'])
      .default('compare')
      .describe(
        'compare: failures that were there before the run do not block, new ones do. strict: any failure blocks.',
      ),
    counts: z
      .enum(['compare', 'off'])
      .default('compare')
      .describe(
        'compare: the numbers of passed and skipped tests are compared with the code before the run, and a loss has to be explained at the spot-check. off: not compared.',
      ),
    report: z
      .array(glob)
      .default([])
      .describe(
        'Globs of the files in which test runners leave their results: JUnit XML, .trx, TAP, or the JSON of a runner. Common places are found without it.',
      ),
    tests: z
      .array(glob)
      .default([])
      .describe(
        'Files that contain tests, in addition to those with a usual name (test/, *.test.*, *_test.go, test_*.py and others). They must not change after a red stage.',
      ),
    env: z
      .array(variable)
      .default([])
      .describe(
        'Names of variables that checks and the verification of tasks see, such as JAVA_HOME. Their values come from where the run is driven.',
      ),
    none: z
      .literal(true)
      .optional()
      .describe('What "checkpoint: none" means: nothing is run on the result of a wave, and the plan gate says so.'),
    retries: z.number().int().min(0).max(3).default(0).describe('How often a red check runs again before it counts.'),
    spotCheck: z
      .strictObject({ sample: z.number().int().min(1).max(200).default(12).describe('Number of files.') })
      .prefault({})
      .describe('How many files, riskiest first, a person looks at.'),
    minutes: minutes.default(30).describe('Longest time one check may take.'),
    divideMinutes: minutes
      .default(60)
      .describe('Longest time for finding out which tasks of a red wave are red together, in minutes.'),
  })
  .describe('What ends a wave: test gate, spot-check, commit, plan review. none: nothing is run on what was merged.');

/** "none" is written where the plan wants no checks, so that leaving them out is never an oversight. */
export const checkpointSchema = z
  .preprocess((value) => (value === 'none' ? { none: true } : value), checkpointObject)
  .prefault({});
