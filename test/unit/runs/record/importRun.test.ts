import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { appendFile, cp, mkdir, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, it } from 'node:test';
import type { TestContext } from 'node:test';
import { JournalError } from '../../../../src/ports/journal.ts';
import { findRuns } from '../../../../src/runs/find/findRuns.ts';
import type { Runs } from '../../../../src/runs/find/findRuns.ts';
import { exportFiles, exportRun } from '../../../../src/runs/record/exportRun.ts';
import { importRun } from '../../../../src/runs/record/importRun.ts';
import { runsPlace } from '../../../support/runsPlace.ts';
import type { RunsPlace } from '../../../support/runsPlace.ts';
import { shippedRun } from '../../../support/states.ts';

interface Machine {
  readonly place: RunsPlace;
  readonly runs: Runs;
  /** Calls that change the repository. */
  readonly did: readonly string[];
}

/** A machine with a clone of the repository; git is played, and has no ref of a run. */
async function machine(t: Pick<TestContext, 'after'>): Promise<Machine> {
  const place = await runsPlace(t);
  place.inspection.repository = shippedRun().run.repository;
  const did: string[] = [];
  const services = {
    ...place.services,
    packRun: async (_repository: string, _run: string, _had: object, file: string) => {
      await writeFile(file, 'bundle');
      return { refs: {}, packed: true };
    },
    unpackRun: async (_repository: string, file: string) => void did.push(`unpacked ${await readFile(file, 'utf8')}`),
    setRunRefs: (_repository: string, run: string) => Promise.resolve(void did.push(`refs of ${run}`)),
  };
  const { repository: folder, settings } = place;
  return { place, did, runs: await findRuns(services, { folder, settings, env: {} }) };
}

/** A run that one machine has exported, and another one that may take it in. */
async function exported(t: Pick<TestContext, 'after'>): Promise<Machine & { readonly folder: string }> {
  const first = await machine(t);
  await first.place.record('r1', shippedRun().events);
  const session = path.join(first.place.layout.runFolder('r1'), 'sessions', 's@1');
  await mkdir(session, { recursive: true });
  await writeFile(path.join(session, 'output.log'), 'what the agent said\n');
  const second = await machine(t);
  const folder = path.join(second.place.repository, '..', 'carried over');
  await exportRun(first.runs, 'r1', folder, true);
  return { ...second, folder };
}

const inOrder = (): Promise<readonly string[]> => Promise.resolve([]);
const fails = (reason: JournalError['reason'], words: RegExp) => (error: unknown) => {
  assert.ok(error instanceof JournalError, String(error));
  assert.equal(error.reason, reason);
  assert.match(error.message, words);
  return true;
};

/** Nothing of the run is known, and the repository is as it was. */
async function assertUntouched({ runs, did }: Machine, allowed: readonly string[] = []): Promise<void> {
  assert.deepEqual(await runs.journals.list(), []);
  assert.deepEqual(did, allowed);
}

async function changeIndex(folder: string, change: (index: Record<string, unknown>) => void): Promise<void> {
  const file = path.join(folder, exportFiles.index);
  const index = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
  change(index);
  await writeFile(file, JSON.stringify(index));
}

/** Lets the index say of a file what it says now. */
async function hashAgain(folder: string, name: string, text: string): Promise<void> {
  await changeIndex(folder, (index) => {
    const files = index['files'] as Record<string, string>;
    files[name] = createHash('sha256').update(text).digest('hex');
  });
}

