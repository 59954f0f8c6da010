import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { hasGh, nameForGh, startOwnForge } from '../../support/ownForge.ts';
import type { OwnForge } from '../../support/ownForge.ts';
import { createRunProject } from '../../support/runProject.ts';
import type { RunProject } from '../../support/runProject.ts';
import { smallPlan } from '../../support/smallPlan.ts';
import { createCommands } from './commands.ts';

const skip = process.platform === 'win32' || !hasGh() ? 'gh is not on the PATH' : false;
const untilShip = ['--approve', 'plan,launch,spot-check,acceptance'];

interface Shipping {
  readonly project: RunProject;
  readonly forge: OwnForge;
  /** Runs `wavegate` with the key of the run. @returns all it printed */
  readonly wavegate: (exitCode: number, ...argv: readonly string[]) => Promise<string>;
}

/** A project at a forge of its own, where CI comes to what `conclusion` says. */
async function shipping(
  t: TestContext,
  tasks: readonly string[],
  ship: object,
  conclusion: () => string,
): Promise<Shipping> {
  const program = (task: string): string => {
    const noticed = tasks.length === 1 ? `{ followUps: ['Ask for ${secret}.'] }` : '{}';
    return `write('src/${task}.js', 'export const ${task} = 2;\\n');\nhandOff(['src/${task}.js'], ${noticed});`;
  };
  const project = createRunProject(t, {
    plan: smallPlan(
      tasks.map((task) => [task]),
      { ship: { forge: 'github', checks: { everySeconds: 1, noneAfterSeconds: 0, reruns: 0 }, ...ship } },
    ),
    agents: Object.fromEntries(tasks.map((task) => [task, program(task)])),
    files: {
      'src/base.js': 'export const base = 1;\n',
      ...Object.fromEntries(tasks.map((task) => [`src/${task}.js`, `export const ${task} = 1;\n`])),
    },
  });
  project.git('push', '--quiet', 'origin', 'main');
  nameForGh(project.git);
  const forge = await startOwnForge(t, path.join(project.home, 'remote.git'), () => [
    { name: 'test', status: 'COMPLETED', conclusion: conclusion() },
  ]);
  const commands = createCommands();
  // For `gh`, which sessions start: what starts programs has the environment that this process has when it asks.
  Object.assign(process.env, forge.environment);
  t.after(async () => {
    await commands.end();
    for (const name of Object.keys(forge.environment)) delete process.env[name];
  });
  const env = { ...project.env, ...forge.environment };
  const wavegate: Shipping['wavegate'] = async (exitCode, ...argv) => {
    const does = await commands.call(argv, { folder: project.repository, env });
    const said = does.out + does.notes;
    assert.equal(does.exitCode, exitCode, `${argv.join(' ')}\n${said}`);
    return said;
  };
  await wavegate(0, 'keygen', path.join(project.home, 'key.pem'));
  return { project, forge, wavegate };
}

const runOf = ({ project }: Shipping): string =>
  project
    .git('for-each-ref', '--format=%(refname:short)', 'refs/heads/wavegate/')
    .split('\n')
    .map((branch) => branch.replace('wavegate/', ''))[0] ?? '';

/** Has the form of a token, and is none. */
const secret = `ghp_${'A1b2C3d4E5f6G7h8I9j0'}${'K1l2M3n4O5p6Q7r8'}`;

test(
  'the request of each wave goes as a person wrote it at the ship gate, and no secret goes with it',
  { skip },
  async (t) => {
    const its = await shipping(t, ['a', 'b'], { pullRequest: { per: 'wave' } }, () => 'SUCCESS');
    const { project, forge, wavegate } = its;
    const key = ['--key', path.join(project.home, 'key.pem')];
    await wavegate(4, 'run', 'change.waveplan.yaml', ...key, ...untilShip);
    const run = runOf(its);
    assert.match(await wavegate(0, 'report', run, '--pull-request', '--wave', 'one'), /the first of a stack/);
    assert.match(await wavegate(2, 'report', run, '--pull-request', '--wave', 'two'), /These have: one\./);
    const file = path.join(project.home, 'first one.md');
    await writeFile(file, `\uFEFF# The first one\r\n\r\nIn our own words,\r\nwith ${secret}.\r\n`);
    await wavegate(0, 'approve', run, 'ship', ...key, '--pull-request', `one=${file}`);
    assert.match(await wavegate(4, 'resume', run, ...key), /Waiting for you: Merge the pull request/);
    assert.match(await wavegate(0, 'report', run), /edited by hand: the title of the pull request of wave one/);
    const [first, second] = forge.server.pulls;
    assert.equal(first?.title, 'The first one');
    assert.match(first?.body ?? '', /^In our own words,\nwith (?!ghp_).*\.$/);
    assert.match(second?.title ?? '', /^A small change: /);
    assert.match(second?.body ?? '', /based on/);
    assert.ok(forge.server.pulls.every(({ body }) => !body.includes(secret)));
  },
);

test(
  'a pull request that was merged without the work is not called shipped, and one that was squashed elsewhere is',
  { skip },
  async (t) => {
    const its = await shipping(t, ['a'], {}, () => 'CANCELLED');
    const { project, forge, wavegate } = its;
    const key = ['--key', path.join(project.home, 'key.pem')];
    const { git, server } = forge;
    /** Somebody merges the newest request at the forge, with this tree, while the run waits. */
    const mergeElsewhere = (tree: string): string => {
      const commit = git('commit-tree', git('rev-parse', tree), '-p', git('rev-parse', 'main'), '-m', 'Squashed');
      git('update-ref', 'refs/heads/main', commit);
      Object.assign(server.pulls.at(-1) ?? assert.fail(), { state: 'MERGED', mergeCommit: commit });
      return commit;
    };
    const cancelled = await wavegate(1, 'run', 'change.waveplan.yaml', ...key, '--approve', 'all');
    assert.match(cancelled, /Cancelled at the forge, so that CI is neither green nor red: CI \/ test\./);
    const run = runOf(its);
    assert.match(await wavegate(0, 'gates', run), /An earlier attempt has pushed [0-9a-f]{10} there already/);

    const other = mergeElsewhere('main^{tree}');
    Object.assign(server.pulls[0] ?? assert.fail(), { lastHead: other });
    await wavegate(0, 'approve', run, 'ship', ...key);
    await wavegate(1, 'resume', run, ...key);
    assert.deepEqual(
      server.pulls.map(({ state }) => state),
      ['MERGED', 'OPEN'],
      'another one is opened for what is missing',
    );

    const { branch } = server.pulls[1] ?? assert.fail();
    const head = git('rev-parse', branch);
    mergeElsewhere(`${branch}^{tree}`);
    Object.assign(server.pulls[1] ?? assert.fail(), { lastHead: head });
    git('update-ref', '-d', `refs/heads/${branch}`);
    await wavegate(0, 'approve', run, 'ship', ...key);
    // The branch is no longer where the gate saw it, so that the gate asks once more.
    await wavegate(1, 'resume', run, ...key);
    await wavegate(0, 'approve', run, 'ship', ...key);
    const shipped = await wavegate(0, 'resume', run, ...key);
    assert.match(shipped, /merged since: \S+\/8\. Nothing was pushed again\./);
    assert.match(shipped, /Somebody has merged the pull request at the forge\. It was squashed or rebased there/);
    assert.equal(git('for-each-ref', '--format=%(refname)', 'refs/heads/wavegate'), '', 'its branch stays gone');
    assert.equal(server.pulls.length, 2);
  },
);
