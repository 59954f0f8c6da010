import * as z from 'zod';
import { checkouts, lfsModes, sandboxes, sparseModes } from './vocabulary.ts';
import { command, glob, minutes, text, variable } from './parts.ts';

/** Sections of a plan about the repository: where sessions work, how their work is committed, and where it goes. */

export const worktreeSchema = z
  .strictObject({
    root: text.optional().describe('Folder that holds the worktrees. Default: your data folder.'),
    copy: z.array(glob).default([]).describe('Ignored files to copy into each worktree, such as .env.'),
    link: z.array(text).default([]).describe('Folders to link into each worktree, such as node_modules.'),
    setup: z
      .array(
        z.union(
          [
            command,
            z.strictObject({
              run: command,
              inputs: z
                .union([z.literal('off'), z.array(glob).min(1)], {
                  error:
                    'Write off, or globs of the files that decide what the command leaves, such as [package-lock.json].',
                })
                .optional()
                .describe(
                  'Files of the repository that decide what the command leaves. Where they are the same, a worktree gets a copy of what it left the first time. off: it runs in each worktree. Default: lock files and settings of package managers for an install such as `npm ci`, off for every other command.',
                ),
            }),
          ],
          { error: 'Write a command, or a command with the files it depends on: {run: make gen, inputs: [proto/**]}.' },
        ),
      )
      .default([])
      .describe(
        'Commands run in each new worktree, as text or with the files they depend on: {run: make gen, inputs: [proto/**]}.',
      ),
    teardown: z.array(command).default([]).describe('Commands run before a worktree is removed.'),
    env: z
      .array(variable)
      .default([])
      .describe('Names of variables that setup and teardown need, such as NPM_TOKEN. In checks they see only these.'),
    minutes: minutes
      .optional()
      .describe(
        'Longest time one command of setup or teardown may take (default: 15), and the writing of a worktree (default: 60).',
      ),
    sparse: z
      .union([z.enum(sparseModes), z.array(text)])
      .default('inherit')
      .describe(
        'Folders a worktree holds. inherit: those of your checkout where it is sparse, and what tasks own or read. off: everything. A list: these folders, and what tasks own or read.',
      ),
    submodules: z
      .enum(['off', 'inherit'])
      .default('off')
      .describe(
        'Submodules in worktrees. inherit: those that you have checked out, at the commits the repository names, from your own copies, so that nothing is fetched. off: none; a set-up command may check them out.',
      ),
    lfs: z
      .enum(lfsModes)
      .optional()
      .describe(
        'Files kept by Git LFS. pointers: worktrees hold pointers. objects: they hold the files. Default: as GIT_LFS_SKIP_SMUDGE says.',
      ),
    keys: z
      .array(text)
      .default([])
      .describe(
        'Files and folders of the git folder that a filter needs in that of each worktree, such as keys. Those of git-crypt are always there.',
      ),
    keep: z
      .union(
        [
          z.literal('off'),
          z.strictObject({
            worktrees: z.number().int().min(1).max(1_000).default(20).describe('How many at most.'),
            days: z.number().int().min(1).max(365).default(7).describe('How long at most.'),
            gigabytes: z
              .number()
              .min(0.1)
              .max(10_000)
              .default(20)
              .describe('How much of the disk, by the sizes of their files.'),
            setups: z
              .number()
              .int()
              .min(0)
              .max(100)
              .optional()
              .describe(
                'How many results of set-up commands are kept, such as installed packages, from which later worktrees get copies. Default: 4 where a sandbox keeps agents away from them, else 0.',
              ),
            checks: z
              .enum(['cold', 'kept'])
              .optional()
              .describe('cold: worktrees of checks are always set up anew. kept: they get copies, too. Default: cold.'),
          }),
        ],
        { error: 'Write off, or limits such as {worktrees: 20, days: 7, gigabytes: 20}.' },
      )
      .prefault({})
      .describe(
        'Worktrees of sessions that are over are kept for later ones of the repository, which then need only what differs. Nothing stays in one but files of a commit, each as git wrote it; everything else goes, ignored files included. Only on Linux, where it can be seen that no process is left. What set-up commands leave is copied before the first agent runs, and later worktrees get copies of that. off: nothing is kept. `wavegate clean --warm` removes what is kept.',
      ),
    sandbox: z
      .enum(sandboxes)
      .default('auto')
      .describe(
        'auto: where there is a sandbox (bubblewrap on Linux, sandbox-exec on macOS), agents, checks and set-up can write to their worktree, temporary folders, caches of package managers and what the agent’s program keeps for itself only, and cannot see the records of runs. required: nothing starts without it. off: fingerprints find what they did in your checkout and git folder.',
      ),
    writable: z
      .array(text)
      .default([])
      .describe(
        'Further files and folders to write in a sandbox: absolute, below ~/, relative to the checkout, or a variable such as $SSH_AUTH_SOCK for the agent of your SSH keys. A folder that ends with a slash is made.',
      ),
    checkout: z
      .enum(checkouts)
      .optional()
      .describe(
        'shared: you keep working in your checkout, so changes there are reported, and undone only where it is proven that an agent made them. reserved: nobody works there during the run, so every change that no sandbox prevents is attributed to an agent and undone, with a copy kept. Default: reserved where the environment variable CI is set, else shared.',
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
  .describe('How the worktree of a session is made ready.');

export const gitSchema = z
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
  })
  .prefault({})
  .describe('Branches of a run.');
