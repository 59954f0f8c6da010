import * as z from 'zod';
import { command, text } from './parts.ts';

/** Number that a command measures, and what it has to keep to. */
export const constraintSchema = z.strictObject({
  run: command.describe('Command that measures and prints the number.'),
  pattern: text
    .optional()
    .describe('How the number is found in what it prints: a regular expression whose first group is the number.'),
  pointer: text.optional().describe('The same where it prints JSON: a JSON pointer, such as /latency/p99.'),
  metric: text
    .optional()
    .describe(
      'The same where it prints Prometheus or OpenMetrics text: the name, with labels, such as latency{quantile="0.99"}.',
    ),
  bound: text
    .regex(
      /^(?:(?:<=|>=|<|>) *-?\d+(?:\.\d+)?(?: .*)?|no worse than base(?: *[+-] *\d+(?:\.\d+)? *%?)?)$/,
      'a bound is a comparison such as "<= 100" or "no worse than base + 5 %"',
    )
    .describe('What the number has to keep to: "<= 100 ms", or "no worse than base + 5 %".'),
  better: z
    .enum(['lower', 'higher'])
    .default('lower')
    .describe('Which numbers are better, for a bound that compares with the base.'),
  repeats: z.number().int().min(1).max(50).default(3).describe('How often it is measured; the median counts.'),
});
