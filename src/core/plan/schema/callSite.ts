import * as z from 'zod';
import { glob, text } from './parts.ts';

/** A name whose call sites a task replaces, all of them. */
export const callSiteSchema = z.strictObject({
  name: text
    .max(200)
    .describe(
      'What is counted in all files that git follows: a name, as a whole word, or an extended regular expression between slashes: /fetchUser\\(/.',
    ),
  to: text
    .max(200)
    .optional()
    .describe('What takes its place, counted in the same way. Places that went without one need a reason.'),
  keep: z
    .array(glob)
    .default([])
    .describe('Files of the task in which the name may stay, such as the one that defines it.'),
});
