import assert from 'node:assert/strict';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import type { TestContext } from 'node:test';
import { JournalError } from '../../../../src/ports/journal.ts';
import { findRuns } from '../../../../src/runs/find/findRuns.ts';
import type { Runs } from '../../../../src/runs/find/findRuns.ts';
import { moveToDatabase, moveToFiles } from '../../../../src/runs/record/moveRun.ts';
import { runsPlace } from '../../../support/runsPlace.ts';
import { shippedRun } from '../../../support/states.ts';

type Team = Required<Pick<Runs, 'team'>> & Runs;

/** Runs in files, and the same repository's runs in a database that is played: it keeps lines, and says what is asked of it. */
async function places(t: Pick<TestContext, 'after'>) {
  const place = await runsPlace(t);
  const { repository, settings, layout } = place;
  const files = await findRuns(place.services, { folder: repository, settings, env: {} });
  const asked: string[] = [];
  const lines = new Map<string, { text: string; moved: boolean }>();
  /** Calls that fail, by name, until they are taken out. */
  const broken = new Map<string, Error>();
  const call = (name: string): void => {
    asked.push(name);
    const error = broken.get(name.split(' ')[0] ?? '');
    if (error !== undefined) throw error;
  };
  const step = <Value>(name: string, value: Value, change?: () => void): Promise<Value> =>
    Promise.resolve().then(() => (call(name), change?.(), value));
  const services = {
    ...place.services,
    packRun: (_repository: string, run: string) => step(`pack ${run}`, { refs: {}, packed: false }),
    unpackRun: () => step('unpack', undefined),
    setRunRefs: (_repository: string, run: string) => step(`refs ${run}`, undefined),
  };
  const team = {
    ...files,
    services,
    journals: {
      open: (run: string) =>
        step(`open ${run}`, { journal: { close: () => step(`close ${run}`, undefined) }, records: [] }, () => {
          if (lines.get(run)?.moved === false) return;
          throw new JournalError('not-found', `There is no run ${run} in db.`);
        }),
    },
    journalBytes: (run: string) => Promise.resolve(Buffer.from(lines.get(run)?.text ?? '')),
    team: {
      database: { shown: 'ann@db/team' },
      work: {
        refs: () => Promise.resolve(undefined),
        since: () => Promise.resolve([]),
        add: () => Promise.resolve(1),
      },
      adopt: (run: string, some: readonly string[]) =>
        step(`adopt ${run}`, undefined, () => {
          if (lines.get(run)?.moved === false)
            throw new JournalError('exists', `There is a run ${run} already, in db.`);
          lines.set(run, { text: some.map((line) => `${line}\n`).join(''), moved: false });
        }),
      release: (run: string) =>
        step(`release ${run}`, undefined, () => {
          const there = lines.get(run);
          if (there !== undefined) there.moved = true;
        }),
    },
  } as unknown as Team;
  return { files, team, asked, lines, broken, layout, place };
}

const listed = async (runs: Runs): Promise<readonly string[]> => (await runs.journals.list()).map(({ run }) => run);

describe('a run that moves to a database', () => {
  it('is there to the byte, and its files keep a copy under another name', async (t) => {
    const { files, team, lines, layout, place, asked } = await places(t);
    await place.record('r1', shippedRun().events);
    const before = await readFile(layout.journalFile('r1'), 'utf8');
    await moveToDatabase(files, team, 'r1');
    assert.equal(lines.get('r1')?.text, before);
    assert.deepEqual(asked, ['adopt r1', 'open r1', 'pack r1', 'close r1']);
    assert.deepEqual(await listed(files), []);
    assert.equal(await readFile(`${layout.journalFile('r1')}.moved`, 'utf8'), before);
    assert.match(await readFile(layout.checkoutFile('r1'), 'utf8'), /ann@db\/team/);
  });

  it('stays in files where the database does not take it', async (t) => {
    const { files, team, broken, place } = await places(t);
    await place.record('r1', shippedRun().events);
    broken.set('adopt', new JournalError('io', 'The database ann@db/team does not answer.'));
    await assert.rejects(moveToDatabase(files, team, 'r1'), /does not answer/);
    assert.deepEqual(await listed(files), ['r1']);
    const { journal } = await files.journals.open('r1');
    await journal.close();
    broken.clear();
    await moveToDatabase(files, team, 'r1');
    assert.deepEqual(await listed(files), []);
  });

  it('stays in files, and nowhere else, where its commits cannot be brought there; and can be moved again', async (t) => {
    const { files, team, broken, lines, place, asked } = await places(t);
    await place.record('r1', shippedRun().events);
    broken.set('pack', new Error('The disk is full.'));
    await assert.rejects(moveToDatabase(files, team, 'r1'), /^Error: The disk is full\.$/);
    assert.deepEqual(await listed(files), ['r1'], 'it can be driven from files');
    assert.equal(lines.get('r1')?.moved, true, 'it cannot be driven from the database as well');
    assert.deepEqual(asked.slice(-2), ['release r1', 'close r1']);
    broken.clear();
    await moveToDatabase(files, team, 'r1');
    assert.deepEqual(await listed(files), []);
    assert.equal(lines.get('r1')?.moved, false);
  });

  it('says why its commits could not be brought there, also where the database has gone away since', async (t) => {
    const { files, team, broken, place } = await places(t);
    await place.record('r1', shippedRun().events);
    broken.set('pack', new Error('The disk is full.'));
    broken.set('release', new JournalError('io', 'The database does not answer.'));
    await assert.rejects(moveToDatabase(files, team, 'r1'), /^Error: The disk is full\.$/);
    assert.deepEqual(await listed(files), ['r1']);
  });

  it('is not moved while somebody drives it', async (t) => {
    const { files, team, asked, place } = await places(t);
    await place.record('r1', shippedRun().events);
    const { journal } = await files.journals.open('r1');
    await assert.rejects(moveToDatabase(files, team, 'r1'), (error: unknown) => {
      assert.ok(error instanceof JournalError);
      assert.equal(error.reason, 'in-use');
      return true;
    });
    assert.deepEqual(asked, [], 'the database is not asked');
    await journal.close();
  });

  it('is told where there is none', async (t) => {
    const { files, team, asked } = await places(t);
    await assert.rejects(moveToDatabase(files, team, 'r9'), /^JournalError: There is no run r9 here: /);
    assert.deepEqual(asked, []);
  });
});

