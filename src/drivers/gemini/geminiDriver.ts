import path from 'node:path';
import { judgeRun } from '../../core/agents/judgeRun.ts';
import type { AgentDriver } from '../../sessionPorts/agentDriver.ts';
import { launchCli, option, programOf } from '../shared/launchCli.ts';
import { geminiStreamReader } from './geminiStream.ts';
import { readOnlyPolicy } from './readOnlyPolicy.ts';

/** Gemini CLI, https://github.com/google-gemini/gemini-cli. */
export const geminiDriver: AgentDriver = {
  id: 'gemini',
  launch(context) {
    const policy = path.join(context.folder, 'read-only.toml');
    const readOnly = context.mode === 'read-only';
    return launchCli(context, {
      program: 'gemini',
      names: 'chosen',
      args: [
        ...['-o', 'stream-json', '--skip-trust'],
        ...(context.resume === undefined ? ['--session-id', context.conversation] : ['--resume', context.resume]),
        ...option('-m', context.profile.model),
        // Without a person, "auto_edit" has no shell and the default mode can talk itself into "yolo".
        ...(readOnly ? ['--approval-mode', 'default', '--policy', policy] : ['--approval-mode', 'yolo']),
      ],
      sees: ['GOOGLE_GEMINI_BASE_URL', 'GOOGLE_CLOUD_PROJECT', 'GOOGLE_CLOUD_LOCATION', 'GEMINI_CLI_HOME'],
      ...(readOnly ? { files: { [policy]: readOnlyPolicy } } : {}),
    });
  },
  reader: geminiStreamReader,
  judgeExit: judgeRun,
  own: ({ GEMINI_CLI_HOME: moved }) => [
    {
      path: `${moved ?? '~'}/.gemini`,
      kind: 'folder',
      sealed: [
        { name: 'settings.json', text: '{}\n' },
        { name: 'commands' },
        { name: 'extensions' },
        { name: 'policies' },
      ],
    },
  ],
  cli: {
    title: 'Gemini CLI',
    program: 'gemini',
    package: '@google/gemini-cli',
    testedVersion: '0.61.0',
    versionArgs: ['--version'],
    login: 'Run `gemini` once and log in, or name GEMINI_API_KEY in env of its profile.',
    keyVariables: ['GEMINI_API_KEY', 'GOOGLE_API_KEY'],
    readOnly: 'tools',
    resumesIn: 'same-folder',
    trust: 'asks for every folder whether you trust it, so it is started with --skip-trust',
    takeOver: (profile, _worktree, conversation) => [
      ...programOf(profile, 'gemini'),
      '--skip-trust',
      '--resume',
      conversation,
      ...option('-m', profile.model),
    ],
  },
};
