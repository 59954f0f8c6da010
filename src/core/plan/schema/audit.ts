import * as z from 'zod';
import { glob, id, text } from './parts.ts';
import { severities, triages } from './vocabulary.ts';

/** One auditor of a plan. */
export const lensSchema = z.strictObject({
  id: id.describe('Short name of the lens; also part of branch names.'),
  agent: id.optional().describe('Agent profile. Default: the only profile, or the first one.'),
  focus: text.describe('What this auditor looks for.'),
  paths: z.array(glob).default(['**']).describe('Where it looks.'),
});

/** A finding that a plan lists itself. */
export const findingSchema = z.strictObject({
  id: id.describe('Short name that tasks refer to.'),
  severity: z.enum(severities).describe('How bad it is.'),
  file: text.describe('File it is about, from the repository root.'),
  line: z.number().int().positive().describe('Line of the file, counting from 1.'),
  title: text.describe('What is wrong, in a few words.'),
  remediation: z.string().default('').describe('What to do about it.'),
  triage: z
    .enum(triages)
    .default('in')
    .describe(
      'Whether this change deals with it: in, out, or deferred. An audit that finds the same at the same place is marked so, until a person says otherwise.',
    ),
  criteria: z
    .array(id)
    .optional()
    .describe('Acceptance criteria that are not met because of it, by their ids in tasks or in the specification.'),
});
