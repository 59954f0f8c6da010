import { GitError, asSentence } from '../call/gitError.ts';
import { parseObjects } from '../parse/objects.ts';
import { knownCommonFolder } from '../place/repositoryFolders.ts';
import { looseCommit } from './looseObjects.ts';
import { parseRefs } from '../parse/refs.ts';
import { gitContent, gitLine, gitText, runGit } from '../call/runGit.ts';

/** A commit to make. */
export interface NewCommit {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly message: string;
  /** Seconds since the epoch and zone, as `1700000000 +0000`. Default: now. With it, equal input gives an equal commit. */
  readonly date?: string;
  /** Signs it as git signs the person's own. Default: it is not signed. */
  readonly sign?: boolean;
  /** Milliseconds after which git is ended: whatever signs may wait for a person. Default: ten minutes. */
  readonly timeout?: number;
  /** Further variables for the git that writes it. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Things to do where git cannot sign. A sentence but for its full stop. */
export const signingAdvice =
  'Unlock the key or correct the settings (gpg.format, user.signingkey), see that the agent that holds the key can be reached from here, or set commit.sign in the plan to never';

/** Author of commits where git knows no person. */
const stranger = { name: 'Wavegate', email: 'wavegate@localhost' };
const wavegate = {
  GIT_AUTHOR_NAME: stranger.name,
  GIT_AUTHOR_EMAIL: stranger.email,
  GIT_COMMITTER_NAME: stranger.name,
  GIT_COMMITTER_EMAIL: stranger.email,
};

/** Without the guesses git makes from the machine's name. */
const knownPerson = ['user.useConfigOnly=true'];

/** Author of the commits that `createCommit` makes, as `name <address>`. */
export async function commitAuthor(repository: string): Promise<string> {
  try {
    const ident = await gitLine(['var', 'GIT_AUTHOR_IDENT'], { folder: repository, config: knownPerson });
    return ident.replace(/ \d+ [+-]\d+$/, '');
  } catch (error) {
    if (!isStranger(error)) throw error;
    return `${stranger.name} <${stranger.email}>`;
  }
}

function isStranger(error: unknown): boolean {
  return error instanceof GitError && /tell me who you are|no email was given/i.test(error.stderr);
}

/** Identity of a commit's content, regardless of author and time. */
export interface CommitContent {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly message: string;
}

/**
 * Writes a commit object in the name of the person, or of Wavegate where git knows no person. Moves no ref.
 *
 * @returns the commit
 */
export async function createCommit(repository: string, commit: NewCommit): Promise<string> {
  const parents = commit.parents.flatMap((parent) => ['-p', parent]);
  const date = commit.date === undefined ? {} : { GIT_AUTHOR_DATE: commit.date, GIT_COMMITTER_DATE: commit.date };
  const write = (identity: Readonly<Record<string, string>>): Promise<string> =>
    gitLine(['commit-tree', commit.tree, ...parents, ...(commit.sign === true ? ['-S'] : []), '-F', '-'], {
      folder: repository,
      ...(commit.timeout !== undefined && { timeout: commit.timeout }),
      input: ended(commit.message),
      config: knownPerson,
      env: { ...identity, ...date, ...commit.env },
    });
  try {
    return await write({}).catch((error: unknown) => {
      if (!isStranger(error)) throw error;
      return write(wavegate);
    });
  } catch (error) {
    throw commit.sign === true ? signingFailure(error) : error;
  }
}

/** Failure of a commit that was to be signed, with what to do about it where signing is what failed. */
function signingFailure(error: unknown): unknown {
  if (!(error instanceof GitError)) return error;
  const { reason, message, stderr } = error;
  if (reason !== 'timeout' && (reason !== 'failed' || notOfSigning.test(stderr))) return error;
  return new GitError(reason, `${asSentence(message)} ${signingAdvice}.`, stderr, { cause: error });
}

/** Words of git about a commit that it cannot write; whatever signs has any other words. */
const notOfSigning =
  /\b(?:valid|bad) (?:'\w+' )?object|\bobject (?:name|file|directory)|unable to (?:write|create)|usage:/i;

/**
 * Makes sure that everything a commit holds is in the repository. A person's `git gc --prune=now` removes what no ref leads
 * to yet, in the moment between writing files and pointing a ref at them.
 *
 * @param known commits that are whole
 * @throws GitError when something is missing
 */
export async function assertWhole(
  repository: string,
  commits: readonly string[],
  known: readonly string[],
): Promise<void> {
  await runGit(['rev-list', '--objects', '--quiet', ...commits, '--not', ...known], { folder: repository });
}

/** Tree, parents and message of a commit. @throws GitError when there is no such commit */
export async function readCommit(repository: string, commit: string): Promise<CommitContent> {
  const { date: _date, ...content } =
    (await knownCommit(repository, commit)) ??
    contentOf(await gitContent(['cat-file', 'commit', commit], { folder: repository }));
  return content;
}

/** The same with its date, where it can be read without git. @returns undefined where only git can tell */
export async function knownCommit(repository: string, commit: string): Promise<DatedCommit | undefined> {
  const common = await knownCommonFolder(repository);
  const content = common === undefined ? undefined : looseCommit(common, commit);
  return content && contentOf(content.toString('utf8'));
}

function contentOf(text: string): DatedCommit {
  const blank = text.indexOf('\n\n');
  const header = text.slice(0, blank).split('\n');
  const values = (key: string): string[] =>
    header.filter((line) => line.startsWith(`${key} `)).map((line) => line.slice(key.length + 1));
  const [committer = ''] = values('committer');
  return {
    tree: values('tree')[0] ?? '',
    parents: values('parent'),
    message: text.slice(blank + 2),
    date: committer.slice(committer.lastIndexOf('>') + 1).trim(),
  };
}

/** A commit, and when it was made: seconds and zone of its committer, in the form NewCommit takes. */
export type DatedCommit = CommitContent & { readonly date: string };

/** Several commits at once, in the order of their names. @throws GitError when one is no commit here */
export async function readCommits(repository: string, commits: readonly string[]): Promise<readonly DatedCommit[]> {
  const known = await Promise.all(commits.map((commit) => knownCommit(repository, commit)));
  const others = commits.filter((_commit, index) => known[index] === undefined);
  const input = others.map((commit) => `${commit}^{commit}\n`).join('');
  const asked = others.length === 0 ? undefined : await runGit(['cat-file', '--batch'], { folder: repository, input });
  const found = asked === undefined ? [] : parseObjects(asked.stdout);
  return commits.map((commit, index) => {
    const read = known[index];
    if (read !== undefined) return read;
    const text = found[others.indexOf(commit)]?.content.toString('utf8');
    if (text === undefined) throw unknownObject(repository, commit);
    return contentOf(text);
  });
}

/** Failure of git to find an object, which `cat-file --batch` only prints. */
export function unknownObject(repository: string, name: string): GitError {
  const why = `fatal: Not a valid object name ${name}`;
  return new GitError('failed', `git cat-file failed in ${repository}: ${why}`, why);
}

/** Whether a commit contains exactly what another was asked to contain. */
export function sameContent(commit: CommitContent, asked: CommitContent): boolean {
  return (
    commit.tree === asked.tree &&
    commit.parents.join() === asked.parents.join() &&
    commit.message === ended(asked.message)
  );
}

/** Full commit name of a revision, or undefined when it leads to no commit. */
export async function resolveCommit(repository: string, revision: string): Promise<string | undefined> {
  return resolveObject(repository, `${revision}^{commit}`);
}

/** Full object name of a revision, or undefined when there is no such object. */
export async function resolveObject(repository: string, revision: string): Promise<string | undefined> {
  const { exitCode, stdout } = await runGit(['rev-parse', '--verify', '--quiet', '--end-of-options', revision], {
    folder: repository,
    accept: [0, 1, 128],
  });
  return exitCode === 0 ? stdout.toString('utf8').trim() : undefined;
}

/** All refs of the repository whose names start with one of the prefixes, with the objects they name. */
export async function readRefs(
  repository: string,
  prefixes: readonly string[] = [],
): Promise<Readonly<Record<string, string>>> {
  const format = '--format=%(refname)%20%(objectname)';
  return parseRefs(await gitText(['for-each-ref', format, ...prefixes], { folder: repository }));
}

/** Whether a commit is another one or in its history; not where either is unknown. */
export async function isAncestor(repository: string, commit: string, of: string): Promise<boolean> {
  const { exitCode } = await runGit(['merge-base', '--is-ancestor', commit, of], {
    folder: repository,
    accept: [0, 1, 128],
  });
  return exitCode === 0;
}

/** Seconds and zone of a commit's committer, in the form NewCommit takes. */
export async function commitDate(repository: string, commit: string): Promise<string> {
  const date = await gitLine(['show', '-s', '--format=%cd', '--date=raw', '--end-of-options', commit], {
    folder: repository,
  });
  return date.trim();
}

function ended(message: string): string {
  return message.endsWith('\n') ? message : `${message}\n`;
}
