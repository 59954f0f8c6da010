import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ArchiveWork, ShipWork } from '../../core/model/shipWork.ts';
import type { SessionResult } from '../../core/model/sessionResult.ts';
import { isArchiveFolder } from '../../core/report/archivePlaces.ts';
import type { Redactor } from '../../sessionPorts/redactor.ts';
import type { SessionContext } from '../../sessionPorts/sessionHandler.ts';
import type { ArchiveRequest, SessionGit } from '../../sessionPorts/sessionGit.ts';
import { errorMessage } from '../../util/errors.ts';

export interface ArchiveServices {
  readonly git: Pick<SessionGit, 'archive' | 'pushArchive'>;
  readonly redactor: Redactor;
  /** File with what another session of the run printed. @param folder of this session, absolute */
  readonly outputOf: (folder: string, session: string, epoch: number) => string;
}

/** A record that has been committed. */
export interface Archived {
  readonly archived: NonNullable<SessionResult['archived']>;
  /** Tip of the run branch with it, where it is committed there. */
  readonly head?: { readonly commit: string; readonly tree: string };
  /** Pushes it, where it is on a branch of its own. @returns the same, with the commit that was pushed or why it was not */
  push(): Promise<Archived['archived']>;
}

/**
 * Takes the secrets out of a run's record and commits it where the plan says.
 *
 * @param head tip of the run branch
 * @throws Error saying why it could not be committed
 */
export async function archiveRecord(
  { git, redactor, outputOf }: ArchiveServices,
  work: ShipWork,
  archive: ArchiveWork,
  head: string,
  context: SessionContext,
): Promise<Archived> {
  const { place, signal, output, reportProgress } = context;
  const from = path.join(context.folder, 'archive');
  await rm(from, { recursive: true, force: true });
  reportProgress('Taking secrets out of the record');
  const { files, secrets } = await writeRedacted({ redactor, outputOf }, archive, from, context);
  const { to, folder, message } = archive;
  const { branch, sign, remote, addresses } = work;
  const request: ArchiveRequest = {
    ...{ to, from, files, folder, message, sign, branch, parent: head, signal, heard: output },
    ...(remote === undefined ? {} : { remote }),
    ...(addresses === undefined ? {} : { addresses }),
  };
  reportProgress(`Adding the record to ${to}`);
  const made = await git.archive(place, request);
  const archived = { to, folder, commit: made.commit, redacted: secrets };
  return {
    archived,
    ...(isArchiveFolder(to) && 'tree' in made ? { head: made } : {}),
    async push() {
      if (remote === undefined || isArchiveFolder(to)) return archived;
      reportProgress(`Pushing ${to} to ${remote}`);
      try {
        return { ...archived, commit: await git.pushArchive(place, { ...request, remote }) };
      } catch (error) {
        return { ...archived, kept: errorMessage(error) };
      }
    },
  };
}

async function writeRedacted(
  { redactor, outputOf }: Pick<ArchiveServices, 'redactor' | 'outputOf'>,
  { files, transcripts, transcriptBytes }: ArchiveWork,
  from: string,
  { folder, signal }: SessionContext,
): Promise<{ readonly files: readonly string[]; readonly secrets: number }> {
  const written: string[] = [];
  let secrets = 0;
  const fileFor = async (name: string): Promise<string> => {
    const file = path.join(from, ...name.split('/'));
    await mkdir(path.dirname(file), { recursive: true });
    return file;
  };
  for (const { path: name, text } of files) {
    const redacted = await redactor.text(text);
    await writeFile(await fileFor(name), redacted.text);
    secrets += redacted.secrets;
    written.push(name);
  }
  for (const { path: name, session, epoch } of transcripts) {
    if (signal.aborted) throw new Error('It was stopped before the record was archived.');
    const copied = await redactor.file(outputOf(folder, session, epoch), await fileFor(name), transcriptBytes);
    // Sessions of other machines keep theirs there.
    if (copied === undefined) continue;
    secrets += copied.secrets;
    written.push(name);
  }
  return { files: written, secrets };
}
