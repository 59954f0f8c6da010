import { realpath } from 'node:fs/promises';
import path from 'node:path';

/** A file as git names it in a checkout, forward slashes; undefined outside. Links on the way are followed, as git does. */
export async function fileInside(root: string, file: string): Promise<string | undefined> {
  const real = async (folder: string): Promise<string> => realpath(folder).catch(() => path.resolve(folder));
  const relative = path.relative(await real(root), path.join(await real(path.dirname(file)), path.basename(file)));
  const inside = relative !== '' && relative !== '..' && !relative.startsWith(`..${path.sep}`);
  return inside && !path.isAbsolute(relative) ? relative.split(path.sep).join('/') : undefined;
}
