import type { AskedFacts } from '../core/plan/facts/askedFacts.ts';
import type { WorkspaceFacts } from '../core/plan/facts/workspaceFacts.ts';
import { drivers } from '../drivers/drivers.ts';
import { ignoreRules } from '../git/ignoredFiles.ts';
import { gitLine, gitText, runGit } from '../git/runGit.ts';
import { ProgramError } from '../ports/programs.ts';
import { resolveLaunch } from '../processes/launch.ts';

/** Milliseconds after which git is not waited for: what it would tell is advice. */
const patience = 10_000;

/**
 * What rules about plans may know of the repository a folder is in. Outside a repository only the programs are looked for.
 *
 * @param asked programs and names of code that a plan mentions
 */
export async function planFacts(folder: string, asked: AskedFacts): Promise<WorkspaceFacts> {
  const root = await repositoryRoot(folder);
  const [missingPrograms, agents] = await Promise.all([
    programsNotFound(asked.programs, folder),
    installedAgents(folder),
  ]);
  if (root === undefined) return { missingPrograms, agents };
  const [files, occurrences, ignored] = await Promise.all([
    repositoryFiles(root).catch(() => undefined),
    occurrencesOf(asked.names, root).catch(() => undefined),
    ignoreRules(root, asked.owned, root).catch(() => undefined),
  ]);
  return {
    missingPrograms,
    agents,
    ...(files === undefined ? {} : { files }),
    ...(occurrences === undefined ? {} : { occurrences }),
    ...(ignored === undefined || ignored.size === 0 ? {} : { ignored: Object.fromEntries(ignored) }),
  };
}

/** The repository a folder is in, or undefined outside one or without git. */
export async function repositoryRoot(folder: string): Promise<string | undefined> {
  try {
    return await gitLine(['rev-parse', '--show-toplevel'], { folder, timeout: patience });
  } catch {
    return undefined;
  }
}

/** Files git follows or would follow, as they are in the checkout, with forward slashes. */
export async function repositoryFiles(root: string): Promise<readonly string[]> {
  const list = async (...which: string[]): Promise<readonly string[]> =>
    (await gitText(['ls-files', '-z', ...which], { folder: root, timeout: patience }))
      .split('\0')
      .filter((name) => name !== '');
  const [there, gone] = await Promise.all([list('--cached', '--others', '--exclude-standard'), list('--deleted')]);
  const deleted = new Set(gone);
  return [...new Set(there)].filter((file) => !deleted.has(file));
}

/** Drivers whose program is on the PATH; it is not started. */
async function installedAgents(folder: string): Promise<readonly string[]> {
  const known = Object.values(drivers).flatMap(({ id, cli }) =>
    cli === undefined ? [] : [{ id, program: cli.program }],
  );
  const missing = await programsNotFound(
    known.map(({ program }) => program),
    folder,
  );
  return known.flatMap(({ id, program }) => (missing.includes(program) ? [] : [id]));
}

async function programsNotFound(programs: readonly string[], folder: string): Promise<readonly string[]> {
  const env = Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  const found = await Promise.all(
    programs.map(async (program) => {
      try {
        await resolveLaunch([program], folder, env);
        return true;
      } catch (error) {
        return !(error instanceof ProgramError && error.reason === 'not-found');
      }
    }),
  );
  return programs.filter((_, index) => found[index] === false);
}

/** How often whole words occur in the files git follows: word → file → occurrences. */
async function occurrencesOf(names: readonly string[], root: string): Promise<WorkspaceFacts['occurrences']> {
  if (names.length === 0) return {};
  const patterns = names.flatMap((name) => ['-e', name]);
  const { stdout } = await runGit(['grep', '-I', '-o', '-w', '-F', '-z', ...patterns], {
    folder: root,
    timeout: patience,
    accept: [0, 1],
  });
  const counts: Record<string, Record<string, number>> = Object.fromEntries(names.map((name) => [name, {}]));
  for (const line of stdout.toString('utf8').split('\n')) {
    const [file, name] = line.split('\0');
    const inFiles = name === undefined ? undefined : counts[name];
    if (file === undefined || inFiles === undefined) continue;
    inFiles[file] = (inFiles[file] ?? 0) + 1;
  }
  return counts;
}
