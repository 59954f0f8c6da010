import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { askPerson } from '../../../../src/cli/follow/askPerson.ts';
import type { Conversation } from '../../../../src/cli/follow/askPerson.ts';
import { pendingGates } from '../../../../src/core/queries/runQueries.ts';
import type { RunState } from '../../../../src/core/model/state.ts';
import type { RunEngine } from '../../../../src/engine/runEngine.ts';
import { acceptanceAnswers, check, planText } from '../../../support/simulatedRun.ts';
import { SimulatedWorld } from '../../../support/simulatedWorld.ts';

const at =
  (kind: string) =>
  (state: RunState): boolean =>
    pendingGates(state)[0]?.kind === kind;

/** A run that waits at a gate, and a person who gives these answers at the terminal and then leaves. */
async function person(world: SimulatedWorld, engine: RunEngine, answers: readonly string[]) {
  const left = [...answers];
  const asked: string[] = [];
  const written: string[] = [];
  const notes: string[] = [];
  const differences: string[] = [];
  const conversation: Conversation = {
    engine,
    ports: world.ports,
    who: 'ada',
    terminal: {
      folder: '/project',
      env: {},
      interrupted: new AbortController().signal,
      write: (text) => Promise.resolve(void written.push(String(text))),
      note: (line) => void notes.push(line),
      ask: (text) => {
        asked.push(text);
        return Promise.resolve(left.shift());
      },
    },
    showDifference: (_state, gate) => Promise.resolve(void differences.push(gate.id)),
    begunAnswers: () => Promise.resolve({}),
  };
  const outcome = await askPerson(conversation, new AbortController().signal);
  await world.settle();
  return { outcome, asked, said: written.join(''), notes, differences, unused: left };
}

async function waitingAt(kind: string, source = planText(1)): Promise<{ world: SimulatedWorld; engine: RunEngine }> {
  const world = new SimulatedWorld(source);
  const engine = await world.start();
  await world.drive(engine, at(kind));
  assert.equal(pendingGates(engine.state)[0]?.kind, kind);
  return { world, engine };
}

