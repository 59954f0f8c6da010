import * as z from 'zod';
import { command, minutes, text, variable } from './parts.ts';
import { commentAnswers, forges, merges, pullRequestUnits } from './vocabulary.ts';

/** The part of a plan about how the result leaves this machine. */

const pullRequestSchema = z
  .strictObject({
    per: z
      .enum(pullRequestUnits)
      .default('run')
      .describe(
        'run: one pull request holds the whole run. wave: each committed wave gets a branch and a pull request of its own, based on the one before; they are merged from the bottom up, in the order of the waves, once the checks of the last one are green. It needs merge: merge or none.',
      ),
    draft: z.boolean().default(false).describe('Open it as a draft. It is marked as ready when its merge is approved.'),
    reviewers: z
      .array(text)
      .default([])
      .describe('Accounts or teams that are asked for a review, as the forge names them.'),
    labels: z.array(text).default([]).describe('Labels it gets. They have to exist at the forge.'),
    issues: z
      .array(text.max(100))
      .max(4)
      .default([])
      .describe('At most four issues that it closes when it is merged, such as "#12" or "team/other#3".'),
    template: z
      .boolean()
      .default(true)
      .describe('Begin its text with the pull request template of the repository, where there is one.'),
  })
  .prefault({})
  .describe('Settings of the pull request.');

const checksSchema = z
  .strictObject({
    only: z
      .array(text)
      .default([])
      .describe('Names of the checks that count; each of them is waited for. Default: all that the forge reports.'),
    minutes: minutes.default(60).describe('Longest wait for the checks of the pull request, in minutes.'),
    everySeconds: z.number().min(1).max(600).default(15).describe('Time between two looks at the forge, in seconds.'),
    noneAfterSeconds: z
      .number()
      .min(0)
      .max(3_600)
      .default(60)
      .describe(
        'Without any check after so many seconds, the pull request is taken to have none; the merge gate says so.',
      ),
    reruns: z
      .number()
      .int()
      .min(0)
      .max(5)
      .default(1)
      .describe('How often failed jobs run again before they count as red, where the forge can do that.'),
  })
  .prefault({})
  .describe('The checks of the forge, which are waited for after the push. Red ones lead to adapting the plan.');

const commentsSchema = z
  .strictObject({
    read: z
      .boolean()
      .default(true)
      .describe(
        'Read the comments of reviewers on the pull request while its checks or its merge are waited for. They become findings, and one without an answer holds the merge gate. GitHub and GitLab only.',
      ),
    answers: z
      .enum(commentAnswers)
      .default('post')
      .describe('What becomes of answers. post: they are posted as replies. show: they are shown, for you to post.'),
    everySeconds: z.number().min(1).max(3_600).default(60).describe('Time between two looks at them, in seconds.'),
  })
  .prefault({})
  .describe('Comments of reviewers on the pull request.');

export const shipSchema = z
  .strictObject({
    changelog: text.optional().describe('Changelog file that gets an entry.'),
    remote: text.default('origin').describe('Remote the run branch is pushed to.'),
    prePush: z
      .enum(['early', 'ship'])
      .default('early')
      .describe(
        'When the pre-push hook of the repository is asked. early: before the first launch and before acceptance as well, in a worktree of the commit, with nothing sent. ship: at the push only.',
      ),
    remoteSeconds: z
      .number()
      .int()
      .min(1)
      .max(600)
      .default(30)
      .describe('Longest time the remote may take to tell what it has before a gate, in seconds.'),
    pr: z
      .boolean()
      .default(true)
      .describe('Write the pull request text, and open the pull request where that is possible.'),
    forge: z
      .enum(forges)
      .default('auto')
      .describe(
        'Host of the pull request. github: by gh. gitlab: by glab. gitea: by the API of Gitea or Forgejo. none: only its text is written. auto: by the address of the remote.',
      ),
    tokenEnv: variable
      .optional()
      .describe(
        'Name of the environment variable with the token for Gitea or Forgejo. Default: the password that git’s credential helper has for the host.',
      ),
    pullRequest: pullRequestSchema,
    checks: checksSchema,
    comments: commentsSchema,
    merge: z
      .enum(merges)
      .default('merge')
      .describe(
        'How the pull request is merged once its checks are green and the merge gate is approved. merge and rebase keep the commits of the waves, squash makes one of them. queue: by the merge queue of the host. none: the run ends with the green pull request.',
      ),
    mergeMinutes: minutes
      .default(60)
      .describe('Longest wait for the host to merge, such as in a merge queue, in minutes.'),
    ci: command
      .optional()
      .describe(
        'Command that waits for CI after the push and ends with 0 if it passed, such as "gh run watch --exit-status". It takes the place of the checks of the forge. Nothing counts as shipped before; red leads to adapting the plan.',
      ),
    ciMinutes: minutes.default(60).describe('Longest time ci may take, in minutes.'),
  })
  .prefault({})
  .describe('How the result leaves this machine.');
