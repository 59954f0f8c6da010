import os from 'node:os';
import { gitLine } from '../git/call/runGit.ts';

/**
 * The name that decisions made here carry: the one git would put on a commit, else the account's.
 * @param folder any folder of the checkout
 */
export async function personAt(folder: string): Promise<string> {
  const name = await gitLine(['config', 'user.name'], { folder }).catch(() => '');
  return name === '' ? os.userInfo().username : name;
}
