import { runProgram } from './processes.ts';
import { findProgram } from './programs.ts';

/**
 * Installs a package of Debian, where this is Debian and we may.
 *
 * @returns undefined when it is installed now, else the last line that was said about it; an empty text where nothing
 *   could be tried
 */
export async function installDebianPackage(
  name: string,
  progress: (line: string) => void,
): Promise<string | undefined> {
  const apt = await findProgram(['apt-get']);
  if (apt === undefined || process.getuid?.() !== 0) return '';
  progress(`Installing ${name} from Debian's packages; this happens once`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const argv of [
    ['update', '-q'],
    ['install', '-q', '-y', '--no-install-recommends', name],
  ]) {
    const { exitCode, output } = await runProgram(apt, argv, { env });
    if (exitCode !== 0) return `apt-get ${argv[0]} failed: ${output.trim().split('\n').at(-1) ?? ''}`;
  }
  return undefined;
}
