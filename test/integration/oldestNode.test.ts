import assert from 'node:assert/strict';
import { fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { makeProject } from './cli/project.ts';
import { testRepository } from './git/testRepository.ts';

const dist = path.join(import.meta.dirname, '..', '..', 'dist');

/** A Node 20: named in WAVEGATE_NODE20, or among those on the PATH. */
function oldestNode(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  const named = process.env['WAVEGATE_NODE20'];
  const programs = [
    ...(named === undefined ? [] : [named]),
    ...folders.map((folder) => path.join(folder, process.platform === 'win32' ? 'node.exe' : 'node')),
  ];
  return programs.find((program) => {
    const { stdout } = spawnSync(program, ['--version'], { encoding: 'utf8' });
    return typeof stdout === 'string' && stdout.startsWith('v20.');
  });
}

const node = oldestNode();
const skip = node === undefined ? 'no Node 20 is here: WAVEGATE_NODE20 names one' : false;

describe('the built product on Node 20', { skip }, () => {
  const program = node ?? '';

  test('drives a run to its end, with the session host it starts', async (t) => {
    const project = await makeProject(t);
    const plan = path.join(project.repository, 'plan.waveplan.yaml');
    writeFileSync(plan, readFileSync(plan, 'utf8').replace(/^ +- \{id: b,.*\n/m, ''));
    project.git('commit', '--quiet', '--all', '--message', 'One task is enough');
    const env = {
      ...process.env,
      WAVEGATE_STATE: project.state,
      WAVEGATE_WORKTREES: path.join(project.home, 'worktrees'),
    };
    writeFileSync(path.join(project.home, 'go'), '');
    const argv = [path.join(dist, 'cli.mjs'), 'run', 'plan.waveplan.yaml', '--approve', 'all', '--note', 'tried'];
    const { status, stdout, stderr } = spawnSync(program, argv, { cwd: project.repository, env, encoding: 'utf8' });
    assert.equal(status, 0, `${stdout}\n${stderr}`);
  });

  test('answers from its worker', async (t) => {
    const repository = testRepository(t, { 'a.txt': 'a\n' });
    const worker = fork(path.join(dist, 'worker.mjs'), { execPath: program, execArgv: [] });
    t.after(() => worker.kill());
    worker.send({ id: 1, name: 'resolve', args: [repository.folder, 'main'] });
    const [answer] = (await once(worker, 'message')) as readonly unknown[];
    assert.match(JSON.stringify(answer), new RegExp(repository.git('rev-parse', 'HEAD')));
  });
});
