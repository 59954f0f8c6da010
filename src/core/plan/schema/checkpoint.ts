import * as z from 'zod';
import { command, id, minutes } from './parts.ts';

export const checkpointSchema = z
  .strictObject({
    test: command.optional().describe('The full test suite. It runs after every wave.'),
    gates: z
      .record(id, command)
      .default({})
      .describe('Further checks by name: typecheck, lint, executable constraints.'),
    baseline: z
      .enum(['strict', 'compare'])
      .default('compare')
      .describe(
        'compare: failures that were there before the run do not block, new ones do. strict: any failure blocks.',
      ),
    retries: z.number().int().min(0).max(3).default(0).describe('How often a red check runs again before it counts.'),
    spotCheck: z
      .strictObject({ sample: z.number().int().min(1).max(200).default(12).describe('Number of files.') })
      .prefault({})
      .describe('How many files, riskiest first, a person looks at.'),
    minutes: minutes.default(30).describe('Longest time one check may take.'),
  })
  .prefault({})
  .describe('What ends a wave: test gate, spot-check, commit, plan review.');
