import * as z from 'zod';

/** Building blocks of values throughout a plan. */

export const id = z
  .string()
  .regex(
    // Ids become parts of branch names, so what git refuses in those (.., .lock, a final dot) is refused here; and keys of
    // records, in which every object has some already.
    /^(?!(?:constructor|hasOwnProperty|isPrototypeOf|propertyIsEnumerable|toLocaleString|toString|valueOf)$)(?!.*\.\.)(?!.*\.lock$)[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9_-])?$/,
    'an id starts with a letter or digit, holds only letters, digits, ".", "_" and "-", and is also part of a branch name (no "..", no "." at the end); words such as "constructor" and "toString" are taken',
  )
  .max(64);
/** Of the plan or its audit; with `~`, of the run: what validators found, or a person noted. */
export const findingId = z
  .string()
  .regex(
    /^(?!(?:constructor|hasOwnProperty|isPrototypeOf|propertyIsEnumerable|toLocaleString|toString|valueOf)$)[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9_-])?(?:~[1-9][0-9]*){0,2}$/,
    'the id of a finding: of the plan, of its audit (security-1), of validators (validation~1~2), or noted by a person (acceptance-1~1)',
  )
  .max(64);
export const text = z.string().trim().min(1);
export const glob = text.describe('A path or glob relative to the repository root, with forward slashes: src/**/*.ts');
export const command = text.describe(
  'A command line, run in the worktree. Split like a shell would, but without a shell.',
);
export const minutes = z.number().positive().max(10_080);

/** Name of a variable of the environment; its value never stands in a plan. */
export const variable = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'a name of a variable, without its value');

/** Items that have to be in place before a launch. */
export const readinessSchema = z
  .array(
    z.union([
      text,
      z.strictObject({
        item: text.describe('What must be in place.'),
        probe: command.optional().describe('A command that succeeds if it is. Without one, a person confirms it.'),
        owner: text
          .optional()
          .describe(
            'Who takes care of it. Without a probe, an owner whom .wavegate/approvers names has to attest it, with their own key.',
          ),
      }),
    ]),
  )
  .default([]);
