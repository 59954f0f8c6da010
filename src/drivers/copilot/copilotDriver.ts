import path from 'node:path';
import { judgeRun } from '../../core/agents/judgeRun.ts';
import type { AgentContext, AgentDriver } from '../../sessionPorts/agentDriver.ts';
import { launchCli, option, programOf } from '../shared/launchCli.ts';
import { copilotStreamReader } from './copilotStream.ts';
import { readCopilotUsage } from './copilotUsage.ts';

/** GitHub Copilot CLI, https://docs.github.com/copilot. */
export const copilotDriver: AgentDriver = {
  id: 'copilot',
  launch(context) {
    const usageFile = path.join(context.folder, 'usage', 'usage.json');
    const launch = launchCli(context, {
      program: 'copilot',
      names: 'chosen',
      args: [
        ...['--output-format', 'json', '--no-color', '--no-auto-update', '--disable-client-telemetry'],
        ...['-C', context.worktree, '--usage-output-file', usageFile],
        ...(context.resume === undefined ? ['--session-id', context.conversation] : [`--resume=${context.resume}`]),
        ...option('--model', context.profile.model),
        ...option('--reasoning-effort', context.profile.effort),
        ...modeArgs(context),
      ],
      sees: ['COPILOT_HOME', 'COPILOT_MODEL', 'COPILOT_PROVIDER_BASE_URL', 'COPILOT_OFFLINE', 'GH_HOST'],
    });
    return { ...launch, usageFile };
  },
  reader: copilotStreamReader,
  readUsage: readCopilotUsage,
  judgeExit: judgeRun,
  own: ({ COPILOT_HOME: moved }) => [
    // It unpacks itself there.
    { path: '~/.cache/copilot', kind: 'folder' },
    {
      path: moved ?? '~/.copilot',
      kind: 'folder',
      sealed: [
        { name: 'mcp-config.json', text: '{ "mcpServers": {} }\n' },
        ...['agents', 'hooks', 'installed-plugins', 'skills'].map((name) => ({ name })),
      ],
    },
  ],
  cli: {
    title: 'GitHub Copilot CLI',
    program: 'copilot',
    package: '@github/copilot',
    testedVersion: '1.0.102',
    versionArgs: ['--version'],
    login: 'Run `copilot` once and follow /login, or name COPILOT_GITHUB_TOKEN in env of its profile.',
    keyVariables: ['COPILOT_GITHUB_TOKEN', 'GH_TOKEN', 'COPILOT_PROVIDER_API_KEY'],
    readOnly: 'tools',
    resumesIn: 'any-folder',
    trust: 'asks for every folder whether you trust it',
    takeOver: (profile, worktree, conversation) => [
      ...programOf(profile, 'copilot'),
      ...['-C', worktree, `--resume=${conversation}`],
      ...option('--model', profile.model),
    ],
  },
};

/** With every tool allowed its plan mode writes through the shell, so a read-only agent is offered three that cannot. */
function modeArgs({ mode }: AgentContext): readonly string[] {
  return mode === 'read-only'
    ? ['--no-ask-user', '--deny-tool=write', '--deny-tool=shell', '--available-tools', 'view', 'grep', 'glob']
    : ['--allow-all-tools', '--no-ask-user'];
}