describe('a run from another machine', () => {
  it('is here as it was there: its record, its commits and what its sessions said', async (t) => {
    const { folder, runs, place, did } = await exported(t);
    let seen = 0;
    const run = await importRun(runs, folder, (records) => ((seen = records.length), inOrder()));
    assert.equal(run, 'r1');
    assert.ok(seen > 0, 'its records are verified');
    assert.deepEqual(await runs.journals.read('r1'), shippedRun().events);
    assert.deepEqual(did, ['unpacked bundle', 'refs of r1']);
    const output = path.join(place.layout.runFolder('r1'), 'sessions', 's@1', 'output.log');
    assert.equal(await readFile(output, 'utf8'), 'what the agent said\n');
    assert.match(await readFile(place.layout.checkoutFile('r1'), 'utf8'), /repo/);
    const { journal } = await runs.journals.open('r1');
    await journal.close();
  });

  it('is taken in once: a second time says where it is, and changes nothing', async (t) => {
    const { folder, runs, did } = await exported(t);
    await importRun(runs, folder, inOrder);
    const before = [...did];
    await assert.rejects(
      importRun(runs, folder, inOrder),
      fails('exists', /^There is a run r1 here already: .*journal\.jsonl\. Nothing was imported\.$/),
    );
    assert.deepEqual(did, before);
  });

  it('is taken in by a copy tool that leaves empty folders out', async (t) => {
    const { folder, runs } = await exported(t);
    await rm(path.join(folder, exportFiles.folder), { recursive: true });
    await changeIndex(folder, (index) => {
      const files = index['files'] as Record<string, string>;
      for (const name of Object.keys(files)) if (name.startsWith('run/')) delete files[name];
    });
    assert.equal(await importRun(runs, folder, inOrder), 'r1');
    assert.deepEqual(await runs.journals.read('r1'), shippedRun().events);
  });

  it('is not taken into another repository, which is named with the first commits of both', async (t) => {
    const other = await exported(t);
    other.place.inspection.repository = { rootCommit: 'fedcba9876543210', name: 'repo' };
    await assert.rejects(
      importRun(other.runs, other.folder, inOrder),
      fails('io', /^Run r1 is of another repository: .* is fedcba9876\. Name the right one with --repo\.$/),
    );
    await assertUntouched(other);
  });

  it('is not known where its signatures or commits are not in order, whatever was unpacked to see that', async (t) => {
    const other = await exported(t);
    const problems = ['launch-1: It is signed by a key of nobody.', 'w1: The commit is gone.'];
    await assert.rejects(
      importRun(other.runs, other.folder, () => Promise.resolve(problems)),
      fails('io', /is not as it was made\. Nothing was imported\. launch-1: .* nobody\. w1: The commit is gone\.$/),
    );
    await assertUntouched(other, ['unpacked bundle']);
  });

  it('leaves no half of it where its files cannot be put in their place', async (t) => {
    const other = await exported(t);
    const { place, runs, folder } = other;
    await mkdir(path.dirname(place.layout.runFolder('r1')), { recursive: true });
    await writeFile(place.layout.runFolder('r1'), 'a file where its folder should be');
    await assert.rejects(importRun(runs, folder, inOrder));
    assert.deepEqual(await runs.journals.list(), []);
    await rm(place.layout.runFolder('r1'));
    assert.equal(await importRun(runs, folder, inOrder), 'r1', 'once the way is free it is taken in');
    assert.ok(!(await readdir(place.layout.runFolder('r1'))).some((name) => name.endsWith('.coming')));
  });
});

describe('a folder that is no export', () => {
  for (const [what, write, words] of [
    ['has no index', undefined, /holds no exported run: ENOENT.*Make one with "wavegate export RUN DIR"\.$/],
    ['has an empty index', '', /holds no exported run: .*Make one with "wavegate export RUN DIR"\.$/],
    ['has an index that breaks off', '{"format":1,"run":"r1"', /holds no exported run: /],
    ['has an index of a later format', '{"format":2}', /is of another version of Wavegate, or was changed\. Export/],
    ['has a list as index', '[]', /is of another version of Wavegate, or was changed/],
    ['has null as index', 'null', /is of another version of Wavegate, or was changed/],
    ['names no run', '{"format":1,"repository":"r","refs":{},"files":{}}', /or was changed/],
    [
      'has hashes that are no texts',
      '{"format":1,"run":"r1","repository":"r","refs":{},"files":{"a":1}}',
      /was changed/,
    ],
    [
      'has refs that are no texts',
      '{"format":1,"run":"r1","repository":"r","refs":{"a":null},"files":{}}',
      /was changed/,
    ],
    ['has no refs', '{"format":1,"run":"r1","repository":"r","files":{}}', /or was changed/],
  ] as const)
    it(`${what} is refused with what to do`, async (t) => {
      const other = await machine(t);
      const folder = path.join(other.place.repository, 'docs');
      if (write !== undefined) await writeFile(path.join(folder, exportFiles.index), write);
      await assert.rejects(importRun(other.runs, folder, inOrder), fails('io', words));
      await assertUntouched(other);
    });
});

