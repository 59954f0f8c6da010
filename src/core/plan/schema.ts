import * as z from 'zod';
import {
  agentDrivers,
  checkouts,
  gateKinds,
  recipes,
  risks,
  sandboxes,
  sessionModes,
  severities,
  triages,
} from './vocabulary.ts';

/**
 * The plan file's schema: the single source of its types, its defaults, its hover text and the JSON Schema that ships
 * with the extension. Every object is strict, because an unknown key is nearly always a misspelt one, and a misspelt
 * constraint is a constraint nobody keeps.
 */

const id = z
  .string()
  .regex(
    // Ids become parts of branch names, so what git refuses in those (.., .lock, a final dot) is refused here.
    /^(?!.*\.\.)(?!.*\.lock$)[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9_-])?$/,
    'an id starts with a letter or digit, holds only letters, digits, ".", "_" and "-", and is also part of a branch name (no "..", no "." at the end)',
  )
  .max(64);
const text = z.string().trim().min(1);
const glob = text.describe('A path or glob relative to the repository root, with forward slashes: src/**/*.ts');
const command = text.describe('A command line, run in the worktree. Split like a shell would, but without a shell.');
const minutes = z.number().positive().max(10_080);

const agentSchema = z.strictObject({
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
      toolMinutes: minutes
        .optional()
        .describe('Longest silence while a tool of the agent runs, in minutes. Default: twice idleMinutes.'),
      warnMinutes: minutes
        .optional()
        .describe('Silence after which you are asked about a session, in minutes. Default: 30% of what is allowed.'),
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
  env: z
    .array(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/))
    .default([])
    .describe(
      'Names of your environment variables this agent may see, beside PATH, HOME and the locale. No key of yours reaches an agent unless it is named here.',
    ),
});

const lensSchema = z.strictObject({
  id: id.describe('Short name of the lens; also part of branch names.'),
  agent: id.optional().describe('Agent profile. Default: the only profile, or the first one.'),
  focus: text.describe('What this auditor looks for.'),
  paths: z.array(glob).default(['**']).describe('Where it looks.'),
});

const findingSchema = z.strictObject({
  id: id.describe('Short name that tasks refer to.'),
  severity: z.enum(severities).describe('How bad it is.'),
  file: text.describe('File it is about, from the repository root.'),
  line: z.number().int().positive().describe('Line of the file, counting from 1.'),
  title: text.describe('What is wrong, in a few words.'),
  remediation: z.string().default('').describe('What to do about it.'),
  triage: z.enum(triages).default('in').describe('Whether this change deals with it: in, out, or deferred.'),
});

export const taskSchema = z.strictObject({
  id: id.describe('Short name, unique in the plan; also part of branch names.'),
  title: text.describe('What the task is called.'),
  team: id.optional().describe('Team (of teams) answerable for the task.'),
  agent: id.optional().describe('Agent profile. Default: the only profile, or the first one.'),
  recipe: z
    .enum(recipes)
    .default('implement')
    .describe(
      'The steps the task goes through. tdd: tests first, and the agent reviews its own work once before its handoff counts.',
    ),
  owns: z
    .array(glob)
    .min(1)
    .describe('Files this task may create or change. No two tasks of a wave may own the same file.'),
  deletes: z.array(glob).default([]).describe('Files this task may delete. Deletions must be declared.'),
  reads: z.array(glob).default([]).describe('Files the agent should read first.'),
  dependsOn: z.array(id).default([]).describe('Tasks of earlier waves whose results this task needs.'),
  objective: text.describe('What is true when the task is done, for this task only.'),
  steps: z.array(text).max(20).default([]).describe('3 to 20 steps. More means the task should be split.'),
  constraints: z.array(text).default([]).describe('What must not change.'),
  interfaces: z
    .strictObject({
      provides: z.array(text).default([]).describe('What this task makes and others rely on.'),
      consumes: z
        .array(text)
        .default([])
        .describe('What this task relies on. Its provider must be in an earlier wave.'),
    })
    .prefault({})
    .describe('Contracts with other tasks: names, signatures, file formats that must stay stable.'),
  verify: z
    .array(command)
    .default([])
    .describe('Commands that prove the task is done. Wavegate runs them again itself.'),
  findings: z.array(id).default([]).describe('Accepted findings this task remedies.'),
  risk: z.enum(risks).default('medium').describe('How closely the spot-check should look.'),
});

