import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { BoardWave } from '../../../src/core/model/boardModel.ts';
import { findTask, shownWave } from '../../../webview-ui/src/board/lookups.ts';

type Progress = BoardWave['progress'];

function wave(id: string, progress: Progress, tasks: readonly (readonly [string, string])[] = []): BoardWave {
  return { id, progress, tasks: tasks.map(([task, title]) => ({ id: task, title })) } as unknown as BoardWave;
}

function waves(...progress: readonly Progress[]): readonly BoardWave[] {
  return progress.map((each, index) => wave(`w${index + 1}`, each));
}

describe('the wave that the panels of the board are about', () => {
  const rows: readonly (readonly [string, readonly Progress[], string | undefined])[] = [
    ['the one that something happens to', ['done', 'current', 'ahead'], 'w2'],
    ['one that waits for a person', ['done', 'waiting', 'ahead'], 'w2'],
    ['one that failed', ['done', 'failed', 'ahead'], 'w2'],
    ['the last that is done, between two waves', ['done', 'done', 'ahead'], 'w2'],
    ['the last one, once all are done', ['done', 'done', 'done'], 'w3'],
    ['the first one, before any has begun', ['ahead', 'ahead'], 'w1'],
    ['none, in a run without waves', [], undefined],
  ];
  for (const [which, progress, expected] of rows) {
    test(which, () => assert.equal(shownWave({ waves: waves(...progress) }, undefined)?.id, expected));
  }

  const adaptation = { wave: 'w1' } as unknown as NonNullable<Parameters<typeof shownWave>[0]['adaptation']>;

  test('is the one that is to be adapted, unless the person has picked another', () => {
    const all = waves('failed', 'current', 'ahead');
    assert.equal(shownWave({ waves: all, adaptation }, undefined)?.id, 'w1');
    assert.equal(shownWave({ waves: all, adaptation }, { wave: 'w3' })?.id, 'w3');
  });

  test('is found again where the one that was picked is no longer in the plan', () => {
    assert.equal(shownWave({ waves: waves('done', 'current') }, { wave: 'gone' })?.id, 'w2');
  });
});

describe('looking for a task on the board', () => {
  const all = [
    wave('w1', 'done', [
      ['api', 'Add the endpoint'],
      ['ui', 'Größe wählen'],
    ]),
    wave('w2', 'ahead', [['docs', 'Describe the API']]),
  ];

  for (const [words, found] of [
    ['api', { wave: 'w1', task: 'api' }],
    ['  DESCRIBE ', { wave: 'w2', task: 'docs' }],
    ['größe', { wave: 'w1', task: 'ui' }],
    ['endpoint', { wave: 'w1', task: 'api' }],
  ] as const) {
    test(`"${words}" is found by id or title, in whatever case, the first one first`, () =>
      assert.deepEqual(findTask(all, words), found));
  }

  for (const words of ['', '   ', 'nowhere', 'constructor']) {
    test(`"${words}" finds none`, () => assert.equal(findTask(all, words), undefined));
  }
});
