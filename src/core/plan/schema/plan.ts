import * as z from 'zod';
import { agentSchema } from './agent.ts';
import { findingSchema, lensSchema } from './audit.ts';
import { checkpointSchema } from './checkpoint.ts';
import { commitSchema } from './commit.ts';
import { command, glob, id, minutes, readinessSchema, text } from './parts.ts';
import { recipeSchema } from './recipe.ts';
import type { stageSchema } from './recipe.ts';
import { gatesSchema } from './gates.ts';
import { gitSchema, worktreeSchema } from './repository.ts';
import { archiveSchema } from './archive.ts';
import { shipSchema } from './ship.ts';
import { teamSchema } from './team.ts';
import { waveSchema } from './wave.ts';
import type { waveHeadSchema } from './wave.ts';
import { aheadModes, executors, limitAnswers, remedies, sources } from './vocabulary.ts';
import type { gateKinds, sessionModes, severities, triages } from './vocabulary.ts';

/**
 * The plan file's schema: the single source of its types, its defaults, its hover text and the JSON Schema that ships
 * with the extension. Every object is strict, because an unknown key is nearly always a misspelt one, and a misspelt
 * constraint is a constraint nobody keeps.
 */
export const planSchema = z.strictObject({
  waveplan: z.literal(1).describe('Version of the plan format.'),
  title: text.describe('What the whole change is called.'),
  goal: text
    .optional()
    .describe('What is to be true after the change, in a sentence or two. A planner drafts the waves from it.'),
  definitionOfDone: z
    .array(
      z.strictObject({
        statement: text.describe('What is true when the change is done, so that it could be shown to be false.'),
        verify: text.describe(
          'How to find out: what to look at, or a command after "$ ", which runs at validation and must succeed.',
        ),
      }),
    )
    .default([])
    .describe('Definition of done: falsifiable statements, each with a way to verify it.'),
  spec: text
    .optional()
    .describe(
      'Specification that the plan realises: a Markdown file, from the root of the repository. Tasks cite its sections.',
    ),
  precedence: z
    .array(z.enum(sources))
    .max(sources.length)
    .refine((order) => new Set(order).size === order.length, 'each source once, such as [spec, plan, issue]')
    .optional()
    .describe(
      'Which source counts where they disagree, the one that decides first: plan, spec, issue. Directives say so. What is not named comes after, in this order. Default: [plan, spec, issue], since a person has approved the plan.',
    ),
  scope: z
    .strictObject({
      in: z.array(text).default([]).describe('What this change deals with.'),
      out: z.array(text).default([]).describe('What it leaves alone. Every directive says so.'),
      deferred: z.array(text).default([]).describe('What is for a later change.'),
    })
    .prefault({})
    .describe('What is in, what is out, what is for later.'),
  principles: z.array(text).default([]).describe('Values in priority order; they decide when trade-offs arise.'),
  constraints: z.array(text).default([]).describe('What must not change, for every task.'),
  protected: z.array(glob).default([]).describe('Files that no task may change.'),
  teams: z
    .record(id, teamSchema)
    .default({})
    .describe('Teams: the persona that leads, the concerns it owns, and who supervises its sessions.'),
  agents: z.record(id, agentSchema).default({}).describe('Named agent profiles.'),
  recipes: z
    .record(id, recipeSchema)
    .default({})
    .describe('Recipes of your own: the stages of tasks that name them. One of the same name replaces a built-in one.'),
  audit: z
    .strictObject({ lenses: z.array(lensSchema).max(6).default([]).describe('Auditors, two to four as a rule.') })
    .prefault({})
    .describe('Read-only auditors that run before planning, each with its own lens.'),
  findings: z.array(findingSchema).default([]).describe('Accepted findings, with their triage.'),
  waves: z
    .array(waveSchema)
    .default([])
    .describe(
      'Dependency-ordered batches. Each ends in one green commit. A plan without waves is a draft: its run audits, is triaged, and waits for them.',
    ),
  checkpoint: checkpointSchema,
  gates: gatesSchema.prefault({}).describe('Who decides at each kind of gate, how many of them, and until when.'),
  validators: z
    .array(
      z.strictObject({
        agent: id.describe('Agent profile.'),
        disposition: text.describe('How this validator looks at things: what it insists on, what it distrusts.'),
        kilobytes: z
          .number()
          .int()
          .min(1)
          .max(10_000)
          .default(300)
          .describe(
            'How much of the difference it gets as a file, riskiest files first; the others are named. As much as the context of its model takes.',
          ),
      }),
    )
    .max(2)
    .default([])
    .describe(
      'Two validators of different disposition. When all waves are committed and the checks are green, both read the result; a blocker of theirs keeps it from acceptance.',
    ),
  validateAhead: z
    .enum(aheadModes)
    .optional()
    .describe(
      'Whether two validators read what agents are going to be told before they are launched, against the plan and the code: off; once, for all waves before the first launch; or wave by wave, the next one while the one before is at work. A blocker of theirs holds the launch gate until the plan is changed or a person waives it. Default: off up to 5 tasks, once up to 15, then wave; off where the plan has neither validators nor an agent that can read.',
    ),
  remedy: z
    .enum(remedies)
    .optional()
    .describe(
      'What becomes of findings that do not block. everything: each keeps the result from acceptance until it is fixed or marked out or deferred. blockers: only blockers are fixed. choose: each waits for a person who marks it, and what is marked in is fixed. Default: they hold nothing, and issues are fixed together with blockers.',
    ),
  verifier: z
    .strictObject({
      agent: id.describe('Agent profile; another than those that do the work. It has to be allowed to run commands.'),
      disposition: text.optional().describe('How the verifier looks at things: what it insists on, what it distrusts.'),
    })
    .optional()
    .describe(
      'Formal verification: after the checks of a wave, this agent reports each acceptance criterion of its tasks in a worktree that is thrown away. Every command it cites is run again.',
    ),
  readiness: readinessSchema.describe(
    'What must be in place before the first launch: a text that a person confirms at the launch gate, a command after "$ ", or an item with its probe and owner. Probes run before the gate opens; while one fails, it cannot be approved.',
  ),
  tryIt: z
    .strictObject({
      run: command
        .optional()
        .describe(
          'Command that starts what the change is about: npm start -- --port {port}. It runs in the worktree; {port} and WAVEGATE_PORT are a free port.',
        ),
      minutes: minutes.default(240).describe('Longest time it may run.'),
    })
    .prefault({})
    .describe('How the result is started for a person who tries it: wavegate try RUN.'),
  budget: z
    .strictObject({
      usd: z.number().positive().optional().describe('US dollars.'),
      tokens: z.number().int().positive().optional().describe('Tokens, in and out.'),
      minutes: minutes
        .optional()
        .describe(
          'Minutes in which agents are at work, all of them together; time in which people decide does not count.',
        ),
      perSession: z
        .strictObject({
          usd: z.number().positive().optional().describe('US dollars.'),
          tokens: z.number().int().positive().optional().describe('Tokens, in and out.'),
        })
        .prefault({})
        .describe('Limits for each session.'),
      teams: z
        .record(
          id,
          z
            .strictObject({
              usd: z.number().positive().optional().describe('US dollars of the team in the run.'),
              tokens: z.number().int().positive().optional().describe('Tokens of the team in the run, in and out.'),
            })
            .refine(({ usd, tokens }) => usd !== undefined || tokens !== undefined, {
              message: 'Say how much the team may use: usd, tokens, or both.',
            }),
        )
        .default({})
        .describe(
          'Limits for the tasks of a team, by its name in teams. Once one is used up, no wave with tasks of the team is launched, and of a wave at work no further task of it begins.',
        ),
    })
    .prefault({})
    .describe('Limits for the whole run.'),
  repository: text
    .optional()
    .describe(
      'Repository the plan is for: the address of one of its remotes, or its first commit. Default: the one the plan lies in.',
    ),
  limits: z
    .strictObject({
      parallel: z
        .number()
        .int()
        .min(1)
        .max(100)
        .optional()
        .describe(
          'How many agents work at the same time. The others of a wave start as these end, and not at all once one could not start or was refused by its provider. Default: all of a wave.',
        ),
      memory: z
        .union([z.literal('off'), z.number().min(0.05).max(1_000)], { error: 'Write off, or gigabytes such as 0.5.' })
        .default(0.5)
        .describe(
          'Gigabytes of memory that an agent is counted with. No more agents work at the same time than there is memory for, at least one; it is looked at when a wave starts and whenever one ends. off: memory is not looked at.',
        ),
      keepAwake: z
        .boolean()
        .default(true)
        .describe(
          'Whether a machine is kept from falling asleep by itself while agents or checks are at work on it, where the system has a way: systemd-inhibit, caffeinate, or that of Windows. A closed lid and a person still send it to sleep.',
        ),
      onUsageLimit: z
        .enum(limitAnswers)
        .default('stop')
        .describe(
          'Action when a provider says that the limit of an account is reached. stop: the wave waits until you retry it. wait: it continues by itself at the time the provider names.',
        ),
    })
    .prefault({})
    .describe('How the run keeps within limits that are not its own.'),
  executor: z
    .enum(executors)
    .default('local')
    .describe(
      'Where agents work. local: on the machine that drives the run. team: on the hosts of the database that the run is in, where "wavegate host" runs; checks and merges stay with whoever drives the run.',
    ),
  worktree: worktreeSchema,
  git: gitSchema,
  commit: commitSchema,
  ship: shipSchema,
  archive: archiveSchema,
  risks: z
    .array(
      z.strictObject({
        risk: text.describe('What may break.'),
        noticed: text.describe('How you would notice.'),
        rollback: text.describe('How to go back.'),
      }),
    )
    .default([])
    .describe('What may break, how you would notice, how to roll back.'),
  thread: z
    .strictObject({
      intake: z.url().optional().describe('URL that opens a thread for a run.'),
      threads: z.url().optional().describe('URL of threads, used when there is no intake.'),
    })
    .prefault({})
    .describe('Coordination channel: intake, else threads, else a log beside the run.'),
});

/** A plan without its waves: what is checked by itself when a text is read in pieces. */
export const planHeadSchema = planSchema.omit({ waves: true });

export type Plan = z.output<typeof planSchema>;
export type PlanHead = z.output<typeof planHeadSchema>;
export type WaveHead = z.output<typeof waveHeadSchema>;
export type PlanWave = Plan['waves'][number];
export type PlanTask = PlanWave['tasks'][number];
export type AgentProfile = Plan['agents'][string];
export type DriverId = AgentProfile['driver'];
export type PlanStage = z.output<typeof stageSchema>;
export type Supervisor = NonNullable<Plan['teams'][string]['supervisor']>;
export type AuditLens = Plan['audit']['lenses'][number];
export type GateKind = (typeof gateKinds)[number];
export type Severity = (typeof severities)[number];
export type Triage = (typeof triages)[number];
export type AheadMode = (typeof aheadModes)[number];
export type SessionMode = (typeof sessionModes)[number];