export const waveSchema = z.strictObject({
  id: id.describe('Short name, unique in the plan; also part of branch names.'),
  title: text.describe('What the wave achieves. It becomes the subject of the commit.'),
  tasks: z.array(taskSchema).min(1).describe('Tasks that run in parallel.'),
});

const gateSchema = z.strictObject({
  approvers: z.array(text).default([]).describe('Who may decide. Empty: anyone at this editor.'),
  deadline: minutes.optional().describe('Minutes until the gate expires. Expiry is never approval.'),
});

export const planSchema = z.strictObject({
  waveplan: z.literal(1).describe('Version of the plan format.'),
  title: text.describe('What the whole change is called.'),
  baseline: z
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
  protected: z.array(glob).default([]).describe('Files nobody may touch.'),
  teams: z
    .record(
      id,
      z.strictObject({
        lead: text.describe('Persona that leads the team; agents work as this.'),
        owns: z.array(text).default([]).describe('Concerns the team answers for.'),
      }),
    )
    .default({})
    .describe('Teams: the persona that leads, and the concerns it owns.'),
  agents: z.record(id, agentSchema).default({}).describe('Named agent profiles.'),
  audit: z
    .strictObject({ lenses: z.array(lensSchema).max(6).default([]).describe('Auditors, two to four as a rule.') })
    .prefault({})
    .describe('Read-only auditors that run before planning, each with its own lens.'),
  findings: z.array(findingSchema).default([]).describe('Accepted findings, with their triage.'),
  waves: z.array(waveSchema).min(1).describe('Dependency-ordered batches. Each ends in one green commit.'),
  checkpoint: z
    .strictObject({
      test: command.optional().describe('The full test suite. It runs after every wave.'),
      gates: z
        .record(id, command)
        .default({})
        .describe('Further checks by name: typecheck, lint, executable constraints.'),
      baseline: z
        .enum(['strict', 'compare'])
        .default('compare')
        .describe(
          'compare: failures that were there before the run do not block, new ones do. strict: any failure blocks.',
        ),
      retries: z.number().int().min(0).max(3).default(0).describe('How often a red check runs again before it counts.'),
      spotCheck: z
        .strictObject({ sample: z.number().int().min(1).max(200).default(12).describe('Number of files.') })
        .prefault({})
        .describe('How many files, riskiest first, a person looks at.'),
      minutes: minutes.default(30).describe('Longest time one check may take.'),
    })
    .prefault({})
    .describe('What ends a wave: test gate, spot-check, commit, plan review.'),
  gates: z
    .partialRecord(z.enum(gateKinds), gateSchema)
    .default({})
    .describe('Approvers and deadlines per kind of gate.'),
  validators: z
    .array(
      z.strictObject({
        agent: id.describe('Agent profile.'),
        disposition: text.describe('How this validator looks at things: what it insists on, what it distrusts.'),
      }),
    )
    .max(2)
    .default([])
    .describe(
      'Two validators of different disposition. When all waves are committed and the checks are green, both read the result; a blocker of theirs keeps it from acceptance.',
    ),
  readiness: z.array(text).default([]).describe('What must be in place before the first launch.'),
  budget: z
    .strictObject({
      usd: z.number().positive().optional().describe('US dollars.'),
      tokens: z.number().int().positive().optional().describe('Tokens, in and out.'),
      minutes: minutes.optional().describe('Minutes of wall-clock time.'),
      perSession: z
        .strictObject({
          usd: z.number().positive().optional().describe('US dollars.'),
          tokens: z.number().int().positive().optional().describe('Tokens, in and out.'),
        })
        .prefault({})
        .describe('Limits for each session.'),
    })
    .prefault({})
    .describe('Limits for the whole run.'),
  worktree: z
    .strictObject({
      root: text.optional().describe('Folder that holds the worktrees. Default: your data folder.'),
      copy: z.array(glob).default([]).describe('Ignored files to copy into each worktree, such as .env.'),
      link: z.array(text).default([]).describe('Folders to link into each worktree, such as node_modules.'),
      setup: z.array(command).default([]).describe('Commands run in each new worktree.'),
      teardown: z.array(command).default([]).describe('Commands run before a worktree is removed.'),
      minutes: minutes.optional().describe('Longest time one command of setup or teardown may take. Default: 15.'),
      sandbox: z
        .enum(sandboxes)
        .default('off')
        .describe(
          'auto: where bubblewrap is installed (Linux), agents and all checks can write to their worktree only and cannot see the records of runs. required: agents are not started without it. off: fingerprints find what they did elsewhere.',
        ),
      writable: z
        .array(text)
        .default([])
        .describe('Folders that agents in a sandbox may write beside their worktree, such as ~/.claude or ~/.npm.'),
      checkout: z
        .enum(checkouts)
        .default('shared')
        .describe(
          'shared: you go on working in your checkout, so changes there are told of, and undone only where an agent is known to have made them. reserved: nobody works there during the run, as in CI, so every change blocks the session and is undone, with a copy kept.',
        ),
      ports: z
        .strictObject({
          from: z.number().int().min(1024).max(65_000).default(42_000).describe('First port.'),
          perSession: z.number().int().min(1).max(100).default(1).describe('Ports each session may use.'),
        })
        .prefault({})
        .describe('Range of ports; each session gets its own as WAVEGATE_PORT.'),
    })
    .prefault({})
    .describe('How the worktree of a session is made ready.'),
  git: z
    .strictObject({
      base: text.optional().describe('Branch or commit the run starts from. Default: the commit checked out.'),
      branchPrefix: z
        .string()
        .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/)
        .default('wavegate')
        .describe('First part of the names of all branches of a run.'),
      minutes: minutes
        .optional()
        .describe('Longest time a merge, a commit or a push may take, hooks included, in minutes. Default: 15.'),
      commit: text.default('{wave}').describe('Subject of a wave commit. {wave}, {id} and {plan} are replaced.'),
    })
    .prefault({})
    .describe('Branches and commits of a run.'),
  ship: z
    .strictObject({
      changelog: text.optional().describe('Changelog file that gets an entry.'),
      remote: text.default('origin').describe('Remote the run branch is pushed to.'),
      pr: z.boolean().default(true).describe('Write the pull request text, and open it where gh is installed.'),
      ci: text.optional().describe('How to see that CI passed.'),
    })
    .prefault({})
    .describe('How the result leaves this machine.'),
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

/** A wave without its tasks, and a plan without its waves: what is checked by itself when a text is read in pieces. */
export const waveHeadSchema = waveSchema.omit({ tasks: true });
export const planHeadSchema = planSchema.omit({ waves: true });

export type Plan = z.output<typeof planSchema>;
export type PlanHead = z.output<typeof planHeadSchema>;
export type WaveHead = z.output<typeof waveHeadSchema>;
export type PlanWave = Plan['waves'][number];
export type PlanTask = PlanWave['tasks'][number];
export type AgentProfile = Plan['agents'][string];
export type DriverId = AgentProfile['driver'];
export type AuditLens = Plan['audit']['lenses'][number];
export type GateKind = (typeof gateKinds)[number];
export type Severity = (typeof severities)[number];
export type Triage = (typeof triages)[number];
export type SessionMode = (typeof sessionModes)[number];
