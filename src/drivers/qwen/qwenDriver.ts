import { judgeRun } from '../../core/agents/judgeRun.ts';
import type { AgentContext, AgentDriver } from '../../sessionPorts/agentDriver.ts';
import { claudeStreamReader } from '../shared/claudeStream.ts';
import { launchCli, option, programOf } from '../shared/launchCli.ts';

/** Everything that writes or runs; plan mode alone is a promise of the model. */
const writingTools = 'write_file,edit,notebook_edit,run_shell_command,agent';

/** Qwen Code, https://github.com/QwenLM/qwen-code. */
export const qwenDriver: AgentDriver = {
  id: 'qwen',
  launch: (context) =>
    launchCli(context, {
      program: 'qwen',
      names: 'chosen',
      args: [
        ...['-o', 'stream-json'],
        ...(context.resume === undefined ? ['--session-id', context.conversation] : ['--resume', context.resume]),
        ...option('-m', context.profile.model),
        ...option('--max-session-turns', context.profile.limits.turns),
        ...modeArgs(context),
      ],
      sees: ['OPENAI_BASE_URL', 'OPENAI_MODEL', 'QWEN_HOME'],
      env: { QWEN_CODE_SUPPRESS_YOLO_WARNING: '1' },
    }),
  reader: () => claudeStreamReader({ tokensCover: 'conversation', costCovers: 'conversation', inputHoldsCached: true }),
  judgeExit: judgeRun,
  own: ({ QWEN_HOME: moved }) => [
    {
      path: moved ?? '~/.qwen',
      kind: 'folder',
      sealed: [
        { name: 'settings.json', text: '{}\n' },
        { name: 'agents' },
        { name: 'commands' },
        { name: 'extensions' },
        { name: 'skills' },
      ],
    },
  ],
  cli: {
    title: 'Qwen Code',
    program: 'qwen',
    package: '@qwen-code/qwen-code',
    testedVersion: '0.24.4',
    versionArgs: ['--version'],
    login: 'Run `qwen` once and log in, or name OPENAI_API_KEY in env of its profile.',
    keyVariables: ['OPENAI_API_KEY', 'DASHSCOPE_API_KEY'],
    readOnly: 'tools',
    resumesIn: 'same-folder',
    takeOver: (profile, _worktree, conversation) => [
      ...programOf(profile, 'qwen'),
      '--resume',
      conversation,
      ...option('-m', profile.model),
    ],
  },
};

function modeArgs({ mode }: AgentContext): readonly string[] {
  return mode === 'read-only'
    ? ['--approval-mode', 'default', '--exclude-tools', writingTools]
    : ['--approval-mode', 'yolo'];
}