suite('a person who is asked at the terminal', () => {
  test('approves with a letter or the word, and the run goes on', async () => {
    for (const answer of ['a', 'approve', ' APPROVE ', 'app']) {
      const { world, engine } = await waitingAt('launch');
      const { outcome, said } = await person(world, engine, [answer]);
      assert.equal(outcome, 'acted', answer);
      assert.equal(engine.state.gates['launch-1']?.decision?.verdict, 'approved');
      assert.match(said, /\(launch-1\)/);
    }
  });

  test('is not taken to approve by a word that only begins like it', async () => {
    for (const answer of ['abort', 'adapt', 'again', 'abandon it', 'approve?', 'y', 'yes', '']) {
      const { world, engine } = await waitingAt('launch');
      const { outcome, asked } = await person(world, engine, [answer]);
      assert.equal(outcome, 'left', answer);
      assert.equal(asked.length, 2, `${answer}: it is asked again`);
      assert.equal(engine.state.gates['launch-1']?.status, 'pending');
    }
  });

  test('looks at the difference as often as they like before they decide', async () => {
    const { world, engine } = await waitingAt('launch');
    const { differences, outcome } = await person(world, engine, ['d', 'diff', 'l']);
    assert.deepEqual(differences, ['launch-1', 'launch-1']);
    assert.equal(outcome, 'left');
    assert.equal(engine.state.gates['launch-1']?.status, 'pending');
  });

  test('gives a reason for a rejection, which an empty line is not', async () => {
    const { world, engine } = await waitingAt('launch');
    const { asked } = await person(world, engine, ['reject', '', '   ', 'Not before the release.']);
    assert.deepEqual(asked.slice(1), Array<string>(3).fill('Reason (kept in the record): '));
    const gate = engine.state.gates['launch-1'];
    assert.equal(gate?.status, 'rejected');
    assert.equal(gate.decision?.note, 'Not before the release.');
  });

  test('who leaves in the middle of a rejection has decided nothing', async () => {
    const { world, engine } = await waitingAt('launch');
    const { outcome } = await person(world, engine, ['r']);
    assert.equal(outcome, 'left');
    assert.equal(engine.state.gates['launch-1']?.status, 'pending');
  });

  test('answers each question of the acceptance gate and says what they have tried', async () => {
    const { world, engine } = await waitingAt('acceptance');
    const answers = ['a', 'yes', 'y', 'YES', 'maybe', 'ye', '', 'Ran it twice.'];
    const { outcome, asked, differences } = await person(world, engine, answers);
    assert.equal(outcome, 'acted', asked.join('\n'));
    const gate = Object.values(engine.state.gates).find(({ kind }) => kind === 'acceptance');
    assert.deepEqual(gate?.decision?.answers, { ...acceptanceAnswers, testing: 'Ran it twice.' });
    assert.deepEqual(differences, [], 'the files need no second look');
  });

  test('who could not explain the work looks at each of its files, and then may accept it', async () => {
    const { world, engine } = await waitingAt('acceptance');
    const { differences, asked } = await person(world, engine, ['a', 'n', 'y', 'y', 'y', 'ok', 'o', 'Ran it.']);
    const gate = Object.values(engine.state.gates).find(({ kind }) => kind === 'acceptance');
    assert.deepEqual(differences, [gate?.id], 'shown once, before the files are asked about');
    assert.equal(asked.filter((text) => text.startsWith('You have looked at src/')).length, 2);
    assert.equal(gate?.decision?.verdict, 'approved');
    assert.equal(gate.decision.answers?.['explain'], 'no');
    assert.equal(gate.decision.answers['src/b1/main.js'], 'ok');
  });

  test('does not get past the acceptance gate with a file that is not ok, and is told why', async () => {
    const { world, engine } = await waitingAt('acceptance');
    const answers = ['a', 'y', 'y', 'n', 'y', 'ok', 'not ok', 'Ran it.', ''];
    const { outcome, notes, asked } = await person(world, engine, answers);
    const gate = Object.values(engine.state.gates).find(({ kind }) => kind === 'acceptance');
    assert.equal(gate?.status, 'pending');
    assert.match(notes.join(), /src\/b1\/main\.js/);
    assert.equal(asked.at(-1), 'Press Enter to look at it again. ');
    assert.equal(outcome, 'acted');
  });

  test('of a failure is asked how to go on, with a diagnosis for the agents, and then at the gate of the change', async () => {
    const world = new SimulatedWorld(planText(1));
    const work = world.outcome;
    world.outcome = (job) =>
      job.work.kind === 'check' && job.scope.kind === 'wave'
        ? {
            outcome: 'blocked',
            message: 'One test fails.',
            checks: [check(1, [{ name: 'a1 greets', file: 'src/a1/main.js' }])],
          }
        : work(job);
    const engine = await world.start();
    await world.drive(engine, ({ adaptation }) => adaptation !== undefined);
    const { asked, said, outcome } = await person(world, engine, ['77', 'nonsense', '2', '1', 'The sign is wrong.']);
    assert.equal(outcome, 'acted', `${said}\n${asked.join('\n')}`);
    assert.equal(asked.filter((text) => text.startsWith('Which, 1 to ')).length, 3);
    assert.match(said, /One test fails\.|is red/);
    assert.notEqual(engine.state.adaptation?.proposal, undefined);
    assert.match(JSON.stringify(engine.state.adaptation), /The sign is wrong\./);
  });

  test('where nobody can answer, nothing is asked', async () => {
    const { world, engine } = await waitingAt('launch');
    const terminal = {
      folder: '/project',
      env: {},
      interrupted: new AbortController().signal,
      write: () => Promise.reject(new Error('nothing is written')),
      note: () => undefined,
    };
    const shows = { showDifference: () => Promise.resolve(), begunAnswers: () => Promise.resolve({}) };
    const conversation = { engine, ports: world.ports, who: 'ada', terminal, ...shows };
    assert.equal(await askPerson(conversation, new AbortController().signal), 'left');
  });

  test('whose gate is decided elsewhere meanwhile is asked no longer', async () => {
    const { world, engine } = await waitingAt('launch');
    let taken = false;
    const terminal = {
      folder: '/project',
      env: {},
      interrupted: new AbortController().signal,
      write: () => Promise.resolve(),
      note: () => undefined,
      ask: async (_text: string, signal: AbortSignal): Promise<string | undefined> => {
        const ended = new Promise<undefined>((resolve) =>
          signal.addEventListener('abort', () => {
            taken = true;
            resolve(undefined);
          }),
        );
        await world.drive(engine, ({ gates }) => gates['launch-1']?.status !== 'pending');
        return ended;
      },
    };
    const shows = { showDifference: () => Promise.resolve(), begunAnswers: () => Promise.resolve({}) };
    const outcome = await askPerson(
      { engine, ports: world.ports, who: 'ada', terminal, ...shows },
      new AbortController().signal,
    );
    assert.ok(taken);
    assert.equal(outcome, 'acted', 'what waits now is looked at');
  });
});
