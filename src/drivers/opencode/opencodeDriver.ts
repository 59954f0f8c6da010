import { judgeRun } from '../../core/agents/judgeRun.ts';
import type { AgentContext, AgentDriver, SealedPlace } from '../../sessionPorts/agentDriver.ts';
import { launchCli, option, programOf } from '../shared/launchCli.ts';
import { opencodeStreamReader } from './opencodeStream.ts';

/** Its plan mode runs any shell command, and a list of allowed ones passes `git log > file`: only this holds. */
const readOnlyPermissions = JSON.stringify({
  edit: 'deny',
  bash: 'deny',
  task: 'deny',
  webfetch: 'deny',
  external_directory: 'deny',
});

/** Files and folders from which opencode takes programs, among its settings. It would add the schema itself. */
const sealed: readonly SealedPlace[] = [
  ...['opencode.json', 'opencode.jsonc', 'config.json'].map((name) => ({
    name,
    text: '{ "$schema": "https://opencode.ai/config.json" }\n',
  })),
  ...['plugin', 'plugins', 'tool', 'tools'].map((name) => ({ name })),
];

const titleOf = ({ session }: AgentContext): string => session['WAVEGATE_TASK'] ?? 'Wavegate';

/** opencode, https://opencode.ai. */
export const opencodeDriver: AgentDriver = {
  id: 'opencode',
  launch: (context) =>
    launchCli(context, {
      program: 'opencode',
      names: 'found',
      args: [
        ...['run', '--format', 'json', '--dir', context.worktree],
        // Without a title it asks the model for one, beside the work.
        ...(context.resume === undefined ? ['--title', titleOf(context)] : ['-s', context.resume]),
        ...option('-m', context.profile.model),
        ...option('--variant', context.profile.effort),
      ],
      sees: ['XDG_CONFIG_HOME', 'XDG_DATA_HOME', 'XDG_STATE_HOME', 'XDG_CACHE_HOME', 'OPENCODE_CONFIG'],
      env: {
        OPENCODE_DISABLE_AUTOUPDATE: '1',
        OPENCODE_DISABLE_LSP_DOWNLOAD: '1',
        ...(context.mode === 'read-only' ? { OPENCODE_PERMISSION: readOnlyPermissions } : {}),
      },
    }),
  reader: opencodeStreamReader,
  judgeExit: judgeRun,
  own: ({ XDG_CONFIG_HOME, XDG_DATA_HOME, XDG_STATE_HOME, XDG_CACHE_HOME }) => [
    { path: `${XDG_CONFIG_HOME ?? '~/.config'}/opencode`, kind: 'folder', sealed },
    ...[XDG_DATA_HOME ?? '~/.local/share', XDG_STATE_HOME ?? '~/.local/state', XDG_CACHE_HOME ?? '~/.cache'].map(
      (folder) => ({ path: `${folder}/opencode`, kind: 'folder' as const }),
    ),
  ],
  cli: {
    title: 'opencode',
    program: 'opencode',
    package: 'opencode-ai',
    testedVersion: '1.18.33',
    versionArgs: ['--version'],
    login: 'Run `opencode auth login`, or name the key variable of your provider in env of its profile.',
    keyVariables: ['ANTHROPIC_API_KEY', 'OPENAI_API_KEY', 'GEMINI_API_KEY'],
    readOnly: 'tools',
    resumesIn: 'same-folder',
    takeOver: (profile, worktree, conversation) => [
      ...programOf(profile, 'opencode'),
      ...[worktree, '-s', conversation],
      ...option('-m', profile.model),
    ],
  },
};
