import assert from 'node:assert/strict';
import test from 'node:test';
import { byOneOfSeveral, withNoticed } from '../../../../../src/core/run/session/resultNotes.ts';
import type { SessionResult } from '../../../../../src/core/model/sessionResult.ts';

const done: SessionResult = { outcome: 'done', exitCode: 0, message: 'Done.' };

test('what a session did to a reserved checkout is not called the doing of the person', () => {
  const undone = byOneOfSeveral('branch evil was created; undone');
  assert.equal(
    withNoticed(done, [undone, 'tag v1 was created (at 14:44)']).message,
    'Done. Changed outside meanwhile, treated as yours: tag v1 was created (at 14:44). Changed outside by one of several sessions: branch evil was created; undone.',
  );
  assert.equal(
    withNoticed(done, [undone]).message,
    'Done. Changed outside by one of several sessions: branch evil was created; undone.',
  );
  assert.deepEqual(withNoticed(done, [undone]).outside, [undone]);
});
