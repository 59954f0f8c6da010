import * as z from 'zod';

/** The part of a plan about where the record of a run is kept for others. */

/** A name that git takes for a branch, or a path below the repository's root. */
const place = z
  .string()
  .trim()
  .regex(
    /^(?!.*\.\.)(?!.*\/\/)(?!.*\/\.)(?!.*\.lock(?:\/|$))(?!\.git\/)[A-Za-z0-9_.][A-Za-z0-9_./-]*$/,
    'a branch such as wavegate-archive, or a folder that ends with a slash such as docs/runs/ (letters, digits, ".", "_", "-" and "/")',
  )
  .max(200);

export const archiveSchema = z
  .strictObject({
    to: place.describe(
      'Where the record goes when the run ships, as one commit: a branch of its own such as "wavegate-archive", or, with a slash at the end, a folder that is committed with the work, such as "docs/runs/". Each run has a folder of its own there.',
    ),
    transcripts: z
      .boolean()
      .default(true)
      .describe(
        'Whether what agents printed is kept there as well. Secrets are taken out of it, as of everything else.',
      ),
    megabytes: z
      .number()
      .positive()
      .max(100)
      .default(2)
      .describe('Most that is kept of one transcript: its beginning and its end.'),
  })
  .optional()
  .describe(
    'Record of the run for others: plan revisions, directives, decisions, verdicts, handoffs, follow-ups and transcripts. Without it the record stays on the machine of the run.',
  );
