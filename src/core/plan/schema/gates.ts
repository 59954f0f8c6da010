import * as z from 'zod';
import { glob, id, minutes, text } from './parts.ts';
import { customSteps, weekdays } from './vocabulary.ts';
import type { gateKinds } from './vocabulary.ts';

const gateSchema = z.strictObject({
  approvers: z
    .array(text)
    .default([])
    .describe('Who may decide: names that .wavegate/approvers binds to keys. Empty: whoever has a key of the run.'),
  required: z
    .union([z.number().int().min(1).max(20), z.literal(false)])
    .optional()
    .describe(
      'How many people have to approve, each with an own key; or false, where launch, spot-check, acceptance, ship or merge may rest on an earlier decision. Default: 1; a plan of one task asks once to launch and once to accept.',
    ),
  deadline: minutes.optional().describe('Minutes until the gate expires. Expiry is never approval.'),
});

const planGateSchema = gateSchema.extend({
  eachWave: z
    .boolean()
    .optional()
    .describe('Whether an approval needs a verdict on each wave that is new or has changed. Default: above 15 tasks.'),
});

const launchGateSchema = gateSchema.extend({
  inAdvance: z
    .boolean()
    .default(false)
    .describe(
      'Whether one decision may launch all waves. Each launch is still checked against what was approved, and one after a failure asks again.',
    ),
});

const windowSchema = z.strictObject({
  days: z
    .array(z.enum(weekdays))
    .default([...weekdays])
    .describe('Days of the week on which it opens: mon, tue, wed, thu, fri, sat, sun. Default: every day.'),
  between: z
    .string()
    .regex(
      /^(?:[01]\d|2[0-3]):[0-5]\d-(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/,
      'two times of a day: 09:00-17:00, or 22:00-04:00 over midnight',
    )
    .optional()
    .describe('From when to when on such a day: 09:00-17:00; 22:00-04:00 ends on the next day. Default: all day.'),
  zone: text.default('UTC').describe('Time zone of these days and times, by its name: Europe/Berlin.'),
});

const customGateSchema = gateSchema.extend({
  title: text.optional().describe('Title for people. Default: its name.'),
  before: z
    .enum(customSteps)
    .describe('Step that waits for it: the launch of a wave, or ship. Each wave that is launched has one of its own.'),
  waves: z.array(id).min(1).optional().describe('Waves whose launch waits for it. Default: all.'),
  asks: text.describe('What its approvers look at, and what an approval of theirs says.'),
  shows: z
    .array(glob)
    .default(['**'])
    .describe('Files it shows: of those that tasks may change before a launch, and that have changed before ship.'),
  required: z
    .number()
    .int()
    .min(1)
    .max(20)
    .optional()
    .describe('How many people have to approve, each with an own key. Default: 1.'),
  window: windowSchema
    .optional()
    .describe(
      'Times in which it can be approved, and its step taken. Outside of them an approval is refused, with the next opening.',
    ),
});

/** `gates` of a plan: who decides at each kind of gate, and gates of the plan's own. */
export const gatesSchema = z.strictObject({
  triage: gateSchema.optional().describe('Triage of the findings of the audit.'),
  plan: planGateSchema.optional().describe('Approval of the plan.'),
  custom: z
    .record(id, customGateSchema)
    .optional()
    .describe(
      'Gates of your own, by their names, before the launch of a wave or before ship: a security review, a change window.',
    ),
  launch: launchGateSchema.optional().describe('Launch of a wave.'),
  answer: gateSchema.optional().describe('Questions of agents.'),
  'spot-check': gateSchema.optional().describe('A look at the merged work of a wave.'),
  adapt: gateSchema.optional().describe('A change of the plan after a failure.'),
  reconcile: gateSchema.optional().describe('What became known in a wave, and what the plan makes of it.'),
  acceptance: gateSchema.optional().describe('Acceptance of the whole result.'),
  ship: gateSchema.optional().describe('Shipping the result.'),
  merge: gateSchema.optional().describe('Merging the pull request, once its checks are green.'),
} satisfies Record<(typeof gateKinds)[number], z.ZodType>);
