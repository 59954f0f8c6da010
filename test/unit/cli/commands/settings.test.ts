import assert from 'node:assert/strict';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { openSync, closeSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { suite, test } from 'node:test';
import { commandLine } from '../../../support/commandLine.ts';
import type { CommandLine } from '../../../support/commandLine.ts';

suite('a budget over all runs', () => {
  test('is set, changed in part, shown and removed', async (t) => {
    const line = await commandLine(t);
    assert.deepEqual(await line.wavegate('budget'), {
      exitCode: 0,
      out: '',
      notes: 'There are no budgets over all runs. Set one with `wavegate budget --per day --usd 20`.\n',
    });
    await line.wavegate('budget', '--per', 'day', '--usd', '20');
    await line.wavegate('budget', '--per', 'month', '--agent', 'claude', '--tokens', '5000000');
    const both = await line.wavegate('budget', '--per', 'day', '--tokens', '1000');
    assert.equal(both.exitCode, 0, both.notes);
    interface Seen {
      readonly file: string;
      readonly uses: readonly {
        readonly per: string;
        readonly agent?: string;
        readonly usd?: number;
        readonly tokens?: number;
      }[];
    }
    const seen = await line.json<Seen>('budget');
    assert.equal(path.dirname(seen.file), line.state);
    assert.deepEqual(
      seen.uses.map(({ per, agent, usd, tokens }) => [per, agent, usd, tokens]).sort(),
      [
        ['day', undefined, 20, 1_000],
        ['month', 'claude', undefined, 5_000_000],
      ].sort(),
      'the limit in dollars stays',
    );
    await line.wavegate('budget', '--per', 'day', '--agent', 'codex', '--usd', '3');
    assert.equal((await line.wavegate('budget', '--per', 'day', '--remove')).exitCode, 0);
    assert.deepEqual((await line.json<Seen>('budget')).uses.map(({ per, agent }) => `${per} ${agent}`).sort(), [
      'day codex',
      'month claude',
    ]);
  });

  test('of a driver that there is none is refused, and nothing is changed', async (t) => {
    const line = await commandLine(t);
    await line.wavegate('budget', '--per', 'day', '--usd', '20');
    for (const agent of ['nobody', 'toString', ''])
      assert.match(
        (await line.wavegate('budget', '--per', 'day', '--agent', agent, '--usd', '1')).notes,
        new RegExp(`^There is no driver "${agent}"\\. --agent takes one of: .*claude`, 'm'),
      );
    assert.equal((await line.json<{ uses: readonly object[] }>('budget')).uses.length, 1);
  });

  for (const text of [
    'no JSON',
    '{}',
    '{"version": 2, "budgets": []}',
    '{"version": 1, "budgets": {}}',
    '{"version": 1, "budgets": [{"per": "week", "usd": 3}]}',
    '{"version": 1, "budgets": [{"per": "day"}]}',
    '{"version": 1, "budgets": [{"per": "day", "usd": -1}]}',
    '{"version": 1, "budgets": [{"per": "day", "usd": 1, "eur": 2}]}',
    '{"version": 1, "budgets": [null]}',
    '{"version": 1, "budgets": [], "prices": []}',
  ])
    test(`whose file says ${text} is not taken for none, and is not overwritten`, async (t) => {
      const line = await commandLine(t);
      const file = path.join(line.state, 'budgets.json');
      await mkdir(line.state, { recursive: true });
      await writeFile(file, text);
      for (const argv of [['budget'], ['budget', '--per', 'day', '--usd', '3']]) {
        const { exitCode, out, notes } = await line.wavegate(...argv);
        assert.equal(exitCode, 2);
        assert.equal(out, '');
        assert.match(notes, /^No agent is started, because the budgets in .*budgets\.json cannot be read: /m);
      }
      assert.equal(await readFile(file, 'utf8'), text);
    });
});

suite('a limit of agents at once', () => {
  test('is set, shown and removed, for all and for one driver', async (t) => {
    const line = await commandLine(t);
    assert.match(
      (await line.wavegate('limit')).notes,
      /^There is no limit over all runs\. Set one with `wavegate limit --at-once 4`\.$/m,
    );
    await line.wavegate('limit', '--at-once', '6');
    const { out } = await line.wavegate('limit', '--agent', 'codex', '--at-once', '2');
    assert.match(out, /6/);
    assert.match(out, /codex/i);
    assert.match(out, /^0 agents at work$/m);
    await line.wavegate('limit', '--at-once', '4');
    const told = await line.json<{ atOnce: readonly { agents: number; agent?: string }[] }>('limit');
    assert.deepEqual(told.atOnce.map(({ agents, agent }) => `${agent ?? 'all'} ${agents}`).sort(), [
      'all 4',
      'codex 2',
    ]);
    await line.wavegate('limit', '--remove');
    assert.equal((await line.json<{ atOnce: readonly object[] }>('limit')).atOnce.length, 1);
  });

  test('whose file is damaged is not taken for none', async (t) => {
    const line = await commandLine(t);
    await line.wavegate('limit', '--at-once', '6');
    const { file } = await line.json<{ file: string }>('limit');
    await writeFile(file, '{"');
    const { exitCode, notes, out } = await line.wavegate('limit', '--at-once', '3');
    assert.equal(exitCode, 2);
    assert.equal(out, '');
    assert.match(notes, new RegExp(path.basename(file)));
    assert.equal(await readFile(file, 'utf8'), '{"');
  });
});

suite('a new key', () => {
  const signed = async (line: CommandLine, secrets: readonly string[], key: string) => {
    await line.write('p.waveplan.yaml', 'waveplan: 1\n');
    return line.typing({ secrets }, 'verify', 'r1', '--key', key);
  };

  test('is in a file of the person alone, and is not shown', async (t) => {
    const line = await commandLine(t);
    const { exitCode, out, notes } = await line.wavegate('keygen', 'mine', '--no-passphrase');
    assert.equal(exitCode, 0, notes);
    assert.match(out, /^Wrote mine\. Its public key is /m);
    assert.match(out, /^To decide gates that name approvers: wavegate approvers add .*Ada.* ssh-ed25519 AAAA/m);
    assert.match(notes, /^Warning: this key has no passphrase/m);
    const file = path.join(line.repository, 'mine');
    assert.equal((await stat(file)).mode & 0o077, 0);
    const secret = await readFile(file, 'utf8');
    for (const part of secret.split('\n').filter((each) => each.length > 20 && !each.startsWith('-----')))
      assert.equal(`${out}${notes}`.includes(part), false);
  });

  test('does not overwrite one that is there', async (t) => {
    const line = await commandLine(t);
    await line.wavegate('keygen', 'mine', '--no-passphrase');
    const before = await readFile(path.join(line.repository, 'mine'), 'utf8');
    const { exitCode, out, notes } = await line.wavegate('keygen', 'mine', '--no-passphrase');
    assert.notEqual(exitCode, 0);
    assert.equal(out, '');
    assert.match(notes, /mine/);
    assert.equal(await readFile(path.join(line.repository, 'mine'), 'utf8'), before);
  });

  test('needs its passphrase twice and the same, and none that is empty', async (t) => {
    const line = await commandLine(t);
    for (const [secrets, sentence] of [
      [['one', 'two'], 'The two passphrases differ, so no key was made. Try again.'],
      [['one'], 'The two passphrases differ, so no key was made. Try again.'],
      [[''], 'The passphrase is empty. Say --no-passphrase if you mean that.'],
      [[], 'No key was made.'],
    ] as const) {
      assert.deepEqual(await line.typing({ secrets }, 'keygen', 'mine'), {
        exitCode: 2,
        out: '',
        notes: `${sentence}\n`,
      });
      await assert.rejects(stat(path.join(line.repository, 'mine')));
    }
  });

  test('signs with its passphrase and with no other', async (t) => {
    const line = await commandLine(t);
    const made = await line.typing({ secrets: ['open sesame', 'open sesame'] }, 'keygen', 'mine');
    assert.equal(made.exitCode, 0, made.notes);
    assert.equal(made.notes, '');
    assert.doesNotMatch(made.out, /sesame/);
    await line.drive(undefined, () => true);
    assert.match((await signed(line, ['open sesame'], 'mine')).out, /^BAD key of the run, mine: /m, 'it is read');
    for (const secrets of [['wrong'], ['']]) {
      const refused = await signed(line, secrets, 'mine');
      assert.notEqual(refused.exitCode, 0);
      assert.equal(refused.out, '');
      assert.match(refused.notes, /passphrase/);
      assert.doesNotMatch(refused.notes, /sesame/);
    }
  });

  test('takes its passphrase from an open file, its first line alone', async (t) => {
    const line = await commandLine(t);
    const file = path.join(line.home, 'pass');
    writeFileSync(file, 'open sesame\r\nsecond line\n');
    const withFile = async (...argv: readonly string[]) => {
      const descriptor = openSync(file, 'r');
      try {
        return await line.wavegate(...argv, '--passphrase-fd', String(descriptor));
      } finally {
        closeSync(descriptor);
      }
    };
    assert.equal((await withFile('keygen', 'mine')).exitCode, 0);
    await line.drive(undefined, () => true);
    assert.match((await withFile('verify', 'r1', '--key', 'mine')).out, /^BAD key of the run, mine: /m);
    assert.match((await signed(line, ['open sesame'], 'mine')).out, /^BAD key of the run, mine: /m);
    const closed = await line.wavegate('keygen', 'other', '--passphrase-fd', '987');
    assert.equal(closed.exitCode, 2);
    assert.equal(closed.notes, 'File 987 is not open to read a passphrase from: add 987<FILE to the command.\n');
  });
});

suite('people who may decide', () => {
  const key = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl';
  const other = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f';
  const fileOf = (line: CommandLine): string => path.join(line.repository, '.wavegate', 'approvers');

  test('are added by a key, or the file of one, and removed, with comments kept', async (t) => {
    const line = await commandLine(t);
    assert.match(
      (await line.wavegate('approvers')).notes,
      /names nobody: gates without approvers are decided by the key of the run\.$/m,
    );
    const added = await line.wavegate('approvers', 'add', 'Zoë Q', ...key.split(' '), 'zoe@laptop');
    assert.equal(added.exitCode, 0, added.notes);
    assert.match(added.out, /^Zoë Q {2}SHA256:\S+$/m);
    await line.write('grace.pub', `# hers\n${other} grace@desk\n`);
    assert.equal((await line.wavegate('approvers', 'add', 'grace', 'grace.pub')).exitCode, 0);
    const { out: listed } = await line.wavegate('approvers');
    assert.equal(listed.trimEnd().split('\n').length, 2);
    const text = await readFile(fileOf(line), 'utf8');
    await writeFile(fileOf(line), `# who decides here\n${text}`);
    const removed = await line.wavegate('approvers', 'remove', 'Zoë Q');
    assert.equal(removed.exitCode, 0, removed.notes);
    const left = await readFile(fileOf(line), 'utf8');
    assert.match(left, /^# who decides here$/m);
    assert.doesNotMatch(left, /Zoë/);
    assert.match(left, /grace/);
  });

  test('keep one key each: a name gets a new one, and a key no second name', async (t) => {
    const line = await commandLine(t);
    await line.wavegate('approvers', 'add', 'zoe', ...key.split(' '));
    const second = await line.wavegate('approvers', 'add', 'grace', ...key.split(' '));
    assert.equal(second.exitCode, 1);
    assert.equal(second.notes, "This key is zoe's already, and a key is one person's.\n");
    await line.wavegate('approvers', 'add', 'zoe', ...other.split(' '));
    const listed = await line.json<readonly { name: string }[]>('approvers');
    assert.deepEqual(
      listed.map(({ name }) => name),
      ['zoe'],
    );
  });

  test('are not added by what is no key', async (t) => {
    const line = await commandLine(t);
    await line.write('mine', '-----BEGIN OPENSSH PRIVATE KEY-----\nabc\n-----END OPENSSH PRIVATE KEY-----\n');
    for (const words of [
      ['missing.pub'],
      ['mine'],
      ['ssh-ed25519'],
      ['ssh-ed25519', 'AAAA'],
      ['ssh-rsa', 'AAAAB3NzaC1yc2EAAAADAQABAAABAQ'],
      ['nonsense'],
      ['ssh-ed25519', key.split(' ')[1]?.slice(0, -4) ?? ''],
    ]) {
      const { exitCode, out, notes } = await line.wavegate('approvers', 'add', 'zoe', ...words);
      assert.equal(exitCode, 2, words.join(' '));
      assert.equal(out, '');
      assert.match(
        notes,
        /^(That is no Ed25519 public key|The file .* cannot be read)\. A public key looks like: ssh-ed25519 AAAA/m,
      );
      assert.doesNotMatch(notes, /PRIVATE/);
    }
    await assert.rejects(stat(fileOf(line)), 'and no file is made');
    assert.equal((await line.wavegate('approvers', 'add', 'zo"e', ...key.split(' '))).exitCode, 2);
  });

  test('that are not there cannot be removed, and lines that name nobody are told', async (t) => {
    const line = await commandLine(t);
    await line.wavegate('approvers', 'add', 'zoe', ...key.split(' '));
    const { exitCode, notes } = await line.wavegate('approvers', 'remove', 'grace');
    assert.equal(exitCode, 1);
    assert.match(notes, /names no grace\.$/m);
    await writeFile(fileOf(line), `${await readFile(fileOf(line), 'utf8')}grace whatever\n`);
    assert.match(
      (await line.wavegate('approvers')).notes,
      /^Line 2 of .* names no approver, and no run starts with it\.$/m,
    );
  });
});

suite('where runs are', () => {
  test('is what --state says, else the environment, and never a folder that is not absolute', async (t) => {
    const line = await commandLine(t);
    const elsewhere = path.join(line.home, 'elsewhere');
    await line.wavegate('budget', '--per', 'day', '--usd', '1', '--state', '../elsewhere');
    assert.equal(
      (await line.json<{ file: string }>('budget', '--state', elsewhere)).file,
      path.join(elsewhere, 'budgets.json'),
    );
    const relative = await line.typing({ env: { WAVEGATE_STATE: 'state' } }, 'budget');
    assert.equal(relative.exitCode, 3);
    assert.equal(
      relative.notes,
      'The folder state in WAVEGATE_STATE is not an absolute path. Write it from the root on.\n',
    );
    const nowhere = await line.typing({ env: { WAVEGATE_STATE: '', HOME: '' } }, 'status');
    assert.equal(nowhere.exitCode, 3);
    assert.match(nowhere.notes, /^Your home folder is unknown/m);
  });

  test('is a database only where its address is one', async (t) => {
    const line = await commandLine(t);
    for (const address of ['mysql://x/y', 'postgresql://', 'no/such/file']) {
      const { exitCode, notes, out } = await line.wavegate('status', '--database', address);
      assert.equal(exitCode, 2, notes);
      assert.equal(out, '');
      assert.match(notes, /^--database: /);
    }
    const variable = await line.typing({ env: { WAVEGATE_DATABASE_URL: 'mysql://x/y' } }, 'status');
    assert.match(variable.notes, /^WAVEGATE_DATABASE_URL: /);
    const off = await line.typing({ env: { WAVEGATE_DATABASE_URL: 'mysql://x/y' } }, 'status', '--database', 'off');
    assert.equal(off.exitCode, 0);
  });

  test('never shows the password of a database that cannot be used', async (t) => {
    const line = await commandLine(t);
    const secret = path.join(line.home, 'address');
    await writeFile(secret, 'postgresql://ada:S3CRET@:x/\nmore\n');
    for (const address of [
      'mysql://ada:S3CRET@h/d',
      'postgresql://ada:S3CRET@h:port/d',
      'postgresql://ada:S3CRET@/ d?x=%',
      secret,
    ]) {
      const { notes, out } = await line.wavegate('database', 'check', '--database', address, '--json');
      assert.doesNotMatch(notes + out, /S3CRET/, address);
    }
  });
});
