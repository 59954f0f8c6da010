import * as z from 'zod';
import { id, minutes, text } from './parts.ts';

/** Agent that stands between a team's sessions and the person: it answers with citations, proposes, and decides nothing. */
export const supervisorSchema = z.strictObject({
  agent: id.describe('Agent profile. It works read-only, whatever the profile says.'),
  disposition: text.optional().describe('How the supervisor looks at things: what it insists on, what it distrusts.'),
  budget: z
    .strictObject({
      sessions: z
        .number()
        .int()
        .min(1)
        .max(1_000)
        .default(10)
        .describe('How often it may be asked in a run. Default: 10.'),
      usd: z.number().positive().optional().describe('US dollars, all of its sessions together.'),
      tokens: z.number().int().positive().optional().describe('Tokens in and out, all of its sessions together.'),
      minutes: minutes.optional().describe('Minutes at work, all of its sessions together.'),
    })
    .prefault({})
    .describe(
      'Limits of its own, within those of the run. Once one is reached, it is asked no more, and the person is told.',
    ),
});

export const teamSchema = z.strictObject({
  lead: text.describe('Persona that leads the team; agents work as this.'),
  owns: z.array(text).default([]).describe('Concerns the team answers for.'),
  supervisor: supervisorSchema
    .optional()
    .describe(
      'Agent over the sessions of this team. It answers their questions where the plan, the repository or an earlier decision does, word for word; proposes how to go on after a failure; says which files of a wave to read first; and asks you otherwise. It opens no gate and changes no file.',
    ),
});
