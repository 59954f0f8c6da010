import type { BoardSnapshot, BoardWave } from '../../../src/core/model/boardModel.ts';
import type { Selection } from '../../../src/protocol/board.ts';

/** Wave that the panels are about: the one the person picked, else the one that something is happening to; none without waves. */
export function shownWave(
  { waves, adaptation }: Pick<BoardSnapshot, 'waves' | 'adaptation'>,
  selection: Selection | undefined,
): BoardWave | undefined {
  const wanted = selection?.wave ?? adaptation?.wave;
  return (
    waves.find((wave) => wave.id === wanted) ??
    waves.find((wave) => wave.progress !== 'done' && wave.progress !== 'ahead') ??
    waves.findLast((wave) => wave.progress === 'done') ??
    waves[0]
  );
}

/** First task whose id or title contains the words, in whatever case; none for empty words. */
export function findTask(waves: readonly BoardWave[], words: string): Selection | undefined {
  const wanted = words.trim().toLowerCase();
  if (wanted === '') return undefined;
  for (const { id: wave, tasks } of waves) {
    const found = tasks.find(({ id, title }) => `${id} ${title}`.toLowerCase().includes(wanted));
    if (found !== undefined) return { wave, task: found.id };
  }
  return undefined;
}
