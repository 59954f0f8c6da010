import type { ForgeRef } from '../../core/model/forge.ts';
import type { Programs } from '../../ports/programs.ts';
import type { ForgePlace } from '../../sessionPorts/forge.ts';
import { ForgeError } from '../../sessionPorts/forge.ts';
import { runTool } from '../shared/runTool.ts';

/**
 * The person's token for a host: from the variable that the plan names, else what git's credential helper has. It is never
 * printed, and nobody is asked for it.
 * @throws ForgeError `missing`
 */
export async function giteaToken(
  programs: Pick<Programs, 'start'>,
  { host = '', tokenEnv }: ForgeRef,
  place: ForgePlace,
): Promise<string> {
  if (tokenEnv !== undefined) {
    const token = place.environment[tokenEnv] ?? '';
    if (token !== '') return token;
    throw new ForgeError(
      'missing',
      `The variable ${tokenEnv}, which ship.tokenEnv of the plan names, is not set here. Set it to a token of ${host} that may open and merge pull requests, then ship again.`,
    );
  }
  const { exitCode, stdout } = await runTool(programs, place, {
    argv: ['git', 'credential', 'fill'],
    env: { GIT_TERMINAL_PROMPT: '0', GIT_ASKPASS: '', SSH_ASKPASS: '', GCM_INTERACTIVE: 'never' },
    input: `protocol=https\nhost=${host}\n\n`,
    timeout: 30_000,
    isQuiet: true,
  });
  const password = /^password=(.+)$/m.exec(stdout)?.[1];
  if (exitCode === 0 && password !== undefined) return password;
  throw new ForgeError(
    'missing',
    `There is no login for ${host}: git's credential helper has none, and ship.tokenEnv of the plan names no variable with a token. Set one of them up, then ship again.`,
  );
}
