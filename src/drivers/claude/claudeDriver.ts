import { schemaOfAnswer } from '../../core/agents/answerSchema.ts';
import { judgeRun } from '../../core/agents/judgeRun.ts';
import type { AgentContext, AgentDriver, SealedPlace } from '../../sessionPorts/agentDriver.ts';
import { claudeStreamReader } from '../shared/claudeStream.ts';
import { launchCli, option, programOf } from '../shared/launchCli.ts';

/** Files and folders from which Claude Code takes programs and instructions, in its own folder. */
const sealed: readonly SealedPlace[] = [
  { name: 'settings.json', text: '{}\n' },
  ...['agents', 'commands', 'hooks', 'plugins', 'skills'].map((name) => ({ name })),
];

/** Claude Code, https://docs.anthropic.com/claude-code. */
export const claudeDriver: AgentDriver = {
  id: 'claude',
  launch: (context) =>
    launchCli(context, {
      program: 'claude',
      names: 'chosen',
      args: [
        '-p',
        ...['--output-format', 'stream-json', '--verbose'],
        ...(context.resume === undefined ? ['--session-id', context.conversation] : ['--resume', context.resume]),
        ...option('--model', context.profile.model),
        ...option('--effort', context.profile.effort),
        ...option('--max-turns', context.profile.limits.turns),
        ...option('--max-budget-usd', context.profile.limits.usd),
        ...modeArgs(context),
      ],
      sees: ['ANTHROPIC_BASE_URL', 'CLAUDE_CONFIG_DIR'],
      env: { CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1', DISABLE_AUTOUPDATER: '1' },
    }),
  // In one conversation tokens are reported per run, cost for all runs together.
  reader: () => claudeStreamReader({ tokensCover: 'run', costCovers: 'conversation', inputHoldsCached: false }),
  judgeExit: judgeRun,
  own: ({ CLAUDE_CONFIG_DIR: moved }) =>
    moved === undefined
      ? [
          { path: '~/.claude', kind: 'folder', sealed },
          { path: '~/.claude.json', kind: 'copy' },
        ]
      : [{ path: moved, kind: 'folder', sealed }],
  cli: {
    title: 'Claude Code',
    program: 'claude',
    package: '@anthropic-ai/claude-code',
    testedVersion: '2.1.329',
    versionArgs: ['--version'],
    login: 'Run `claude` once and follow /login, or name ANTHROPIC_API_KEY in env of its profile.',
    keyVariables: ['ANTHROPIC_API_KEY', 'CLAUDE_CODE_OAUTH_TOKEN'],
    readOnly: 'tools',
    resumesIn: 'any-folder',
    trust: 'asks once per repository whether you trust it; "No, exit" is chosen at first',
    takeOver: (profile, _worktree, conversation) => [
      ...programOf(profile, 'claude'),
      '--resume',
      conversation,
      ...option('--model', profile.model),
    ],
  },
};

/**
 * A read-only agent is offered nothing that could write: its plan mode writes as soon as a person's own settings allow
 * shell commands. A writing agent may edit, and of the shell use what a plan names; what would ask a person is denied.
 */
function modeArgs({ mode, verify, answer, profile }: AgentContext): readonly string[] {
  if (mode === 'read-only') {
    return [
      ...['--tools', 'Read,Grep,Glob', '--permission-mode', 'dontAsk', '--strict-mcp-config'],
      ...['--json-schema', JSON.stringify(schemaOfAnswer(answer))],
    ];
  }
  // A comma would end the name of a tool, so commands with one are left to the session host.
  const named = [...verify, ...(profile.allow ?? [])];
  const commands = named.filter((command) => !command.includes(',') && !command.includes(')'));
  // Each part of a pipe needs a rule of its own, and most agents look at the end of what a test prints.
  const piped = commands.length === 0 ? [] : ['tail', 'head'];
  const allowed = [...commands, ...piped].flatMap((command) => [`Bash(${command})`, `Bash(${command} *)`]);
  return [
    ...['--permission-mode', 'acceptEdits', '--permission-prompts', 'none'],
    ...(allowed.length === 0 ? [] : ['--allowedTools', allowed.join(',')]),
  ];
}
