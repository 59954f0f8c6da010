import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it, mock } from 'node:test';
import type { BoardGate, BoardSnapshot } from '../../../src/core/model/boardModel.ts';
import { announcement } from '../../../webview-ui/src/board/announce.ts';
import { DraftWriting, noteKey } from '../../../webview-ui/src/board/draftWriting.ts';
import { foldedWaves } from '../../../webview-ui/src/board/foldedWaves.ts';
import { snapshotAt } from '../core/views/story.ts';

describe('words that are typed on the board', () => {
  beforeEach(() => mock.timers.enable({ apis: ['setTimeout'] }));
  afterEach(() => mock.timers.reset());

  /** Words at the launch gate; the editor answers each draft with the next of `answers`, then that it has it. */
  function writing(answers: readonly (string | undefined)[] = []) {
    const left = [...answers];
    const sent: string[] = [];
    const refusals: string[] = [];
    const words = new DraftWriting(
      (intent) => {
        if (intent.type === 'draft' && intent.change.type === 'note') sent.push(intent.change.text);
        if (intent.type === 'draft' && intent.change.type === 'answer')
          sent.push(`${intent.change.name}=${intent.change.value ?? ''}`);
        return Promise.resolve(left.shift());
      },
      (why) => refusals.push(why),
    );
    const [gate] = snapshotAt('launch').gates;
    assert.ok(gate);
    /** The gate as the editor shows it with a note. */
    const having = (note: string): BoardGate => ({ ...gate, draft: { ...gate.draft, note } });
    return { words, gate, having, sent, refusals };
  }

  it('are sent after a pause, once, however many keys there were', async () => {
    const { words, gate, sent } = writing();
    for (const text of ['W', 'Wa', 'Wait']) words.write(gate, noteKey, text);
    mock.timers.tick(249);
    assert.deepEqual(sent, []);
    mock.timers.tick(1);
    await words.flush();
    assert.deepEqual(sent, ['Wait']);
  });

  it('are shown as they are typed, until the editor shows them too', async () => {
    const { words, gate, having } = writing();
    words.write(gate, noteKey, 'Wait');
    words.settle(having(''));
    assert.equal(words.note(having('')), 'Wait', 'a snapshot from before undoes no key');
    await words.flush();
    words.settle(having('Wait, please'));
    assert.equal(words.note(having('Wait, please')), 'Wait, please', 'and afterwards the editor has the last word');
  });

  it('that were refused are sent once more for all that asks for it while they are on their way', async () => {
    const full = 'No space left on /state.';
    const { words, gate, sent } = writing([full, full, full]);
    words.write(gate, noteKey, 'Wait');
    const first = words.flush();
    await Promise.resolve();
    assert.deepEqual(await Promise.all([first, words.flush(), words.flush()]), [full, full, full]);
    assert.deepEqual(sent, ['Wait', 'Wait']);
  });

  it('are the answers to questions, too, each by itself', async () => {
    const { words, gate, sent } = writing();
    words.write(gate, 'explain', 'yes');
    words.write(gate, noteKey, 'Fine.');
    assert.equal(words.answer(gate, 'explain'), 'yes');
    assert.equal(words.answer(gate, 'rewrite'), undefined);
    assert.equal(await words.flush(), undefined);
    assert.deepEqual(sent, ['explain=yes', 'Fine.']);
  });

  it('that the editor could not keep stay in the field, are told why, and are sent again before a decision', async () => {
    const { words, gate, having, sent, refusals } = writing(['No space left.', 'No space left.']);
    words.write(gate, noteKey, 'Wait');
    assert.equal(await words.flush(), 'No space left.');
    words.settle(having(''));
    assert.equal(words.note(having('')), 'Wait');
    assert.equal(await words.flush(), 'No space left.', 'whoever decides hears that the editor lacks them');
    assert.equal(await words.flush(), undefined);
    assert.deepEqual(sent, ['Wait', 'Wait', 'Wait']);
    assert.deepEqual(refusals, ['No space left.', 'No space left.']);
  });

  it('of which some could not be kept are not taken for all', async () => {
    const { words, gate } = writing(['No space left.', undefined]);
    words.write(gate, 'explain', 'no');
    words.write(gate, noteKey, 'Fine.');
    assert.equal(await words.flush(), 'No space left.');
  });

  it('at another gate are none of this one', () => {
    const { words, gate } = writing();
    words.write(gate, noteKey, 'Wait');
    const other = { ...gate, id: 'launch-2' };
    assert.equal(words.note(other), '');
    words.settle(other);
    assert.equal(words.note(gate), '');
  });
});

