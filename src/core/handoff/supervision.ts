import * as z from 'zod';
import { supervisorStrategies } from '../plan/schema/vocabulary.ts';
import { cleanLine, cleanText } from './cleanText.ts';

const line = z.string().transform(cleanLine).pipe(z.string().min(1).max(500));
const words = z.string().transform(cleanText).pipe(z.string().min(1).max(4_000));

/**
 * Everything that a supervisor can say. Unlike elsewhere in a handoff, other words are errors: whoever tries to approve
 * something is told that there is no such word, and nothing it said counts.
 */
export const supervisionSchema = z.strictObject({
  answers: z
    .array(
      z.strictObject({
        task: line.describe('Task whose agent has asked.'),
        text: words,
        cites: z
          .array(
            z.strictObject({
              source: z.enum(['plan', 'file', 'decision']),
              where: z.string().transform(cleanLine).pipe(z.string().max(500)).default(''),
              line: z.number().int().positive().default(1),
              quote: words,
            }),
          )
          .max(20)
          .default([]),
      }),
    )
    .max(50)
    .default([])
    .describe('Answers to questions, each with the places it rests on, word for word.'),
  proposals: z
    .array(z.strictObject({ strategy: z.enum(supervisorStrategies), task: line, reason: line }))
    .max(5)
    .default([])
    .describe('Ways to go on after a failure. A person picks one.'),
  ranks: z
    .array(z.strictObject({ file: line, reason: line }))
    .max(20)
    .default([])
    .describe('Changed files to read first at the spot-check, riskiest first.'),
  asks: z
    .string()
    .transform(cleanText)
    .pipe(z.string().max(4_000))
    .optional()
    .describe('Words to the person: what was tried, and what cannot be told from what there is to read.'),
});