describe('a run that moves to files', () => {
  it('is what it was after it went there and back, with no copy left over', async (t) => {
    const { files, team, lines, layout, place, asked } = await places(t);
    await place.record('r1', shippedRun().events);
    const before = await readFile(layout.journalFile('r1'), 'utf8');
    await moveToDatabase(files, team, 'r1');
    asked.length = 0;
    await moveToFiles(team, 'r1');
    assert.deepEqual(asked, ['open r1', 'refs r1', 'release r1', 'close r1']);
    assert.equal(await readFile(layout.journalFile('r1'), 'utf8'), before);
    assert.equal(lines.get('r1')?.moved, true);
    const names = await readdir(layout.runFolder('r1'));
    assert.deepEqual(
      names.filter((name) => /\.(?:moved|coming)$|^lease-/.test(name)),
      [],
    );
    assert.doesNotMatch(await readFile(layout.checkoutFile('r1'), 'utf8'), /ann@db/);
    const opened = await files.journals.open('r1');
    assert.deepEqual(
      opened.records.flatMap(({ events }) => events),
      shippedRun().events,
    );
    await opened.journal.close();
  });

  it('keeps an earlier copy that it does not begin with', async (t) => {
    const { team, lines, layout } = await places(t);
    lines.set('r1', { text: 'line one\n', moved: false });
    await mkdir(layout.runFolder('r1'), { recursive: true });
    await writeFile(`${layout.journalFile('r1')}.moved`, 'another record\n');
    await moveToFiles(team, 'r1');
    assert.equal(await readFile(layout.journalFile('r1'), 'utf8'), 'line one\n');
    assert.equal(await readFile(`${layout.journalFile('r1')}.moved`, 'utf8'), 'another record\n');
  });

  it('does not write over a journal that is there', async (t) => {
    const { team, lines, layout, place } = await places(t);
    await place.record('r1', shippedRun().events);
    const before = await readFile(layout.journalFile('r1'), 'utf8');
    lines.set('r1', { text: 'line one\n', moved: false });
    await assert.rejects(moveToFiles(team, 'r1'), (error: unknown) => {
      assert.ok(error instanceof JournalError);
      assert.equal(error.reason, 'exists');
      assert.match(error.message, /^There is a journal of run r1 in files already: .*\. Nothing was moved\.$/);
      return true;
    });
    assert.equal(await readFile(layout.journalFile('r1'), 'utf8'), before);
    assert.equal(lines.get('r1')?.moved, false, 'it can still be driven from the database');
  });

  it('is finished by the next call, where one ended after the database had let go of it', async (t) => {
    const { files, team, lines, layout } = await places(t);
    lines.set('r1', { text: 'line one\n', moved: true });
    await mkdir(layout.runFolder('r1'), { recursive: true });
    await writeFile(`${layout.journalFile('r1')}.coming`, 'line one\n');
    await moveToFiles(team, 'r1');
    assert.equal(await readFile(layout.journalFile('r1'), 'utf8'), 'line one\n');
    assert.deepEqual(await listed(files), ['r1']);
  });

  it('is told where the database has none, and nothing is made up', async (t) => {
    const { files, team } = await places(t);
    await assert.rejects(moveToFiles(team, 'r1'), /There is no run r1 in db\./);
    assert.deepEqual(await listed(files), []);
  });

  for (const breaks of ['refs', 'release'])
    it(`stays in the database where ${breaks === 'refs' ? 'its commits do not come' : 'that does not let go of it'}`, async (t) => {
      const { files, team, lines, broken } = await places(t);
      lines.set('r1', { text: 'line one\n', moved: false });
      broken.set(breaks, new Error('It broke.'));
      await assert.rejects(moveToFiles(team, 'r1'), /It broke/);
      assert.deepEqual(await listed(files), [], 'nobody drives it from files meanwhile');
      broken.clear();
      await moveToFiles(team, 'r1');
      assert.deepEqual(await listed(files), ['r1']);
    });
});
