import { constants } from 'node:fs';
import { access, readFile, readlink, stat } from 'node:fs/promises';
import path from 'node:path';
import { commandFiles, findCommands } from '../core/digest/findCommands.ts';
import type { FoundCommands } from '../core/digest/findCommands.ts';
import { approversFile, readApprovers } from '../core/model/approvers.ts';
import { assumedAgent } from '../core/plan/assumed.ts';
import type { Assumed } from '../core/plan/assumed.ts';
import type { AskedFacts } from '../core/planRules/check/askedFacts.ts';
import type { WorkspaceFacts } from '../core/planRules/workspaceFacts.ts';
import { drivers } from '../drivers/drivers.ts';
import { ignoreRules, submodulesOf } from '../git/place/ignoredFiles.ts';
import { withoutCredentials } from '../git/parse/remoteUrl.ts';
import { remoteUrls } from '../git/remote/remoteUrls.ts';
import { waysBack } from '../git/place/waysBack.ts';
import { gitLine, gitNames, gitText, runGit } from '../git/call/runGit.ts';
import { ProgramError } from '../ports/programs.ts';
import { resolveLaunch } from '../processes/launch.ts';
import { fileInside } from '../runs/shared/fileInside.ts';
import { recordOf } from '../util/records.ts';
import { withFolders } from '../util/withFolders.ts';

/** Milliseconds after which git is not waited for: what it would tell is advice. */
const gitTimeout = 10_000;

/**
 * Collects the facts that rules may use about the repository of a plan. Outside a repository only programs are looked
 * up.
 *
 * @param planPath the plan's file, which need not be there. Absolute
 * @param asked what the plan mentions
 */
export async function planFacts(planPath: string, asked: AskedFacts): Promise<WorkspaceFacts> {
  const folder = path.dirname(planPath);
  const root = await repositoryRoot(folder);
  const [missingPrograms, agents] = await Promise.all([
    programsNotFound(asked.programs, folder),
    installedAgents(folder),
  ]);
  if (root === undefined) return { missingPrograms, agents };
  const [placed, occurrences, ignored, symlinks] = await Promise.all([
    placeFacts(planPath, root, asked),
    occurrencesOf(asked.names, root).catch(() => undefined),
    ignoreRules(root, asked.owned, root).catch(() => undefined),
    symlinksAmong(root, asked.owned),
  ]);
  const commitHook = await hookAt(root, 'commit-msg');
  return {
    missingPrograms,
    agents,
    ...(commitHook === undefined ? {} : { commitHook }),
    ...placed,
    ...(occurrences === undefined ? {} : { occurrences }),
    ...(ignored === undefined || ignored.size === 0 ? {} : { ignored: Object.fromEntries(ignored) }),
    ...(symlinks.length === 0 ? {} : { symlinks: Object.fromEntries(symlinks) }),
  };
}

/**
 * The facts that can refuse a launch: where the plan lies, what is there, and what the repository is known by.
 *
 * @param root top folder of the checkout the plan lies in
 */
export async function placeFacts(
  planPath: string,
  root: string,
  asked: Pick<AskedFacts, 'paths' | 'firstCommit' | 'links' | 'open' | 'agent' | 'specs'>,
): Promise<WorkspaceFacts> {
  const planFile = await fileInside(root, planPath);
  const folder = path.posix.dirname(planFile ?? '');
  const [files, submodules, addresses, leadsBack, present, rootScripts, planScripts, approvers] = await Promise.all([
    repositoryFiles(root).catch(() => undefined),
    submodulesIn(root).catch(() => []),
    addressesOf(root, asked.firstCommit).catch(() => undefined),
    waysBack(root, asked.links),
    presentIn(root, folder === '.' ? asked.paths : asked.paths.flatMap((each) => [each, `${folder}/${each}`])),
    scriptsIn(root),
    scriptsIn(path.join(root, folder)),
    readFile(path.join(root, ...approversFile.split('/')), 'utf8').catch(() => ''),
  ]);
  return {
    ...(planFile === undefined ? {} : { planFile }),
    present,
    leadsBack,
    approvers: readApprovers(approvers).approvers.map(({ name }) => name),
    scripts: { ...(rootScripts && { root: rootScripts }), ...(planScripts && { plan: planScripts }) },
    ...(addresses === undefined ? {} : { addresses }),
    ...(files === undefined ? {} : { files }),
    ...(submodules.length === 0 ? {} : { submodules }),
    ...(asked.specs === undefined ? {} : { specs: await specTexts(root, asked.specs) }),
    ...(asked.open ? { assumed: await assumedIn(root, files ?? [], asked.agent) } : {}),
  };
}

/**
 * Values for what plans leave open: who does the work, and what tests it.
 *
 * @param root top folder of the checkout
 * @param files of the repository, forward slashes
 * @param agent driver that the person has set; default: the one in WAVEGATE_AGENT
 */
export async function assumedIn(
  root: string,
  files: readonly string[],
  agent = process.env['WAVEGATE_AGENT'],
): Promise<Assumed> {
  const [test] = (await commandsIn(root, files)).test;
  return { ...assumedAgent(agent, await installedAgents(root)), ...(test === undefined ? {} : { test }) };
}

/**
 * Commands that a repository itself names.
 *
 * @param root top folder of the checkout
 * @param files of the repository, forward slashes
 */
