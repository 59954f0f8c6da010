import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { suite, test } from 'node:test';
import type { GateKind } from '../../../../src/core/plan/schema/plan.ts';
import type { RunState } from '../../../../src/core/model/state.ts';
import { replay } from '../../../../src/core/run/evolve.ts';
import { pendingGates } from '../../../../src/core/queries/runQueries.ts';
import { writeKeyFile } from '../../../../src/decisions/keyFile.ts';
import { commandLine } from '../../../support/commandLine.ts';
import type { CommandLine } from '../../../support/commandLine.ts';
import { check, planText, SimulatedRun } from '../../../support/simulatedRun.ts';
import type { SimulatedWorld } from '../../../support/simulatedWorld.ts';

const at =
  (kind: GateKind) =>
  (state: RunState): boolean =>
    pendingGates(state).some((gate) => gate.kind === kind);

/** The run as it is on disk. */
async function recorded(line: CommandLine): Promise<RunState> {
  return replay(await line.journals.read('r1')) ?? assert.fail('no run');
}

/** Notes without the warning that a key without a passphrase brings. */
const said = (notes: string): string => notes.replace(/^Warning: the key .*\n/m, '');

/** Wave 1 is red in the test of task a1. */
function redWave(world: SimulatedWorld): void {
  const work = world.outcome;
  world.outcome = (job) =>
    job.work.kind === 'check' && job.scope.kind === 'wave'
      ? {
          outcome: 'blocked',
          message: 'One test fails.',
          checks: [check(1, [{ name: 'a1 greets', file: 'src/a1/main.js' }])],
        }
      : work(job);
}

/** Task a1 asks before it goes on. */
function asking(world: SimulatedWorld): void {
  const work = new SimulatedRun();
  world.outcome = (job) =>
    job.work.kind === 'agent' && job.subject === 'a1' && !job.work.directive.includes('## Answers to your questions')
      ? { outcome: 'blocked', message: 'Formal?', question: 'Formal?', conversation: 'talk', snapshot: 'snapshot-a1' }
      : work.done(job);
}

