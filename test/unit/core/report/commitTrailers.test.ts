import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { archiveFolder, isArchiveFolder } from '../../../../src/core/report/archivePlaces.ts';
import { commitTrailers } from '../../../../src/core/report/origin.ts';

describe('the trailers of a commit', () => {
  for (const [what, message, expected] of [
    ['are none in a commit of people', 'Fix it\n\nBecause.\n', undefined],
    ['are none without a run', 'Fix it\n\nWavegate-Wave: w1\n', undefined],
    ['name the run alone', 'Fix\n\nWavegate-Run: r1\n', { run: 'r1', waves: [] }],
    [
      'name everything, with the line ends of Windows',
      'Fix\r\n\r\nWavegate-Run: r1\r\nWavegate-Wave: w1\r\nWavegate-Wave: w2\r\nWavegate-Revision: 3\r\nWavegate-Archive: docs/runs/\r\n',
      { run: 'r1', waves: ['w1', 'w2'], revision: '3', archive: 'docs/runs/' },
    ],
    ['are whole lines, as they are written', 'Say Wavegate-Run: r1\n wavegate-run: r2\nWavegate-Run:r3', undefined],
  ] as const) {
    test(what, () => assert.deepEqual(commitTrailers(message), expected));
  }

  test('may be in any text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        assert.deepEqual(commitTrailers(`${text}\nWavegate-Run: r1`)?.waves, []);
      }),
    );
  });
});

test('the record of a run goes to a folder of its own beside the work, or to the root of a branch', () => {
  assert.deepEqual(
    [archiveFolder('docs/runs/', 'r1'), archiveFolder('wavegate/records', 'r1')],
    ['docs/runs/r1', 'r1'],
  );
  assert.deepEqual(
    [isArchiveFolder('docs/runs/'), isArchiveFolder('wavegate/records'), isArchiveFolder('')],
    [true, false, false],
  );
});