export async function commandsIn(root: string, files: readonly string[]): Promise<FoundCommands> {
  const there = commandFiles.filter((file) => files.includes(file));
  const texts = await Promise.all(
    there.map(async (file) => [file, await readFile(path.join(root, file), 'utf8').catch(() => '')] as const),
  );
  return findCommands({ files: files.map((file) => ({ path: file })), texts: Object.fromEntries(texts) });
}

/** Most bytes of a specification that are read; one that is larger counts as not there. */
const largestSpec = 2_000_000;

/** Texts of files in the checkout, by their names in the plan; what is not there, or outside, is left out. */
async function specTexts(root: string, files: readonly string[]): Promise<Readonly<Record<string, string>>> {
  const texts: Record<string, string> = {};
  for (const file of files.slice(0, 50)) {
    const place = path.join(root, ...file.split('/'));
    if ((await fileInside(root, place)) === undefined) continue;
    const there = await stat(place).catch(() => undefined);
    if (there?.isFile() !== true || there.size > largestSpec) continue;
    texts[file] = await readFile(place, 'utf8');
  }
  return texts;
}

async function addressesOf(root: string, firstCommit: boolean): Promise<readonly string[]> {
  const remotes = (await remoteUrls(root)).map(({ url }) => withoutCredentials(url));
  if (!firstCommit) return remotes;
  const first = await gitText(['rev-list', '--max-parents=0', 'HEAD'], { folder: root, timeout: gitTimeout });
  return [...remotes, ...first.split('\n').filter((line) => line !== '')];
}

/** One look more at the index, which a repository without submodules is spared. */
async function submodulesIn(root: string): Promise<readonly string[]> {
  await access(path.join(root, '.gitmodules'));
  return submodulesOf({ folder: root, timeout: gitTimeout });
}

async function presentIn(root: string, places: readonly string[]): Promise<readonly string[]> {
  const there = await Promise.all(
    places.map(async (place) => {
      const found = await stat(path.join(root, ...place.split('/'))).catch(() => undefined);
      return found === undefined ? [] : [place];
    }),
  );
  return there.flat();
}

/** The symbolic links among paths of the repository and the folders they lie in, each with where it leads. */
async function symlinksAmong(root: string, places: readonly string[]): Promise<readonly (readonly [string, string])[]> {
  const asked = [...new Set(places.flatMap(withFolders))];
  const found = await Promise.all(
    asked.map(async (place) => {
      const leads = await readlink(path.join(root, ...place.split('/'))).catch(() => undefined);
      return leads === undefined ? [] : [[place, leads] as const];
    }),
  );
  return found.flat();
}

/** Names of the scripts in a folder's package.json. */
async function scriptsIn(folder: string): Promise<readonly string[] | undefined> {
  const text = await readFile(path.join(folder, 'package.json'), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    const scripts = (JSON.parse(text) as { readonly scripts?: unknown } | null)?.scripts;
    return Object.keys(recordOf(scripts));
  } catch {
    return undefined;
  }
}

/** The hook of a name that git would run there, as a path git gives; undefined when there is none. */
async function hookAt(root: string, name: string): Promise<string | undefined> {
  try {
    const file = await gitLine(['rev-parse', '--git-path', `hooks/${name}`], {
      folder: root,
      hooks: true,
      timeout: gitTimeout,
    });
    await access(path.resolve(root, file), constants.X_OK);
    return file;
  } catch {
    return undefined;
  }
}

/** The repository a folder is in, or undefined outside one or without git. */
export async function repositoryRoot(folder: string): Promise<string | undefined> {
  try {
    return await gitLine(['rev-parse', '--show-toplevel'], { folder, timeout: gitTimeout });
  } catch {
    return undefined;
  }
}

/** Files git follows or would follow, as they are in the checkout, with forward slashes. */
export async function repositoryFiles(root: string): Promise<readonly string[]> {
  const which = ['--cached', '--others', '--deleted', '--exclude-standard'];
  const listed = await gitNames(['ls-files', '-z', '-t', ...which], { folder: root, timeout: gitTimeout });
  // A file that is gone is listed twice, once marked so.
  const entries = listed.split('\0').filter((entry) => entry !== '');
  const gone = new Set(entries.filter((entry) => entry.startsWith('R ')).map((entry) => entry.slice(2)));
  return [...new Set(entries.map((entry) => entry.slice(2)))].filter((file) => !gone.has(file));
}

/** Drivers whose program is on the PATH; it is not started. */
export async function installedAgents(folder: string): Promise<readonly string[]> {
  const known = Object.values(drivers).flatMap(({ id, cli }) =>
    cli === undefined ? [] : [{ id, program: cli.program }],
  );
  const missing = await programsNotFound(
    known.map(({ program }) => program),
    folder,
  );
  return known.flatMap(({ id, program }) => (missing.includes(program) ? [] : [id]));
}

/** Those of the programs that cannot be found from a folder, with the PATH of this process. */
export async function programsNotFound(programs: readonly string[], folder: string): Promise<readonly string[]> {
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

/** Occurrences of whole words in the files git follows: word → file → occurrences. */
async function occurrencesOf(names: readonly string[], root: string): Promise<WorkspaceFacts['occurrences']> {
  if (names.length === 0) return {};
  const patterns = names.flatMap((name) => ['-e', name]);
  const { stdout } = await runGit(['grep', '-I', '-o', '-w', '-F', '-z', ...patterns], {
    folder: root,
    timeout: gitTimeout,
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