suite('a decision on the command line', () => {
  test('is signed, recorded, shown, and never changed', async (t) => {
    const line = await commandLine(t);
    await line.drive(planText(1), at('launch'));
    const approved = await line.wavegate('approve', 'r1', 'launch', '--key', line.key, '--note', 'Go.');
    assert.equal(approved.exitCode, 0, approved.notes);
    assert.equal(approved.out, 'launch-1: approved by Ada.\n');
    assert.equal(said(approved.notes), 'Go on with: wavegate resume r1 --key FILE\n');
    const { decision } = (await recorded(line)).gates['launch-1'] ?? {};
    assert.equal(decision?.note, 'Go.');
    assert.equal(decision.channel, 'cli');
    for (const verdict of ['approve', 'reject', 'hold']) {
      const again = await line.wavegate(verdict, 'r1', 'launch-1', '--key', line.key, '--note', 'Other.');
      assert.equal(again.exitCode, 1);
      assert.equal(
        said(again.notes),
        'Gate launch-1 is approved already, and stays so: a decision is never changed.\n',
      );
    }
    assert.equal((await recorded(line)).gates['launch-1']?.decision?.note, 'Go.');
    const verified = await line.wavegate('verify', 'r1', '--key', line.key);
    assert.match(verified.out, /^ok {2}decision launch-1: approved by Ada \(line 9\)$/m);
    assert.match(verified.out, /^ok {2}key of the run, /m);
  });

  test('by a key that may not decide is refused, and the gate waits on', async (t) => {
    const line = await commandLine(t);
    await line.drive(planText(1), at('plan'));
    const stranger = path.join(line.home, 'stranger');
    await writeKeyFile(stranger);
    for (const argv of [['--key', stranger], []]) {
      const { exitCode, out, notes } = await line.wavegate('approve', 'r1', 'plan-1', ...argv);
      assert.equal(exitCode, 1, notes);
      assert.equal(out, '');
      assert.match(said(notes), /key/);
    }
    assert.equal((await recorded(line)).gates['plan-1']?.status, 'pending');
    const { exitCode, out } = await line.wavegate('verify', 'r1', '--key', stranger);
    assert.equal(exitCode, 1);
    assert.match(out, /^BAD key of the run, .*: The decisions of this run are signed by another key\.$/m);
  });

  test('with a key file that cannot be used is refused before the run is opened', async (t) => {
    const line = await commandLine(t);
    await line.drive(planText(1), at('plan'));
    await line.write('public.txt', 'ssh-ed25519 AAAA');
    for (const key of ['missing', 'public.txt', '.']) {
      const { exitCode, out, notes } = await line.wavegate('approve', 'r1', 'plan-1', '--key', key);
      assert.notEqual(exitCode, 0, key);
      assert.equal(out, '');
      assert.match(notes, new RegExp(key === '.' ? 'modules' : key.replace('.', '\\.')));
    }
    const { exitCode, notes } = await line.wavegate('approve', 'r1', 'plan-1', '--key', 'ssh-agent:');
    assert.equal(exitCode, 2);
    assert.equal(notes, 'Name the key after ssh-agent: by its fingerprint or comment, as ssh-add -l shows them.\n');
  });

  test('at a gate that is not there names those that wait', async (t) => {
    const line = await commandLine(t);
    await line.drive(planText(1), at('launch'));
    for (const gate of ['launch-2', 'ship', 'nonsense', 'toString']) {
      const { exitCode, notes } = await line.wavegate('approve', 'r1', gate, '--key', line.key);
      assert.equal(exitCode, 2);
      assert.equal(said(notes), `Run r1 has no gate ${gate}. These wait: launch-1.\n`);
    }
  });

  test('needs words where it stops something, and they are kept', async (t) => {
    const line = await commandLine(t);
    await line.drive(planText(1), at('launch'));
    for (const verdict of ['reject', 'hold']) {
      const { exitCode, notes } = await line.wavegate(verdict, 'r1', 'launch-1', '--key', line.key);
      assert.equal(exitCode, 1);
      assert.match(said(notes), /note|reason|why/i);
    }
    const held = await line.wavegate('hold', 'r1', 'launch-1', '--key', line.key, '--note', 'After lunch.');
    assert.equal(held.out, 'launch-1: hold by Ada.\n');
    assert.equal(said(held.notes), '');
    const reopened = await line.wavegate('reopen', 'r1', 'launch-1');
    assert.equal(reopened.exitCode, 0, reopened.notes);
    assert.match(reopened.out, /^launch-2 {2}pending {2}Launch Wave 1/m);
    const twice = await line.wavegate('reopen', 'r1', 'launch-1');
    assert.equal(twice.exitCode, 1);
    assert.equal(twice.out, '');
    const state = await recorded(line);
    assert.equal(state.gates['launch-1']?.decision?.note, 'After lunch.');
    assert.equal(state.gates['launch-2']?.status, 'pending');
  });

  test('as JSON is what was recorded', async (t) => {
    const line = await commandLine(t);
    await line.drive(planText(1), at('launch'));
    const { out } = await line.wavegate('approve', 'r1', 'launch-1', '--key', line.key, '--json');
    assert.deepEqual(JSON.parse(out), JSON.parse(JSON.stringify((await recorded(line)).gates['launch-1']?.decision)));
  });
});

