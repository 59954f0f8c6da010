import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { createWorkKeeper } from '../../../src/git/session/keepWork.ts';
import { setGuard } from '../../../src/git/guard/sessionGuard.ts';
import { scope, session, settings, workspacesOf, worktreeOf } from '../../integration/git/testWorkspaces.ts';
import { kinds } from './commands.ts';
import { act, everythingOf, runGitIn } from './world.ts';
import type { Command, Someone } from './world.ts';

/** Commands of the person before, while and after an agent is at work, and those of the agent. */
interface Programs {
  readonly before: readonly Command[];
  /** In the order in which it happens. */
  readonly meanwhile: readonly { readonly who: 'person' | 'agent'; readonly command: Command }[];
  /** While the session's work is looked at and kept. */
  readonly atTheEnd: readonly Command[];
}

const command: fc.Arbitrary<Command> = fc.record({
  kind: fc.constantFrom(...Object.keys(kinds)),
  a: fc.nat(11),
  b: fc.nat(11),
  c: fc.nat(11),
  where: fc.nat(5),
});

const programs: fc.Arbitrary<Programs> = fc.record({
  before: fc.array(command, { maxLength: 5 }),
  meanwhile: fc.array(fc.record({ who: fc.constantFrom('person', 'agent'), command }), { minLength: 8, maxLength: 24 }),
  atTheEnd: fc.array(command, { maxLength: 4 }),
});

/**
 * Runs programs of git commands in a repository with a session of an agent in it, and the person's part of them in a copy
 * of the repository that no run has ever been in. Both must come to the same in everything that is the person's, and what the
 * agent's branches and stash hold at the end must be in the repository.
 *
 * @param options.count how many programs; `seed` repeats them; `milliseconds`: no further ones after that long
 * @returns how many were run
 * @throws Error with the shortest programs found that show a difference
 */
export async function runGitPrograms(options: {
  readonly count: number;
  readonly seed?: number;
  readonly milliseconds?: number;
}): Promise<number> {
  const home = realpathSync(mkdtempSync(path.join(tmpdir(), 'wavegate-programs ')));
  let run = 0;
  try {
    await makeTemplate(path.join(home, 'template'));
    await fc.assert(
      fc.asyncProperty(programs, async (drawn) => {
        try {
          await compare(home, drawn);
        } catch (error) {
          if (!(error instanceof assert.AssertionError) || (await isRepeatable(home, drawn))) throw error;
          // Git itself draws a name by chance here, as it does for a stash of a file that is skipped.
          fc.pre(false);
        }
        run += 1;
      }),
      {
        numRuns: options.count,
        ...(options.seed === undefined ? {} : { seed: options.seed }),
        ...(options.milliseconds === undefined ? {} : { interruptAfterTimeLimit: options.milliseconds }),
      },
    );
    return run;
  } finally {
    rmSync(home, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** A repository with some history, branches, a tag, a stash and a remote that has gone on. */
async function makeTemplate(folder: string): Promise<void> {
  const top = path.join(folder, 'work');
  mkdirSync(top, { recursive: true });
  const git = async (...args: string[]): Promise<void> => {
    const { exitCode } = await runGitIn(top, args, {
      environment: { GIT_AUTHOR_DATE: '1700000000 +0000', GIT_COMMITTER_DATE: '1700000000 +0000' },
    });
    assert.equal(exitCode, 0, args.join(' '));
  };
  const commit = async (files: Readonly<Record<string, string>>, message: string): Promise<void> => {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(top, name)), { recursive: true });
      writeFileSync(path.join(top, name), text);
    }
    await git('add', '--all');
    await git('commit', '--quiet', '-m', message);
  };
  await git('init', '--quiet', '-b', 'main');
  for (const [key, value] of [
    ['user.name', 'A Person'],
    ['user.email', 'person@example.org'],
  ] as const)
    await git('config', key, value);
  await commit({ '.gitignore': 'out/\n', 'a.txt': 'a\n', 'b.txt': 'b\n', 'dir/c.txt': 'c\n' }, 'First');
  await commit({ 'a.txt': 'a\na\n', 'dir/d.txt': 'd\n' }, 'Second');
  await git('switch', '--quiet', '-c', 'one');
  await commit({ 'one.txt': '1\n' }, 'One');
  await git('switch', '--quiet', '-c', 'two', 'main');
  await commit({ 'a.txt': 'two\n', 'two.txt': '2\n' }, 'Two');
  await git('switch', '--quiet', 'main');
  await git('tag', 'v1', 'HEAD~1');
  await commit({ 'e.txt': 'e\n' }, 'Third');
  await git('clone', '--quiet', '--bare', '.', path.join(folder, 'remote.git'));
  await git('remote', 'add', 'origin', '../remote.git');
  await git('fetch', '--quiet', 'origin');
  await git('reset', '--quiet', '--hard', 'HEAD~1');
  await commit({ 'b.txt': 'mine\n' }, 'Mine');
  writeFileSync(path.join(top, 'a.txt'), 'stashed\n');
  await git('stash', 'push', '--quiet');
}

