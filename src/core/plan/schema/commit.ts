import * as z from 'zod';
import { signings } from './vocabulary.ts';
import { text } from './parts.ts';

/** Format of the commits of a run, so that a repository with rules about commits accepts them. */
export const commitSchema = z
  .strictObject({
    subject: text
      .default('{wave}')
      .describe(
        'Subject of a wave commit, such as "feat({id}): {wave:lower}". {wave} is the title of the wave, {wave:lower} the same beginning with a small letter, {id} its id, {plan} the title of the plan, {run} the run.',
      ),
    bookkeeping: text
      .default('{what}')
      .describe(
        'Subject of the commits that keep the books, such as "chore: {what:lower}": plan revisions and the changelog entry. {what} says which; {plan} and {run} as above.',
      ),
    trailers: z
      .array(
        text.regex(
          /^[A-Za-z0-9][A-Za-z0-9-]*: \S[^\n]*$/,
          'a trailer is a name, a colon, a space and a value, such as "Signed-off-by: {author}"',
        ),
      )
      .default([])
      .describe(
        'Lines at the end of every commit of a run, such as "Signed-off-by: {author}". {author} is who commits, as name <address>; {plan} and {run} as above.',
      ),
    sign: z
      .enum(signings)
      .default('auto')
      .describe(
        'auto: commits of a run are signed where git signs yours (commit.gpgsign), with the key and format it is set to. always: they are signed in any case. never: they are not.',
      ),
  })
  .prefault({})
  .describe('What the commits of a run look like.');
