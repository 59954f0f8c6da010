import path from 'node:path';
import { schemaOfAnswer } from '../../core/agents/answerSchema.ts';
import { judgeRun } from '../../core/agents/judgeRun.ts';
import type { AgentContext, AgentDriver } from '../../sessionPorts/agentDriver.ts';
import { launchCli, option, programOf } from '../shared/launchCli.ts';
import { codexStreamReader } from './codexStream.ts';

/** Codex CLI, https://github.com/openai/codex. */
export const codexDriver: AgentDriver = {
  id: 'codex',
  launch(context) {
    const schema = path.join(context.folder, 'answer.schema.json');
    const readOnly = context.mode === 'read-only';
    return launchCli(context, {
      program: 'codex',
      names: 'found',
      args: [
        'exec',
        '--json',
        ...['-C', context.worktree],
        ...option('-m', context.profile.model),
        ...setting('model_reasoning_effort', context.profile.effort),
        ...sandboxArgs(context),
        ...(readOnly ? ['--output-schema', schema] : []),
        // A resumed conversation does not keep its sandbox, and what follows `resume` cannot set it.
        ...(context.resume === undefined ? [] : ['resume', context.resume]),
        '-',
      ],
      sees: ['CODEX_HOME'],
      ...(readOnly ? { files: { [schema]: JSON.stringify(schemaOfAnswer(context.answer)) } } : {}),
    });
  },
  reader: codexStreamReader,
  judgeExit: judgeRun,
  own: ({ CODEX_HOME: moved }) => [
    {
      path: moved ?? '~/.codex',
      kind: 'folder',
      sealed: [{ name: 'config.toml', text: '' }, { name: 'prompts' }, { name: 'rules' }],
    },
  ],
  cli: {
    title: 'Codex',
    program: 'codex',
    package: '@openai/codex',
    testedVersion: '0.169.0',
    versionArgs: ['--version'],
    login: 'Run `codex login`, or name CODEX_API_KEY in env of its profile.',
    keyVariables: ['CODEX_API_KEY', 'OPENAI_API_KEY'],
    readOnly: 'os',
    resumesIn: 'any-folder',
    trust: 'asks once per repository whether you trust it',
    takeOver: (profile, worktree, conversation) => [
      ...programOf(profile, 'codex'),
      'resume',
      ...['-C', worktree, '-s', profile.mode],
      ...option('-m', profile.model),
      conversation,
    ],
  },
};

/** Without the last two settings a worktree's neighbours can be written when they lie in a temporary folder. */
function sandboxArgs({ mode }: AgentContext): readonly string[] {
  if (mode === 'read-only') return ['-s', 'read-only'];
  return [
    ...['-s', 'workspace-write'],
    ...['-c', 'sandbox_workspace_write.exclude_slash_tmp=true'],
    ...['-c', 'sandbox_workspace_write.exclude_tmpdir_env_var=true'],
  ];
}

/** Values are TOML, so a text is quoted. */
function setting(name: string, value: string | undefined): readonly string[] {
  return value === undefined ? [] : ['-c', `${name}=${JSON.stringify(value)}`];
}