async function someoneAt(template: string, home: string): Promise<Someone> {
  rmSync(home, { recursive: true, force: true, maxRetries: 3 });
  cpSync(template, home, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
  const top = path.join(home, 'work');
  const remote = path.join(home, 'remote.git');
  await runGitIn(top, ['remote', 'set-url', 'origin', remote]);
  await runGitIn(top, ['update-index', '--refresh']);
  const outside = path.join(home, 'trees');
  return { home, outside, remote, checkouts: [top, path.join(outside, 'review'), path.join(outside, 'hotfix')] };
}

/** Whether the commands of the person, by themselves, come to the same twice. */
async function isRepeatable(home: string, { before, meanwhile, atTheEnd }: Programs): Promise<boolean> {
  const seen: Readonly<Record<string, string>>[] = [];
  for (const name of ['once', 'again']) {
    const alone = await someoneAt(path.join(home, 'template'), path.join(home, name));
    await playAll(alone, [...before, ...commandsOf('person', meanwhile), ...atTheEnd]);
    seen.push(await everythingOf(alone));
  }
  return isDeepStrictEqual(seen[0], seen[1]);
}

async function compare(home: string, { before, meanwhile, atTheEnd }: Programs): Promise<void> {
  const template = path.join(home, 'template');
  const [real, twin] = [
    await someoneAt(template, path.join(home, 'real')),
    await someoneAt(template, path.join(home, 'twin')),
  ];
  const persons = [...before, ...commandsOf('person', meanwhile), ...atTheEnd];
  const alone = playAll(twin, persons);
  const together = [...(await playAll(real, before))];
  const [top = ''] = real.checkouts;
  const running = await startSession(real);
  const [persons1] = await Promise.all([
    playAll(real, commandsOf('person', meanwhile), before.length),
    playAll(running.agent, commandsOf('agent', meanwhile)),
  ]);
  const work = await running.work();
  const [violations, persons2] = await Promise.all([
    running.end(),
    playAll(real, atTheEnd, persons.length - atTheEnd.length),
  ]);
  together.push(...persons1, ...persons2);
  const seen = await everythingOf(real);
  await running.remove();

  assert.deepEqual(violations, [], 'nothing of this is the doing of the agent');
  assert.deepEqual(together, await alone, 'the commands of the person end as they do without a session');
  const expected = await everythingOf(twin);
  assert.deepEqual(seen, expected, 'before the worktree goes');
  assert.deepEqual(await everythingOf(real), expected, 'after the worktree has gone');
  if (!running.copied() && work.length > 0) {
    const { out } = await runGitIn(top, ['cat-file', '--batch-check=%(objecttype)'], { input: `${work.join('\n')}\n` });
    assert.doesNotMatch(out, /missing/, 'the work of the agent is kept');
  }
  const whole = (someone: Someone) =>
    runGitIn(someone.checkouts[0] ?? '', ['fsck', '--connectivity-only', '--no-dangling']);
  const sound = await whole(real);
  if (sound.exitCode !== 0) assert.equal(sound.exitCode, (await whole(twin)).exitCode, sound.out);
}

function commandsOf(whose: 'person' | 'agent', all: Programs['meanwhile']): readonly Command[] {
  return all.filter(({ who }) => who === whose).map((one) => one.command);
}

/** @param first moment of the first command. @returns exit codes by command */
async function playAll(someone: Someone, all: readonly Command[], first = 0): Promise<readonly (readonly number[])[]> {
  const codes: (readonly number[])[] = [];
  for (const [index, each] of all.entries()) codes.push(await act(someone, each, first + index));
  return codes;
}

interface Running {
  readonly agent: Someone;
  /** Objects that the agent's refs name now, and did not at the start. */
  readonly work: () => Promise<readonly string[]>;
  /** Looks at what the session did and keeps it. @returns what it is blamed for */
  readonly end: () => Promise<readonly string[]>;
  readonly remove: () => Promise<unknown>;
  /** Whether the agent's git folder was copied because git could not bring it in. */
  readonly copied: () => boolean;
}

/** A session as a session host runs it, in a repository of the person's. */
async function startSession({ home, remote: persons, checkouts: [top = ''] }: Someone): Promise<Running> {
  const repository = { home, folder: top };
  const base = await commitOf(top);
  const planned = session('a', base);
  const branch = planned.branch ?? '';
  const workspaces = workspacesOf(repository);
  await workspaces.openRun('r1', 'wavegate/r1', base);
  await workspaces.prepare(scope, [planned], settings());
  const worktree = worktreeOf(repository, 'a');
  const place = {
    repository: top,
    worktree,
    backupFolder: path.join(home, 'backup', 'r1'),
    stateRoot: path.join(home, 'state'),
    worktreeRoot: path.join(home, 'worktrees'),
  };
  const guard = await setGuard(place, { branch, reserved: false });
  const keeper = createWorkKeeper();
  const remote = path.join(home, 'agents.git');
  cpSync(persons, remote, { recursive: true });
  const outside = path.join(home, 'agents');
  const environment = guard.environment;
  const named = async (): Promise<readonly string[]> => {
    const call = { environment };
    const refs = await runGitIn(worktree, ['for-each-ref', '--format=%(objectname)'], call);
    const head = await runGitIn(worktree, ['rev-parse', '--verify', '--quiet', 'HEAD'], call);
    return `${refs.out}\n${head.out}`.split('\n').filter((id) => id !== '');
  };
  // What it was given is the person's, who may throw it away meanwhile.
  const given = new Set(await named());
  return {
    agent: { home, outside, remote, environment, checkouts: [worktree, path.join(outside, 'review')] },
    work: async () => (await named()).filter((id) => !given.has(id)),
    async end() {
      const first = await guard.restore([]);
      const rules = { mode: 'workspace-write', owns: ['**'], deletes: ['**'], protected: [] } as const;
      await keeper.keep(place, { branch, base, rules, message: 'Work of the agent' });
      const later = await guard.restore([]);
      await guard.end();
      return [...first.violations, ...later.violations];
    },
    remove: () => workspaces.remove(scope, [planned], settings()),
    copied: () => existsSync(path.join(`${place.backupFolder}`, 'r1', 'a.guard', 'git folder')),
  };
}

/** A commit to start from, wherever the person is. */
async function commitOf(top: string): Promise<string> {
  for (const name of ['HEAD', 'main', 'origin/main', 'one', 'two', 'v1']) {
    const { exitCode, out } = await runGitIn(top, ['rev-parse', '--verify', '--quiet', `${name}^{commit}`]);
    if (exitCode === 0) return out.trim();
  }
  throw new Error('The person has thrown everything away.');
}
