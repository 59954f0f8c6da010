import { spawn } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import path from 'node:path';
import type { Writable } from 'node:stream';

/** How a system is asked not to fall asleep by itself. */
interface Request {
  readonly program: string;
  readonly args: readonly string[];
}

/** ES_CONTINUOUS and ES_SYSTEM_REQUIRED, until the input ends. */
const onWindows = [
  `$call = Add-Type -Name Power -Namespace Wavegate -PassThru -MemberDefinition '[DllImport("kernel32.dll")] public static extern uint SetThreadExecutionState(uint flags);'`,
  '[void]$call::SetThreadExecutionState([uint32]"0x80000001")',
  '[void][Console]::In.ReadToEnd()',
].join('; ');

/**
 * Request by which a system stays awake as long as the standard input of the program is open. Only sleep for want of a person is
 * held off: a closed lid and a person who wants it to sleep have their way.
 *
 * @returns undefined where none is known
 */
export function awakeRequest(
  platform: NodeJS.Platform,
  pid: number,
  environment: Readonly<Record<string, string | undefined>>,
): Request | undefined {
  switch (platform) {
    case 'linux':
      return {
        program: 'systemd-inhibit',
        args: ['--what=idle', '--who=Wavegate', '--why=An agent is at work', '--mode=block', 'cat'],
      };
    case 'darwin':
      return { program: '/usr/bin/caffeinate', args: ['-i', '-w', String(pid)] };
    case 'win32': {
      const root = environment['SYSTEMROOT'] ?? 'C:\\Windows';
      const program = path.win32.join(root, 'System32', 'WindowsPowerShell', 'v1.0', 'powershell.exe');
      return { program, args: ['-NoProfile', '-NonInteractive', '-Command', onWindows] };
    }
    default:
      return undefined;
  }
}

/** No machine falls asleep in so many milliseconds, in which the other agents of a wave start: another program for each would hold them up. */
const othersFirst = 1_000;

/**
 * Keeps the machine awake while this process lives, or until it is let go; begins a second later. Where the system has no way or does not allow it,
 * nothing happens: it only saves the time of a night.
 *
 * @returns lets it go
 */
export function keepAwake(
  request: Request | undefined = awakeRequest(process.platform, process.pid, process.env),
): () => void {
  if (request === undefined) return () => undefined;
  let child: ReturnType<typeof ask> | undefined;
  const timer = setTimeout(() => (child = ask(request)), othersFirst);
  timer.unref();
  return () => {
    clearTimeout(timer);
    child?.stdin.destroy();
    child?.kill();
  };
}

/** Starts the program of a request, which ends with the pipe to it, and so with this process, however that ends. */
function ask({ program, args }: Request): ChildProcessByStdio<Writable, null, null> {
  const child = spawn(program, args, { stdio: ['pipe', 'ignore', 'ignore'], windowsHide: true });
  child.on('error', () => undefined);
  child.stdin.on('error', () => undefined);
  child.unref();
  return child;
}
