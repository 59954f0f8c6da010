import { access, constants, stat } from 'node:fs/promises';
import path from 'node:path';
import { ProgramError } from '../ports/programs.ts';

/** Parameters for the system to start a program. */
export interface Launch {
  readonly file: string;
  readonly args: readonly string[];
  /** Windows only: the arguments are quoted already. */
  readonly verbatim: boolean;
}

/**
 * Finds the program of an argv and says how to start it. Batch files on Windows (npm and most command-line tools are
 * such files there) only start through cmd.exe, with every character it would interpret escaped.
 *
 * @throws ProgramError `not-found`, `not-executable`, `no-folder`
 */
export async function resolveLaunch(
  argv: readonly [string, ...string[]],
  cwd: string,
  env: Readonly<Record<string, string>>,
): Promise<Launch> {
  if (!(await isFolder(cwd))) {
    throw new ProgramError('no-folder', `The folder ${cwd} is not there any more, so nothing could be started in it.`);
  }
  const [program, ...args] = argv;
  const file = await findProgram(program, cwd, env);
  if (process.platform === 'win32' && /\.(?:cmd|bat)$/i.test(file)) {
    return {
      file: env['ComSpec'] ?? 'cmd.exe',
      args: ['/d', '/s', '/c', batchCommandLine(file, args)],
      verbatim: true,
    };
  }
  return { file, args, verbatim: false };
}

async function findProgram(program: string, cwd: string, env: Readonly<Record<string, string>>): Promise<string> {
  const hasFolder = program.includes('/') || program.includes(path.sep);
  const searchPath = Object.entries(env).find(([name]) => name.toUpperCase() === 'PATH')?.[1] ?? '';
  const folders = hasFolder ? [cwd] : searchPath.split(path.delimiter).filter((folder) => folder !== '');
  let unusable: string | undefined;
  for (const folder of folders) {
    for (const ending of executableEndings(program, env)) {
      const candidate = path.resolve(folder, program + ending);
      if (!(await isFile(candidate))) continue;
      if (await isExecutable(candidate)) return candidate;
      unusable ??= candidate;
    }
  }
  if (unusable !== undefined) {
    throw new ProgramError(
      'not-executable',
      `${unusable} may not be executed. Make it executable, or name another program.`,
    );
  }
  throw new ProgramError(
    'not-found',
    hasFolder
      ? `There is no program ${program} (looked in ${cwd}). Correct its path, or create it.`
      : `The program ${program} was not found on the PATH. Install it, correct its name, or give its full path.`,
  );
}

/** Windows finds `npm` as `npm.cmd`; the order of PATHEXT decides between several. */
function executableEndings(program: string, env: Readonly<Record<string, string>>): readonly string[] {
  if (process.platform !== 'win32') return [''];
  const endings = (env['PATHEXT'] ?? '.COM;.EXE;.BAT;.CMD').split(';').filter((ending) => ending !== '');
  return path.extname(program) === '' ? endings : ['', ...endings];
}

const cmdCharacters = /([()\][%!^"`<>&|;, *?])/g;

/**
 * The command line by which cmd.exe starts a batch file with exactly these arguments. Each argument is quoted for the
 * program first, then escaped for cmd.exe, twice: a batch file hands its arguments to cmd.exe once more.
 */
export function batchCommandLine(file: string, args: readonly string[]): string {
  const escaped = args.map((argument) => {
    const quoted = `"${argument.replace(/(\\*)"/g, '$1$1\\"').replace(/(\\*)$/, '$1$1')}"`;
    return quoted.replace(cmdCharacters, '^$1').replace(cmdCharacters, '^$1');
  });
  return `"${[file.replace(cmdCharacters, '^$1'), ...escaped].join(' ')}"`;
}

const isFolder = (file: string) =>
  stat(file).then(
    (found) => found.isDirectory(),
    () => false,
  );

const isFile = (file: string) =>
  stat(file).then(
    (found) => found.isFile(),
    () => false,
  );

const isExecutable = (file: string) =>
  access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
