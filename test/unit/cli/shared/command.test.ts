import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { suite, test } from 'node:test';
import { defineCommand } from '../../../../src/cli/shared/command.ts';
import { readComments } from '../../../../src/cli/shared/comments.ts';
import { CliError, exitCodeOf, exitCodes } from '../../../../src/cli/shared/exit.ts';
import { readHostLimit } from '../../../../src/cli/shared/hostLimits.ts';
import { writeNewFile } from '../../../../src/cli/shared/newFile.ts';
import { databaseOf, placeOf } from '../../../../src/cli/shared/place.ts';
import { passphraseOf, requireOutOfReach } from '../../../../src/cli/shared/signer.ts';
import type { Terminal } from '../../../../src/cli/shared/terminal.ts';
import type { Plan } from '../../../../src/core/plan/schema/plan.ts';
import { RunError } from '../../../../src/engine/runError.ts';
import { JournalError } from '../../../../src/ports/journal.ts';
import { temporaryFolder } from '../../../support/journalFixture.ts';

function terminal(more: Partial<Terminal> = {}): Terminal & { readonly notes: readonly string[] } {
  const notes: string[] = [];
  return {
    ...{ notes, folder: path.resolve('/work'), env: {}, interrupted: new AbortController().signal },
    ...{ write: () => Promise.resolve(), note: (line: string) => void notes.push(line) },
    ...more,
  };
}
const usage = (words: RegExp) => (error: unknown) => {
  assert.ok(error instanceof CliError, String(error));
  assert.equal(error.exitCode, exitCodes.usage);
  assert.match(error.message, words);
  return true;
};

suite('a command line', () => {
  const called: unknown[] = [];
  const command = defineCommand({
    name: 'paint',
    usage: 'THING [COLOUR]',
    summary: 'Paints.',
    options: {
      coats: { type: 'string' },
      dry: { type: 'boolean', default: false },
      on: { type: 'string', multiple: true },
    },
    arguments: [1, 2],
    run({ values, positionals }) {
      called.push([positionals, values.coats, values.dry, values.on, values.json]);
      return Promise.resolve(exitCodes.done);
    },
  });

  test('is understood with its options before, between and behind its arguments', async () => {
    called.length = 0;
    for (const argv of [
      ['door', 'red', '--coats', '2', '--json'],
      ['--coats=2', 'door', '--json', 'red'],
      ['--json', '--coats', '2', '--', 'door', 'red'],
    ])
      assert.equal(await command.invoke(argv, terminal()), exitCodes.done);
    assert.deepEqual(
      called,
      Array.from({ length: 3 }, () => [['door', 'red'], '2', false, undefined, true]),
    );
  });

  test('takes an option that may be repeated as often as it is given, and what follows -- as it is', async () => {
    called.length = 0;
    await command.invoke(['--on', 'a', '--on=b', '--', '--dry'], terminal());
    assert.deepEqual(called, [[['--dry'], undefined, false, ['a', 'b'], false]]);
  });

  test('asks for help wherever the word is, and does nothing then', async () => {
    called.length = 0;
    for (const argv of [['--help'], ['-h'], ['door', '--help'], ['--help', 'a', 'b', 'c', 'd']])
      assert.equal(await command.invoke(argv, terminal()), 'help');
    assert.deepEqual(called, []);
  });

  for (const [argv, words] of [
    [[], /^Usage: wavegate paint THING \[COLOUR\]$/],
    [['a', 'b', 'c'], /^Usage: wavegate paint THING \[COLOUR\]$/],
    [['a', '--colour', 'red'], /^Unknown option '--colour'.* See `wavegate help paint`\.$/],
    [['a', '-x'], /^Unknown option '-x'.* See `wavegate help paint`\.$/],
    [['a', '--coats'], /^Option '--coats <value>' argument missing\. See `wavegate help paint`\.$/],
    [['a', '--dry=yes'], /'--dry' does not take an argument.*See `wavegate help paint`\.$/],
    [['a', '--coats', '--dry'], /'--coats'.* ambiguous.*See `wavegate help paint`\.$/s],
  ] as const)
    test(`is refused, saying where to look: paint ${argv.join(' ')}`, async () => {
      called.length = 0;
      await assert.rejects(command.invoke(argv, terminal()), usage(words));
      assert.deepEqual(called, []);
    });
});

