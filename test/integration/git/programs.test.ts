import assert from 'node:assert/strict';
import test from 'node:test';
import { runGitPrograms } from '../../fuzz/gitPrograms/gitPrograms.ts';

test('whatever git commands a person and an agent run, the person has what their own alone give (npm run fuzz runs 2,000 programs)', async () => {
  assert.ok((await runGitPrograms({ count: 3, milliseconds: 60_000 })) > 0);
});
