import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ShipWork } from '../../core/model/effects.ts';
import type { Programs } from '../../ports/programs.ts';
import { ProgramError } from '../../ports/programs.ts';
import type { SessionContext } from '../../sessionPorts/sessionHandler.ts';

type Request = NonNullable<ShipWork['pullRequest']>;

/**
 * Opens a pull request with GitHub's own command line, or finds the one that is open for the branch already. What has
 * been pushed stays pushed either way, so that nothing here is a failure of the session.
 *
 * @returns its address, or why there is none and what to do
 */
export async function openPullRequest(
  services: { readonly programs: Programs; readonly environment: Readonly<Record<string, string>> },
  branch: string,
  { title, body, base }: Request,
  context: SessionContext,
): Promise<{ readonly url: string } | { readonly reason: string }> {
  const gh = (args: readonly string[]) => runGh(services, args, context);
  try {
    const found = await gh(['pr', 'view', branch, '--json', 'state,url', '--jq', '.state + " " + .url']);
    const open = /^OPEN (https:\/\/\S+)$/m.exec(found.output)?.[1];
    if (found.exitCode === 0 && open !== undefined) return { url: open };
    // A decision record may be longer than an argument may be.
    const bodyFile = path.join(context.folder, 'pullRequest.md');
    await writeFile(bodyFile, body);
    const onto = base === undefined ? [] : ['--base', base];
    const args = ['gh', 'pr', 'create', '--head', branch, ...onto, '--title', title, '--body-file', bodyFile];
    const created = await gh(args.slice(1));
    const url = /https:\/\/\S+/.exec(created.output)?.[0];
    if (created.exitCode === 0 && url !== undefined) return { url };
    return {
      reason: `gh could not open the pull request. It says: ${created.output || `nothing (exit code ${created.exitCode ?? 'none'})`}\nOpen it by hand: ${byHand(args)}`,
    };
  } catch (error) {
    if (error instanceof ProgramError && error.reason === 'not-found') {
      return { reason: 'gh is not installed, so open the pull request by hand.' };
    }
    throw error;
  }
}

/** A command as a person would type it into a shell of their machine. */
function byHand(args: readonly string[]): string {
  const quoted = (word: string): string =>
    process.platform === 'win32' ? `"${word.replaceAll('"', '""')}"` : `'${word.replaceAll("'", `'\\''`)}'`;
  return args.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : quoted(word))).join(' ');
}

async function runGh(
  { programs, environment }: { readonly programs: Programs; readonly environment: Readonly<Record<string, string>> },
  args: readonly string[],
  { place, marker, nonce, output, signal }: SessionContext,
): Promise<{ readonly exitCode: number | null; readonly output: string }> {
  const chunks: Uint8Array[] = [];
  const running = await programs.start({
    argv: ['gh', ...args],
    cwd: place.repository,
    env: { ...environment, WAVEGATE_SESSION: nonce, GH_PROMPT_DISABLED: '1', NO_COLOR: '1' },
    marker,
    output(chunk) {
      chunks.push(chunk);
      output(chunk);
    },
  });
  const stop = (): void => void running.end();
  signal.addEventListener('abort', stop, { once: true });
  const { exitCode } = await running.exited;
  signal.removeEventListener('abort', stop);
  await running.end();
  return { exitCode, output: Buffer.concat(chunks).toString('utf8').trim() };
}
