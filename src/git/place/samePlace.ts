import { realpath } from 'node:fs/promises';
import path from 'node:path';

/** Whether two paths lead to the same place, symbolic links and spelling aside. */
export async function samePlace(a: string, b: string): Promise<boolean> {
  return (await canonical(a)) === (await canonical(b));
}

/** A path without symbolic links; its parents' links are followed even when the path itself does not exist. */
export async function canonical(place: string): Promise<string> {
  const absolute = path.resolve(place);
  try {
    return await realpath(absolute);
  } catch {
    const parent = path.dirname(absolute);
    return parent === absolute ? absolute : path.join(await canonical(parent), path.basename(absolute));
  }
}
