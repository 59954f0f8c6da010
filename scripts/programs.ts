import { access, constants } from 'node:fs/promises';
import path from 'node:path';

/** Finds the first of the named programs on the PATH; gives its absolute path, or undefined when there is none. */
export async function findProgram(
  names: readonly string[],
  environment: NodeJS.ProcessEnv = process.env,
): Promise<string | undefined> {
  const folders = (environment['PATH'] ?? '').split(path.delimiter).filter((folder) => folder !== '');
  const endings = process.platform === 'win32' ? ['.exe', '.cmd'] : [''];
  for (const name of names) {
    for (const folder of folders) {
      for (const ending of endings) {
        const candidate = path.join(folder, name + ending);
        if (await isExecutable(candidate)) return candidate;
      }
    }
  }
  return undefined;
}

/** Whether a file is there and this user may run it. */
export async function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}
