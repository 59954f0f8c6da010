import { randomUUID } from 'node:crypto';
import { constants, copyFile, link, open, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { SessionRecordName, SessionRecords, SessionRecordTypes } from '../sessionPorts/sessionRecords.ts';
import { errorCode } from '../util/errors.ts';

/** Records as JSON files of this machine, safe against two writers, a crash in between and a power cut. */
export function createSessionRecords(): SessionRecords {
  return {
    async create(folder, name, value) {
      const file = path.join(folder, name);
      const temporary = `${file}.${randomUUID()}`;
      try {
        await writeFlushed(temporary, `${JSON.stringify(value)}\n`);
        return await publish(temporary, file);
      } finally {
        await rm(temporary, { force: true });
      }
    },
    async replace(folder, name, value) {
      const file = path.join(folder, name);
      const temporary = `${file}.${randomUUID()}`;
      try {
        await writeFlushed(temporary, `${JSON.stringify(value)}\n`);
        await rename(temporary, file);
      } finally {
        await rm(temporary, { force: true });
      }
    },
    async read<Name extends SessionRecordName>(folder: string, name: Name) {
      const text = await readFile(path.join(folder, name), 'utf8').catch(ignoreMissing);
      return text === undefined ? undefined : (JSON.parse(text) as SessionRecordTypes[Name]);
    },
  };
}

async function writeFlushed(file: string, text: string): Promise<void> {
  const handle = await open(file, 'wx', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Gives the complete file its name, but never to a name that is taken: a rename would replace what is there. */
async function publish(temporary: string, file: string): Promise<boolean> {
  try {
    await link(temporary, file);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes(errorCode(error) ?? '')) throw error;
  }
  // File systems without hard links (exFAT, some network shares): exclusive still, though no longer in one step.
  return copyFile(temporary, file, constants.COPYFILE_EXCL).then(
    () => true,
    (error: unknown) => {
      if (errorCode(error) === 'EEXIST') return false;
      throw error;
    },
  );
}

function ignoreMissing(error: unknown): undefined {
  if (errorCode(error) === 'ENOENT') return undefined;
  throw error;
}
