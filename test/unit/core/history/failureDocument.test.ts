import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { failureDocument } from '../../../../src/core/history/failureDocument.ts';
import { historyOf } from '../../../../src/core/history/history.ts';
import type { RunHistory } from '../../../../src/core/history/model.ts';
import { redOnce, SimulatedRun } from '../../../support/simulatedRun.ts';

/** History of a run whose first wave was red once, or of one in which nothing failed. */
function read(isRed: boolean): RunHistory {
  const run = new SimulatedRun();
  if (isRed) redOnce(run, 'w1', 'a1');
  const history = historyOf(run.start().approveAll('adapt').events);
  assert.ok(history);
  return history;
}

const documentOf = (histories: readonly RunHistory[], unread: readonly string[] = []): string =>
  failureDocument({ histories, prices: {}, unread, days: 14, now: (histories[0]?.startedAt ?? 0) + 1 });

describe('failures of runs as a document', () => {
  test('have a row a kind with what caught it, what would have been lost, the newest ones, the patterns and the trend', () => {
    const text = documentOf([read(true)]);
    assert.match(
      text,
      /^# Forensics\n\n## By kind\n[^]*\| Checks were red on the merged tree \| 1 \| 1 \|.*\| 1 \| test gate \|/u,
    );
    assert.match(
      text,
      /### Checks were red on the merged tree\n\nWithout the check: A red commit on the run branch\.\n\n- .* UTC, \S+ · w1: /u,
    );
    assert.match(text, /## By pattern\n[^]*\| A \| An agent merges its own work \| 0 \| 0 \|/u);
    assert.match(text, /## Over time, in stretches of 14 days\n[^]*\| 1 \| \d+ \| 1 \| \d/u);
  });

  test('say so where nothing failed, nothing has run, or a run could not be read', () => {
    assert.match(documentOf([read(false)]), /^# Forensics\n\nNothing has failed in 1 run\.\n$/u);
    assert.match(
      documentOf([], ['r9: its journal is cut off.']),
      /No run has started yet[^]*## Left out\n\n- r9: its journal/u,
    );
  });
});
