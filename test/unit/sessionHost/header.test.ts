import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LocalJob } from '../../../src/protocol/sessionFiles.ts';
import { renderHeader } from '../../../src/sessionHost/attach/render.ts';

const local: LocalJob = {
  job: {
    ...{ run: 'r1', session: 'check', epoch: 1, kind: 'check', subject: 'check' },
    scope: { kind: 'wave', wave: 'one', attempt: 1 },
    limits: { minutes: 1, idleMinutes: 1 },
    work: { kind: 'revise', file: 'a', source: '', parent: '', message: '', branch: '', sign: 'never' },
  },
  ...{ repository: '/repository', worktree: '/worktrees/a', sessionFolder: '/state/a', backupFolder: '/state/backup' },
  ...{ stateRoot: '/state', worktreeRoot: '/worktrees', nonce: 'n', outputLimit: 1 },
};

test('a terminal begins with the worktree, unless that is on a host, where no path of this machine leads to it', () => {
  assert.match(renderHeader(local), /worktree .*\/worktrees\/a\n/);
  const onHost = renderHeader({ ...local, remote: true });
  assert.match(onHost, /worktree .*on a host of the team, not on this machine\n/);
  assert.doesNotMatch(onHost, /\/worktrees/);
});
