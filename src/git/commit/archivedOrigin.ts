import { archiveIndex } from '../../core/report/archivePlaces.ts';
import type { CommitTrailers } from '../../core/report/origin.ts';
import { readArchive } from './readArchive.ts';

/**
 * How a commit of a run came to be, from the archived record of the run: for machines that do not have the run itself.
 *
 * @returns Markdown, and where the rest of the record is; undefined where the repository has no archived record
 */
export async function archivedOrigin(
  repository: string,
  { run, waves, revision, archive }: CommitTrailers,
): Promise<{ readonly markdown: string; readonly place: string } | undefined> {
  if (archive === undefined) return undefined;
  const found = await readArchive(repository, archive, run);
  if (found === undefined) return undefined;
  const index = readIndex(await found.file(archiveIndex));
  const pages = waves.flatMap((wave) => index.waves[wave] ?? []);
  const plan = revision === undefined ? undefined : index.revisions[revision];
  const texts = await Promise.all(pages.map((page) => found.file(page)));
  const parts = [
    `# ${index.title}\n\nRun \`${run}\`, from its archived record. All of it: \`git show ${found.place}\``,
    ...(plan === undefined ? [] : [`Plan revision ${revision}: \`git show ${found.place}/${plan}\``]),
    ...texts.flatMap((text) => (text === undefined ? [] : [text.trimEnd()])),
  ];
  return { markdown: `${parts.join('\n\n')}\n`, place: found.place };
}

interface Pages {
  readonly title: string;
  readonly waves: Readonly<Record<string, string>>;
  readonly revisions: Readonly<Record<string, string>>;
}

/** Whoever can push to the branch can write it: what is no name of a file is left out. */
function readIndex(text: string | undefined): Pages {
  let value: unknown;
  try {
    value = JSON.parse(text ?? '');
  } catch {
    value = undefined;
  }
  const index = recordOf(value);
  const title = index['title'];
  return {
    title: typeof title === 'string' ? title : 'A run',
    waves: namesIn(index['waves']),
    revisions: namesIn(index['revisions']),
  };
}

function namesIn(value: unknown): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(recordOf(value)).flatMap(([key, name]) =>
      typeof name === 'string' && /^[\w.-]+(?:\/[\w.-]+)*$/.test(name) && !name.includes('..')
        ? [[key, name] as const]
        : [],
    ),
  );
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}
