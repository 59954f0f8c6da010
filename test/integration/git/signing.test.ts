import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { commitToBranch } from '../../../src/git/commit/waveCommit.ts';
import { commitChangelogEntry, commitPlanRevision } from '../../../src/git/commit/fileCommit.ts';
import { signingObstacle } from '../../../src/git/commit/signing.ts';
import { testRepository } from './testRepository.ts';
import type { TestRepository } from './testRepository.ts';

const canSign = spawnSync('ssh-keygen', ['-?']).error === undefined;

/** A repository whose git signs with an ssh key, and knows whose signatures are good. */
function signingRepository(context: TestContext): { repository: TestRepository; key: string } {
  const repository = testRepository(context, { a: 'a' });
  const key = path.join(repository.home, 'key');
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'person', '-f', key]);
  const allowed = path.join(repository.home, 'allowed');
  const shown = execFileSync('ssh-keygen', ['-y', '-f', key], { encoding: 'utf8' });
  writeFileSync(allowed, `person@example.org ${shown}`);
  repository.git('config', 'gpg.format', 'ssh');
  repository.git('config', 'user.signingkey', `${key}.pub`);
  repository.git('config', 'gpg.ssh.allowedSignersFile', allowed);
  repository.git('config', 'commit.gpgsign', 'true');
  repository.git('branch', 'wavegate/r1');
  return { repository, key };
}

const isSigned = (repository: TestRepository, commit: string): boolean =>
  /^gpgsig/m.test(repository.git('cat-file', 'commit', commit));

test(
  'whatever a run commits to its branch is signed as git signs the person’s commits',
  { skip: !canSign },
  async (context) => {
    const { repository } = signingRepository(context);
    const parent = repository.git('rev-parse', 'HEAD');
    const tree = repository.git('rev-parse', 'HEAD^{tree}');
    const request = {
      repository: repository.folder,
      branch: 'wavegate/r1',
      message: 'One\n\nWavegate-Run: r1\n',
      sign: 'auto',
    } as const;
    const wave = await commitToBranch({ ...request, parent, tree });
    assert.equal(await commitToBranch({ ...request, parent, tree }), wave, 'asked again, it is the same commit');
    const plan = await commitPlanRevision({
      ...request,
      parent: wave,
      file: 'p.waveplan.yaml',
      source: 'x\n',
      message: 'Two',
    });
    const news = await commitChangelogEntry({
      ...request,
      parent: plan.commit,
      file: 'NEWS.md',
      entry: '- New',
      message: 'Three',
    });
    for (const commit of [wave, plan.commit, news.commit]) repository.git('verify-commit', commit);
  },
);

test('the plan has the last word on signing', { skip: !canSign }, async (context) => {
  const { repository } = signingRepository(context);
  const tree = repository.git('rev-parse', 'HEAD^{tree}');
  const parent = repository.git('rev-parse', 'HEAD');
  const request = { repository: repository.folder, branch: 'wavegate/r1', tree, message: 'One' };
  const never = await commitToBranch({ ...request, parent, sign: 'never' });
  assert.equal(isSigned(repository, never), false);
  repository.git('config', 'commit.gpgsign', 'false');
  const auto = await commitToBranch({ ...request, parent: never, message: 'Two', sign: 'auto' });
  assert.equal(isSigned(repository, auto), false);
  assert.equal(
    isSigned(repository, await commitToBranch({ ...request, parent: auto, message: 'Three', sign: 'always' })),
    true,
  );
});

test(
  'a key that cannot sign is noticed by trying, in the words of what signs, and nothing is left of the try',
  { skip: !canSign },
  async (context) => {
    const { repository, key } = signingRepository(context);
    const objects = () => repository.git('count-objects', '-v');
    const before = objects();
    assert.equal(await signingObstacle(repository.folder, 'auto'), undefined);
    rmSync(key);
    const obstacle = await signingObstacle(repository.folder, 'auto');
    assert.match(obstacle ?? '', /commit\.gpgsign.*gpg\.format=ssh.*private key|No such file/);
    assert.match(obstacle ?? '', /commit\.sign in the plan to never/);
    assert.equal(objects(), before);
    assert.deepEqual(readdirSync(repository.folder), ['.git', 'a']);
    assert.equal(await signingObstacle(repository.folder, 'never'), undefined);
  },
);

test(
  'a key that can no longer sign in the middle of a run is told with what to do',
  { skip: !canSign },
  async (context) => {
    const { repository, key } = signingRepository(context);
    const tree = repository.git('rev-parse', 'HEAD^{tree}');
    const parent = repository.git('rev-parse', 'HEAD');
    rmSync(key);
    const request = { repository: repository.folder, branch: 'wavegate/r1', parent, tree, message: 'One' };
    await assert.rejects(
      commitToBranch({ ...request, sign: 'auto' }),
      /Unlock the key or correct the settings .*commit\.sign in the plan to never\.$/,
    );
    assert.equal(repository.git('rev-parse', 'wavegate/r1'), parent);
    const elsewhere = { ...request, tree: '0123456789012345678901234567890123456789' };
    await assert.rejects(
      commitToBranch({ ...elsewhere, sign: 'auto' }),
      (error: Error) => !error.message.includes('Unlock'),
    );
  },
);

test('a sign-off names whoever commits, and stays when it is asked for again', async (context) => {
  const repository = testRepository(context, { a: 'a' });
  repository.git('branch', 'wavegate/r1');
  const parent = repository.git('rev-parse', 'HEAD');
  const tree = repository.git('rev-parse', 'HEAD^{tree}');
  const message = 'One\n\nWavegate-Run: r1\nSigned-off-by: {author}\n';
  const request = { repository: repository.folder, branch: 'wavegate/r1', parent, tree, message };
  const commit = await commitToBranch(request);
  const signedOff = repository.git('log', '-1', '--format=%(trailers:key=Signed-off-by,valueonly)', commit).trim();
  assert.equal(signedOff, 'A Person <person@example.org>');
  assert.equal(await commitToBranch(request), commit);
});