suite('an exit code', () => {
  for (const [what, error, code] of [
    ['a refusal by a person or a plan', new CliError('no', ''), 1],
    ['a run that its plan refuses', new RunError('plan', ''), 1],
    ['a wrong command line', new CliError('usage', ''), 2],
    ['a run that is not there', new JournalError('not-found', ''), 2],
    ['a run that another process has', new JournalError('in-use', ''), 3],
    ['a run that the machine refuses', new RunError('environment', ''), 3],
    ['a defect', new TypeError('x is not a function'), 3],
    ['what is no error', 'text', 3],
    ['a gate that waits for a person', new CliError('waiting', ''), 4],
    ['Ctrl+C', new CliError('interrupted', ''), 130],
  ] as const)
    test(`of ${what} is ${code}`, () => assert.equal(exitCodeOf(error), code));
});

suite('a comment on the command line', () => {
  for (const [written, read] of [
    ['src/a.js:3=Why?', { file: 'src/a.js', line: 3, text: 'Why?', isDeleted: false }],
    ['src/a.js:-3=Keep this.', { file: 'src/a.js', line: 3, text: 'Keep this.', isDeleted: true }],
    ['C:/a.js:12=a = b:4=c', { file: 'C:/a.js', line: 12, text: 'a = b:4=c', isDeleted: false }],
    ['a=b.js:1= two\nlines ', { file: 'a=b.js', line: 1, text: ' two\nlines ', isDeleted: false }],
    ['a:1:2=x', { file: 'a:1', line: 2, text: 'x', isDeleted: false }],
  ] as const)
    test(`${JSON.stringify(written)} names a line and says something`, () =>
      assert.deepEqual(readComments([written]), [read]));

  for (const written of [
    '',
    'a.js',
    'a.js:3',
    'a.js=x',
    'a.js:0=x',
    'a.js:01=x',
    'a.js:3=',
    'a.js:3=  \n',
    ':3=x',
    'a.js:--3=x',
    'a.js:x=y',
  ])
    test(`${JSON.stringify(written)} is refused with the form`, () => {
      assert.throws(
        () => readComments(['a.js:1=fine', written]),
        usage(/^--comment takes FILE:LINE=TEXT, or FILE:-LINE=TEXT/),
      );
      assert.throws(() => readComments([written], '--finding'), usage(/^--finding takes FILE:LINE=TEXT, not "/));
    });
});

suite('a limit for the hosts of a team', () => {
  for (const [who, number, change] of [
    ['all', '10', { agent: undefined, agents: 10 }],
    ['claude', '1', { agent: 'claude', agents: 1 }],
    ['claude', 'none', { agent: 'claude', agents: undefined }],
    ['all', '000010', { agent: undefined, agents: 10 }],
  ] as const)
    test(`is ${who} ${number}`, () => assert.deepEqual(readHostLimit(who, number), change));

  for (const [who, number, words] of [
    ['clause', '1', /^There is no driver "clause"\. Give all, or one of: .*claude/],
    ['constructor', '1', /^There is no driver "constructor"/],
    ['ALL', '1', /^There is no driver "ALL"/],
    ['all', '0', /^A limit is a whole number greater than 0, or none, not "0"\.$/],
    ['all', '-1', /not "-1"/],
    ['all', '1.5', /not "1\.5"/],
    ['all', '1e3', /not "1e3"/],
    ['all', ' 1', /not " 1"/],
    ['all', '', /not ""/],
    ['all', '1000000', /not "1000000"/],
  ] as const)
    test(`is not ${who} ${JSON.stringify(number)}`, () =>
      assert.throws(() => readHostLimit(who, number), usage(words)));
});

suite('a new file', () => {
  test('is written with the folders above it, and never over one that is there', async (t) => {
    const root = await temporaryFolder(t);
    const file = path.join(root, 'a', 'b', 'new.txt');
    await writeNewFile(file, 'one');
    await assert.rejects(
      writeNewFile(file, 'two'),
      usage(/new\.txt is there already, and is not overwritten\. Name another file\.$/),
    );
    assert.equal(await readFile(file, 'utf8'), 'one');
  });

  test('that cannot be written is told, as where a file has the name of its folder', async (t) => {
    const root = await temporaryFolder(t);
    await writeFile(path.join(root, 'a'), '');
    await mkdir(path.join(root, 'folder'));
    await assert.rejects(
      writeNewFile(path.join(root, 'a', 'new.txt'), ''),
      usage(/cannot be written|is there already/),
    );
    await assert.rejects(
      writeNewFile(path.join(root, 'folder'), ''),
      usage(/folder (?:cannot be written|is there already)/),
    );
  });
});

suite('the place of runs', () => {
  const there = path.resolve('/work');
  test('is the folder of the command, or what its options name from there', () => {
    assert.deepEqual(placeOf(terminal(), {}), { folder: there, env: {}, settings: {} });
    assert.deepEqual(placeOf(terminal(), { repo: '../other', state: 's' }), {
      ...{ folder: path.resolve('/other'), env: {} },
      settings: { stateRoot: path.join(there, 's') },
    });
    assert.equal(placeOf(terminal(), { repo: path.resolve('/elsewhere') }).folder, path.resolve('/elsewhere'));
  });

  test('is a database where the option or the environment names one, and files where either says off', () => {
    const env = { WAVEGATE_DATABASE_URL: 'postgresql://ann@db/team' };
    assert.equal(databaseOf(terminal(), undefined), undefined);
    assert.equal(databaseOf(terminal({ env }), undefined)?.shown, 'ann@db/team');
    assert.equal(databaseOf(terminal({ env }), 'postgresql://db/other')?.shown, 'db/other');
    assert.equal(databaseOf(terminal({ env }), 'off'), undefined);
    assert.equal(databaseOf(terminal({ env: { WAVEGATE_DATABASE_URL: 'off' } }), undefined), undefined);
    assert.equal(databaseOf(terminal({ env: { WAVEGATE_DATABASE_URL: '' } }), undefined), undefined);
  });

  test('that cannot be read names the option or the variable that is wrong, and no password', () => {
    const secret = 'mysql://ann:S3CRET@db/team';
    const env = { WAVEGATE_DATABASE_URL: secret };
    for (const [at, option, begins] of [
      [terminal(), secret, /^--database: /],
      [terminal({ env }), undefined, /^WAVEGATE_DATABASE_URL: /],
    ] as const)
      assert.throws(
        () => databaseOf(at, option),
        (error: unknown) => usage(begins)(error) && !String(error).includes('S3CRET'),
      );
  });
});

suite('the passphrase of a key', () => {
  test('is asked for at the terminal, and none where there is no terminal', async () => {
    const asked: string[] = [];
    const secret = (prompt: string) => (asked.push(prompt), Promise.resolve('words'));
    assert.equal(await passphraseOf(terminal({ secret }), {}, 'Passphrase: '), 'words');
    assert.deepEqual(asked, ['Passphrase: ']);
    assert.equal(await passphraseOf(terminal(), {}, 'Passphrase: '), undefined);
  });

  for (const named of ['three', '-1', '3.0', '', ' 3', '/etc/passwd'])
    test(`is not read from ${JSON.stringify(named)}, which is no number`, async () => {
      await assert.rejects(
        passphraseOf(terminal(), { 'passphrase-fd': named }, ''),
        usage(/takes the number of an open file, such as 3\.$/),
      );
    });

  test('is not read from a file that is not open, and it is said how to open one', async () => {
    await assert.rejects(
      passphraseOf(terminal(), { 'passphrase-fd': '987654' }, ''),
      usage(/^File 987654 is not open to read a passphrase from: add 987654<FILE to the command\.$/),
    );
  });
});

suite('a key of the SSH agent', () => {
  const plan = (sandbox: 'off' | 'auto', env: readonly string[] = []): Plan =>
    ({ agents: {}, checkpoint: { env: [] }, worktree: { sandbox, env, writable: [] } }) as unknown as Plan;

  test('is warned of where nothing keeps agents from the same agent', () => {
    const at = terminal();
    requireOutOfReach(at, { key: 'ssh-agent' }, plan('off'));
    requireOutOfReach(at, { key: 'ssh-agent:laptop' }, plan('off'));
    assert.equal(at.notes.length, 2);
    assert.match(
      at.notes[0] ?? '',
      /^Warning: without a sandbox, agents run as you and can ask your SSH agent, too\. Add the key/,
    );
  });

  test('is not warned of in a sandbox, nor is a file of that name', () => {
    const at = terminal();
    requireOutOfReach(at, { key: 'ssh-agent' }, plan('auto'));
    for (const key of [undefined, './ssh-agent', 'ssh-agents', 'keys/ssh-agent'])
      requireOutOfReach(at, { key }, plan('off'));
    assert.deepEqual(at.notes, []);
  });

  test('is refused where the plan gives agents a way to it', () => {
    const at = terminal();
    const open = plan('auto', ['SSH_AUTH_SOCK']);
    assert.throws(
      () => requireOutOfReach(at, { key: 'ssh-agent' }, open),
      (error: unknown) =>
        error instanceof CliError &&
        error.exitCode === exitCodes.no &&
        /SSH_AUTH_SOCK in worktree\.env/.test(error.message),
    );
    requireOutOfReach(at, { key: 'file' }, open);
    assert.deepEqual(at.notes, []);
  });
});
