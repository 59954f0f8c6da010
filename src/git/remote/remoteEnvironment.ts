import path from 'node:path';
import { runGit } from '../call/runGit.ts';

/**
 * Variables for a git that talks to a remote from a hidden process: where a login is missing it fails and says so, instead
 * of asking where nobody sees it. What answers without a person (an ssh agent, a credential helper, a program named by
 * GIT_ASKPASS) is asked as usual.
 *
 * @param address the only place that is talked to, where it is known: the settings of ssh matter for some only
 */
export async function remoteEnvironment(
  repository: string,
  address?: string,
): Promise<Readonly<Record<string, string>>> {
  const ssh = address !== undefined && needsNoSsh(address) ? undefined : await quietSsh(repository);
  return {
    GIT_TERMINAL_PROMPT: '0',
    // Set and empty, it keeps git from the windows that core.askPass and SSH_ASKPASS name.
    GIT_ASKPASS: process.env['GIT_ASKPASS'] ?? '',
    SSH_ASKPASS_REQUIRE: 'never',
    GCM_INTERACTIVE: process.env['GCM_INTERACTIVE'] ?? 'never',
    ...(ssh !== undefined && { GIT_SSH_COMMAND: ssh }),
  };
}

/** Whether an address is a folder of this machine, or is reached through the web. */
function needsNoSsh(address: string): boolean {
  return path.isAbsolute(address) || /^(?:https?|file):\/\//.test(address);
}

/** The command that git would start, told not to ask; undefined where it is a program whose options are not known. */
async function quietSsh(repository: string): Promise<string | undefined> {
  const settings = await sshSettings(repository);
  const given = process.env['GIT_SSH_COMMAND'] ?? settings.get('core.sshcommand');
  if (given === undefined && process.env['GIT_SSH'] !== undefined) return undefined;
  const command = given ?? 'ssh';
  const variant = process.env['GIT_SSH_VARIANT'] ?? settings.get('ssh.variant');
  const isOpenSsh =
    variant === 'ssh' || (variant === undefined && /^["']?([^"']*[\\/])?ssh(\.exe)?["']?(\s|$)/i.test(command));
  return isOpenSsh ? `${command} -o BatchMode=yes` : undefined;
}

/** By its name in small letters, as git lists it. Of one that is set more than once the last counts; an empty one is none. */
async function sshSettings(repository: string): Promise<ReadonlyMap<string, string>> {
  const { stdout } = await runGit(['config', '-z', '--get-regexp', '^(core\\.sshcommand|ssh\\.variant)$'], {
    folder: repository,
    accept: [0, 1],
  });
  const listed = stdout.toString('utf8').split('\0').filter(Boolean);
  const settings = new Map(
    listed.map((entry): [string, string] => {
      const [name = '', ...value] = entry.split('\n');
      return [name, value.join('\n').trim()];
    }),
  );
  return new Map([...settings].filter(([, value]) => value !== ''));
}