suite('a spot-check on the command line', () => {
  test('covers every file where none is named, and only those that are where one is', async (t) => {
    const line = await commandLine(t);
    await line.drive(planText(1), at('spot-check'));
    const foreign = await line.wavegate('approve', 'r1', 'spot-check', '--key', line.key, '--ok', 'other.js');
    assert.equal(foreign.exitCode, 2);
    assert.equal(
      said(foreign.notes),
      'Gate spot-check-1 is not about a file "other.js". `wavegate diff r1 spot-check-1 --name-only` lists its files.\n',
    );
    const some = await line.wavegate('approve', 'r1', 'spot-check', '--key', line.key, '--ok', './src/a1/main.js');
    assert.equal(some.exitCode, 1, some.out);
    assert.match(said(some.notes), /src\/b1\/main\.js/);
    const bad = await line.wavegate('approve', 'r1', 'spot-check', '--key', line.key, '--not-ok', 'src/a1/main.js');
    assert.equal(bad.exitCode, 1, 'a file that is not OK is not approved');
    assert.equal((await recorded(line)).gates['spot-check-1']?.status, 'pending');
    const all = await line.wavegate('approve', 'r1', 'spot-check', '--key', line.key);
    assert.equal(all.exitCode, 0, all.notes);
    assert.deepEqual((await recorded(line)).gates['spot-check-1']?.decision?.answers, {
      'src/a1/main.js': 'ok',
      'src/b1/main.js': 'ok',
    });
  });

  test('that is rejected with a comment sends it to the agent whose file it is', async (t) => {
    const line = await commandLine(t);
    await line.drive(planText(1), at('spot-check'));
    const { exitCode, notes } = await line.wavegate(
      ...['reject', 'r1', 'spot-check-1', '--key', line.key, '--note', 'Not yet.'],
      ...['--comment', 'src/a1/main.js:3=Name it better.'],
    );
    assert.equal(exitCode, 0, notes);
    const { decision } = (await recorded(line)).gates['spot-check-1'] ?? {};
    assert.equal(decision?.answers?.['src/a1/main.js'], 'not-ok');
    assert.deepEqual(
      decision.comments?.map(({ file, line: number, text }) => [file, number, text]),
      [['src/a1/main.js', 3, 'Name it better.']],
    );
  });
});

suite('an answer to an agent', () => {
  test('is recorded with the gate, for those that asked and no other', async (t) => {
    const line = await commandLine(t);
    await line.drive(planText(1), at('answer'), asking);
    const other = await line.wavegate('answer', 'r1', 'b1', 'Yes.', '--key', line.key);
    assert.equal(other.exitCode, 2);
    assert.equal(said(other.notes), 'b1 has asked nothing. Waiting for an answer: a1.\n');
    const { exitCode, out, notes } = await line.wavegate('answer', 'r1', 'a1', 'Formal, please.', '--key', line.key);
    assert.equal(exitCode, 0, notes);
    assert.match(out, /^answer-1: answered, for a1\.$/m);
    assert.deepEqual((await recorded(line)).gates['answer-1']?.decision?.answers, { a1: 'Formal, please.' });
    const again = await line.wavegate('answer', 'r1', 'a1', 'No.', '--key', line.key);
    assert.equal(again.exitCode, 2);
    assert.equal(said(again.notes), 'No agent of run r1 is waiting for an answer.\n');
  });

  test('is JSON where that is asked for, and can become a constraint of the plan', async (t) => {
    const line = await commandLine(t);
    await line.drive(planText(1), at('answer'), asking);
    const argv = ['answer', 'r1', 'a1', 'Formal, please.', '--keep-as-constraint', '--key', line.key, '--json'];
    const { out, notes } = await line.wavegate(...argv);
    assert.deepEqual(JSON.parse(out), { run: 'r1', gate: 'answer-1', answers: { a1: 'Formal, please.' } });
    assert.match(notes, /^Kept as a constraint in .*plan\.waveplan\.yaml\. The plan has to be approved again/m);
    assert.match(await readFile(path.join(line.repository, 'plan.waveplan.yaml'), 'utf8'), /Formal, please\./);
  });

  test('that no supervisor gave cannot be taken back', async (t) => {
    const line = await commandLine(t);
    await line.drive(planText(1), at('answer'), asking);
    const { exitCode, out, notes } = await line.wavegate('answer', 'r1', '--take-back', 'a1');
    assert.equal(exitCode, 1, notes);
    assert.equal(out, '');
  });
});