describe('an export that was changed on its way', () => {
  const journal = (folder: string) => path.join(folder, exportFiles.journal);
  const output = (folder: string) => path.join(folder, 'run', 'sessions', 's@1', 'output.log');
  for (const [what, change, words] of [
    [
      'lacks a file',
      (folder: string) => rm(output(folder)),
      /not as it was written: run\/sessions\/s@1\/output\.log\./,
    ],
    ['lacks its commits', (folder: string) => rm(path.join(folder, exportFiles.commits)), /: commits\.bundle\. Copy/],
    ['lacks its journal', (folder: string) => rm(journal(folder)), /: journal\.jsonl\. Copy it again/],
    ['has a file more', (folder: string) => writeFile(path.join(folder, 'run', 'evil.sh'), 'x'), /: run\/evil\.sh\./],
    ['has other words in a file', (folder: string) => appendFile(output(folder), '!'), /output\.log\. Copy it again/],
    ['has a record less', (folder: string) => writeFile(journal(folder), ''), /: journal\.jsonl\./],
    [
      'has a link in the place of a file',
      async (folder: string) => {
        await cp(output(folder), path.join(folder, '..', 'elsewhere.log'));
        await rm(output(folder));
        await symlink(path.join(folder, '..', 'elsewhere.log'), output(folder));
      },
      /output\.log\. Copy it again from the other machine\.$/,
    ],
    [
      'has a link to a folder',
      (folder: string) => symlink(path.join(folder, '..'), path.join(folder, 'run', 'more')),
      /: run\/more\. Copy/,
    ],
    [
      'has many files more',
      async (folder: string) => {
        for (let at = 0; at < 8; at += 1) await writeFile(path.join(folder, `extra${at}`), '');
      },
      /: extra0, extra1, extra2, extra3, extra4 and 3 more\. Copy/,
    ],
  ] as const)
    it(`and ${what} is refused, naming what differs`, async (t) => {
      const other = await exported(t);
      await change(other.folder);
      await assert.rejects(importRun(other.runs, other.folder, inOrder), fails('io', words));
      await assertUntouched(other);
    });

  it('with a journal and an index that agree is refused by the chain of the journal', async (t) => {
    for (const [damage, words] of [
      [(text: string) => text.replace('Extend modules', 'Extend modulez'), /^The journal in .* was changed: /],
      [(text: string) => text.slice(0, -5), /^The journal in .* was changed: its end is cut off\.$/],
    ] as const) {
      const other = await exported(t);
      const text = damage(await readFile(journal(other.folder), 'utf8'));
      await writeFile(journal(other.folder), text);
      await hashAgain(other.folder, exportFiles.journal, text);
      await assert.rejects(importRun(other.runs, other.folder, inOrder), fails('broken-chain', words));
      await assertUntouched(other);
    }
  });

  it('is refused where its index gives the run another name than its record has', async (t) => {
    const other = await exported(t);
    await changeIndex(other.folder, (index) => void (index['run'] = 'r2'));
    await assert.rejects(
      importRun(other.runs, other.folder, inOrder),
      fails('io', /^The export in .* is called run r2 by its index, and its journal is of run r1\. Copy it again/),
    );
    await assertUntouched(other);
  });

  it('is refused where its journal is empty', async (t) => {
    const other = await exported(t);
    await writeFile(journal(other.folder), '');
    await hashAgain(other.folder, exportFiles.journal, '');
    await assert.rejects(importRun(other.runs, other.folder, inOrder), fails('io', /its journal names no run\. Copy/));
    await assertUntouched(other);
  });

  for (const run of ['../r1', '..', 'a/b', 'C:\\r1', ''])
    it(`is refused where its run would be outside the folder of runs: ${JSON.stringify(run)}`, async (t) => {
      const other = await exported(t);
      await changeIndex(other.folder, (index) => void (index['run'] = run));
      await assert.rejects(importRun(other.runs, other.folder, inOrder), /is not the id of a run/);
      await assertUntouched(other);
    });
});
