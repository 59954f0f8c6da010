/**
 * The closed sets of words in a plan. Apart from the schema, so that whoever only shows a plan need not load what checks
 * one.
 */
/** Place where agents work. */
export const executors = ['local', 'team'] as const;

export const limitAnswers = ['stop', 'wait'] as const;
export const gateKinds = [
  'triage',
  'plan',
  'custom',
  'launch',
  'answer',
  'spot-check',
  'reconcile',
  'adapt',
  'acceptance',
  'ship',
  'merge',
] as const;
/** Steps that a gate of a plan's own may come before. */
export const customSteps = ['launch', 'ship'] as const;
export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export const severities = ['critical', 'high', 'moderate', 'low', 'info'] as const;
/** Severity of what a validator found: fix before going on, should be fixed, matter of polish. */
export const validatorSeverities = ['blocker', 'issue', 'nit'] as const;
/** Kinds of gaps that reviewers find in a plan: it can be read in two ways, something is not there, or may go wrong. */
export const gapKinds = ['missing', 'risky', 'ambiguous'] as const;
/** Policy for findings of validators that do not block. */
export const remedies = ['everything', 'blockers', 'choose'] as const;
/** Sources that say what is to be made: the approved plan, the specification it cites, the issue it came from. */
export const sources = ['plan', 'spec', 'issue'] as const;
export const triages = ['in', 'out', 'deferred'] as const;
/** Choices of when validators read the directives of tasks ahead of their launch: never, all of them once, or wave by wave. */
export const aheadModes = ['off', 'once', 'wave'] as const;
/** Proof of a stage of a recipe, made by what is run after it. */
export const stageProofs = ['red', 'green', 'migrated', 'success', 'nothing'] as const;
/** Whether a stage begins a conversation or continues the one before. */
export const stageSessions = ['fresh', 'same'] as const;
/** Ways to go on after a failure that a supervisor may propose: those that change the plan. */
export const supervisorStrategies = ['fix', 'redispatch', 'split', 'reorder', 'amend', 'divide'] as const;
export const risks = ['low', 'medium', 'high'] as const;
export const sessionModes = ['read-only', 'workspace-write'] as const;
export const sandboxes = ['off', 'auto', 'required'] as const;
/** Use of the person's checkout during a run: their own, or none. */
export const checkouts = ['shared', 'reserved'] as const;
/** Whether commits that reach the person's branch are signed. */
export const signings = ['auto', 'always', 'never'] as const;
/** Which folders worktrees hold, where the plan lists none. */
export const sparseModes = ['inherit', 'off'] as const;
/** Files kept by Git LFS in worktrees. */
export const lfsModes = ['pointers', 'objects'] as const;
/** Hosts of pull requests, as a plan names them. */
export const forges = ['auto', 'github', 'gitlab', 'gitea', 'none'] as const;
/** Fate of answers to comments of reviewers. */
export const commentAnswers = ['post', 'show'] as const;
/** Work that one pull request holds. */
export const pullRequestUnits = ['run', 'wave'] as const;
/** Ways to merge a pull request, or none. */
export const merges = ['merge', 'rebase', 'squash', 'queue', 'none'] as const;
export const agentDrivers = ['command', 'claude', 'codex', 'gemini', 'qwen', 'copilot', 'opencode'] as const;