suite('a run that failed', () => {
  test('is retried, adapted or divided from the command line, each once and not together', async (t) => {
    const line = await commandLine(t);
    await line.drive(planText(1), ({ adaptation }) => adaptation !== undefined, redWave);
    const shown = await line.wavegate('divide', 'r1');
    assert.equal(shown.exitCode, 0, shown.notes);
    assert.equal(shown.notes, 'Nothing was begun. Begin with: wavegate divide r1 --yes\n');
    assert.deepEqual(Object.keys(await line.json<object>('divide', 'r1')), ['run', 'projection']);
    const no = await line.typing({ lines: ['n'] }, 'divide', 'r1');
    assert.equal(no.notes, 'Nothing was begun. Begin with: wavegate divide r1 --yes\n');
    const unknown = await line.wavegate('adapt', 'r1', 'fix', 'zz');
    assert.equal(unknown.exitCode, 1);
    assert.match(said(unknown.notes), /zz/);
    const adapted = await line.wavegate('adapt', 'r1', 'fix', 'a1', '--note', 'Off by one.');
    assert.equal(adapted.exitCode, 0, adapted.notes);
    assert.match(adapted.out, /^The change waits at its gate, which shows it: wavegate gates r1$/m);
    assert.equal(said(adapted.notes), 'Go on with: wavegate resume r1\n');
    assert.match((await line.wavegate('adapt', 'r1')).out, /^A change of the plan waits at its gate: /m);
    const diff = await line.wavegate('diff', 'r1');
    assert.equal(diff.exitCode, 0, diff.notes);
    assert.match(diff.out, /^\+.*Off by one\./m);
    assert.equal((await recorded(line)).plan.revision, 0, 'nothing counts before its gate');
  });

  test('is retried, which is said, and cannot be retried where nothing failed', async (t) => {
    const line = await commandLine(t);
    await line.drive(planText(1), ({ adaptation }) => adaptation !== undefined, redWave);
    const { exitCode, out, notes } = await line.wavegate('retry', 'r1');
    assert.equal(exitCode, 0, notes);
    assert.equal(out, 'Run r1 retries what failed.\n');
    const again = await line.wavegate('retry', 'r1', '--json');
    assert.equal(again.exitCode, 1);
    assert.equal((JSON.parse(again.out) as { exitCode: number }).exitCode, 1);
  });

  test('cannot have its baseline accepted without words, or where none is in doubt', async (t) => {
    const line = await commandLine(t);
    await line.drive(planText(1), ({ adaptation }) => adaptation !== undefined, redWave);
    for (const note of [[], ['--note', 'They were red.']]) {
      const { exitCode, out } = await line.wavegate('retry', 'r1', '--accept-baseline', ...note);
      assert.equal(exitCode, 1);
      assert.equal(out, '');
    }
  });
});

suite('a run that is stopped', () => {
  test('stays stopped, whatever is asked of it', async (t) => {
    const line = await commandLine(t);
    await line.drive(planText(1), at('launch'));
    const stopped = await line.json('stop', 'r1', '--note', 'Not this week.');
    assert.deepEqual(stopped, { run: 'r1', stopped: true, stillRunning: [] });
    assert.equal((await recorded(line)).stopped?.reason, 'Not this week.');
    for (const argv of [
      ['stop', 'r1'],
      ['retry', 'r1'],
      ['reopen', 'r1', 'launch-1'],
      ['approve', 'r1', 'launch-1', '--key', line.key],
      ['triage', 'r1', 'in', 'f1'],
    ]) {
      const { exitCode, out, notes } = await line.wavegate(...argv);
      assert.equal(exitCode, 1, argv.join(' '));
      assert.equal(out, '');
      assert.equal(said(notes), 'Run r1 was stopped by Ada. Start a new run from the plan.\n', argv.join(' '));
    }
  });
});

