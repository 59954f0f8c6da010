import * as z from 'zod';
import { agentDrivers, sessionModes } from './vocabulary.ts';
import { id, minutes, text } from './parts.ts';

/** How the sessions of a profile are started, and what they may use up. */
export const agentSchema = z.strictObject({
  driver: z
    .enum(agentDrivers)
    .describe('How this agent is started and read. "command" runs any program given in argv; the others are CLIs.'),
  argv: z
    .array(z.string().min(1))
    .min(1)
    .optional()
    .describe(
      'Program and arguments. With driver "command": {directive}, {handoff} and {worktree} are replaced by paths. With a CLI: how it is started if not by its name, such as [/opt/bin/claude]. There is no shell: no quoting, no expansion.',
    ),
  model: text.optional().describe('Model name, passed to the CLI as it is. Default: what the CLI is set to.'),
  effort: z
    .string()
    .regex(/^[a-z]+$/)
    .optional()
    .describe('How hard the model should think, in the words of its CLI: low, medium, high.'),
  mode: z
    .enum(sessionModes)
    .default('workspace-write')
    .describe('read-only agents may change nothing: what they change is undone and reported.'),
  limits: z
    .strictObject({
      minutes: minutes.default(30).describe('Wall-clock limit of one session, in minutes.'),
      idleMinutes: minutes.default(10).describe('Longest silence before a session counts as stuck, in minutes.'),
      startMinutes: minutes
        .optional()
        .describe('Longest wait for the first sign of life of an agent, in minutes. Default: twice idleMinutes.'),
      toolMinutes: minutes
        .optional()
        .describe('Longest silence while a tool of the agent runs, in minutes. Default: twice idleMinutes.'),
      warnMinutes: minutes
        .optional()
        .describe('Silence after which you are asked about a session, in minutes. Default: 30% of what is allowed.'),
      exitMinutes: minutes
        .optional()
        .describe(
          'How long the program of an agent may go on running after its agent has finished and handed off, for example because of a server in the background, in minutes. Default: 1.',
        ),
      refusals: z
        .number()
        .int()
        .positive()
        .max(100)
        .optional()
        .describe(
          'How often the provider may refuse the login of an agent that tries again and again, before the session ends. Default: 3.',
        ),
      turns: z
        .number()
        .int()
        .positive()
        .optional()
        .describe('Most answers of the model in one session. Only for CLIs that count them: claude, qwen.'),
      usd: z.number().positive().optional().describe('US dollars of one session, where the CLI tells its cost.'),
      tokens: z.number().int().positive().optional().describe('Tokens of one session, in and out.'),
    })
    .prefault({})
    .describe('Limits of one session.'),
  allow: z
    .array(text)
    .optional()
    .describe(
      'Commands this agent may run beside those of verify, for a CLI that is told which it may (claude). Each may be followed by arguments.',
    ),
  labels: z
    .array(id)
    .max(20)
    .optional()
    .describe('Labels that a host must have to run this agent, such as gpu. For executor: team.'),
  env: z
    .array(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/))
    .default([])
    .describe(
      'Names of your environment variables this agent may see, beside PATH, HOME and the locale. No key of yours reaches an agent unless it is named here.',
    ),
});
