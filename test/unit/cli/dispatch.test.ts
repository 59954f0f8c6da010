import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { suite, test } from 'node:test';
import { allCommands, commandNamed } from '../../../src/cli/commandTable.ts';
import { dispatch } from '../../../src/cli/dispatch.ts';
import { planText } from '../../support/simulatedRun.ts';
import { temporaryFolder } from '../../support/journalFixture.ts';

interface Said {
  readonly exitCode: number;
  readonly out: string;
  readonly notes: string;
}

async function wavegate(folder: string, ...argv: readonly string[]): Promise<Said> {
  let out = '';
  let notes = '';
  const exitCode = await dispatch(
    argv,
    {
      folder,
      env: {},
      interrupted: new AbortController().signal,
      write: (text) => Promise.resolve(void (out += text.toString())),
      note: (line) => void (notes += `${line}\n`),
    },
    '1.2.3',
  );
  return { exitCode, out, notes };
}

const commands = await allCommands();

suite('the command line', () => {
  test('lists each command once', async (t) => {
    const { out } = await wavegate(await temporaryFolder(t), 'help');
    const named = [...out.matchAll(/^ {2}([a-z][a-z-]*) {2,}/gm)].map(([, name]) => name);
    assert.ok(named.length > 20);
    assert.equal(new Set(named).size, named.length, named.join(' '));
  });

  test('shows its commands, and what one of them takes', async () => {
    const { exitCode, out } = await wavegate('.', 'help');
    assert.equal(exitCode, 0);
    for (const name of ['lint', 'graph', 'run', 'status', 'gates', 'approve', 'reject', 'hold', 'resume', 'stop']) {
      assert.match(out, new RegExp(`^  ${name} `, 'm'));
      const help = await wavegate('.', name, '--help');
      assert.equal(help.exitCode, 0);
      assert.match(help.out, new RegExp(`^Usage: wavegate ${name} `));
    }
    assert.deepEqual(await wavegate('.', 'version'), { exitCode: 0, out: '1.2.3\n', notes: '' });
  });

  test('finds each command under the name it says of itself', async () => {
    for (const command of commands) assert.equal((await commandNamed(command.name))?.name, command.name);
  });

  for (const { name, usage, details, options } of commands) {
    test(`the help of ${name} explains each of its options`, () => {
      const everywhere = ['repo', 'state', 'database'];
      const explained = [usage, ...details].join('\n');
      const missing = options.filter(
        (option) => !everywhere.includes(option) && !new RegExp(`--${option}\\b`).test(explained),
      );
      assert.deepEqual(missing, []);
    });
  }

  test('wrong use is exit code 2 and says what would be right', async () => {
    for (const argv of [
      ['launch'],
      ['lint'],
      ['lint', 'a', 'b'],
      ['run', '--aprove', 'all'],
      ['approve', 'r1'],
      ['help', 'x'],
    ]) {
      const { exitCode, out, notes } = await wavegate('.', ...argv);
      assert.equal(exitCode, 2, argv.join(' '));
      assert.equal(out, '');
      assert.match(notes, /wavegate /);
    }
  });

  test('with --json errors are JSON too', async () => {
    const { out, exitCode } = await wavegate('.', 'lint', 'missing.yaml', '--json');
    assert.equal(exitCode, 2);
    const error = JSON.parse(out) as { readonly error: string; readonly exitCode: number };
    assert.match(error.error, /missing\.yaml cannot be read/);
    assert.equal(error.exitCode, 2);
  });

  test('lint is silent about a good plan and exits 1 for a bad one', async (context) => {
    const folder = await temporaryFolder(context);
    await writeFile(path.join(folder, 'good.yaml'), planText());
    await writeFile(path.join(folder, 'bad.yaml'), planText().replace('owns', 'own'));
    const good = await wavegate(folder, 'lint', 'good.yaml');
    assert.equal(good.exitCode, 0);
    const bad = await wavegate(folder, 'lint', 'bad.yaml');
    assert.equal(bad.exitCode, 1);
    assert.match(bad.out, /^bad\.yaml:12:9: error unknown-key "own" is not a key of a task/m);
    const json = JSON.parse((await wavegate(folder, 'lint', 'bad.yaml', '--json')).out) as {
      readonly ok: boolean;
      readonly problems: readonly { readonly start: { readonly line: number } }[];
    };
    assert.equal(json.ok, false);
    assert.deepEqual(
      json.problems.map(({ start }) => start.line),
      [10, 12],
    );
  });

  test('graph draws waves, tasks and dependencies', async (context) => {
    const folder = await temporaryFolder(context);
    await writeFile(path.join(folder, 'plan.yaml'), planText());
    const { exitCode, out } = await wavegate(folder, 'graph', 'plan.yaml');
    assert.equal(exitCode, 0);
    assert.match(out, /^flowchart LR\n {2}subgraph w0\["1 · Wave 1"\]\n {4}t0\["Task a1"\]/);
  });
});