describe('what is read aloud of a change', () => {
  const with_ = (change: Partial<BoardSnapshot>): BoardSnapshot => ({ ...snapshotAt('launch'), ...change });

  it('is nothing of the first snapshot, of another run, or where nothing is new', () => {
    const now = snapshotAt('launch');
    assert.equal(announcement(undefined, now), '');
    assert.equal(announcement({ ...now, run: 'other' }, now), '');
    assert.equal(announcement(now, { ...now, at: now.at + 1 }), '');
  });

  it('is a gate that has come up, and not one that this person has approved elsewhere', () => {
    const now = snapshotAt('launch');
    const [gate] = now.gates;
    const before = with_({ gates: [], headline: 'Running' });
    assert.equal(announcement(before, now), `Waiting for you: ${gate?.title}`);
    const given = with_({
      gates: now.gates.map((each) => ({ ...each, forOthers: 'approved' as const })),
      headline: 'Waiting for grace',
    });
    assert.equal(announcement(before, given), 'Waiting for grace');
  });

  it('is the tasks that have ended, three by name, before what waits', () => {
    const now = snapshotAt('launch');
    const tasks = Array.from({ length: 4 }, (_, index) => ({
      ...now.waves[0]?.tasks[0],
      ...{ id: `t${index}`, title: `Task ${index}`, progress: 'current', status: 'Running' },
    }));
    const waves = (ended: boolean) => [
      { ...now.waves[0], tasks: ended ? tasks.map((task) => ({ ...task, outcome: 'done', status: 'Done' })) : tasks },
    ];
    const text = announcement(
      with_({ waves: waves(false) as unknown as BoardSnapshot['waves'], gates: [] }),
      with_({ waves: waves(true) as unknown as BoardSnapshot['waves'] }),
    );
    assert.match(text, /^Task 0: Done, Task 1: Done, Task 2: Done and 1 more\. Waiting for you: /);
  });

  it('is the headline where there is no more to say', () => {
    assert.equal(announcement(with_({ headline: 'Merging' }), with_({ headline: 'Testing' })), 'Testing');
  });
});

describe('waves that are done', () => {
  const wavesOf = (done: number, all: number): BoardSnapshot['waves'] =>
    Array.from({ length: all }, (_, index) => ({
      ...{ id: `w${index + 1}`, number: index + 1, title: '', status: '', attempt: 1, tasks: [] },
      progress: index < done ? ('done' as const) : ('ahead' as const),
    }));
  const folded = (...given: Parameters<typeof foldedWaves>) => foldedWaves(...given).map(({ id }) => id);

  it('are folded where there are many waves, so that what is under way is in sight', () => {
    assert.deepEqual(folded(wavesOf(2, 6), undefined, false), ['w1', 'w2']);
    assert.deepEqual(folded(wavesOf(2, 5), undefined, false), [], 'five fit');
  });

  it('are not folded where all are done, where the person unfolds them, or has picked one', () => {
    assert.deepEqual(folded(wavesOf(6, 6), undefined, false), []);
    assert.deepEqual(folded(wavesOf(2, 6), undefined, true), []);
    assert.deepEqual(folded(wavesOf(2, 6), 'w1', false), []);
    assert.deepEqual(folded(wavesOf(2, 6), 'w5', false), ['w1', 'w2']);
  });
});