suite('a plan that was edited since', () => {
  test('is seen before anything is decided', async (t) => {
    const line = await commandLine(t);
    await line.drive(planText(1), at('launch'));
    await line.write('plan.waveplan.yaml', planText(1).replace('one exported constant', 'two exported constants'));
    const { exitCode, notes } = await line.wavegate('approve', 'r1', 'launch-1', '--key', line.key);
    assert.equal(exitCode, 1, notes);
    const state = await recorded(line);
    assert.notEqual(state.edit, undefined);
    assert.ok(pendingGates(state).every(({ kind }) => kind !== 'launch'));
  });
});

suite('a run that another process drives', () => {
  test('is shown with that process, and asked nothing without a key of the run', async (t) => {
    const line = await commandLine(t);
    const engine = await line.driving(planText(1), at('launch'));
    try {
      const status = await line.wavegate('status', 'r1');
      assert.match(status.out, new RegExp(`^Driven by process ${process.pid} on this machine, since .*Z\\.$`, 'm'));
      const { exitCode, out, notes } = await line.wavegate('stop', 'r1');
      assert.equal(exitCode, 3);
      assert.equal(out, '');
      assert.match(notes, /To have that process do this, sign it with a key of the run: --key FILE\.$/m);
      assert.equal(engine.state.phase, 'wave');
    } finally {
      await engine.close();
    }
  });

  test('does what a key of the run signs, and nothing for another key', async (t) => {
    const line = await commandLine(t);
    const engine = await line.driving(planText(1), at('launch'));
    try {
      const stranger = path.join(line.home, 'stranger');
      await writeKeyFile(stranger);
      const refused = await line.wavegate('hold', 'r1', 'launch-1', '--note', 'Wait.', '--key', stranger);
      assert.equal(refused.exitCode, 1, refused.out);
      assert.equal(engine.state.gates['launch-1']?.status, 'pending');
      const held = await line.wavegate('hold', 'r1', 'launch-1', '--note', 'Wait.', '--key', line.key);
      assert.equal(held.exitCode, 0, held.notes);
      assert.equal(held.out, 'launch-1: hold by Ada.\n');
      assert.match(held.notes, /^Signed, and recorded by the process that drives the run\.$/m);
      assert.equal(engine.state.gates['launch-1']?.decision?.note, 'Wait.');
      const reopened = await line.wavegate('reopen', 'r1', 'launch-1', '--key', line.key);
      assert.equal(reopened.exitCode, 0, reopened.notes);
      assert.match(reopened.out, /^launch-2 {2}pending/m);
      const stopped = await line.wavegate('stop', 'r1', '--key', line.key);
      assert.equal(stopped.exitCode, 0, stopped.notes);
      assert.equal(engine.state.phase, 'stopped');
    } finally {
      await engine.close();
    }
  });
});

suite('a word that every object knows', () => {
  test('names no gate, session, finding or task', async (t) => {
    const line = await commandLine(t);
    await line.drive(planText(1), ({ adaptation }) => adaptation !== undefined, redWave);
    for (const word of ['constructor', 'toString', '__proto__', 'hasOwnProperty'])
      for (const argv of [
        ['approve', 'r1', word, '--key', line.key],
        ['reopen', 'r1', word],
        ['diff', 'r1', word],
        ['attach', word],
        ['allow', 'r1', word],
        ['triage', 'r1', 'in', word],
        ['adapt', 'r1', 'fix', word],
        ['answer', 'r1', word, 'Yes.'],
        ['answer', 'r1', '--take-back', word],
      ]) {
        const { exitCode, notes } = await line.wavegate(...argv);
        assert.ok(exitCode === 1 || exitCode === 2, `${argv.join(' ')}: ${notes}`);
        assert.doesNotMatch(notes, /undefined|Cannot read|not a function|\[object/, argv.join(' '));
      }
  });
});
